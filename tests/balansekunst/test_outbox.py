import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone

from balansekunst.mail import outbox
from balansekunst.models import Message

Status = Message.Status


@pytest.fixture
def post(django_capture_on_commit_callbacks):
    """Post a message and commit."""

    def _post():
        with django_capture_on_commit_callbacks(execute=True):
            message = outbox.post(recipient="kari@eksempel.example", subject="Kvittering", body="Takk!", about=None)
        message.refresh_from_db()
        return message

    return _post


@pytest.mark.django_db
def test_message_is_a_row_before_it_is_sent():
    message = outbox.post(recipient="kari@eksempel.example", subject="Kvittering", body="Takk!", about=None)

    assert message.status == Status.QUEUED
    assert mail.outbox == []


@pytest.mark.django_db
def test_message_is_sent_on_commit(post):
    message = post()

    assert message.status == Status.SENT
    assert message.sent_at is not None
    assert [(sent.to, sent.subject, sent.body) for sent in mail.outbox] == [
        (["kari@eksempel.example"], "Kvittering", "Takk!")
    ]


@pytest.mark.django_db
def test_sent_message_is_not_resent(post):
    message = post()

    result = outbox.send.enqueue(message.pk)

    assert result.return_value == Status.SENT
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_undeliverable_message_is_failed(post, monkeypatch):
    def refuse(*_args):
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    message = post()

    assert message.status == Status.FAILED
    assert message.sent_at is None
    assert message.failure == "[Errno 111] Connection refused"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "sent"),
    [
        pytest.param(Status.SENT, False, id="sent-without-time"),
        pytest.param(Status.QUEUED, True, id="queued-with-time"),
    ],
)
def test_only_sent_message_has_time(status, sent):
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(
            recipient="kari@eksempel.example",
            subject="Kvittering",
            body="Takk!",
            status=status,
            sent_at=timezone.now() if sent else None,
        )
