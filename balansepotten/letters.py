"""Letters about decisions and declined grants: drafted from a template, read, and sent once.

A draft is made from its decision and the template. It can be sent only while it equals what they result in now; a sent
letter cannot be changed. The letter about a decline is queued by the decline itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Coalesce, Length
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.mail import outbox
from balansekunst.models import Message, User
from balansepotten import conflicts, letter_content
from balansepotten.letter_content import email_for, recipient_of, with_parts
from balansepotten.letter_templates import DEFAULTS as DEFAULTS
from balansepotten.models import Application, Call, Decision, Letter

if TYPE_CHECKING:
    from django.db.models import QuerySet

# How long a request may spend on making and queueing letters; the rest wait for the next request.
MAX_SECONDS = 15
NO_RECIPIENT = gettext_lazy("Ingen kontaktperson har en e-postadresse.")
Sent = Message.Status.SENT
Kind = Letter.Kind
# The names of the PDFs, before the application's number.
FILE_NAMES: dict[str, str] = {Kind.DECISION: "brev", Kind.DECLINE: "frasagt"}


class State(models.TextChoices):
    """The state of a letter."""

    NO_ADDRESS = "no_address", gettext_lazy("mangler mottaker")
    NONE = "none", gettext_lazy("ikke laget")
    STALE = "stale", gettext_lazy("må lages på nytt")
    DRAFT = "draft", gettext_lazy("utkast")
    FAILED = "failed", gettext_lazy("kom ikke fram")
    QUEUED = "queued", gettext_lazy("sendes")
    UNCERTAIN = "uncertain", gettext_lazy("kom kanskje ikke fram")
    SENT = "sent", gettext_lazy("sendt")


SENDABLE = (State.DRAFT, State.FAILED)
# Not drafted again with the others: an uncertain letter may be with its recipient.
LEFT_ALONE = (State.QUEUED, State.UNCERTAIN, State.SENT)


@dataclass(frozen=True)
class LetterRow:
    """A decision with one of its letters, or without one that is missing, and the letter's state."""

    decision: Decision
    kind: str
    letter: Letter | None
    state: State

    @property
    def is_replaced(self) -> bool:
        """Whether a newer decision is in force."""
        return hasattr(self.decision, "replaced_by")

    @property
    def is_sendable(self) -> bool:
        return self.state in SENDABLE and not self.is_replaced

    @property
    def is_decline(self) -> bool:
        return self.kind == Kind.DECLINE


@dataclass
class Drafted:
    """The result of drafting letters: those made, and the decisions without one, each with the reason."""

    made: list[Letter] = field(default_factory=list)
    refused: list[tuple[Decision, str]] = field(default_factory=list)


@dataclass
class Sending:
    """The result of sending letters: sent, queued, failed or uncertain, refused with a reason, and not tried yet."""

    sent: list[Letter] = field(default_factory=list)
    queued: list[Letter] = field(default_factory=list)
    failed: list[Letter] = field(default_factory=list)
    refused: list[tuple[Letter, str]] = field(default_factory=list)
    waiting: list[Letter] = field(default_factory=list)


# The statuses of a message that may be with its recipient.
MAYBE_SENT = (Sent, Message.Status.SENDING, Message.Status.UNCERTAIN)
# The state of a letter whose text no longer matters, by the status of its message.
STATES: dict[str, State] = {
    Message.Status.QUEUED: State.QUEUED,
    Message.Status.SENDING: State.QUEUED,
    Message.Status.SENT: State.SENT,
    Message.Status.UNCERTAIN: State.UNCERTAIN,
}


def decisions(call: Call, *, by: User | None = None) -> "QuerySet[Decision]":
    """Return the call's decisions in force, and replaced ones with a letter that was sent, or may have been.

    With `by`, those of applications that the person has a conflict of interest with are excluded. PDFs are not read.
    """
    found = for_reader(Decision.objects.filter(application__call=call), by=by)
    maybe_sent = Letter.objects.filter(decision=models.OuterRef("pk"), message__status__in=MAYBE_SENT)
    found = found.filter(models.Q(replaced_by__isnull=True) | models.Exists(maybe_sent))
    return found.order_by("application__number", "decided_at", "pk")


def for_reader(found: "QuerySet[Decision]", *, by: User | None) -> "QuerySet[Decision]":
    """Return these decisions with their parts; with `by`, without those hidden by a conflict of interest."""
    if by:
        found = found.filter(conflicts.without_conflict(by, "application"))
    return with_parts(found)


def overview(call: Call, *, by: User | None = None) -> list[LetterRow]:
    """Return the call's decisions, as `decisions` finds them, with their letters."""
    return [row for decision in decisions(call, by=by).fetch_mode(models.FETCH_RAISE) for row in rows_of(decision)]


