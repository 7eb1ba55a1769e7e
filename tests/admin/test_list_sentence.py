"""What a list says that it shows: a sentence of its filters, each with a link that removes it, and a number."""

import datetime as dt

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from balansekunst.admin import change_list
from balansekunst.models import Message
from courses.models import Assignment
from members.models import Organisation
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    ConflictFactory,
    FeeFactory,
    MembershipFactory,
    OrganisationFactory,
    municipality,
)

ORGANISATIONS = reverse("admin:members_organisation_changelist")
COURSES = reverse("admin:courses_assignment_changelist")
MESSAGES = reverse("admin:balansekunst_message_changelist")
FEES = reverse("admin:members_fee_changelist")


def parts(client: Client, url: str, **query: str) -> list[str]:
    return [part.text for part in client.get(url, query).context["cl"].parts]


def test_sentence_of_members_in_landsdel(staff_client: Client) -> None:
    organisation = OrganisationFactory.create(municipality=municipality("Tromsø"))
    MembershipFactory.create(organisation=organisation, joined=dt.date(2024, 1, 1))
    query = {"medlem": "2024-12-31", "landsdel": "Nord-Norge", "q": organisation.name}

    response = staff_client.get(ORGANISATIONS, query)

    listed = response.context["cl"]
    assert [(part.text, part.is_phrase) for part in listed.parts] == [
        ("medlemmer 31.12.2024", True),
        ("i Nord-Norge", True),
        (f"med «{organisation.name}»", True),
    ]
    assert (listed.counted, listed.name_of_rows) == ("1", "virksomhet")
    assert "Medlemmer 31.12.2024<a" in response.text


def test_part_is_removed_by_its_link(staff_client: Client) -> None:
    response = staff_client.get(ORGANISATIONS, {"medlem": "2024-12-31", "landsdel": "Nord-Norge"})

    [members, _region] = response.context["cl"].parts

    assert members.without == "?landsdel=Nord-Norge"
    assert parts(staff_client, f"{ORGANISATIONS}{members.without}") == ["i Nord-Norge"]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        pytest.param({"status__exact": "held"}, f"status: {Assignment.Status('held').label}", id="choice"),
        pytest.param({"status__exact": "finnes ikke"}, "status: «finnes ikke» (ukjent)", id="unknown-choice"),
        pytest.param({"landsdel": "Utlandet"}, "landsdel: «Utlandet» (ukjent)", id="unknown-landsdel"),
        pytest.param({"date__lt": "2024-01-01"}, "dato før 01.01.2024", id="before"),
        pytest.param({"instructor__isnull": "True"}, "uten kursholder", id="without"),
        pytest.param({"title": "Kurs"}, "tittel: Kurs", id="field"),
    ],
)
def test_parts_of_courses(staff_client: Client, query: dict[str, str], text: str) -> None:
    assert parts(staff_client, COURSES, **query) == [text]


def test_link_from_an_organisation_names_it(staff_client: Client) -> None:
    course = AssignmentFactory.create(client=OrganisationFactory.create(name="Ås kunstlag"))

    assert parts(staff_client, COURSES, client__id__exact=str(course.client_id)) == ["oppdragsgiver: Ås kunstlag"]


def test_row_that_reader_may_not_see_is_not_named(staff, staff_client: Client) -> None:
    application = ApplicationFactory.create()
    ConflictFactory.create(user=staff, call=application.call, application=application)
    url = reverse("admin:balansepotten_grant_changelist")

    assert parts(staff_client, url, application__id__exact=str(application.pk)) == [f"søknad: {application.pk}"]


def test_day_of_outbox_is_one_part(staff_client: Client) -> None:
    query = {"drafted_at__year": "2026", "drafted_at__month": "3"}

    assert parts(staff_client, MESSAGES, **query) == ["skrevet: 3.2026"]


@pytest.mark.parametrize(
    "query", ["drafted_at__year=10000000000000000000", "drafted_at__year=9999&drafted_at__month=12"]
)
def test_day_that_no_date_has(staff_client: Client, query: str) -> None:
    assert staff_client.get(f"{MESSAGES}?{query}").headers["Location"] == f"{MESSAGES}?e=1"


def test_numbers_above_limit_are_not_counted(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_list, "MOST_COUNTED", 4)
    monkeypatch.setattr(admin.site.get_model_admin(Organisation), "list_per_page", 1)
    OrganisationFactory.create_batch(6)

    listed = [staff_client.get(ORGANISATIONS, {"p": page}).context["cl"] for page in ("1", "4", "5", "6")]

    assert [each.counted for each in listed] == ["over 4", "over 5", "6", "6"]
    assert len({each.result_list[0].pk for each in listed}) == 4


def test_number_at_limit_is_exact(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_list, "MOST_COUNTED", 100)
    Message.objects.bulk_create([Message(recipient="a@eksempel.example", subject="Hei", body="Hei")] * 100)

    assert staff_client.get(MESSAGES).context["cl"].counted == "100"


def test_fees_are_summed_unless_too_many(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fees = [FeeFactory.create() for _ in range(3)]
    total = sum(fee.rate.amount for fee in fees)

    [(_label, summed)] = staff_client.get(FEES).context["cl"].sums
    monkeypatch.setattr(change_list, "MOST_COUNTED", 1)
    monkeypatch.setattr(admin.site.get_model_admin(type(fees[0])), "list_per_page", 1)

    assert summed == f"{total:,} kr".replace(",", "\xa0").replace(" ", "\xa0")
    assert staff_client.get(FEES).context["cl"].sums == []
