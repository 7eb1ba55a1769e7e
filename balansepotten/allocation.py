"""Sharing the pot: the proposal for each application, and scenarios that are not stored.

The sum of the proposals cannot exceed the pot: it is checked while the call is locked, and by a constraint on
`Call.allocated`.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from balansekunst.fields import kroner
from balansekunst.history import latest_version, set_author
from balansekunst.models import User
from balansepotten import conflicts, mean_scores
from balansepotten.deadlines import format_datetime
from balansepotten.models import Application, Call, ConflictOfInterest
from balansepotten.querysets import closed_at

if TYPE_CHECKING:
    from balansepotten.querysets import ApplicationQuerySet

FIELDS = ("amount_proposed", "rejection_reason", "rejection_words")


@dataclass(frozen=True)
class Proposal:
    """A proposed award, or a rejection for a reason of the call or in own words; empty if nothing is proposed."""

    amount: int | None = None
    reason: int | None = None
    words: str = ""

    @property
    def version(self) -> str:
        """A hash of the proposal, to detect that it has changed since a page showed it."""
        return sha256(f"{self.amount} {self.reason} {self.words}".encode()).hexdigest()[:16]

    @property
    def is_rejection(self) -> bool:
        return bool(self.reason or self.words)

    def __str__(self) -> str:
        if self.amount:
            return kroner(self.amount)
        return _("avslag") if self.is_rejection else _("ikke noe forslag")


@dataclass(frozen=True)
class Ranked:
    """An application with the summary of its scores."""

    application: Application
    scores: mean_scores.ScoreSummary

    @property
    def average(self) -> str:
        """The jury's weighted average, formatted."""
        return mean_scores.format_score(self.scores.average) if self.scores.average is not None else "–"


def refusal(user: User, call: Call) -> str:
    """Return why the user may not see the allocation of the call, or "" if they may.

    The reason names no application. A person with any conflict of interest in the call is refused, since its sums
    reveal what a single application gets. A juror must finish their own assessments first.
    """
    if conflicts.has_any_in(call, user=user):
        return _("Du er inhabil i denne runden. Da kan du verken se fordelingen, fordele eller vedta.")
    if call.locked_at is None and call.jurors.filter(user=user).exists():
        done = Application.objects.filter(assessments__juror__user=user, assessments__done_at__isnull=False)
        if competing(call).exclude(pk__in=done.values("pk")).exists():
            return _("Du er i juryen, og må bli ferdig med alle vurderingene dine først.")
    return ""


def competing(call: Call) -> "ApplicationQuerySet":
    """Return the applications that the pot is shared among, ordered by number."""
    return Application.objects.filter(call=call, status__in=Application.COMPETING).order_by("number")


def ranked(call: Call) -> list[Ranked]:
    """Return the competing applications by descending average, then by number."""
    found = mean_scores.summarise_scores(call)
    rows = [
        Ranked(application, found.get(application.pk, mean_scores.ScoreSummary()))
        for application in competing(call).select_related("organisation", "rejection_reason")
    ]
    # The sort is stable, so equal averages remain in the order of their numbers.
    return sorted(rows, key=lambda row: -(row.scores.average or 0))


def proposal_of(application: Application) -> Proposal:
    return Proposal(application.amount_proposed, application.rejection_reason_id, application.rejection_words)


def is_decided(call: Call) -> bool:
    """Return whether the call is decided: locked here, or imported with its outcomes."""
    return call.locked_at is not None or call.applications.filter(status__in=Application.DECIDED).exists()


def undecided_applications(moment: datetime, *, by: User) -> "ApplicationQuerySet":
    """Return the applications of closed calls that are not decided, and whose allocation `by` may see."""
    applications = Application.objects.filter(call=OuterRef("pk"), status__in=Application.DECIDED)
    declared = ConflictOfInterest.objects.filter(call=OuterRef("pk"), user=by)
    undecided = Call.objects.filter(
        ~Exists(applications), ~Exists(declared), closed_at(moment), locked_at__isnull=True
    ).exclude(pk__in=conflicts.excluded_calls(by))
    return Application.objects.filter(call__in=undecided, status=Application.Status.SUBMITTED)


def propose(application: Application, *, amount: int | None, by: User) -> None:
    """Propose an award of `amount` kroner, or with None remove the proposal. Raises as `save_proposals` does."""
    save_proposals(application.call, proposals={application.pk: Proposal(amount)}, by=by)


