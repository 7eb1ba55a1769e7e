"""The outbox: an e-mail is stored as a row first, and then sent by a task, outside the request.

A task knows only the row's number. It makes the file, if the message has one that is not made yet, connects to the mail
server, claims the row, and sends: one that is killed before it claims leaves the row queued, and it is sent later
(`resume`). One that is killed afterwards leaves it «sending», and nobody knows whether the server got it; then it is
«uncertain», and only staff send it again. So no e-mail is sent twice by itself. One that failed since the server could
not be reached was surely not sent, and is tried again by itself (`try_again`).
"""

import re
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from email.message import MIMEPart
from email.policy import SMTP
from smtplib import SMTPServerDisconnected
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMessage, mailers
from django.db import models, transaction
from django.db.models import Case, Exists, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat, Left, Right, Substr
from django.db.models.lookups import Exact
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from balansekunst.models import Bounce, Message
from balansekunst.task_queue import enqueue_lost
from balansekunst.typesetting import TypesettingError

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

Status = Message.Status
# The dedupe keys of letters start with this. A letter is read and sent on its own pages, never from the outbox.
LETTER = "letter/"
CALENDAR_FILE = ".ics"
METHOD = re.compile(r"^METHOD:([A-Z]+)", re.MULTILINE)
# A message that has been «sending» for so long was interrupted: each answer of the server may take 20 s (settings).
INTERRUPTED = timedelta(minutes=10)
# How often, and for how long, an e-mail is tried again by itself while the mail server can't be reached.
TRY_AGAIN = timedelta(minutes=10)
TRIED_FOR = timedelta(days=2)
TASKS_ARE_STORED = timedelta(days=7)
WITHDRAWABLE = (Status.DRAFTED, Status.QUEUED, Status.FAILED)
WITHDRAWN = "withdrawn"
# A mailing to many waits for all other e-mails, so that nobody waits for a code to log in.
AFTER_OTHERS = -50
# How files are made that an e-mail has the name of, but no content until it is sent: from the e-mail, by what its
# dedupe key begins with, such as «invoice» of «invoice/7/3». Apps add to it.
FILES: dict[str, Callable[[Message], bytes]] = {}
CONNECTION_LOST = (SMTPServerDisconnected, TimeoutError, ConnectionResetError, ConnectionAbortedError, BrokenPipeError)


def post(*, recipient: str, subject: str, body: str, about: Model | None) -> Message:
    """Store an e-mail about a row, and send it when the transaction commits.

    The subject must not contain personal data. `about` decides who may read the e-mail (`about_any_of`), so it is
    None only for what every reader of the outbox may know.
    """
    message = Message.objects.create(
        recipient=recipient, subject=subject, body=body, about=reference(about), status=Status.QUEUED
    )
    _send_on_commit(message)
    return message


@transaction.atomic
def post_once(dedupe_key: str, *, recipient: str, subject: str, body: str, about: Model | None) -> Message | None:
    """Store and send an e-mail as `post` does, or return None if one with this key exists.

    The key must not contain personal data: «report-due/<uuid>/2026-03-01».
    """
    values = {"recipient": recipient, "subject": subject, "body": body, "about": reference(about)}
    message, new = Message.objects.get_or_create(dedupe_key=dedupe_key, defaults={**values, "status": Status.QUEUED})
    if new:
        _send_on_commit(message)
    return message if new else None


def post_all(messages: list[Message]) -> None:
    """Store these e-mails by one statement, and send them when the transaction commits.

    Raises IntegrityError if one with the dedupe key of one of them exists.
    """
    for message in messages:
        message.status = Status.QUEUED
    for message in Message.objects.bulk_create(messages):
        _send_on_commit(message)


def withdrawable(keys: Collection[int]) -> QuerySet[Message]:
    """Return those of the e-mails that nobody has begun to send: an uncertain one may have arrived."""
    return Message.objects.filter(pk__in=keys, status__in=WITHDRAWABLE).exclude(pk__in=_bounced())


def withdraw(keys: Collection[int]) -> list[int]:
    """Delete those of the e-mails that are withdrawable, and return their primary keys."""
    withdrawn = list(withdrawable(keys).select_for_update().values_list("pk", flat=True))
    Message.objects.filter(pk__in=withdrawn).delete()
    return withdrawn


