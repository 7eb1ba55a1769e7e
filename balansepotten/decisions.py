"""How a round is decided: locked once into decisions that never change, and changed only by new ones.

A decision keeps what was asked for and awarded, why, by whom, and the points as they were, without jurors' names.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balansekunst.fields import kroner
from balansekunst.history import set_author
from balansekunst.models import User
from balansepotten import allocation, grants, mean_scores
from balansepotten.allocation import Proposal, Ranked
from balansepotten.deadlines import spoken
from balansepotten.models import Application, Call, Decision, Payment

Outcome, Status = Decision.Outcome, Application.Status


@dataclass(frozen=True)
class Lack:
    """Something that must be there before a round can be locked, of one application or of the whole round."""

    text: str
    application: Application | None = None


def lacks(call: Call, *, at: datetime) -> list[Lack]:
    """Return all that stands between the round and its decision at the moment; an empty list means that it is ready."""
    if allocation.is_decided(call):
        return [Lack(_("Runden er allerede avgjort."))]
    found = []
    if call.phase_at(at) != Call.Phase.CLOSED:
        text = _("Søknadsfristen er ikke ute før %(deadline)s.") % {"deadline": spoken(call.deadline)}
        found.append(Lack(text))
    rows = allocation.ranked(call)
    if not rows:
        found.append(Lack(_("Det er ingen søknader å gjøre vedtak om.")))
    total = sum(row.application.amount_proposed or 0 for row in rows)
    try:
        allocation.check_within_pot(call, total)
    except ValidationError as error:
        found += [Lack(text) for text in error.messages]
    return [*found, *(lack for row in rows for lack in _lacks_of(row, call))]


def token(call: Call) -> str:
    """Return what tells the proposals as they are from any others, for the page on which they are confirmed."""
    said = [(application.pk, allocation.proposal_of(application).token) for application in allocation.competing(call)]
    return sha256(repr(said).encode()).hexdigest()


@transaction.atomic
def lock(call: Call, *, by: User, at: datetime, seen: str | None = None) -> list[Decision]:
    """Decide the round as it is proposed, and open the grants; return the decisions in the order of the numbers.

    `seen` is the token of the proposals that `by` has read. Raises ValidationError with all that is lacking.
    """
    call = Call.objects.select_for_update().get(pk=call.pk)
    allocation.check_may_decide(by, call)
    applications = list(allocation.competing(call).select_for_update(of=("self",)).select_related("rejection_reason"))
    if seen is not None and seen != token(call):
        raise ValidationError(_("Forslagene er endret siden du åpnet siden. Se over dem på nytt."), code="stale")
    if missing := lacks(call, at=at):
        raise ValidationError([_in_words(lack) for lack in missing])
    scores = scores_of(call)
    call.allocated = sum(application.amount_proposed or 0 for application in applications)
    call.locked_at, call.locked_by, call.decided_on = at, by, timezone.localdate(at)
    set_author(call, by).save(update_fields=["allocated", "locked_at", "locked_by", "decided_on"])
    return [
        _decide(application, call=call, scores=scores.get(application.pk, {}), by=by, at=at)
        for application in applications
    ]


@transaction.atomic
def change(decision: Decision, *, amount: int | None, reason: str, by: User, at: datetime) -> Decision:
    """Make a new decision instead of this one: an award of `amount`, or a rejection where there is none.

    Raises ValidationError when it is replaced already, would change nothing or lacks a reason, when the pot or what
    was asked for would be passed, or when more is paid already.
    """
    call = Call.objects.select_for_update().get(pk=decision.application.call_id)
    allocation.check_may_decide(by, call)
    application = Application.objects.select_for_update().get(pk=decision.application_id)
    application.call = call
    _check_can_change(decision, application, amount or 0, reason)
    total = call.allocated - (application.amount_proposed or 0) + (amount or 0)
    allocation.check_within_pot(call, total)
    words = "" if amount else reason.strip()
    _write_outcome(application, Proposal(amount or None, words=words), by=by)
    call.allocated = total
    set_author(call, by).save(update_fields=["allocated"])
    new = _record(application, reason=reason.strip(), scores=decision.scores, by=by, at=at, replaces=decision)
    grants.follow_decision(application, at=at)
    return new


def newest(decisions: Iterable[Decision]) -> Decision | None:
    """Return the decision that holds among those of one application: the one that none of them replaces."""
    rows = list(decisions)
    replaced = {row.replaces_id for row in rows}
    return next((row for row in rows if row.pk not in replaced), None)


def reason_of(application: Application) -> str:
    """Return why the application is proposed rejected: the call's reason and what is added in own words."""
    chosen = application.rejection_reason.text if application.rejection_reason else ""
    return "\n\n".join(part for part in (chosen, application.rejection_words) if part)


