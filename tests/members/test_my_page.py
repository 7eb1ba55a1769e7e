"""My page: what a contact sees of their organisations, and who may open it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from balansekunst import my_page
from balansekunst.models import User
from balansekunst.my_page import Part, Place, Visit
from members import urls
from members.models import Contact
from tests.conftest import log_in
from tests.factories import ContactFactory, FeeFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
MY_PAGE = reverse("my_page")


@pytest.fixture
def both(contact: Contact) -> list[Contact]:
    """The contact at two organisations."""
    other = MembershipFactory.create(organisation__name="Åsgard teater").organisation
    return [
        contact,
        ContactFactory.create(organisation=other, name=contact.name, email=contact.email, user=contact.user),
    ]


def page_of(contact: Contact) -> str:
    return reverse("my_organisation", args=[contact.organisation_id])


def user_of(contact: Contact) -> User:
    assert contact.user
    return contact.user


def test_only_organisation_is_on_start_page(contact: Contact, contact_client: Client) -> None:
    FeeFactory.create(membership=contact.organisation.memberships.get(), rate__year=2026)

    page = contact_client.get(MY_PAGE)

    headings = (
        "Opplysninger",
        "Medlemskap",
        "Kontaktpersoner",
        "Kontingent",
        "Balansemerket",
        "Søknader og prosjekter",
    )
    assert [heading for heading in headings if f">{heading}</h2>" not in page.text] == []
    assert contact.organisation.spaced_number in page.text
    assert contact_client.get(page_of(contact))["Location"] == MY_PAGE


def test_contact_of_two_chooses_organisation(both: list[Contact]) -> None:
    client = log_in(user_of(both[0]))

    start = client.get(MY_PAGE)

    assert ">Opplysninger</h2>" not in start.text
    for contact in both:
        assert f'href="{page_of(contact)}"' in start.text
        page = client.get(page_of(contact))
        assert page.context["organisation"] == contact.organisation
        assert "Hei, " not in page.text


@pytest.mark.parametrize("who", ["anonymous", "outsider", "staff", "management", "adviser", "superuser"])
def test_pages_of_organisation_are_for_its_contacts(
    request: pytest.FixtureRequest, contact: Contact, client: Client, who: str
) -> None:
    if who != "anonymous":
        found = request.getfixturevalue(who)
        client = log_in(user_of(found) if isinstance(found, Contact) else found)
    values = {"pk": contact.organisation_id, "contact_pk": contact.pk}
    pages = [page for page in urls.urlpatterns if "pk" in page.pattern.converters]

    answers = {}
    for page in pages:
        address = reverse(str(page.name), kwargs={name: values[name] for name in page.pattern.converters})
        for response in (client.get(address), client.post(address)):
            answers[address] = response.status_code
            if who == "anonymous":
                assert response["Location"].startswith(reverse("account_login"))

    assert len(answers) == len(pages) > 4
    assert set(answers.values()) <= ({302} if who == "anonymous" else {404, 405})


def test_number_that_no_row_has_is_not_found(contact_client: Client) -> None:
    assert contact_client.get(f"{MY_PAGE}{'9' * 40}/").status_code == 404


def test_earlier_membership_says_last_day(contact: Contact, contact_client: Client) -> None:
    contact.organisation.memberships.update(joined=date(2023, 1, 1), left=date(2024, 1, 1))

    assert "Medlem fra 1. januar 2023 til og med 31. desember 2023" in contact_client.get(MY_PAGE).text


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_organisation_page_queries_do_not_grow(
    both: list[Contact], count: int, django_assert_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    organisation = both[0].organisation
    ContactFactory.create_batch(count, organisation=organisation)
    for year in range(2024, 2024 + count):
        FeeFactory.create(membership=organisation.memberships.get(), rate__year=year)
    client = log_in(user_of(both[0]))

    with django_assert_num_queries(19):
        client.get(page_of(both[0]))


@pytest.mark.parametrize("count", [pytest.param(2, id="two"), pytest.param(4, id="four")])
def test_start_page_queries_do_not_grow(
    contact: Contact, count: int, django_assert_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    for organisation in OrganisationFactory.create_batch(count - 1):
        ContactFactory.create(organisation=organisation, email=contact.email, name=contact.name, user=contact.user)
    client = log_in(user_of(contact))

    with django_assert_num_queries(13):
        assert len(client.get(MY_PAGE).context["organisations"]) == count


def test_registered_parts_are_in_order(superuser: User, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def found(visit: Visit) -> dict[int, dict[str, int] | None]:
        asked.append(visit)
        return {1: {"shown": 1}, 2: None, 3: {"shown": 3}}

    def part(order: int) -> Part:
        return Part(order=order, place=Place.TOP, template="404.html", load=lambda visit: visit.once(found)[order])

    monkeypatch.setattr(my_page, "PARTS", [part(3), part(1), part(2)])
    visit = Visit(superuser, at=None, organisations=[], is_start=True)  # type: ignore[arg-type]

    assert [dict(section.context) for section in my_page.sections(visit, Place.TOP)] == [{"shown": 1}, {"shown": 3}]
    assert len(asked) == 1
