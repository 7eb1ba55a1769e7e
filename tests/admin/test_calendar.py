"""The calendar of the admin, and its feed: what is on which day, and for whom."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from balansekunst import calendar_feeds
from balansekunst.calendar_entries import entries_between, kinds_for
from balansekunst.calendar_month import Month
from balansekunst.models import CalendarFeed, User
from balansemerket.models import Event
from balansepotten.models import DeadlineExtension
from tests.conftest import log_in
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    CertificationFactory,
    ConflictFactory,
    EventFactory,
    FeeFactory,
    GrantFactory,
    OrganisationFactory,
    PaymentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
PAGE = reverse("admin:calendar")
QUERIES = 14
OSLO = ZoneInfo("Europe/Oslo")


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def grant(name: str, **fields: Any) -> Any:
    """Return an accepted grant to an organisation of this name, whose report is due in March."""
    application = ApplicationFactory.create(
        status="granted",
        call=fields.pop("call"),
        organisation__name=name,
        amount_applied=50_000,
        amount_awarded=50_000,
    )
    accepted = {"accepted_at": NOW, "accepted_by": UserFactory.create(), "account_number": "12345678903"}
    return GrantFactory.create(application=application, report_due=date(2026, 3, 20), **accepted)


@pytest.fixture
def work(management: User) -> Any:
    """One of each in March 2026, and some just outside it. Returns the call."""
    call = CallFactory.create(
        year=2026,
        opens_at=datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
        deadline=datetime(2026, 3, 31, 21, 59, tzinfo=UTC),
    )
    client = OrganisationFactory.create(name="Bygdelaget")
    AssignmentFactory.create(date=date(2026, 3, 1), title="Kurs i mars", client=client)
    AssignmentFactory.create(date=date(2026, 3, 2), title="Avlyst", status="cancelled", participants=None)
    AssignmentFactory.create(date=date(2026, 4, 1), title="Kurs i april", client=client)
    FeeFactory.create_batch(2, due_on=date(2026, 3, 15))
    FeeFactory.create(due_on=date(2026, 3, 15), paid_on=date(2026, 3, 1))
    mark("Merket", date(2026, 3, 31))
    PaymentFactory.create(grant=grant("Mottakeren", call=call), due_on=date(2026, 3, 18), amount=20_000)
    DeadlineExtension.objects.create(
        call=call,
        organisation=OrganisationFactory.create(name="Sene teater"),
        until=datetime(2026, 3, 31, 21, 59, tzinfo=UTC),
        reason="Brann.",
        granted_at=NOW,
        granted_by=management,
    )
    return call


def mark(name: str, until: date) -> Event:
    certification = CertificationFactory.create(organisation__name=name)
    return EventFactory.create(certification=certification, kind="awarded", date=date(2024, 4, 1), valid_until=until)


def titles(user: User, month: str = "2026-03") -> list[tuple[int, str]]:
    asked = Month.parse(month)
    found = entries_between(user, kinds_for(user), asked.first, asked.last)
    return [(entry.day.day, entry.title.replace("\xa0", " ")) for _kind, entry in found]


MARCH = [
    (1, "Kurs i mars (Bygdelaget)"),
    (1, "Balansepotten 2026 åpner"),
    (15, "2 kontingenter forfaller"),
    (18, "Utbetaling: Mottakeren, 20 000 kr"),
    (20, "Rapport: Mottakeren"),
    (31, "Balansemerket utløper: Merket"),
    (31, "Lengre søknadsfrist: Sene teater"),
    (31, "Søknadsfrist: Balansepotten 2026"),
]


def test_month_has_its_days_entries(staff: User, work: Any) -> None:
    assert titles(staff) == MARCH
    assert titles(staff, "2026-04") == [(1, "Kurs i april (Bygdelaget)")]


def test_management_sees_what_it_may_open(management: User, work: Any) -> None:
    assert titles(management) == MARCH


def test_adviser_and_contact_have_no_kinds(adviser: User, contact: Any) -> None:
    assert (kinds_for(adviser), kinds_for(contact.user)) == ([], [])


def test_conflict_hides_grant_and_longer_deadlines(staff: User, work: Any) -> None:
    hidden = grant("Skjult", call=work)
    PaymentFactory.create(grant=hidden)
    ConflictFactory.create(call=work, user=staff, application=hidden.application)

    assert titles(staff) == [entry for entry in MARCH if "Lengre" not in entry[1]]


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        pytest.param({"kind": "renewed", "date": date(2026, 3, 1), "valid_until": date(2028, 3, 1)}, [], id="renewed"),
        pytest.param({"kind": "withdrawn", "date": date(2026, 3, 31), "valid_until": None}, [], id="withdrawn"),
        pytest.param(
            {"kind": "withdrawn", "date": date(2026, 4, 1), "valid_until": None},
            [(31, "Balansemerket utløper: Merket")],
            id="withdrawn afterwards",
        ),
    ],
)
def test_mark_expires_unless_renewed_or_withdrawn(staff: User, later: dict[str, Any], expected: list[Any]) -> None:
    event = mark("Merket", date(2026, 3, 31))

    EventFactory.create(certification=event.certification, **later)

    assert titles(staff) == expected


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_page_queries_do_not_grow(staff_client: Client, work: Any, django_assert_num_queries: Any, count: int) -> None:
    for place in range(count):
        PaymentFactory.create(grant=grant(f"Mottaker {place}", call=work), due_on=date(2026, 3, 19))
        mark(f"Merke {place}", date(2026, 3, 30))
        AssignmentFactory.create(date=date(2026, 3, 3))

    with django_assert_num_queries(QUERIES):
        page = staff_client.get(PAGE)

    assert page.context["count"] == len(MARCH) + 4 * count


def test_page_links_to_rows_and_kinds(staff_client: Client, work: Any) -> None:
    page = staff_client.get(PAGE, {"maaned": "2026-03"})
    links = {entry.url for week in page.context["weeks"] for day in week.days for _kind, entry in day.entries or ()}

    assert {url: staff_client.get(url).status_code for url in links} == dict.fromkeys(links, 200)
    assert page.text.count('aria-current="date"') == 1
    assert '<time datetime="2026-03-31T23:59:00+02:00">23.59</time>' in page.text
    assert staff_client.get(PAGE, {"vis": "kurs"}).context["count"] == 1
    assert PAGE in staff_client.get(reverse("admin:index")).text


@pytest.mark.one_database
@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-3", "1999-12", "2101-01", "2026-03-01", "x"])
def test_other_months_are_not_found(staff_client: Client, text: str) -> None:
    assert staff_client.get(PAGE, {"maaned": text}).status_code == 404


def test_months_follow_one_another() -> None:
    december = Month.parse("2026-12")

    assert (str(december.previous), str(december.next), december.last) == ("2026-11", "2027-01", date(2026, 12, 31))
    assert (Month.parse("2000-01").previous, Month.parse("2100-12").next) == (None, None)
    assert [week.number for week in december.weeks([])] == [49, 50, 51, 52, 53]
    assert [day.date.day for day in december.weeks([])[0].days if day.entries is not None] == [1, 2, 3, 4, 5, 6]


def feed_url(client: Client) -> str:
    client.post(reverse("admin:calendar_feed"))
    return urlsplit(client.get(PAGE).context["feed_url"]).path


def events(client: Client, url: str) -> dict[str, icalendar.Event]:
    response = client.get(url)
    assert response.status_code == 200
    calendar = icalendar.Calendar.from_ical(response.content)
    assert calendar.errors == []
    found = {str(event["UID"]): event for event in calendar.events}
    assert len(found) == len(calendar.events)
    return found


def test_feed_is_what_calendar_shows(staff_client: Client, client: Client, work: Any) -> None:
    found = events(client, feed_url(staff_client))

    expected = [*MARCH, (1, "Kurs i april (Bygdelaget)")]
    titles = {str(event["SUMMARY"]).replace("\xa0", " ") for event in found.values()}
    assert {re.sub(r", Kursholder \d+$", "", title) for title in titles} == {title for _day, title in expected}
    deadline, day = found[f"stenger-{work.pk}@balansekunst"], found[f"merke-{Event.objects.get().pk}@balansekunst"]
    assert deadline.start == datetime(2026, 3, 31, 23, 59, tzinfo=OSLO)
    assert deadline["DTSTART"].params["TZID"] == "Europe/Oslo"
    assert (day.start, day.end) == (date(2026, 3, 31), date(2026, 4, 1))
    assert str(deadline["URL"]) == f"http://testserver/admin/balansepotten/call/{work.pk}/change/"


def test_feed_needs_no_session_and_is_private(staff_client: Client, client: Client) -> None:
    response = client.get(feed_url(staff_client))

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in response.headers["Cache-Control"]
    assert response.cookies == {}


def test_entry_that_is_moved_keeps_its_uid(staff_client: Client, client: Client) -> None:
    course, url = AssignmentFactory.create(date=date(2026, 3, 20)), feed_url(staff_client)
    before = events(client, url)
    course.date = course.date + timedelta(days=1)
    course.save()

    after = events(client, url)

    assert before.keys() == after.keys() == {f"kurs-{course.pk}@balansekunst"}
    assert [event.start for event in after.values()] == [date(2026, 3, 21)]


def test_new_address_revokes_old_one(staff_client: Client, client: Client, staff: User) -> None:
    old = feed_url(staff_client)
    new = feed_url(staff_client)

    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    assert CalendarFeed.objects.get().user == staff
    staff_client.post(reverse("admin:calendar_feed"), {"fjern": "1"})
    assert client.get(new).status_code == 404
    assert staff_client.get(PAGE).context["feed_url"] == ""


@pytest.mark.parametrize("lost", ["is_active", "is_staff"])
def test_feed_ends_with_access(staff_client: Client, client: Client, staff: User, lost: str) -> None:
    url = feed_url(staff_client)
    User.objects.filter(pk=staff.pk).update(**{lost: False})

    assert client.get(url).status_code == 404


def test_feed_follows_conflicts_and_roles(staff_client: Client, client: Client, staff: User, work: Any) -> None:
    url = feed_url(staff_client)
    hidden = grant("Skjult", call=work)
    ConflictFactory.create(call=work, user=staff, application=hidden.application)
    assert not any("Skjult" in str(event["SUMMARY"]) for event in events(client, url).values())

    staff.groups.clear()

    assert events(client, url) == {}


def test_token_is_not_readable_in_database(staff: User) -> None:
    feed = calendar_feeds.renew(staff)

    stored = CalendarFeed.objects.filter(pk=feed.pk).extra(select={"raw": "token"}).values_list("raw", flat=True).get()
    assert feed.token not in (stored, feed.digest)
    assert calendar_feeds.user_of(feed.token) == staff
    assert calendar_feeds.user_of("x" * 43) is None


def test_address_is_changed_by_post_with_second_factor(staff: User) -> None:
    client = log_in(staff, second_factor=False)

    assert client.get(PAGE).status_code == 302
    assert client.post(reverse("admin:calendar_feed")).status_code == 403
    assert log_in(staff).get(reverse("admin:calendar_feed")).status_code == 405
    assert not CalendarFeed.objects.exists()


def test_adviser_without_calendar_gets_no_feed(adviser_client: Client) -> None:
    assert adviser_client.get(PAGE).status_code == 403
    assert adviser_client.post(reverse("admin:calendar_feed")).status_code == 403
    assert not CalendarFeed.objects.exists()


def test_day_of_fees_opens_those_that_it_counts(staff_client: Client, staff: User) -> None:
    due = date(2026, 3, 30)
    counted = FeeFactory.create(due_on=due)
    FeeFactory.create(due_on=due, written_off_on=date(2026, 3, 1), write_off_type="lost", write_off_reason="Oppløst")

    found = entries_between(staff, kinds_for(staff), due, due)
    (entry,) = (entry for _kind, entry in found if entry.key.startswith("kontingent"))

    assert list(staff_client.get(entry.url).context["cl"].result_list) == [counted]
