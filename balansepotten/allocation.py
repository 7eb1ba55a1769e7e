"""How the pot is shared: what is proposed for each application, and scenarios that nobody is bound to.

The pot is held in the transaction that locks the call, and by the database through `Call.allocated`.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.fields import kroner
from balansekunst.history import latest_version, set_author
from balansekunst.models import User
from balansepotten import conflicts, mean_scores
from balansepotten.deadlines import spoken
from balansepotten.models import Application, Call, ConflictOfInterest, RejectionReason

if TYPE_CHECKING:
    from balansepotten.querysets import ApplicationQuerySet

FIELDS = ("amount_proposed", "rejection_reason", "rejection_words")


@dataclass(frozen=True)
class Proposal:
    """An award, or a rejection for a reason of the call's or in own words; with neither, nothing is proposed yet."""

    amount: int | None = None
    reason: int | None = None
    words: str = ""

    @property
    def token(self) -> str:
        """What tells this proposal from any other, for a page to say what its reader saw."""
        return sha256(f"{self.amount} {self.reason} {self.words}".encode()).hexdigest()[:16]

    @property
    def is_rejection(self) -> bool:
        """Whether there is a reason, and so a rejection."""
        return bool(self.reason or self.words)

    def __str__(self) -> str:
        if self.amount:
            return kroner(self.amount)
        return _("avslag") if self.is_rejection else _("ikke noe forslag")


@dataclass(frozen=True)
class Ranked:
    """An application with how the jury's points place it."""

    application: Application
    standing: mean_scores.Standing

    @property
    def average(self) -> str:
        """The jury's weighted average, as Norwegians write it."""
        return mean_scores.written(self.standing.average) if self.standing.average is not None else "–"


def refusal(user: User, call: Call) -> str:
    """Return why the user may not see the round as a whole, in words that point at no case, or "" when they may.

    The sums of a round tell what any one case got: so there is no part of it to show to one with a conflict of
    interest in it, of whatever kind. One who is in the jury too must first be done with their own.
    """
    declared = ConflictOfInterest.objects.filter(user=user, call=call)
    if declared.exists() or conflicts.is_out_of_round(user, call):
        return _("Du er inhabil i denne runden. Da kan du verken se fordelingen, fordele eller vedta.")
    if call.locked_at is None and call.jurors.filter(user=user).exists():
        done = Application.objects.filter(assessments__juror__user=user, assessments__done_at__isnull=False)
        if competing(call).exclude(pk__in=done.values("pk")).exists():
            return _("Du er i juryen, og må bli ferdig med alle vurderingene dine først.")
    return ""


def competing(call: Call) -> "ApplicationQuerySet":
    """Return the applications that the pot is shared among, in the order of their numbers."""
    return Application.objects.filter(call=call, status__in=Application.COMPETING).order_by("number")


def ranked(call: Call) -> list[Ranked]:
    """Return the competing applications, the best first; those with the same average in the order of their numbers."""
    found = mean_scores.standings(call)
    rows = [
        Ranked(application, found.get(application.pk, mean_scores.Standing()))
        for application in competing(call).select_related("organisation", "rejection_reason")
    ]
    return sorted(rows, key=lambda row: -(row.standing.average or 0))


def proposal_of(application: Application) -> Proposal:
    """Return what is proposed for the application as it was read."""
    return Proposal(application.amount_proposed, application.rejection_reason_id, application.rejection_words)


def is_decided(call: Call) -> bool:
    """Tell if the round is decided: locked here, or brought in with its outcomes."""
    decided = (Application.Status.GRANTED, Application.Status.REJECTED)
    return call.locked_at is not None or call.applications.filter(status__in=decided).exists()


def propose(application: Application, *, amount: int | None, by: User) -> None:
    """Propose an award of `amount` kroner, or take back what was proposed. Raises ValidationError as `keep` does."""
    keep(application.call, proposals={application.pk: Proposal(amount)}, by=by)


def turn_down(application: Application, *, reason: RejectionReason | None, words: str = "", by: User) -> None:
    """Propose a rejection, for a reason of the call's or in own words. Raises ValidationError without either."""
    proposal = Proposal(reason=reason.pk if reason else None, words=words)
    if not proposal.is_rejection:
        raise ValidationError(_("Velg en grunn til avslaget, eller skriv en."), code="reason")
    keep(application.call, proposals={application.pk: proposal}, by=by)