def queue_drafts(about: Model, at: datetime) -> int:
    """Queue all drafts about a row, which are sent when the transaction commits, after other e-mails; return how many.

    They are dated anew: a draft may have been read for days, and what waits for long in the queue is late.
    """
    drafts = Message.objects.filter(about=reference(about), status=Status.DRAFTED)
    count = drafts.update(status=Status.QUEUED, drafted_at=at)
    transaction.on_commit(lambda: send_queued.enqueue(reference(about)))
    return count


def reference(row: Model | None) -> str:
    """Return the text that refers to a row in `Message.about`: «balansepotten.application:7»."""
    return f"{row._meta.label_lower}:{row.pk}" if row else ""


def references(rows: QuerySet) -> QuerySet:
    """Return the texts that refer to the rows, as `reference` writes them, for a subquery."""
    prefix = Value(f"{rows.model._meta.label_lower}:")
    return rows.order_by().values_list(Concat(prefix, Cast("pk", models.CharField(max_length=20))), flat=True)


def about_any_of(rows: QuerySet) -> Q:
    """Return the condition on messages that they are about one of the rows, each of which is found by its key."""
    prefix = f"{rows.model._meta.label_lower}:"
    about = OuterRef("about")
    key = Cast(Substr(about, len(prefix) + 1), models.BigIntegerField())
    is_of_model = Exact(Left(about, len(prefix)), Value(prefix))
    return Q(Exists(rows.order_by().filter(pk=Case(When(is_of_model, then=key)))))


def is_letter() -> Q:
    """Return the condition on messages that they are letters."""
    # Not with LIKE, which takes a call of Python for each row on SQLite.
    return Q(Exact(Left("dedupe_key", len(LETTER)), Value(LETTER)))


def has_calendar_file() -> Q:
    """Return the condition on messages that their file is of a calendar, and so neither an invoice nor a letter."""
    return Q(Exact(Right("attachment_name", len(CALENDAR_FILE)), Value(CALENDAR_FILE)))


def without_letters() -> QuerySet[Message]:
    """Return the messages that can be read and sent from the outbox: all but letters."""
    return Message.objects.exclude(is_letter())


def send_again(messages: QuerySet[Message]) -> list[int]:
    """Send those of the messages that failed, are uncertain, or are queued; return their primary keys."""
    keys = list(messages.filter(status__in=Message.CAN_BE_SENT_AGAIN).values_list("pk", flat=True))
    Message.objects.filter(pk__in=keys, status__in=Message.CAN_BE_SENT_AGAIN).update(status=Status.QUEUED)
    for key in keys:
        send.enqueue(key)
    return keys


@task
def send(message_id: int) -> str:
    """Send the message if it is queued, and return its status afterwards, or WITHDRAWN.

    Nothing about the message is raised, since tasks store their tracebacks, and those must not name the recipient.
    """
    queued = Message.objects.filter(pk=message_id, status=Status.QUEUED)
    if queued.exists() and _make_file(queued):
        _connect_and_send(message_id, queued)
    return Message.objects.values_list("status", flat=True).filter(pk=message_id).first() or WITHDRAWN


@task
def try_again(message_id: int) -> str:
    """Send a message that failed because the mail server could not be reached, unless somebody has sent it since."""
    Message.objects.filter(pk=message_id, status=Status.FAILED).update(status=Status.QUEUED)
    return send.call(message_id)


@task
def send_queued(about: str) -> int:
    """Enqueue the queued messages about a row, each as a task of its own, and return how many."""
    keys = list(Message.objects.filter(about=about, status=Status.QUEUED).order_by("pk").values_list("pk", flat=True))
    for key in keys:
        send.using(priority=AFTER_OTHERS).enqueue(key)
    return len(keys)


def interrupted(at: datetime) -> Q:
    """Return the condition on messages that nobody is sending any more, though they are «sending»."""
    return Q(status=Status.SENDING, claimed_at__lt=at - INTERRUPTED)


