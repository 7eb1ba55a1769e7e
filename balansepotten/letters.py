"""The letters that tell what was decided: drafted from a template, read, and sent once, never saying anything else.

A draft's e-mail and PDF are made of its decision and the template as they are now. It is sent only while it still says
what they do; what is sent the database keeps as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.history import set_author
from balansekunst.mail import outbox
from balansekunst.models import Message, User
from balansepotten import conflicts, letter_content
from balansepotten.letter_content import with_parts, written
from balansepotten.letter_templates import DEFAULTS as DEFAULTS
from balansepotten.models import Application, Call, Decision, Letter

if TYPE_CHECKING:
    from django.db.models import QuerySet

# A request is not to wait longer than this for a mail server; the letters that are left are sent by the next one.
MOST_SECONDS = 15
NO_RECIPIENT = gettext_lazy("Ingen kontaktperson har en e-postadresse.")
Sent = Message.Status.SENT


class State(models.TextChoices):
    """How far the letter of a decision has come."""

    LACKING = "lacking", gettext_lazy("mangler mottaker")
    NONE = "none", gettext_lazy("ikke laget")
    STALE = "stale", gettext_lazy("må lages på nytt")
    DRAFT = "draft", gettext_lazy("utkast")
    FAILED = "failed", gettext_lazy("kom ikke fram")
    SENT = "sent", gettext_lazy("sendt")


SENDABLE = (State.DRAFT, State.FAILED)


@dataclass(frozen=True)
class Row:
    """A decision with its letter and how far that has come."""

    decision: Decision
    letter: Letter | None
    state: State

    @property
    def is_replaced(self) -> bool:
        """Whether a newer decision holds instead."""
        return hasattr(self.decision, "replaced_by")

    @property
    def is_sendable(self) -> bool:
        """Whether the letter can be sent as it is."""
        return self.state in SENDABLE and not self.is_replaced


@dataclass
class Drafted:
    """What came of making drafts: the letters, and the decisions that lack something, with words about it."""

    made: list[Letter] = field(default_factory=list)
    lacking: list[tuple[Decision, str]] = field(default_factory=list)


@dataclass
class Sending:
    """What came of sending: those sent, those that didn't arrive, those refused with words, and those not yet tried."""

    sent: list[Letter] = field(default_factory=list)
    failed: list[Letter] = field(default_factory=list)
    refused: list[tuple[Letter, str]] = field(default_factory=list)
    waiting: list[Letter] = field(default_factory=list)


def decisions(call: Call, *, by: User | None = None) -> "QuerySet[Decision]":
    """Return the call's decisions that hold, and those whose letter was sent before they were replaced.

    With `by` only those of applications that the person has no conflict of interest with. PDFs are not read.
    """
    found = of_cases(Decision.objects.filter(application__call=call), by=by)
    found = found.filter(models.Q(replaced_by__isnull=True) | models.Q(letter__message__status=Sent))
    return found.order_by("application__number", "decided_at", "pk")


def of_cases(found: "QuerySet[Decision]", *, by: User | None) -> "QuerySet[Decision]":
    """Return these decisions with their parts, but with `by` none that the person has a conflict of interest with."""
    if by:
        found = found.filter(application__in=Application.objects.filter(conflicts.unhindered(by)))
    return with_parts(found)


def overview(call: Call, *, by: User | None = None) -> list[Row]:
    """Return the call's decisions with their letters, as `decisions` finds them."""
    return [row_of(decision) for decision in decisions(call, by=by).fetch_mode(models.FETCH_RAISE)]


def row_of(decision: Decision) -> Row:
    """Return the decision, fetched with its parts, with its letter and how far that has come."""
    letter = getattr(decision, "letter", None)
    return Row(decision, letter, _state(decision, letter))


@transaction.atomic
def draft(decision: Decision) -> Letter:
    """Write the decision's letter as a draft, or return the one that there is. Nothing is sent.

    Raises ValidationError when the decision has been replaced, or there is nobody to send to.
    """
    decision = _lock(decision)
    letter = Letter.objects.filter(decision=decision).first()
    if letter:
        return letter
    _check_holds(decision)
    message = Message(once=f"{outbox.LETTER}{decision.pk}")
    _write(message, decision)
    return Letter.objects.create(decision=decision, message=message)


def draft_all(call: Call, *, by: User | None = None) -> Drafted:
    """Write the letters that the call lacks, as `draft` does; with `by`, only where they have no conflict."""
    drafted = Drafted()
    for row in overview(call, by=by):
        if row.letter is None:
            try:
                drafted.made.append(draft(row.decision))
            except ValidationError as error:
                drafted.lacking.append((row.decision, " ".join(error.messages)))
    return drafted


@transaction.atomic
def redraft(letter: Letter) -> Letter:
    """Write a letter that isn't sent anew, as its decision and template are now.

    Raises ValidationError when it is sent, its decision has been replaced, or there is nobody to send to.
    """
    decision = _lock(letter.decision)
    message = Message.objects.select_for_update().get(pk=letter.message_id)
    if message.status == Sent:
        raise ValidationError(_("Brevet er sendt, og kan ikke endres."), code="sent")
    _check_holds(decision)
    _write(message, decision)
    return letter


