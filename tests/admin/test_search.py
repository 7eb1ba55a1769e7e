"""Searching, sorting and filtering in the admin."""

import re
from datetime import date

import pytest
from django.contrib import messages
from django.test import Client
from django.urls import reverse

from balansemerket.models import Event
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    ContactFactory,
    EventFactory,
    FeeFactory,
    MembershipFactory,
    OrganisationFactory,
    municipality,
)

ORGANISATIONS = reverse("admin:members_organisation_changelist")


def names(client: Client, url: str, **parameters: str) -> list[str]:
    return [str(row) for row in client.get(url, parameters).context["cl"].result_list]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("ås", "Ås kunstlag", id="small-for-large"),
        pytest.param("ÅS", "Ås kunstlag", id="large-for-small"),
        pytest.param("øst", "TEATER ØST", id="in-capitals"),
        pytest.param("ØST", "TEATER ØST", id="capitals"),
        pytest.param("čájáhus", "ČÁJÁHUS", id="sami"),
        pytest.param("teater øst", "TEATER ØST", id="two-words"),
        pytest.param("314 159 265", "Number", id="number-with-spaces"),
        pytest.param("314159265", "Number", id="number"),
    ],
)
def test_organisations_are_found(staff_client: Client, text: str, found: str) -> None:
    for name in ("Ås kunstlag", "TEATER ØST", "ČÁJÁHUS", "Festivalen"):
        OrganisationFactory.create(name=name)
    OrganisationFactory.create(name="Number", number="314159265")

    assert names(staff_client, ORGANISATIONS, q=text) == [found]


def test_organisations_are_sorted_in_norwegian(staff_client: Client) -> None:
    for name in ("Ålesund scene", "Ærlig talt", "Zenit", "Østfronten", "Aasen-dagene", "Andøya"):
        OrganisationFactory.create(name=name)

    assert names(staff_client, ORGANISATIONS) == [
        "Andøya",
        "Zenit",
        "Ærlig talt",
        "Østfronten",
        "Ålesund scene",
        "Aasen-dagene",
    ]


def test_autocomplete_ignores_case(staff_client: Client) -> None:
    OrganisationFactory.create(name="TEATER ØST")
    asked = {"app_label": "members", "model_name": "membership", "field_name": "organisation", "term": "øst"}

    response = staff_client.get(reverse("admin:autocomplete"), asked)

    assert [result["text"] for result in response.json()["results"]] == ["TEATER ØST"]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        pytest.param("2024-01-31", [], id="day-before"),
        pytest.param("2024-02-01", ["Medlemmet"], id="first-day"),
        pytest.param("2024-12-31", ["Medlemmet"], id="last-day"),
        pytest.param("2025-01-01", [], id="first-day-outside"),
    ],
)
def test_members_on_a_day(staff_client: Client, day: str, found: list[str]) -> None:
    organisation = OrganisationFactory.create(name="Medlemmet")
    MembershipFactory.create(organisation=organisation, joined=date(2024, 2, 1), left=date(2025, 1, 1))
    OrganisationFactory.create(name="Aldri medlem")

    assert names(staff_client, ORGANISATIONS, medlem=day) == found


def test_filter_displays_chosen_day(staff_client: Client) -> None:
    response = staff_client.get(ORGANISATIONS, {"medlem": "2024-02-01", "q": "Ås"})

    assert '<input type="date" id="filter-medlem" name="medlem" value="2024-02-01" required>' in response.text
    assert '<input type="hidden" name="q" value="Ås">' in response.text


@pytest.mark.parametrize("text", ["2024", "31.12.2024", "i dag", "2024-02-30"])
def test_unreadable_day_gives_warning(staff_client: Client, text: str) -> None:
    OrganisationFactory.create(name="Alltid der")

    response = staff_client.get(ORGANISATIONS, {"medlem": text})

    assert [str(row) for row in response.context["cl"].result_list] == ["Alltid der"]
    assert [(message.level, str(message)) for message in response.context["messages"]] == [
        (messages.WARNING, f"«{text}» er ikke et gyldig valg for «medlem per dato», så filteret er ikke brukt.")
    ]