def scores_of(call: Call) -> Mapping[int, dict[str, Any]]:
    """Return how the jury has judged each application, by its primary key, without saying who gave which points.

    Averages are fractions as text, which `Fraction` reads.
    """
    points: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for application, criterion, given in mean_scores.counting(call).values_list(
        "assessment__application", "criterion", "points"
    ):
        points[application][criterion].append(given)
    found = mean_scores.standings(call)
    return {
        pk: {
            "average": str(found[pk].average),
            "spread": str(found[pk].spread),
            "assessments": found[pk].done,
            "highest": call.highest_score,
            "criteria": [
                {"name": criterion.name, "weight": criterion.weight, "points": sorted(given[criterion.pk])}
                for criterion in call.criteria.all()
            ],
        }
        for pk, given in points.items()
    }


def spoken_scores(decision: Decision) -> dict[str, Any]:
    """Return the points that a decision was made on as people read them, or nothing where there were none."""
    scores = decision.scores
    if not scores:
        return {}
    spoken_ones = {name: mean_scores.written(Fraction(scores[name])) for name in ("average", "spread")}
    criteria = [{**one, "points": ", ".join(map(str, one["points"]))} for one in scores["criteria"]]
    return {**scores, **spoken_ones, "criteria": criteria}


def _lacks_of(row: Ranked, call: Call) -> Iterable[Lack]:
    short = call.quorum - row.standing.done
    if short > 0:
        text = ngettext("mangler %(short)s vurdering", "mangler %(short)s vurderinger", short) % {"short": short}
        yield Lack(text, row.application)
    proposal = allocation.proposal_of(row.application)
    if proposal == Proposal():
        yield Lack(_("mangler et beløp eller en grunn til avslag"), row.application)


def _in_words(lack: Lack) -> str:
    if lack.application is None:
        return lack.text
    return _("%(number)s %(title)s: %(lack)s.") % {
        "number": lack.application.number,
        "title": lack.application,
        "lack": lack.text,
    }


def _decide(application: Application, *, call: Call, scores: dict, by: User, at: datetime) -> Decision:
    reason = reason_of(application)
    application.call = call
    _write_outcome(application, allocation.proposal_of(application), by=by)
    decision = _record(application, reason=reason, scores=scores, by=by, at=at)
    if decision.outcome == Outcome.GRANTED:
        grants.open_grant(application)
    return decision


def _write_outcome(application: Application, proposal: Proposal, *, by: User) -> None:
    """Let the application say what is decided of it; the proposal stays equal to the award."""
    application.status = Status.GRANTED if proposal.amount else Status.REJECTED
    application.amount_awarded = proposal.amount
    allocation.write(application, proposal, by=by, besides=("status", "amount_awarded"))


def _record(
    application: Application, *, reason: str, scores: dict, by: User, at: datetime, replaces: Decision | None = None
) -> Decision:
    granted = application.status == Status.GRANTED
    decision = Decision(
        application=application,
        outcome=Outcome.GRANTED if granted else Outcome.REJECTED,
        amount_applied=application.amount_applied or 0,
        amount_awarded=application.amount_awarded or 0,
        reason=reason,
        scores=scores,
        decided_at=at,
        decided_by=by,
        replaces=replaces,
    )
    decision.full_clean(exclude=["application", "scores", "decided_by", "replaces"])
    decision.save()
    return decision


def _check_can_change(decision: Decision, application: Application, amount: int, reason: str) -> None:
    if Decision.objects.filter(replaces=decision).exists():
        raise ValidationError(_("Dette vedtaket er allerede erstattet av et nytt."), code="replaced")
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv hvorfor vedtaket endres.")})
    if amount == decision.amount_awarded and (amount or reason.strip() == decision.reason):
        raise ValidationError({"amount": _("Vedtaket er slik fra før.")})
    if amount:
        allocation.check_within_applied(application, amount)
    paid = paid_of(application)
    if paid > amount:
        raise ValidationError(
            {"amount": _("%(paid)s er allerede betalt, så beløpet kan ikke være mindre.") % {"paid": kroner(paid)}}
        )


def paid_of(application: Application) -> int:
    """Return what has been paid to the recipient, less what has come back."""
    payments = Payment.objects.filter(grant__application=application, paid_on__isnull=False)
    refund = models.Q(part=Payment.Part.REFUND)
    sums = payments.aggregate(out=Sum("amount", filter=~refund), back=Sum("amount", filter=refund))
    return (sums["out"] or 0) - (sums["back"] or 0)
