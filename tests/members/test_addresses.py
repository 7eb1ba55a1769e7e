"""E-mail addresses and address labels of lists of organisations and contacts."""

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from balansekunst.models import Bounce
from members.addresses import Labels
from members.models import Contact, Organisation
from tests.factories import ContactFactory, MembershipFactory, OrganisationFactory

DAY = date(2026, 3, 16)
ADDRESS = {"address": "Storgata 1", "postcode": "9008", "postal_place": "Tromsø"}
EMAILS = reverse("admin:members_contact_emails")
LABELS = reverse("admin:members_organisation_labels")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    time_machine.move_to(DAY, tick=False)


def make_contacts() -> None:
    """Make two contacts who get e-mail, and one for each reason not to."""
    left = OrganisationFactory.create()
    MembershipFactory.create(organisation=left, joined=date(2020, 1, 1), left=DAY)
    for name, email, values in (
        ("Anna", "anna@eksempel.example", {}),
        ("Berit", "Berit@eksempel.example", {}),
        ("Carl", "berit@eksempel.example", {}),
        ("Dag", "", {}),
        ("Eva", "eva@eksempel.example", {"organisation": left}),
        ("Finn", "finn@eksempel.example", {"declined_mailings_on": DAY}),
        ("Gro", "gro@eksempel.example", {}),
        ("Hege", "hege@eksempel.example", {"organisation__declined_mailings_on": DAY}),
    ):
        ContactFactory.create(name=name, email=email, **values)
    Bounce.objects.create(email="gro@eksempel.example", bounced_at="2026-03-01T12:00:00Z")


def test_addresses_of_contacts(staff_client: Client) -> None:
    make_contacts()

    response = staff_client.get(EMAILS, {"o": "name"})

    assert "<textarea" in response.text
    assert "anna@eksempel.example; Berit@eksempel.example</textarea>" in response.text
    assert response.context["summary"] == (
        "2 e-postadresser. Utelatt: 1 adressen er med fra før; 1 har ingen e-postadresse; 1 virksomheten er utmeldt; "
        "2 vil ikke ha utsendinger; 1 adressen virker ikke."
    )


def test_addresses_for_the_script(staff_client: Client) -> None:
    make_contacts()

    answer = staff_client.get(EMAILS, {"q": "Anna"}, headers={"Accept": "application/json"}).json()

    assert answer == {"addresses": "anna@eksempel.example", "summary": "1 e-postadresser."}


def test_lists_link_to_their_addresses(staff_client: Client) -> None:
    page = staff_client.get(reverse("admin:members_contact_changelist"), {"q": "Anna"}).text

    assert f'href="{EMAILS}?q=Anna" data-copy-addresses' in page


def test_addresses_of_organisations_in_a_filter(staff_client: Client) -> None:
    OrganisationFactory.create(name="Filmen", field="film", email="film@eksempel.example")
    OrganisationFactory.create(name="Musikken", field="musikk", email="musikk@eksempel.example")

    response = staff_client.get(reverse("admin:members_organisation_emails"), {"field__exact": "film"})

    assert response.context["addresses"] == "film@eksempel.example"


@pytest.mark.parametrize("page", ["emails", "labels"])
def test_addresses_are_for_who_sees_the_list(adviser_client: Client, page: str) -> None:
    assert adviser_client.get(reverse(f"admin:members_organisation_{page}")).status_code == 403
    assert adviser_client.get(reverse(f"admin:members_contact_{page}")).status_code == 403


@pytest.mark.parametrize("page", ["emails", "labels"])
def test_addresses_of_impossible_filter(staff_client: Client, page: str) -> None:
    response = staff_client.get(reverse(f"admin:members_contact_{page}"), {"id__in": "abc"})

    assert response.headers["Location"] == f"{reverse('admin:members_contact_changelist')}?e=1"


def test_labels_have_lines_of_the_address() -> None:
    contact = ContactFactory.build(name="Anna", organisation=OrganisationFactory.build(name="Ås kunstlag", **ADDRESS))
    without_street = OrganisationFactory.build(name="Øya", postcode="9170", postal_place="Longyearbyen", address="")
    without_place = OrganisationFactory.build(name="Hjemløs", address="Storgata 1", postcode="", postal_place="")

    labels = Labels.of([contact, without_street, without_place])

    assert labels.lines == [["Ås kunstlag", "v/ Anna", "Storgata 1", "9008 Tromsø"], ["Øya", "9170 Longyearbyen"]]
    assert labels.missing == [without_place]


@pytest.mark.parametrize(
    ("count", "start", "sheets"),
    [
        pytest.param(24, 1, 1, id="full-sheet"),
        pytest.param(24, 2, 2, id="begins-later"),
        pytest.param(1, 24, 1, id="last"),
        pytest.param(25, 1, 2, id="one-more"),
    ],
)
def test_labels_fill_sheets(count: int, start: int, sheets: int) -> None:
    labels = Labels([["Ås kunstlag", "1430 Ås"]] * count, [])

    reader = PdfReader(io.BytesIO(labels.pdf(start=start, day=DAY)))

    assert labels.sheets(start) == len(reader.pages) == sheets
    assert reader.metadata
    assert reader.metadata.title == "Adresseetiketter"
    assert sum(page.extract_text().count("1430 Ås") for page in reader.pages) == count


def test_labels_of_members(staff_client: Client) -> None:
    membership = MembershipFactory.create(organisation__postcode="", organisation__postal_place="")

    page = staff_client.get(reverse("admin:members_membership_labels"))

    assert page.context["labels"].missing == [membership.organisation]
    assert reverse("admin:members_organisation_change", args=[membership.organisation_id]) in page.text


def test_labels_are_asked_for_with_a_place_to_start(staff_client: Client) -> None:
    OrganisationFactory.create(name="Ås kunstlag", **ADDRESS)
    OrganisationFactory.create(name="Hjemløs", address="", postcode="", postal_place="")

    page = staff_client.get(LABELS)
    assert [row.name for row in page.context["labels"].missing] == ["Hjemløs"]
    assert staff_client.get(LABELS, {"start": "25"}).context["form"].errors
    response = staff_client.get(LABELS, {"start": "3", "o": "name"})
    assert response.headers["Content-Disposition"] == 'attachment; filename="etiketter-2026-03-16.pdf"'
    assert response.content.startswith(b"%PDF")


def test_too_many_labels_are_refused(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("members.admin.addresses.MOST_LABELS", 1)
    OrganisationFactory.create_batch(2, **ADDRESS)

    response = staff_client.get(LABELS, {"start": "1"}, follow=True)

    assert "Filtrer den" in response.text
    assert (Organisation.objects.count(), Contact.objects.count()) == (2, 0)
