"""Reminders are sent once, on their day or on the first day after it that the command runs."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from balansekunst.models import Message
from balansepotten import applications, conflicts, grants, project_reports
from balansepotten.models import Call, Grant, ProjectReport
from balansepotten.reminders import remind_jurors, remind_of_drafts, remind_of_reports, report_day
from tests.factories import (
    ApplicationFactory,
    ContactFactory,
    CriterionFactory,
    DraftFactory,
    JurorFactory,
    UserFactory,
    assess,
)

pytestmark = pytest.mark.django_db

DUE = date(2027, 2, 1)


def at(day, hour=7):
    """Return the time of the day at which the command runs, in Oslo."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def days(start, end):
    """Return each day from `start` through `end`."""
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def sent_on(run, among):
    """Run on each of the days, and return those on which anything was sent."""
    return [day for day in among if run(at(day))]


@pytest.mark.parametrize(
    ("today", "day"),
    [
        pytest.param(date(2027, 1, 17), None, id="15-days-before"),
        pytest.param(date(2027, 1, 18), date(2027, 1, 18), id="14-days-before"),
        pytest.param(date(2027, 1, 19), date(2027, 1, 18), id="13-days-before"),
        pytest.param(DUE, date(2027, 1, 18), id="the-last-day"),
        pytest.param(date(2027, 2, 7), date(2027, 1, 18), id="6-days-after"),
        pytest.param(date(2027, 2, 8), date(2027, 2, 8), id="a-week-after"),
        pytest.param(date(2027, 2, 14), date(2027, 2, 8), id="13-days-after"),
        pytest.param(date(2027, 2, 15), date(2027, 2, 15), id="two-weeks-after"),
    ],
)
def test_report_day_before_due_and_weekly_after(today, day):
    assert report_day(DUE, today) == day


def test_report_reminders_sent_on_reminder_days(accepted):
    found = sent_on(remind_of_reports, days(date(2027, 1, 1), date(2027, 2, 28)))

    assert found == [date(2027, 1, 18), date(2027, 2, 8), date(2027, 2, 15), date(2027, 2, 22)]


def test_missed_day_made_up_once(accepted):
    ran = [date(2027, 1, 10), date(2027, 1, 20), date(2027, 1, 21), date(2027, 2, 10), date(2027, 2, 15)]

    assert sent_on(remind_of_reports, ran) == [date(2027, 1, 20), date(2027, 2, 10), date(2027, 2, 15)]


def test_missed_days_made_up_by_one_reminder(accepted):
    assert [remind_of_reports(at(date(2027, 3, 3))) for _time in range(2)] == [1, 0]


def test_moved_due_date_has_own_reminders(accepted, staff, moment):
    before = sent_on(remind_of_reports, days(date(2027, 1, 1), date(2027, 1, 31)))
    grants.extend(accepted, until=date(2027, 3, 1), reason="Sykdom", by=staff, at=moment)

    after = sent_on(remind_of_reports, days(date(2027, 2, 1), date(2027, 3, 8)))

    assert (before, after) == ([date(2027, 1, 18)], [date(2027, 2, 15), date(2027, 3, 8)])


def test_day_is_that_of_oslo(accepted):
    late = datetime(2027, 1, 17, 22, 59, tzinfo=UTC)

    assert [remind_of_reports(late), remind_of_reports(late + timedelta(minutes=1))] == [0, 1]


def test_reminder_sent_to_contacts_without_title_in_subject(accepted, user, colleague):
    ContactFactory(organisation=accepted.application.organisation, name="Uten adresse", email="")

    assert remind_of_reports(at(date(2027, 1, 18))) == 2

    written = Message.objects.all()
    assert {message.recipient for message in written} == {user.email, colleague.email}
    assert {message.subject for message in written} == {"Rapporten til Balansepotten"}
    assert [message for message in written if "@" in message.dedupe_key] == []
    assert all("Fristen for rapport og regnskap er 1. februar 2027" in message.body for message in written)


def test_overdue_reminder_says_overdue(accepted):
    remind_of_reports(at(date(2027, 2, 8)))

    assert "Vi mangler rapport og regnskap fra dere. Fristen var 1. februar 2027." in Message.objects.get().body


def test_reminder_to_organisation_without_contacts(accepted):
    organisation = accepted.application.organisation
    organisation.contacts.all().delete()
    organisation.email = "post@eksempel.example"
    organisation.save()

    assert [remind_of_reports(at(date(2027, 1, 18))), remind_of_reports(at(date(2027, 1, 18)))] == [1, 0]
    assert Message.objects.get().recipient == "post@eksempel.example"


def test_reminder_without_address_skipped(accepted):
    accepted.application.organisation.contacts.all().delete()

    assert remind_of_reports(at(date(2027, 1, 18))) == 0


def test_submitted_report_not_reminded(reported):
    assert sent_on(remind_of_reports, days(date(2027, 1, 17), date(2027, 2, 9))) == []


def test_returned_report_reminded_on_next_day(reported, time_machine):
    time_machine.move_to(at(date(2027, 2, 9)), tick=False)
    project_reports.send_back(reported, words="Bilag 3 mangler.")
    Message.objects.all().delete()

    found = sent_on(remind_of_reports, days(date(2027, 2, 9), date(2027, 2, 22)))

    assert found == [date(2027, 2, 15), date(2027, 2, 22)]
    assert "må rettes" in Message.objects.latest("pk").body


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"status": "rejected", "amount_awarded": None}, id="taken-back"),
        pytest.param({"status": "withdrawn", "amount_awarded": None}, id="withdrawn"),
    ],
)
def test_withdrawn_award_not_reminded(accepted, change):
    for name, value in change.items():
        setattr(accepted.application, name, value)
    accepted.application.save()

    assert remind_of_reports(at(date(2027, 1, 18))) == 0