def rows_of(decision: Decision) -> Iterator[LetterRow]:
    """Yield the row of the letter about a decision fetched with its parts, and of the letter about its decline."""
    found = {letter.kind: letter for letter in decision.letters.all()}
    is_declined = decision.application.status == Application.Status.DECLINED and not hasattr(decision, "replaced_by")
    for kind in Kind.values if is_declined or Kind.DECLINE in found else [Kind.DECISION]:
        letter = found.get(kind)
        yield LetterRow(decision, kind, letter, _state(decision, kind, letter))


@transaction.atomic
def draft(decision: Decision, kind: str = Kind.DECISION) -> Letter:
    """Draft the letter of this kind about the decision, or return the existing one. Nothing is sent.

    Raises ValidationError if the decision has been replaced, or no recipient has an address.
    """
    decision = _lock(decision)
    letter = Letter.objects.filter(decision=decision, kind=kind).first()
    if letter:
        return letter
    _check_in_force(decision)
    message = Message(dedupe_key=f"{outbox.LETTER}{decision.pk}/{kind}", about=outbox.reference(decision.application))
    letter = Letter(decision=decision, kind=kind, message=message)
    _write(letter)
    letter.message = message
    letter.save()
    return letter


@transaction.atomic
def confirm_decline(application: Application, *, by: User) -> Letter | None:
    """Queue the letter about the decline of the application's grant, or return None if none can be written.

    That is where no recipient has an address, or the grant was imported without a decision.
    """
    decision = with_parts(application.decisions.filter(replaced_by__isnull=True)).first()
    if not decision or not recipient_of(decision.application):
        return None
    letter = draft(decision, Kind.DECLINE)
    _set_queued(letter, by=by)
    transaction.on_commit(lambda: outbox.send.enqueue(letter.message_id))
    return letter


def missing(call: Call, *, by: User | None = None) -> list[LetterRow]:
    """Return the rows of the call's letters that are not drafted; with `by`, without conflicts of interest."""
    return [row for row in overview(call, by=by) if row.letter is None]


def redraftable(call: Call, *, by: User | None = None) -> list[LetterRow]:
    """Return the rows of all unsent letters of the call but those that are LEFT_ALONE; `by` as in `missing`."""
    return [row for row in overview(call, by=by) if row.letter and row.state not in LEFT_ALONE]


def draft_rows(rows: Iterable[LetterRow]) -> Drafted:
    """Draft the letters of the rows, those that exist anew."""
    drafted = Drafted()
    for row in rows:
        try:
            drafted.made.append(redraft(row.letter) if row.letter else draft(row.decision, row.kind))
        except ValidationError as error:
            drafted.refused.append((row.decision, " ".join(error.messages)))
    return drafted


@transaction.atomic
def redraft(letter: Letter) -> Letter:
    """Write an unsent letter again from its decision and the current template. A queued one is a draft again.

    Raises ValidationError if it is sent, its decision has been replaced, or no recipient has an address.
    """
    letter.decision = _lock(letter.decision)
    letter.message = Message.objects.select_for_update().get(pk=letter.message_id)
    if letter.message.status in (Sent, Message.Status.SENDING):
        raise ValidationError(_("Brevet er sendt, og kan ikke endres."), code="sent")
    _check_in_force(letter.decision)
    _write(letter)
    return letter


def draft_all(call: Call, *, by: User | None = None) -> Drafted:
    return draft_rows(missing(call, by=by))


def redraft_all(call: Call, *, by: User | None = None) -> Drafted:
    return draft_rows(redraftable(call, by=by))


def send(letter: Letter, *, by: User) -> str:
    """Queue the letter, and return its status afterwards: without workers it is sent or failed. It is sent once.

    Raises ValidationError if `by` has a conflict of interest, the decision has been replaced, or the draft differs from
    its decision and template. If the decision is replaced while the letter is queued, it is not sent (`take_back`).
    """
    if _queue(letter, by=by):
        outbox.send.enqueue(letter.message_id)
    return Message.objects.values_list("status", flat=True).get(pk=letter.message_id)


def take_back(decision: Decision) -> None:
    """Make the letters of a decision that is being replaced drafts again, unless a worker is sending them already."""
    # What is queueing it at the same time is done first, or waits, and finds the decision replaced.
    Decision.objects.select_for_update().get(pk=decision.pk)
    own = Letter.objects.filter(decision=decision).values("message")
    Message.objects.filter(pk__in=own, status=Message.Status.QUEUED).update(status=Message.Status.DRAFTED)


# Durable, since an e-mail cannot be rolled back with a transaction around this one.
@transaction.atomic(durable=True)
def _queue(letter: Letter, *, by: User) -> bool:
    """Check and queue the letter with its decision locked. Return False if it was queued or sent, or may have been."""
    letter.decision = _lock(letter.decision)
    letter.message = Message.objects.select_for_update().get(pk=letter.message_id)
    if letter.message.status in STATES:
        return False
    if not Application.objects.filter(conflicts.without_conflict(by), pk=letter.decision.application_id).exists():
        raise ValidationError(_("Den som er inhabil i saken, kan ikke sende brevet."), code="conflict")
    _check_in_force(letter.decision)
    _check_up_to_date(letter)
    _set_queued(letter, by=by)
    return True