def redraft_all(call: Call, *, by: User | None = None) -> Drafted:
    """Write all letters of the call that aren't sent anew, as `redraft` does; with `by` as in `draft_all`."""
    drafted = Drafted()
    for row in overview(call, by=by):
        if row.letter and row.state != State.SENT:
            try:
                drafted.made.append(redraft(row.letter))
            except ValidationError as error:
                drafted.lacking.append((row.decision, " ".join(error.messages)))
    return drafted


@transaction.atomic(durable=True)
def send(letter: Letter, *, by: User) -> str:
    """Send the letter, and return its status: sent, or failed when no server took it. What is sent stays as it is.

    The decision is locked until the e-mail is gone, so that what was checked is what goes out. Durable, since what is
    sent can't be taken back with a transaction around this. Raises ValidationError when `by` has a conflict of
    interest, the decision has been replaced, or the draft isn't what the decision and the template say now.
    """
    decision = _lock(letter.decision)
    message = Message.objects.select_for_update().get(pk=letter.message_id)
    if message.status == Sent:
        return message.status
    if not Application.objects.filter(conflicts.unhindered(by), pk=decision.application_id).exists():
        raise ValidationError(_("Den som er inhabil i saken, kan ikke sende brevet."), code="conflict")
    _check_holds(decision)
    _check_says_now(message, decision)
    status = outbox.send.call(message.pk)
    set_author(letter, by, reason=status).save()
    return status


def send_these(letters: Iterable[Letter], *, by: User) -> Sending:
    """Send each letter by itself, as `send` does; when the mail server is slow, leave the rest for another time."""
    sending, started = Sending(), monotonic()
    for letter in letters:
        if monotonic() - started > MOST_SECONDS:
            sending.waiting.append(letter)
            continue
        try:
            status = send(letter, by=by)
        except ValidationError as error:
            sending.refused.append((letter, " ".join(error.messages)))
        else:
            (sending.sent if status == Sent else sending.failed).append(letter)
    return sending


def send_all(call: Call, *, by: User) -> Sending:
    """Send every letter of the call that is ready, where `by` has no conflict of interest."""
    return send_these([row.letter for row in overview(call, by=by) if row.letter and row.is_sendable], by=by)


def waiting(*, by: User) -> dict[int, int]:
    """Return how many letters aren't sent yet by the year of the call, but for cases that `by` has a conflict with."""
    sent = Letter.objects.filter(decision=models.OuterRef("pk"), message__status=Sent)
    seen = Application.objects.filter(conflicts.unhindered(by), call__locked_at__isnull=False)
    found = Decision.objects.filter(~models.Exists(sent), replaced_by__isnull=True, application__in=seen)
    years = found.order_by("application__call__year").values_list("application__call__year")
    return dict(years.annotate(models.Count("pk")))


def sent_of(application: Application) -> "QuerySet[Letter]":
    """Return the letters about the application that were sent, the newest first, without their PDFs."""
    found = Letter.objects.filter(decision__application=application, message__status=Sent)
    return found.select_related("message", "decision").defer("message__attachment").order_by("-message__sent_at")


def _state(decision: Decision, letter: Letter | None) -> State:
    if letter and letter.message.status == Sent:
        return State.SENT
    now = written(decision)
    if not now.recipient:
        return State.LACKING
    if letter is None:
        return State.NONE
    if not now.is_said_by(letter.message):
        return State.STALE
    return State.FAILED if letter.message.status == Message.Status.FAILED else State.DRAFT


def _lock(decision: Decision) -> Decision:
    """Return the decision as it is now; none can replace it until the transaction is over."""
    Decision.objects.select_for_update().get(pk=decision.pk)
    # Read once the lock is held: another may have changed what goes into the letter while this waited for it.
    return with_parts(Decision.objects.all()).get(pk=decision.pk)


def _write(message: Message, decision: Decision) -> None:
    now = written(decision)
    if not now.recipient:
        raise ValidationError(NO_RECIPIENT, code="recipient")
    message.recipient, message.subject = now.recipient, now.subject
    message.body, message.attachment = now.content.as_text(), letter_content.render_pdf(now.content)
    message.attachment_name = f"brev-{decision.application.number}.pdf"
    message.status, message.failure = Message.Status.DRAFTED, ""
    message.save()


def _check_holds(decision: Decision) -> None:
    if Decision.objects.filter(replaces=decision).exists():
        raise ValidationError(_("Vedtaket er erstattet av et nytt, som skal ha sitt eget brev."), code="replaced")


def _check_says_now(message: Message, decision: Decision) -> None:
    now = written(decision)
    same = now.is_said_by(message) and bytes(message.attachment or b"") == letter_content.render_pdf(now.content)
    if not same:
        raise ValidationError(
            _("Vedtaket, malen, mottakeren eller brevarket er endret. Lag brevet på nytt."), code="stale"
        )