def test_unaccepted_grant_not_reminded(granted):
    grants.open_grant(granted)

    assert remind_of_reports(at(date(2027, 1, 18))) == 0


def test_accepted_grant_without_report_reminded(accepted):
    ProjectReport.objects.all().delete()

    assert remind_of_reports(at(date(2027, 1, 18))) == 1


@pytest.fixture
def draft(call, contact, moment):
    """The contact's draft, started on 16 March; the deadline is 8 April at 23.59."""
    begun = DraftFactory.create(call=call, organisation=contact.organisation, title="Rom for alle")
    type(begun).objects.update(created_at=moment)
    return begun


def test_draft_reminded_three_days_before_deadline(draft, user):
    assert sent_on(remind_of_drafts, days(date(2026, 3, 30), date(2026, 4, 10))) == [date(2026, 4, 5)]
    message = Message.objects.get()
    assert (message.recipient, message.subject) == (user.email, "En søknad til Balansepotten er ikke sendt")
    assert "8. april 2026 kl.\xa023.59" in message.body


@pytest.mark.parametrize(
    ("ran", "found"),
    [
        pytest.param([date(2026, 4, 4), date(2026, 4, 7)], [date(2026, 4, 7)], id="before-the-deadline"),
        pytest.param([date(2026, 4, 8)], [date(2026, 4, 8)], id="on-its-day"),
        pytest.param([date(2026, 4, 9)], [], id="not-after"),
    ],
)
def test_draft_reminder_made_up_after_missed_day(draft, ran, found):
    assert sent_on(remind_of_drafts, ran) == found


@pytest.mark.parametrize(
    ("begun", "count"),
    [pytest.param(date(2026, 4, 5), 1, id="on-the-day"), pytest.param(date(2026, 4, 6), 0, id="the-day-after")],
)
def test_late_draft_not_reminded(draft, begun, count):
    type(draft).objects.update(created_at=at(begun))

    assert remind_of_drafts(at(date(2026, 4, 6), hour=12)) == count


def test_moved_deadline_is_reminded_of_anew(draft):
    first = sent_on(remind_of_drafts, days(date(2026, 4, 1), date(2026, 4, 6)))
    Call.objects.update(deadline=datetime(2026, 4, 15, 21, 59, tzinfo=UTC))

    assert (first, sent_on(remind_of_drafts, days(date(2026, 4, 7), date(2026, 4, 15)))) == (
        [date(2026, 4, 5)],
        [date(2026, 4, 12)],
    )


def test_sent_application_is_not_reminded_of(ready, user, moment):
    applications.submit(ready, by=user, at=moment)

    assert remind_of_drafts(at(date(2026, 4, 5))) == 0


@pytest.fixture
def juror(call):
    return JurorFactory.create(call=call)


@pytest.fixture
def waiting(call):
    return ApplicationFactory.create(call=call, title="Et prosjekt med navn")


AFTER = date(2026, 4, 9)


def test_juror_reminded_once_after_deadline(juror, waiting):
    assert sent_on(remind_jurors, days(date(2026, 4, 7), date(2026, 4, 20))) == [AFTER]


def test_juror_reminder_names_no_application(juror, waiting):
    remind_jurors(at(AFTER))

    message = Message.objects.get()
    text = message.subject + message.body + message.dedupe_key
    assert message.recipient == juror.user.email
    assert not any(said in text for said in (waiting.title, waiting.number, waiting.organisation.name))


@pytest.mark.parametrize(("seconds", "count"), [pytest.param(0, 0, id="last-moment"), pytest.param(1, 1, id="after")])
def test_juror_reminded_after_last_moment(juror, waiting, seconds, count):
    assert remind_jurors(juror.call.deadline + timedelta(seconds=seconds)) == count


def test_finished_juror_not_reminded(juror, waiting):
    CriterionFactory.create(call=juror.call)
    assess(juror, waiting, 3)

    assert remind_jurors(at(AFTER)) == 0


def test_juror_with_conflict_not_reminded(juror, waiting):
    conflicts.declare(juror.call, user=juror.user, ground="work", by=juror.user, at=at(AFTER), application=waiting)

    assert remind_jurors(at(AFTER)) == 0


def test_jury_of_decided_call_not_reminded(juror, waiting):
    Call.objects.update(locked_at=at(AFTER), locked_by=UserFactory.create())

    assert remind_jurors(at(AFTER)) == 0


def test_reminder_queries_do_not_grow(accepted, django_assert_max_num_queries):
    remind_of_reports(at(date(2027, 1, 18)))

    with django_assert_max_num_queries(5):
        remind_of_reports(at(date(2027, 1, 18)))
    assert Grant.objects.count() == Message.objects.count() == 1


def test_every_kind_has_its_own_name(accepted, draft, juror, waiting):
    remind_of_reports(at(date(2027, 1, 18)))
    remind_of_drafts(at(date(2026, 4, 5)))
    remind_jurors(at(AFTER))

    assert sorted(name.split("/")[0] for name in Message.objects.values_list("dedupe_key", flat=True)) == [
        "draft",
        "jury",
        "report-due",
    ]
