"""The public list of recipients."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest
import time_machine
from django.urls import reverse

from balansekunst import file_responses
from balansekunst.fields import file_size
from balansekunst.models import Message
from balansepotten import awards
from balansepotten.models import Decision, Letter
from balansepotten.views import recipients
from members import places
from tests.factories import ApplicationFactory, CallFactory, DecisionFactory, UserFactory, municipality

pytestmark = pytest.mark.django_db
LOCKED = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
SENT = datetime(2026, 6, 2, 10, 0, tzinfo=UTC)
LATER = date(2026, 12, 31)
Status = Message.Status


@pytest.fixture
def earlier():
    """An imported call, decided on 28 May 2024."""
    return CallFactory.create(year=2024, decided_on=date(2024, 5, 28))


@pytest.fixture
def locked():
    """A call that was decided here."""
    return CallFactory.create(year=2026, locked_at=LOCKED, locked_by=UserFactory.create())


def grant(call, amount=50_000, **fields):
    return ApplicationFactory.create(call=call, status="granted", amount_awarded=amount, **fields)


def letter(decision, status=Status.SENT):
    sent_at = SENT if status == Status.SENT else None
    message = Message.objects.create(recipient="post@eksempel.example", subject="Svar", status=status, sent_at=sent_at)
    return Letter.objects.create(decision=decision, message=message)


def decide(application, **fields):
    return DecisionFactory.create(application=application, decided_at=LOCKED, **fields)


@pytest.mark.parametrize(
    ("day", "number"),
    [
        pytest.param(date(2024, 5, 27), 0, id="day-before"),
        pytest.param(date(2024, 5, 28), 1, id="day-of-the-decision"),
        pytest.param(date(2024, 5, 29), 1, id="day-after"),
    ],
)
def test_award_of_imported_call_published_from_decision_day(earlier, day, number):
    grant(earlier)

    assert len(awards.published_on(day)) == number


def test_award_of_call_without_decision_day_not_published():
    grant(CallFactory.create(year=2024, decided_on=None))

    assert awards.published_on(LATER) == []


@pytest.mark.parametrize(
    ("status", "number"),
    [
        pytest.param(Status.DRAFTED, 0, id="drafted"),
        pytest.param(Status.FAILED, 0, id="failed"),
        pytest.param(Status.SENT, 1, id="sent"),
    ],
)
def test_award_published_once_letter_is_sent(locked, status, number):
    letter(decide(grant(locked)), status)

    assert len(awards.published_on(LATER)) == number


def test_award_without_letter_not_published(locked):
    decide(grant(locked))

    assert awards.published_on(LATER) == []


def test_letter_publishes_only_its_award(locked):
    notified, other = grant(locked), grant(locked)
    letter(decide(notified))
    decide(other)

    assert [award.number for award in awards.published_on(LATER)] == [notified.number]


@pytest.mark.parametrize("status", ["draft", "submitted", "rejected", "withdrawn"])
def test_only_what_is_granted_is_public(earlier, status):
    number = "" if status == "draft" else "2024-1"
    ApplicationFactory.create(call=earlier, status=status, number=number)

    assert awards.published_on(LATER) == []


def test_notified_rejection_not_published(locked):
    rejected = ApplicationFactory.create(call=locked, status="rejected")
    letter(decide(rejected, outcome=Decision.Outcome.REJECTED, amount_awarded=0, reason="Potten er tom."))

    assert awards.published_on(LATER) == []


def test_changed_decision_published_with_own_letter(locked):
    application = grant(locked, 50_000)
    first = decide(application)
    letter(first)
    application.amount_awarded = 40_000
    application.save()
    change = DecisionFactory.create(
        application=application, replaces=first, reason="Mindre", decided_at=datetime(2026, 7, 1, tzinfo=UTC)
    )
    drafted = letter(change, Status.DRAFTED)

    assert [(award.amount, award.decided_on) for award in awards.published_on(LATER)] == [(50_000, date(2026, 6, 1))]

    drafted.message.status, drafted.message.sent_at = Status.SENT, SENT
    drafted.message.save()

    assert [(award.amount, award.decided_on) for award in awards.published_on(LATER)] == [(40_000, date(2026, 7, 1))]


def test_award_has_public_fields_only(earlier):
    grant(
        earlier,
        50_000,
        number="2024-7",
        title="Rom for alle",
        organisation__name="Ås kor",
        organisation__municipality=municipality("Tromsø"),
    )

    [award] = awards.published_on(LATER)

    assert (award.year, award.number, award.organisation, award.title) == (2024, "2024-7", "Ås kor", "Rom for alle")
    assert (award.category, award.county, award.amount) == ("workshop", "Troms", 50_000)


@pytest.mark.parametrize(
    ("decided_on", "county"),
    [
        pytest.param(date(2019, 12, 31), "Akershus", id="before 2020"),
        pytest.param(date(2020, 1, 1), "Viken", id="from 2020"),
        pytest.param(date(2023, 12, 31), "Viken", id="before 2024"),
        pytest.param(date(2024, 1, 1), "Akershus", id="from 2024"),
        pytest.param(date(2025, 1, 1), "Vestland", id="after the move"),
    ],
)
def test_county_of_award_is_that_of_the_day(decided_on, county, django_assert_num_queries):
    call = CallFactory.create(year=decided_on.year, decided_on=decided_on)
    organisation = grant(call, organisation__municipality=municipality("Bærum")).organisation
    places.move(organisation, municipality=municipality("Bergen"), from_day=date(2025, 1, 1), today=LATER)

    with django_assert_num_queries(2 if decided_on.year > 2023 else 3):
        [award] = awards.published_on(LATER)

    assert award.county == county


def test_awards_ordered_by_year_and_name():
    for year, name in ((2023, "Ås kor"), (2024, "Ærlig dans"), (2024, "Abel teater")):
        grant(CallFactory.create(year=year, decided_on=date(year, 5, 28)), organisation__name=name)

    of_2024 = [(2024, "Abel teater"), (2024, "Ærlig dans")]

    found = [(award.year, award.organisation) for award in awards.published_on(LATER)]
    of_one_year = [(award.year, award.organisation) for award in awards.published_on(LATER, year=2024)]

    assert (found, of_one_year) == ([*of_2024, (2023, "Ås kor")], of_2024)
    assert awards.published_years(LATER) == [2024, 2023]


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_list_queries_do_not_grow(client, earlier, count, django_assert_num_queries):
    for _ in range(count):
        grant(earlier)

    with django_assert_num_queries(4):
        response = client.get(reverse("grant_list"))

    assert len(response.context["awards"]) == count


def test_list_shows_latest_year_and_sum(client, earlier):
    grant(CallFactory.create(year=2023, decided_on=date(2023, 5, 28)))
    grant(earlier, 50_000)
    grant(earlier, 60_000)

    context = client.get(reverse("grant_list")).context

    assert (context["year"], context["years"], context["totals"].amount) == (2024, [2024, 2023], 110_000)


def test_list_of_year_has_own_url(client, earlier):
    grant(earlier, title="Rom for alle")

    page = client.get(reverse("grant_list_of_year", args=[2024]))

    assert "Rom for alle" in page.text
    assert 'aria-current="page">2024</a>' in page.text


@pytest.mark.parametrize("name", ["grant_list_of_year", "grant_csv"])
def test_year_without_awards_is_not_found(client, name):
    assert client.get(reverse(name, args=[2024])).status_code == 404


def test_list_empty_shows_text(client):
    assert "Ingen tildelinger ennå" in client.get(reverse("grant_list")).text


@time_machine.travel("2024-05-27 23:30+02:00", tick=False)
def test_list_uses_current_day(client, earlier):
    grant(earlier)

    assert client.get(reverse("grant_list_of_year", args=[2024])).status_code == 404


def test_csv_equals_list(client, earlier):
    grant(earlier, 50_000, title="=1+1", organisation__name="Ås kor", organisation__number="314141415")

    response = client.get(reverse("grant_csv", args=[2024]))

    content = response.content.decode("utf-8-sig")
    assert response.content.count(b"\xef\xbb\xbf") == 1
    assert response.headers["Content-Disposition"] == 'attachment; filename="balansepotten-2024.csv"'
    assert list(csv.reader(StringIO(content), delimiter=";")) == [
        ["År", "Virksomhet", "Organisasjonsnummer", "Prosjekt", "Kategori", "Fylke", "Tildelt beløp"],
        ["2024", "Ås kor", "314141415", "'=1+1", "workshop", "Oslo", "50000"],
    ]


def test_download_says_its_size(client, earlier):
    grant(earlier, 50_000, title="Ås kor " * 9)

    shown = client.get(reverse("grant_list"))

    assert shown.context["csv_size"] == len(client.get(reverse("grant_csv", args=[2024])).content)
    assert f"Tildelingene i 2024 (csv, {file_size(shown.context['csv_size'])})" in shown.text


@pytest.mark.parametrize(("most", "shown"), [pytest.param(2, 2, id="all"), pytest.param(1, 1, id="first")])
def test_list_of_very_many_shows_the_first(client, earlier, monkeypatch, most, shown):
    monkeypatch.setattr(recipients, "MOST_LISTED", most)
    grant(earlier, 50_000, organisation__name="Abel teater")
    grant(earlier, 60_000, organisation__name="Ærlig dans")

    page = client.get(reverse("grant_list"))

    assert ("Abel teater" in page.text, "Ærlig dans" in page.text) == (True, shown == 2)
    assert (page.context["totals"].count, page.context["totals"].amount) == (2, 110_000)
    assert ("Her er de 1 første." in page.text) == (shown < 2)
    assert ("csv, " in page.text) == (shown == 2)


def test_totals_are_those_of_the_awards(locked, earlier):
    grant(earlier, 50_000)
    notified = grant(locked, 60_000)
    letter(decide(notified))
    grant(locked, 70_000)

    assert awards.totals_on(LATER) == awards.add_up(awards.published_on(LATER))
    assert awards.totals_on(LATER, year=2026) == awards.Totals(1, 60_000, SENT)
    assert awards.totals_on(date(2024, 1, 1), year=2024) == awards.Totals(0, 0, None)


@time_machine.travel("2026-12-31 12:00+01:00", tick=False)
def test_large_files_are_sent_while_made(client, earlier, monkeypatch, settings):
    settings.ORGANISATION_NUMBER = "314141415"
    for _ in range(3):
        grant(earlier)
    urls = [reverse("grant_csv", args=[2024]), reverse("threesixty_json"), reverse("threesixty_csv")]
    whole = [client.get(url, headers={"Cookie": "sessionid=none"}).content for url in urls]
    monkeypatch.setattr(file_responses, "BLOCK", 100)

    sent = [client.get(url, headers={"Cookie": "sessionid=none"}) for url in urls]

    assert [response.streaming for response in sent] == [True, True, True]
    assert [b"".join(response) for response in sent] == whole


@pytest.mark.parametrize("name", ["grant_list", "threesixty_json", "threesixty_csv"])
def test_open_pages_are_only_read(client, name):
    assert client.post(reverse(name)).status_code == 405