@transaction.atomic
def keep(call: Call, *, proposals: Mapping[int, Proposal], by: User, seen: Mapping[int, str] | None = None) -> int:
    """Keep these proposals, by the applications' primary keys: all of them or none. Return how many were changed.

    `seen` has the tokens of the proposals as `by` read them. Raises ValidationError when the sum passes the pot or
    the round is decided; and one with a key for each application whose proposal can't be kept, among them those
    that another has changed since.
    """
    call = Call.objects.select_for_update().get(pk=call.pk)
    _check_may_propose(call, by)
    rows = {application.pk: application for application in competing(call).select_for_update()}
    reasons = set(call.rejection_reasons.values_list("pk", flat=True))
    faults = {
        str(pk): list(_faults(rows.get(pk), proposal, seen=(seen or {}).get(pk), reasons=reasons))
        for pk, proposal in proposals.items()
    }
    if any(faults.values()):
        raise ValidationError({key: found for key, found in faults.items() if found})
    changed = {pk: proposal for pk, proposal in proposals.items() if proposal != proposal_of(rows[pk])}
    total = sum(proposals.get(pk, proposal_of(row)).amount or 0 for pk, row in rows.items())
    check_within_pot(call, total)
    for pk, proposal in changed.items():
        write(rows[pk], proposal, by=by)
    if call.allocated != total:
        call.allocated = total
        set_author(call, by).save(update_fields=["allocated"])
    return len(changed)


def check_within_pot(call: Call, total: int) -> None:
    """Raise ValidationError when awards of `total` kroner would pass the pot."""
    if total > call.pot:
        raise ValidationError(
            _("Det blir %(total)s til sammen, %(over)s mer enn potten på %(pot)s."),
            code="pot",
            params={"total": kroner(total), "over": kroner(total - call.pot), "pot": kroner(call.pot)},
        )


def check_within_applied(application: Application, amount: int) -> None:
    """Raise ValidationError unless `amount` is something, and no more than was asked for."""
    if amount <= 0:
        raise ValidationError(_("Skriv et beløp over 0, eller velg en grunn til avslag."), code="amount")
    if amount > (application.amount_applied or 0):
        applied = kroner(application.amount_applied or 0)
        raise ValidationError(_("Det er bare søkt om %(applied)s."), code="amount", params={"applied": applied})


def check_may_decide(user: User, call: Call) -> None:
    """Raise ValidationError when the user may not see the round as a whole."""
    if words := refusal(user, call):
        raise ValidationError(words, code="refused")


def write(application: Application, proposal: Proposal, *, by: User, besides: Iterable[str] = ()) -> None:
    """Write a proposal that has been checked into the application and its history, with the fields `besides`."""
    application.amount_proposed, application.rejection_reason_id = proposal.amount, proposal.reason
    application.rejection_words = proposal.words
    set_author(application, by).save(update_fields=[*FIELDS, *besides])


def fund_best(call: Call) -> dict[int, int]:
    """Return awards of all that is asked for, the best first, up to the first that the pot has not enough for."""
    return _while_it_lasts(call, ((row, row.application.amount_applied or 0) for row in ranked(call)))


def share_among_best(call: Call, count: int, percent: int) -> dict[int, int]:
    """Return awards of `percent` of what is asked for, rounded down to whole kroner, for the best `count`.

    It ends at the first that the pot has not enough for.
    """
    best = ranked(call)[: max(count, 0)]
    return _while_it_lasts(
        call, ((row, (row.application.amount_applied or 0) * min(percent, 100) // 100) for row in best)
    )


def _while_it_lasts(call: Call, wanted: Iterable[tuple[Ranked, int]]) -> dict[int, int]:
    """Return the awards in order, ending at the first too large, so that nobody passes one who is placed before."""
    left, awards = call.pot, {}
    for row, amount in wanted:
        if row.standing.average is None or amount > left:
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


def _faults(
    application: Application | None, proposal: Proposal, *, seen: str | None, reasons: Container[int]
) -> Iterator[ValidationError]:
    """Find what is wrong with a proposal for an application that is locked."""
    if application is None:
        yield ValidationError(_("Søknaden er ikke lenger med i fordelingen."), code="gone")
        return
    kept = proposal_of(application)
    if seen not in (None, kept.token) and proposal != kept:
        yield _stale(application, kept)
    if proposal.amount is not None and proposal.is_rejection:
        yield ValidationError(_("Skriv enten et beløp eller en grunn til avslag, ikke begge deler."), code="amount")
    elif proposal.amount is not None:
        try:
            check_within_applied(application, proposal.amount)
        except ValidationError as error:
            yield error
    if proposal.reason and proposal.reason not in reasons:
        yield ValidationError(_("Velg en av grunnene i denne utlysningen."), code="reason")


def _stale(application: Application, kept: Proposal) -> ValidationError:
    """Return who changed the proposal, when, and to what."""
    last = latest_version(application)
    who = (last and last.history_user) or _("Noen")
    when = spoken(last.history_date) if last else ""
    return ValidationError(
        _("%(who)s lagret «%(kept)s» %(when)s, etter at du åpnet siden. Lagre igjen hvis ditt skal gjelde."),
        code="stale",
        params={"who": who, "kept": kept, "when": when},
    )
