"""The grace period after the deadline, and applications that wait in a queue when it passes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from balansekunst.models import Message
from balansepotten import applications, assessments, decisions, jury_progress
from balansepotten.deadlines import call_state
from balansepotten.models import Application, Call
from balansepotten.reminders import remind_jurors
from balansepotten.tasks import find_tasks
from tests.factories import ApplicationFactory, JurorFactory

pytestmark = pytest.mark.django_db

DEADLINE = datetime(2026, 4, 8, 21, 59, tzinfo=UTC)
LAST = DEADLINE + timedelta(seconds=60)
MOMENT = timedelta(milliseconds=1)
NOT_CLOSED = [
    pytest.param(DEADLINE, id="at-the-deadline"),
    pytest.param(DEADLINE + MOMENT, id="moment-after"),
    pytest.param(LAST, id="last-moment"),
]


@pytest.fixture(autouse=True)
def _grace_of_a_minute(settings):
    settings.DEADLINE_GRACE = timedelta(seconds=60)


@pytest.fixture
def submit(contact_client, ready, settings, time_machine):
    """`submit(arrived=…, answered=…)` submits the application through a proxy, and returns the application."""
    settings.REQUEST_START_HEADER = "HTTP_X_REQUEST_START"

    def send(*, arrived: datetime, answered: datetime) -> Application:
        time_machine.move_to(answered, tick=False)
        contact_client.post(
            reverse("application_submit", args=[ready.uuid]),
            {"version": ready.changed_at.isoformat()},
            headers={"X-Request-Start": f"t={arrived.timestamp():.3f}"},
        )
        ready.refresh_from_db()
        return ready

    return send


@pytest.mark.parametrize("at", NOT_CLOSED)
def test_submission_within_grace_is_recorded_as_it_is(ready, user, at):
    sent = applications.submit(ready, by=user, at=at)

    sent.refresh_from_db()
    assert (sent.number, sent.submitted_at) == ("2026-001", at)


def test_submission_after_grace_refused(ready, user):
    with pytest.raises(ValidationError) as refusal:
        applications.submit(ready, by=user, at=LAST + MOMENT)

    assert refusal.value.messages == ["Fristen gikk ut 8. april 2026 kl.\xa023.59."]


def test_call_in_grace_has_nothing_to_wait_for(call, ready):
    call.deadline = DEADLINE + timedelta(seconds=59)
    call.save()
    ready.call = call
    after_midnight = DEADLINE + timedelta(seconds=61)
    ready.notified_status = ready.status

    state = call_state(call, after_midnight)
    [task] = find_tasks(applications=[ready], grants=[], assessing={}, at=after_midnight)

    assert (state.phase, state.wait, task.left) == (Call.Phase.OPEN, "", "")


def test_application_that_waits_in_a_queue_is_in_time(submit):
    sent = submit(arrived=LAST - MOMENT, answered=LAST + timedelta(seconds=30))

    assert (sent.number, sent.submitted_at) == ("2026-001", LAST - MOMENT)
    assert "Sendt: 8. april 2026 kl.\xa023.59" in Message.objects.get().body


def test_application_that_arrives_late_refused(submit):
    assert submit(arrived=LAST + MOMENT, answered=LAST + timedelta(seconds=30)).is_draft


def test_change_that_waits_in_a_queue_is_in_time(submit, contact_client, posted, settings, time_machine):
    sent = submit(arrived=DEADLINE, answered=DEADLINE)
    time_machine.move_to(LAST + timedelta(seconds=30), tick=False)

    contact_client.post(
        reverse("application_edit", args=[sent.uuid]),
        posted(sent, title="Nytt navn"),
        headers={"X-Request-Start": f"t={LAST.timestamp():.3f}"},
    )

    sent.refresh_from_db()
    assert (sent.title, sent.submitted_at) == ("Nytt navn", LAST)


def test_forged_time_without_proxy_refused(submit, settings):
    settings.REQUEST_START_HEADER = ""

    assert submit(arrived=DEADLINE, answered=LAST + MOMENT).is_draft


@pytest.mark.parametrize("at", [*NOT_CLOSED, pytest.param(LAST + MOMENT, id="after-it")])
def test_all_agree_on_when_the_call_is_closed(call, superuser, at):
    """The call's phase, the lists of open calls, the jury, its reminders, and the decision."""
    juror, closed = JurorFactory.create(call=call), at > LAST
    ApplicationFactory.create(call=call)

    assert call.phase_at(at) == (Call.Phase.CLOSED if closed else Call.Phase.OPEN)
    assert Call.objects.open_at(at).exists() is not closed
    assert assessments.assessable_by(juror.user, at).exists() is closed
    assert bool(jury_progress.unfinished_jurors(at, viewer=superuser)) is closed
    assert bool(remind_jurors(at)) is closed
    refusals = [requirement.text for requirement in decisions.missing_requirements(call, at=at)]
    assert ("Søknadsfristen er ikke ute før 8. april 2026 kl.\xa023.59." not in refusals) is closed


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        pytest.param(60, "Søknader som kommer inntil 60 sekunder etter fristen, blir også tatt imot.", id="minute"),
        pytest.param(1, "Søknader som kommer inntil 1 sekund etter fristen, blir også tatt imot.", id="second"),
    ],
)
def test_call_page_states_the_grace_period(client, call, settings, seconds, text):
    settings.DEADLINE_GRACE = timedelta(seconds=seconds)

    assert text in client.get(call.get_absolute_url()).text


def test_call_page_without_grace_period(client, call, settings):
    settings.DEADLINE_GRACE = timedelta(0)

    assert "også tatt imot" not in client.get(call.get_absolute_url()).text