@transaction.atomic
def save_proposals(
    call: Call, *, proposals: Mapping[int, Proposal], by: User, versions: Mapping[int, str] | None = None
) -> int:
    """Save proposals by the applications' primary keys, all or none, and return how many changed.

    `versions` are the versions of the proposals that `by` has read. Raises ValidationError if the sum exceeds the pot
    or the call is decided, and otherwise with a key for each application whose proposal is invalid or was changed by
    someone else.
    """
    call = Call.objects.select_for_update().get(pk=call.pk)
    _check_may_propose(call, by)
    rows = {application.pk: application for application in competing(call).select_for_update()}
    reasons = set(call.rejection_reasons.values_list("pk", flat=True))
    errors = {
        str(pk): list(_errors_of(rows.get(pk), proposal, version=(versions or {}).get(pk), reasons=reasons))
        for pk, proposal in proposals.items()
    }
    if any(errors.values()):
        raise ValidationError({key: found for key, found in errors.items() if found})
    changed = {pk: proposal for pk, proposal in proposals.items() if proposal != proposal_of(rows[pk])}
    total = sum(proposals.get(pk, proposal_of(row)).amount or 0 for pk, row in rows.items())
    check_within_pot(call, total)
    for pk, proposal in changed.items():
        apply_proposal(rows[pk], proposal, by=by)
    if call.allocated != total:
        call.allocated = total
        set_author(call, by).save(update_fields=["allocated"])
    return len(changed)


def check_within_pot(call: Call, total: int) -> None:
    """Raise ValidationError if awards of `total` kroner would exceed the pot."""
    if total > call.pot:
        raise ValidationError(
            _("Det blir %(total)s til sammen, %(over)s mer enn potten på %(pot)s."),
            code="pot",
            params={"total": kroner(total), "over": kroner(total - call.pot), "pot": kroner(call.pot)},
        )


def check_within_applied(application: Application, amount: int) -> None:
    """Raise ValidationError unless `amount` is positive and at most what was applied for."""
    if amount <= 0:
        raise ValidationError(_("Skriv et beløp over 0, eller velg en grunn til avslag."), code="amount")
    if amount > (application.amount_applied or 0):
        applied = kroner(application.amount_applied or 0)
        raise ValidationError(_("Det er bare søkt om %(applied)s."), code="amount", params={"applied": applied})


def check_may_decide(user: User, call: Call) -> None:
    """Raise ValidationError if the user may not see the allocation of the call."""
    if words := refusal(user, call):
        raise ValidationError(words, code="refused")


def apply_proposal(application: Application, proposal: Proposal, *, by: User, besides: Iterable[str] = ()) -> None:
    """Save a validated proposal to the application and its history, along with the fields `besides`."""
    application.amount_proposed, application.rejection_reason_id = proposal.amount, proposal.reason
    application.rejection_words = proposal.words
    set_author(application, by).save(update_fields=[*FIELDS, *besides])


def fund_best(call: Call) -> dict[int, int]:
    """Return awards of the full amount by descending average, up to the first that exceeds what is left of the pot."""
    return _while_it_lasts(call, ((row, row.application.amount_applied or 0) for row in ranked(call)))


def share_among_best(call: Call, count: int, percent: int) -> dict[int, int]:
    """Return awards of `percent` of the amount applied for, in whole kroner, for the best `count`.

    It stops at the first that exceeds what is left of the pot.
    """
    best = ranked(call)[: max(count, 0)]
    return _while_it_lasts(
        call, ((row, (row.application.amount_applied or 0) * min(percent, 100) // 100) for row in best)
    )


def _while_it_lasts(call: Call, wanted: Iterable[tuple[Ranked, int]]) -> dict[int, int]:
    """Return the awards in order, up to the first that is too large: nobody is funded past a better application."""
    left, awards = call.pot, {}
    for row, amount in wanted:
        if row.scores.average is None or amount > left:
            break
        if amount > 0:
            awards[row.application.pk] = amount
            left -= amount
    return awards


def _check_may_propose(call: Call, by: User) -> None:
    check_may_decide(by, call)
    if call.locked_at:
        raise ValidationError(_("Vedtaket er låst. Et vedtak endres med et nytt vedtak."), code="locked")
    if is_decided(call):
        raise ValidationError(_("Runden er avgjort, og kan ikke fordeles på nytt."), code="locked")


def _errors_of(
    application: Application | None, proposal: Proposal, *, version: str | None, reasons: Container[int]
) -> Iterator[ValidationError]:
    """Yield the errors of a proposal for a locked application."""
    if application is None:
        yield ValidationError(_("Søknaden er ikke lenger med i fordelingen."), code="gone")
        return
    stored = proposal_of(application)
    if version not in (None, stored.version) and proposal != stored:
        yield _stale(application, stored)
    if proposal.amount is not None and proposal.is_rejection:
        yield ValidationError(_("Skriv enten et beløp eller en grunn til avslag, ikke begge deler."), code="amount")
    elif proposal.amount is not None:
        try:
            check_within_applied(application, proposal.amount)
        except ValidationError as error:
            yield error
    if proposal.reason and proposal.reason not in reasons:
        yield ValidationError(_("Velg en av grunnene i denne utlysningen."), code="reason")


def _stale(application: Application, stored: Proposal) -> ValidationError:
    """Return an error with who changed the proposal, when, and to what."""
    last = latest_version(application)
    who = (last and last.history_user) or _("Noen")
    when = format_datetime(last.history_date) if last else ""
    return ValidationError(
        _("%(who)s lagret «%(stored)s» %(when)s, etter at du åpnet siden. Lagre igjen hvis ditt skal gjelde."),
        code="stale",
        params={"who": who, "stored": stored, "when": when},
    )