def resume(at: datetime) -> int:
    """Mark messages that were interrupted as uncertain, and enqueue those whose task is gone; return how many."""
    Message.objects.filter(interrupted(at)).update(
        status=Status.UNCERTAIN, failure=_("Sendingen ble avbrutt, så det er usikkert om e-posten kom fram.")
    )
    queued = Message.objects.filter(status=Status.QUEUED).order_by("pk").values_list("pk", flat=True)
    return enqueue_lost(send, queued)


@task
def resume_later() -> int:
    """Do `resume` when the messages that a killed worker was sending count as interrupted."""
    return resume(timezone.now())


def delete_old_tasks(at: datetime) -> int:
    """Delete the tasks that were started long ago, and return how many. The outbox shows what became of them."""
    deleted, _rows = DBTaskResult.objects.filter(started_at__lt=at - TASKS_ARE_STORED).delete()
    return deleted


def _bounced() -> QuerySet[Any, Any]:
    return Bounce.objects.filter(message__isnull=False).values("message")


def _send_on_commit(message: Message) -> None:
    transaction.on_commit(lambda: send.enqueue(message.pk))


def _make_file(queued: QuerySet[Message]) -> bool:
    """Make the file of the message, if it has none yet, and return whether it can be sent.

    It is stored before the message is claimed, in all e-mails that have the same one, so that it is made only once.
    """
    message = queued.filter(attachment=None).exclude(attachment_name="").first()
    make = FILES.get(message.dedupe_key.partition("/")[0]) if message else None
    if message is None or make is None:
        return True
    try:
        content = make(message)
    except (ObjectDoesNotExist, OSError, RuntimeError, TypesettingError, ValueError):
        queued.update(status=Status.FAILED, failure=_("Vedlegget kunne ikke lages."))
        return False
    same = Message.objects.filter(about=message.about, attachment_name=message.attachment_name, attachment=None)
    same.filter(status__in=Message.CAN_BE_SENT_AGAIN).update(attachment=content)
    return True


def _connect_and_send(message_id: int, queued: QuerySet[Message]) -> None:
    """Send the message, unless another task claims it first."""
    connection = mailers.default
    try:
        connection.open()
    except OSError as error:
        queued.update(status=Status.FAILED, failure=str(error)[:300])
        _try_again_later(message_id, timezone.now())
        return
    try:
        if queued.update(status=Status.SENDING, claimed_at=timezone.now()):
            # Read only now: a letter could be drafted again until it was claimed.
            message = Message.objects.get(pk=message_id)
            Message.objects.filter(pk=message_id).update(**_outcome(connection, message))
    finally:
        connection.close()


def _try_again_later(message_id: int, at: datetime) -> None:
    """Enqueue another try, for TRIED_FOR after the message was written; without a worker, staff send it again."""
    is_new = Message.objects.filter(pk=message_id, drafted_at__gt=at - TRIED_FOR).exists()
    if is_new and try_again.get_backend().supports_defer:
        try_again.using(run_after=at + TRY_AGAIN).enqueue(message_id)


def _outcome(connection: "BaseEmailBackend", message: Message) -> dict[str, Any]:
    """Send a message that is claimed, and return what is to be stored about it."""
    try:
        email = EmailMessage(message.subject, message.body, None, [message.recipient], headers=_headers(message))
        if message.attachment:
            _attach(email, message.attachment_name, bytes(message.attachment))
        connection.send_messages([email])
    except CONNECTION_LOST as error:
        return {"status": Status.UNCERTAIN, "failure": str(error)[:300]}
    except (OSError, ValueError) as error:
        return {"status": Status.FAILED, "failure": str(error)[:300]}
    return {"status": Status.SENT, "sent_at": timezone.now(), "failure": ""}


def _attach(email: EmailMessage, name: str, content: bytes) -> None:
    """Attach the file. Of a calendar file, mail programs want the method in its type too."""
    if not name.endswith(CALENDAR_FILE):
        email.attach(name, content, "application/pdf")
        return
    text = content.decode()
    method = METHOD.search(text)
    part = MIMEPart(policy=SMTP)
    params = {"method": method[1]} if method else {}
    part.set_content(text, subtype="calendar", params=params, disposition="attachment", filename=name)
    email.attach(part)


def _headers(message: Message) -> dict[str, str]:
    """Return the headers by which mail programs offer to unsubscribe in one click (RFC 8058)."""
    url = message.unsubscribe_url
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if url else {}
