"""Events never change: corrections, lapses by the calendar, and reminders before a mark expires."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from balansekunst.dates import years_after
from balansekunst.figures import Period
from balansekunst.models import Message
from balansemerket import corrections, ledger, reminders, renewals
from balansemerket.figures import AREA
from balansemerket.models import Cancellation, Certification, Event
from tests.admin.test_object_page import url
from tests.balansemerket.test_ledger import change_page, form_data, sequences
from tests.factories import CertificationFactory, ContactFactory, EventFactory

FIRST, LAST = date(2024, 3, 1), date(2025, 2, 28)
ONE_DAY = timedelta(days=1)
TODAY = date(2026, 3, 16)
Kind = Event.Kind


def renewal(certification, on, until):
    return EventFactory.create(certification=certification, kind=Kind.RENEWED, date=on, valid_until=until)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda rows: rows.update(date=LAST), id="date"),
        pytest.param(lambda rows: rows.update(reason="Endret"), id="reason"),
        pytest.param(lambda rows: rows.filter(is_cancelled=True).update(is_cancelled=False), id="cancellation"),
        pytest.param(lambda rows: rows.delete(), id="deletion"),
        pytest.param(lambda _rows: Cancellation.objects.update(reason="Endret"), id="reason-of-cancellation"),
    ],
)
def test_event_never_changes(change):
    event = EventFactory.create()
    corrections.cancel(event, on=TODAY, reason="Feil år.")
    EventFactory.create(certification=event.certification)

    with pytest.raises(IntegrityError), transaction.atomic():
        change(Event.objects.filter(certification=event.certification))


@pytest.mark.django_db
def test_cancelled_event_counts_no_more():
    event = EventFactory.create(date=FIRST, valid_until=LAST)
    renewed = renewal(event.certification, date(2025, 2, 1), date(2026, 2, 28))

    with pytest.raises(ValidationError, match="Merket må være tildelt"):
        corrections.cancel(event, on=TODAY, reason="Feil år.")
    corrections.cancel(renewed, on=TODAY, reason="Feil virksomhet.")
    with pytest.raises(ValidationError, match="allerede annullert"):
        corrections.cancel(renewed, on=TODAY, reason="En gang til.")

    assert AREA.in_period(Period.year(2025)).values() == {"awarded": 0, "renewed": 0, "lapsed": 1, "holders": 0}
    assert event.certification.events.count() == 2


@pytest.mark.django_db
def test_changed_row_of_admin_is_another_event(staff_client):
    award = EventFactory.create(date=FIRST, valid_until=LAST)
    started = EventFactory.create(
        certification=award.certification, kind=Kind.STARTED, date=date(2023, 3, 1), valid_until=None
    )
    data = form_data(award.certification, started, award) | {
        "events-0-DELETE": "on",
        "events-1-valid_until": "2025-03-31",
        "events-1-correction": "Skrev feil måned",
    }

    response = staff_client.post(change_page(award.certification), data)

    assert response.status_code == 302
    (now,) = award.certification.events.in_force()
    assert (now.date, now.valid_until) == (FIRST, date(2025, 3, 31))
    cancelled = Cancellation.objects.order_by("event").values_list("event", "reason")
    assert list(cancelled) == [(award.pk, "Skrev feil måned"), (started.pk, "Feil ved registreringen")]
    page = staff_client.get(reverse("admin:balansemerket_event_changelist"), {"is_cancelled__exact": "1"})
    assert page.context["cl"].result_count == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("renewed_on", "lapses"),
    [
        pytest.param(date(2025, 2, 28), 0, id="on-last-day"),
        pytest.param(date(2025, 3, 1), 0, id="on-day-after"),
        pytest.param(date(2025, 3, 2), 1, id="late"),
    ],
)
def test_mark_lapses_by_the_calendar(renewed_on, lapses):
    award = EventFactory.create(date=FIRST, valid_until=LAST)
    assert Event.objects.lapsed_in(Period(FIRST, LAST)).count() == 0
    assert list(Event.objects.lapsed_in(Period(LAST + ONE_DAY, LAST + ONE_DAY))) == [award]

    proposed = renewals.proposal(award.certification, on=renewed_on)
    renewals.add(proposed)

    assert proposed.valid_until == years_after(max(LAST, renewed_on), 1)
    assert Event.objects.lapsed_in(Period.year(2025)).count() == lapses


@pytest.mark.django_db
def test_reminders_are_sent_once_each():
    event = EventFactory.create(date=date(2025, 6, 30), valid_until=date(2026, 6, 30))
    ContactFactory.create_batch(2, organisation=event.certification.organisation)
    withdrawn = EventFactory.create(date=date(2025, 6, 30), valid_until=date(2026, 6, 30)).certification
    EventFactory.create(certification=withdrawn, kind=Kind.WITHDRAWN, date=date(2025, 7, 1), valid_until=None)

    def sent(days_before):
        day = date(2026, 6, 30) - timedelta(days=days_before)
        return reminders.remind_of_expiry(datetime(day.year, day.month, day.day, 7, tzinfo=UTC))

    assert [sent(days) for days in (91, 90, 89, 31, 30, 8, 6, 0, -1)] == [0, 2, 0, 0, 2, 0, 2, 0, 0]
    assert "til og med 30. juni 2026" in Message.objects.first().body
    renewals.add(renewals.proposal(event.certification, on=date(2026, 6, 30)))
    assert sent(-300) == 2


@given(st.data())
@settings(max_examples=100, derandomize=True, deadline=None)
def test_order_of_registration_never_matters(data):
    events = data.draw(sequences())
    shuffled = data.draw(st.permutations(events))

    assert ledger.mark_after(shuffled) == ledger.mark_after(events)
    assert {id(found.entry) for found in ledger.misplaced(shuffled)} == {
        id(found.entry) for found in ledger.misplaced(events)
    }
    for event in events:
        event.is_cancelled = True
    assert ledger.mark_after(events) == ledger.Mark()


@given(
    st.dates(date(2019, 12, 1), date(2024, 3, 1)),
    st.integers(-400, 800),
)
@settings(max_examples=100, derandomize=True, deadline=None)
def test_renewal_adds_early_and_begins_anew_late(awarded_on, days):
    award = Event(kind=Kind.AWARDED, date=awarded_on, valid_until=years_after(awarded_on, 1))
    certification = Certification(pk=1)
    certification._prefetched_objects_cache = {"events": [award]}
    on = max(years_after(awarded_on, 1) + timedelta(days=days), awarded_on)

    proposed = renewals.proposal(certification, on=on, versions=[])

    assert proposed.valid_until == years_after(max(on, award.valid_until), 1)
    assert not list(ledger.misplaced([award, proposed]))
    mark = ledger.mark_after([award, proposed])
    assert mark.is_valid_on(on)
    assert not mark.is_valid_on(mark.valid_until + ONE_DAY)
    assert 365 <= (mark.valid_until - max(on, award.valid_until)).days <= 366


@pytest.mark.django_db
@given(sequences())
@settings(max_examples=20, derandomize=True, deadline=None)
def test_lapses_are_days_without_the_mark_after_days_with(events):
    wrong = {id(problem.entry) for problem in ledger.misplaced(events)}
    accepted = [event for event in events if id(event) not in wrong]
    certification = CertificationFactory.create()
    Event.objects.bulk_create(
        Event(certification=certification, kind=event.kind, date=event.date, valid_until=event.valid_until, reason="Ja")
        for event in accepted
    )
    days = [FIRST + timedelta(days=n) for n in range(-1, 40)]
    held = {day: ledger.mark_after(e for e in accepted if e.date <= day).is_valid_on(day) for day in days}
    withdrawn = {event.date for event in accepted if event.kind == Kind.WITHDRAWN}

    lapsed = [day for day in days[1:] if held[day - ONE_DAY] and not held[day] and day not in withdrawn]

    ended = Event.objects.lapsed_in(Period(days[0], days[-1])).filter(certification=certification)
    assert sorted({event.valid_until + ONE_DAY for event in ended}) == lapsed


@pytest.mark.django_db
def test_mark_is_withdrawn_with_a_reason(staff_client, time_machine):
    time_machine.move_to(datetime(2026, 3, 16, 11, tzinfo=UTC), tick=False)
    award = EventFactory.create(date=date(2025, 7, 1), valid_until=date(2026, 6, 30))
    address = url(award.certification.organisation, "trekking")

    refused = staff_client.post(address, {"date": "2026-03-01", "reason": ""})
    staff_client.post(address, {"date": "2026-03-01", "reason": "Planen ble ikke fulgt."})

    assert refused.status_code == 200
    withdrawal = award.certification.events.get(kind=Kind.WITHDRAWN)
    assert (withdrawal.date, withdrawal.reason) == (date(2026, 3, 1), "Planen ble ikke fulgt.")
    assert not Certification.objects.held_on(TODAY).exists()