def _set_queued(letter: Letter, *, by: User) -> None:
    """Queue a letter that was drafted or failed; the caller enqueues the task."""
    letter.message.status = Message.Status.QUEUED
    letter.message.save(update_fields=["status"])
    # Only the history gets a row, since nothing of the letter itself changes.
    reason = Message.Status.QUEUED
    Letter.history.bulk_history_create([letter], update=True, default_user=by, default_change_reason=reason)


def send_these(letters: Iterable[Letter], *, by: User, max_seconds: float | None = None) -> Sending:
    """Send letters one by one. After `max_seconds`, or MAX_SECONDS, the rest are returned as waiting."""
    most = MAX_SECONDS if max_seconds is None else max_seconds
    sending, started = Sending(), monotonic()
    for letter in letters:
        if monotonic() - started > most:
            sending.waiting.append(letter)
            continue
        try:
            status = send(letter, by=by)
        except ValidationError as error:
            sending.refused.append((letter, " ".join(error.messages)))
        else:
            failed = status in (Message.Status.FAILED, Message.Status.UNCERTAIN)
            (sending.sent if status == Sent else sending.failed if failed else sending.queued).append(letter)
    return sending


def unsent_decisions(*, by: User) -> "QuerySet[Decision]":
    """Return the decisions with a letter that isn't sent; none that `by` has a conflict of interest with."""
    sent = Letter.objects.filter(decision=models.OuterRef("pk"), message__status=Sent)
    is_declined = models.Q(application__status=Application.Status.DECLINED)
    return Decision.objects.filter(
        conflicts.without_conflict(by, "application"),
        ~models.Exists(sent.filter(kind=Kind.DECISION))
        | (is_declined & ~models.Exists(sent.filter(kind=Kind.DECLINE))),
        replaced_by__isnull=True,
        application__call__locked_at__isnull=False,
    )


def rows_about(application: Application) -> list[LetterRow]:
    """Return the rows of all letters about the application, for staff."""
    found = with_parts(application.decisions.order_by("decided_at", "pk"))
    return [row for decision in found for row in rows_of(decision) if row.letter]


def sent_letters(application: Application) -> "QuerySet[Letter]":
    """Return the letters about the application that were sent, the newest first, with the `size` of their PDFs."""
    found = Letter.objects.filter(decision__application=application, message__status=Sent)
    found = found.annotate(size=Coalesce(Length("message__attachment"), 0))
    return found.select_related("message", "decision").defer("message__attachment").order_by("-message__sent_at")


def _state(decision: Decision, kind: str, letter: Letter | None) -> State:
    if letter and letter.message.status in STATES:
        return STATES[letter.message.status]
    if letter and kind == Kind.DECLINE and hasattr(decision, "replaced_by"):
        # The grant is given anew, and what the letter was about is gone.
        return State.FAILED
    now = email_for(decision, kind)
    if not now.recipient:
        return State.NO_ADDRESS
    if letter is None:
        return State.NONE
    if not now.is_equal_to(letter.message):
        return State.STALE
    return State.FAILED if letter.message.status == Message.Status.FAILED else State.DRAFT


def _lock(decision: Decision) -> Decision:
    """Return the current decision, locked so that none can replace it before the transaction ends."""
    Decision.objects.select_for_update().get(pk=decision.pk)
    # Read after locking: what goes into the letter may have changed while this waited for the lock.
    return with_parts(Decision.objects.all()).get(pk=decision.pk)


def _write(letter: Letter) -> None:
    """Write the letter's message from its decision, locked with its parts."""
    message, now = letter.message, email_for(letter.decision, letter.kind)
    if not now.recipient:
        raise ValidationError(NO_RECIPIENT, code="recipient")
    message.recipient, message.subject = now.recipient, now.subject
    message.body, message.attachment = now.content.as_text(), letter_content.render_pdf(now.content)
    message.attachment_name = f"{FILE_NAMES[letter.kind]}-{letter.decision.application.number}.pdf"
    message.status, message.failure = Message.Status.DRAFTED, ""
    message.save()


def _check_in_force(decision: Decision) -> None:
    if Decision.objects.filter(replaces=decision).exists():
        raise ValidationError(_("Vedtaket er erstattet av et nytt, som skal ha sitt eget brev."), code="replaced")


def _check_up_to_date(letter: Letter) -> None:
    message, now = letter.message, email_for(letter.decision, letter.kind)
    if not now.is_equal_to(message) or bytes(message.attachment or b"") != letter_content.render_pdf(now.content):
        words = _("Vedtaket, malen, mottakeren eller brevarket er endret. Lag brevet på nytt.")
        raise ValidationError(words, code="stale")
