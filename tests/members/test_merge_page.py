"""The page of the admin where two organisations are merged."""

from typing import Any

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from members.models import Organisation
from tests.factories import ContactFactory, FeeFactory, MembershipFactory, OrganisationFactory, organisation_number

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

DAY = "2024-07-01"


@pytest.fixture
def target() -> Organisation:
    return OrganisationFactory.create(name="Morild Scene")


@pytest.fixture
def other() -> Organisation:
    other = OrganisationFactory.create(name="Morild Kulturhus")
    FeeFactory.create(membership=MembershipFactory.create(organisation=other))
    ContactFactory.create(organisation=other)
    return other


def url(organisation: Organisation) -> str:
    return reverse("admin:members_organisation_merge", args=[organisation.pk])


def ask(client: Client, target: Organisation, number: str, **given: str) -> Any:
    return client.post(url(target), {"number": number, "from_day": DAY, **given})


def hidden(page: Any) -> str:
    """Return what the page sends when the merge is confirmed."""
    return str(page.context["form"]["confirmed"].value() or "")


def test_preview_shows_what_moves_and_changes_nothing(
    staff_client: Client, target: Organisation, other: Organisation
) -> None:
    page = ask(staff_client, target, f"{other.number[:3]} {other.number[3:]}")

    assert "Morild Kulturhus blir en del av Morild Scene" in page.text
    assert sorted(page.context["moved"]) == [("Kontaktpersoner", 1), ("Kontingenter", 1), ("Medlemskap", 1)]
    for name, value in (
        ("confirmed", other.pk),
        ("number", f"{other.number[:3]} {other.number[3:]}"),
        ("from_day", DAY),
    ):
        assert f'name="{name}" value="{value}"' in page.text
    assert other.memberships.exists()


def test_confirmed_merge_is_done_and_logged(staff_client: Client, target: Organisation, other: Organisation) -> None:
    page = ask(staff_client, target, other.number)

    done = ask(staff_client, target, other.number, confirmed=hidden(page))

    assert done.headers["Location"] == reverse("admin:members_organisation_page", args=[target.pk])
    assert [str(message) for message in get_messages(done.wsgi_request)] == [
        "Morild Kulturhus er slått sammen med Morild Scene."
    ]
    assert target.memberships.count() == target.contacts.count() == 1
    logged = {(entry.object_id, entry.action_flag): entry for entry in LogEntry.objects.all()}
    assert logged[str(other.pk), DELETION].object_repr == "Morild Kulturhus"
    assert "Morild Kulturhus er slått sammen" in str(logged[str(target.pk), 2].get_change_message())


def test_confirmation_of_another_is_asked_again(
    staff_client: Client, target: Organisation, other: Organisation
) -> None:
    third = OrganisationFactory.create()
    page = ask(staff_client, target, third.number)

    again = ask(staff_client, target, other.number, confirmed=hidden(page))

    assert hidden(again) == str(other.pk)
    assert Organisation.objects.count() == 3


@pytest.mark.parametrize(
    ("number", "message"),
    [
        pytest.param("", "Fyll ut feltet.", id="none"),
        pytest.param(organisation_number(860_001), "Det finnes ingen virksomhet med dette nummeret.", id="unknown"),
        pytest.param("x" * 20, "Det finnes ingen virksomhet med dette nummeret.", id="no-number"),
    ],
)
def test_invalid_number_is_refused(staff_client: Client, target: Organisation, number: str, message: str) -> None:
    assert ask(staff_client, target, number).context["form"].errors == {"number": [message]}


def test_organisation_is_not_merged_with_itself(staff_client: Client, target: Organisation) -> None:
    page = ask(staff_client, target, target.number)

    assert page.context["form"].errors == {"__all__": ["Velg to forskjellige virksomheter."]}
    assert "Se hva som flyttes" in page.text


def test_day_in_future_is_refused(staff_client: Client, target: Organisation, other: Organisation) -> None:
    page = ask(staff_client, target, other.number, from_day="2999-01-01")

    assert list(page.context["form"].errors) == ["from_day"]


@pytest.mark.parametrize("page", ["merge", "identity"])
def test_day_that_can_not_be_is_refused(
    staff_client: Client, target: Organisation, other: Organisation, page: str
) -> None:
    number = other.number if page == "merge" else target.number
    answers = {"number": number, "name": "Nytt navn", "from_day": "0202-07-01"}

    answer = staff_client.post(reverse(f"admin:members_organisation_{page}", args=[target.pk]), answers)

    (message,) = answer.context["form"].errors["from_day"]
    assert message.startswith("Datoen 01.07.0202 kan ikke stemme.")
    assert not target.earlier_identities.exists()


def test_reason_of_refusal_is_shown(staff_client: Client, target: Organisation, other: Organisation) -> None:
    rate = other.memberships.get().fees.get().rate
    other.memberships.get().fees.update(paid_on="2024-01-01")
    FeeFactory.create(membership=MembershipFactory.create(organisation=target), rate=rate, paid_on="2024-01-01")

    for confirmed in ("", str(other.pk)):
        page = ask(staff_client, target, other.number, confirmed=confirmed)
        assert "Begge har betalt kontingent" in page.text
    assert Organisation.objects.count() == 2


def test_merging_requires_permission(
    management_client: Client, client: Client, target: Organisation, other: Organisation
) -> None:
    answers = [ask(each, target, other.number, confirmed=str(other.pk)) for each in (management_client, client)]

    assert [response.status_code for response in answers] == [403, 302]
    assert Organisation.objects.count() == 2


def test_get_never_merges(staff_client: Client, target: Organisation, other: Organisation) -> None:
    page = staff_client.get(url(target), {"number": other.number, "from_day": DAY, "confirmed": str(other.pk)})

    assert page.status_code == 200
    assert Organisation.objects.count() == 2


def test_page_of_unknown_organisation_is_not_found(staff_client: Client) -> None:
    assert staff_client.get(reverse("admin:members_organisation_merge", args=[999_999_999])).status_code == 404
