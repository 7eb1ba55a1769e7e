"""E-mails are sent by workers: enqueued on commit, sent once, and again only where it is certain that they were not."""

from datetime import timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from balansekunst.mail import outbox
from balansekunst.models import Message
from tests.workers import WORKERS, run_worker

pytestmark = pytest.mark.django_db

Status = Message.Status
RECIPIENT = "kari@eksempel.example"
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _workers(settings):
    settings.TASKS = WORKERS


@pytest.fixture
def post(django_capture_on_commit_callbacks):
    """Post a message and commit."""

    def _post() -> Message:
        with django_capture_on_commit_callbacks(execute=True):
            return outbox.post(recipient=RECIPIENT, subject="Kvittering", body="Takk!", about=None)

    return _post


@pytest.fixture
def killed(monkeypatch):
    """`killed(name)` makes the worker die when it calls this method of the mail server's connection."""

    def kill(name: str) -> None:
        def die(*_args: object) -> None:
            raise SystemExit

        monkeypatch.setattr(EmailBackend, name, die)

    return kill


def statuses() -> list[str]:
    return list(Message.objects.values_list("status", flat=True))


def test_message_is_enqueued_on_commit_and_sent_by_a_worker(post):
    post()
    before = (statuses(), len(mail.outbox))
    run_worker()

    assert before == ([Status.QUEUED], 0)
    assert (statuses(), [sent.to for sent in mail.outbox]) == ([Status.SENT], [[RECIPIENT]])


def test_message_is_not_enqueued_on_rollback(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        outbox.post(recipient=RECIPIENT, subject="Kvittering", body="Takk!", about=None)
        transaction.set_rollback(True)

    assert (Message.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_task_run_twice_sends_once(post):
    message = post()
    outbox.send.enqueue(message.pk)
    run_worker()

    assert len(mail.outbox) == 1


def test_worker_killed_before_it_claims_sends_later(post, killed, monkeypatch):
    message = post()
    with monkeypatch.context():
        killed("open")
        with pytest.raises(SystemExit):
            outbox.send.call(message.pk)
    # Its task is never run again.
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    monkeypatch.undo()

    run_worker()
    run_worker()

    assert (statuses(), len(mail.outbox)) == ([Status.SENT], 1)


def test_message_without_task_is_sent_by_next_worker():
    Message.objects.create(recipient=RECIPIENT, subject="Kvittering", body="Takk!", status=Status.QUEUED)

    run_worker()

    assert (statuses(), len(mail.outbox)) == ([Status.SENT], 1)


def test_message_with_task_is_not_enqueued_again(post):
    post()

    assert outbox.resume(timezone.now()) == 0


def test_worker_killed_while_sending_leaves_message_uncertain(post, killed, monkeypatch):
    message = post()
    killed("send_messages")
    with pytest.raises(SystemExit):
        outbox.send.call(message.pk)
    monkeypatch.undo()
    claimed_at = Message.objects.get().claimed_at

    found = []
    for moment in (claimed_at, claimed_at + outbox.INTERRUPTED, claimed_at + outbox.INTERRUPTED + SECOND):
        outbox.resume(moment)
        run_worker()
        found += statuses()

    assert (found, mail.outbox) == ([Status.SENDING, Status.SENDING, Status.UNCERTAIN], [])


def test_uncertain_message_is_sent_only_when_staff_ask():
    Message.objects.create(recipient=RECIPIENT, subject="Kvittering", body="Takk!", status=Status.UNCERTAIN)

    run_worker()
    before = len(mail.outbox)
    outbox.send_again(Message.objects.all())
    run_worker()

    assert (before, len(mail.outbox), statuses()) == (0, 1, [Status.SENT])


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(SMTPDataError(550, "no"), Status.FAILED, id="refused"),
        pytest.param(ValueError("Invalid address"), Status.FAILED, id="invalid"),
        pytest.param(SMTPServerDisconnected("timed out"), Status.UNCERTAIN, id="disconnected"),
        pytest.param(TimeoutError("timed out"), Status.UNCERTAIN, id="timeout"),
    ],
)
def test_failure_after_claim_is_certain_only_if_server_answered(post, monkeypatch, error, status):
    def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    post()

    run_worker()

    assert statuses() == [status]


def test_mail_server_that_does_not_answer_fails_the_message(post, monkeypatch):
    def refuse(*_args: object) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(EmailBackend, "open", refuse)
    post()

    run_worker()

    message = Message.objects.get()
    assert (message.status, message.failure) == (Status.FAILED, "[Errno 111] Connection refused")


@pytest.mark.parametrize(
    ("waited", "sent_by_staff", "expected"),
    [
        pytest.param(outbox.TRY_AGAIN - SECOND, False, Status.FAILED, id="too-early"),
        pytest.param(outbox.TRY_AGAIN, False, Status.SENT, id="by-itself"),
        pytest.param(outbox.TRY_AGAIN, True, Status.SENT, id="sent-by-staff-since"),
        pytest.param(None, False, Status.FAILED, id="too-old"),
    ],
)
def test_unreachable_mail_server_is_tried_again(post, waited, sent_by_staff, expected):
    def refuse(*_args: object) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    now = timezone.now()
    message = post()
    if waited is None:
        Message.objects.update(drafted_at=now - outbox.TRIED_FOR - SECOND)
    with time_machine.travel(now, tick=False), pytest.MonkeyPatch.context() as patched:
        patched.setattr(EmailBackend, "open", refuse)
        run_worker()
    if sent_by_staff:
        outbox.send_again(Message.objects.filter(pk=message.pk))
    with time_machine.travel(now + (waited or outbox.TRY_AGAIN), tick=False):
        run_worker()

    assert (statuses(), len(mail.outbox)) == ([expected], int(expected == Status.SENT))


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(SMTPDataError(550, RECIPIENT), id="refused"),
        pytest.param(ValueError(f"Invalid address {RECIPIENT}"), id="invalid"),
    ],
)
def test_tasks_contain_no_personal_data(post, monkeypatch, error):
    def fail(*_args: object) -> None:
        raise error

    post()
    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    post()
    run_worker()

    stored = [str(value) for row in DBTaskResult.objects.values_list() for value in row]
    assert [text for text in stored if RECIPIENT in text or "Takk!" in text or "Traceback" in text] == []


@pytest.mark.parametrize(
    ("age", "remaining"),
    [
        pytest.param(outbox.TASKS_ARE_STORED, 1, id="week"),
        pytest.param(outbox.TASKS_ARE_STORED + SECOND, 0, id="second-more"),
    ],
)
@pytest.mark.parametrize("status", ["SUCCESSFUL", "FAILED", "RUNNING"])
def test_old_tasks_are_deleted(post, moment, status, age, remaining):
    post()
    DBTaskResult.objects.update(status=status, started_at=moment - age)

    deleted = outbox.delete_old_tasks(moment)

    assert (deleted, DBTaskResult.objects.count()) == (1 - remaining, remaining)


def test_task_that_waits_is_never_deleted(post, moment):
    post()
    DBTaskResult.objects.update(enqueued_at=moment - timedelta(365))

    assert outbox.delete_old_tasks(moment) == 0


def test_message_being_sent_has_time():
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(recipient=RECIPIENT, subject="Kvittering", body="Takk!", status=Status.SENDING)
