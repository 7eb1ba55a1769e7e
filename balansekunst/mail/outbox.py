"""The outbox: every e-mail is a row first, then sent, and kept as it was sent."""

from django.core.mail import EmailMessage
from django.db import models, transaction
from django.tasks import task
from django.utils import timezone

from balansekunst.models import Message

# What the `once` of a letter's message begins with: it is read and sent where its letter is, never by the outbox.
LETTER = "letter/"


def post(*, recipient: str, subject: str, body: str) -> Message:
    """Write an e-mail into the outbox and send it once the transaction is over. The subject holds no personal data."""
    message = Message.objects.create(recipient=recipient, subject=subject, body=body)
    send_soon(message)
    return message


@transaction.atomic
def post_once(name: str, *, recipient: str, subject: str, body: str) -> Message | None:
    """Write and send as `post` does, unless an e-mail of this name is written already; then return None.

    The name says what it is about, and holds no personal data: «report-due/<uuid>/2026-03-01».
    """
    message, new = Message.objects.get_or_create(
        once=name, defaults={"recipient": recipient, "subject": subject, "body": body}
    )
    if new:
        send_soon(message)
    return message if new else None


def loose() -> models.QuerySet[Message]:
    """Return the messages that aren't letters: those that anyone who looks after the outbox may read and send."""
    return Message.objects.exclude(once__startswith=LETTER)


def send_soon(message: Message) -> None:
    """Send what is drafted once the transaction is over."""
    transaction.on_commit(lambda: send.enqueue(message.pk))


@task
def send(message_id: int) -> str:
    """Send the message if it isn't sent already, and return its status afterwards."""
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message_id)
        if message.status == Message.Status.SENT:
            return message.status
        email = EmailMessage(message.subject, message.body, None, [message.recipient])
        if message.attachment:
            email.attach(message.attachment_name, bytes(message.attachment), "application/pdf")
        try:
            email.send()
        except OSError as error:
            message.status, message.failure = Message.Status.FAILED, str(error)[:300]
        else:
            message.status, message.sent_at, message.failure = Message.Status.SENT, timezone.now(), ""
        message.save()
    return message.status