def test_organisations_in_a_landsdel(staff_client: Client) -> None:
    OrganisationFactory.create(name="I sør", municipality=municipality("Kristiansand"))
    OrganisationFactory.create(name="I nord", municipality=municipality("Tromsø"))

    assert names(staff_client, ORGANISATIONS, landsdel="Nord-Norge") == ["I nord"]


@pytest.mark.parametrize(
    ("parameter", "year", "count"),
    [
        pytest.param("innmeldt", "2024", 1, id="joined"),
        pytest.param("innmeldt", "2025", 0, id="joined-another-year"),
        pytest.param("utmeldt", "2025", 1, id="left"),
        pytest.param("utmeldt", "2024", 0, id="left-another-year"),
    ],
)
def test_memberships_of_a_year(staff_client: Client, parameter: str, year: str, count: int) -> None:
    MembershipFactory.create(joined=date(2024, 12, 31), left=date(2025, 1, 1))

    assert len(names(staff_client, reverse("admin:members_membership_changelist"), **{parameter: year})) == count


def test_assignments_of_a_year(staff_client: Client) -> None:
    AssignmentFactory.create(title="I fjor", date=date(2023, 12, 31))
    AssignmentFactory.create(title="I år", date=date(2024, 1, 1))

    assert names(staff_client, reverse("admin:courses_assignment_changelist"), aar="2024") == ["01.01.2024 I år"]


@pytest.mark.parametrize("day", [pytest.param("2024-03-01", id="first"), pytest.param("2025-02-28", id="last")])
def test_holders_of_the_mark_on_a_day(staff_client: Client, day: str) -> None:
    holder = EventFactory.create().certification
    EventFactory.create(kind=Event.Kind.STARTED, valid_until=None)

    assert names(staff_client, reverse("admin:balansemerket_certification_changelist"), merket=day) == [str(holder)]


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        pytest.param("betalt", ["betalt"], id="paid"),
        pytest.param("ubetalt", ["forfalt", "ikke forfalt"], id="unpaid"),
        pytest.param("forfalt", ["forfalt"], id="overdue"),
        pytest.param("", ["betalt", "forfalt", "ikke forfalt"], id="all"),
    ],
)
def test_fees_by_payment(staff_client: Client, time_machine: object, choice: str, found: list[str]) -> None:
    time_machine.move_to(date(2026, 3, 16), tick=False)  # type: ignore[attr-defined]
    days = {"betalt": date(2026, 3, 1), "forfalt": date(2026, 3, 15), "ikke forfalt": date(2026, 3, 16)}
    for name, due_on in days.items():
        membership = MembershipFactory.create(organisation__name=name)
        FeeFactory.create(membership=membership, due_on=due_on, paid_on=due_on if name == "betalt" else None)

    response = staff_client.get(reverse("admin:members_fee_changelist"), {"betaling": choice} if choice else {})

    listed = response.context["cl"].result_list
    assert sorted(fee.membership.organisation.name for fee in listed) == found


def test_contacts_are_found_by_organisation(staff_client: Client) -> None:
    contact = ContactFactory.create(organisation__name="Ås kunstlag")

    assert names(staff_client, reverse("admin:members_contact_changelist"), q="ås") == [contact.name]


@pytest.mark.parametrize(
    "name",
    ["balansemerket_certification", "courses_assignment", "balansepotten_application"],
)
def test_organisation_page_has_its_rows(staff_client: Client, name: str) -> None:
    organisation = EventFactory.create().certification.organisation
    AssignmentFactory.create(client=organisation)
    ApplicationFactory.create(organisation=organisation)
    EventFactory.create()
    AssignmentFactory.create()
    ApplicationFactory.create()

    page = staff_client.get(reverse("admin:members_organisation_change", args=[organisation.pk])).text
    [link] = re.findall(rf'href="({reverse(f"admin:{name}_changelist")}\?[^"]+)"', page)

    assert staff_client.get(link).context["cl"].result_count == 1
