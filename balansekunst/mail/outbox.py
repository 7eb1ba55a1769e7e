"""The outbox: an e-mail is stored as a row first and then sent."""

from django.core.mail import EmailMessage
from django.db import models, transaction
from django.db.models import Model, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.tasks import task
from django.utils import timezone

from balansekunst.models import Message

# The dedupe keys of letters start with this. A letter is read and sent on its own pages, never from the outbox.
LETTER = "letter/"


def post(*, recipient: str, subject: str, body: str, about: Model | None) -> Message:
    """Store an e-mail about a row, and send it when the transaction commits.

    The subject must not contain personal data. `about` decides who may read the e-mail (`about_any_of`), so it is
    None only for what every reader of the outbox may know.
    """
    message = Message.objects.create(recipient=recipient, subject=subject, body=body, about=reference(about))
    send_soon(message)
    return message


@transaction.atomic
def post_once(dedupe_key: str, *, recipient: str, subject: str, body: str, about: Model | None) -> Message | None:
    """Store and send an e-mail as `post` does, or return None if one with this key exists.

    The key must not contain personal data: «report-due/<uuid>/2026-03-01».
    """
    message, new = Message.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={"recipient": recipient, "subject": subject, "body": body, "about": reference(about)},
    )
    if new:
        send_soon(message)
    return message if new else None


def reference(row: Model | None) -> str:
    """Return the text that refers to a row in `Message.about`: «balansepotten.application:7»."""
    return f"{row._meta.label_lower}:{row.pk}" if row else ""


def about_any_of(rows: QuerySet) -> Q:
    """Return the condition on messages that they are about one of the rows."""
    prefix = Value(f"{rows.model._meta.label_lower}:")
    references = rows.order_by().values(reference=Concat(prefix, Cast("pk", models.CharField())))
    return Q(about__in=references)


def without_letters() -> QuerySet[Message]:
    """Return the messages that can be read and sent from the outbox: all but letters."""
    return Message.objects.exclude(dedupe_key__startswith=LETTER)


def send_soon(message: Message) -> None:
    """Send the message when the transaction commits."""
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
