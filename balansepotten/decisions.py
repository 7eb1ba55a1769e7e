"""Deciding a call: proposals are locked into decisions, which are never changed, only replaced by new ones.

A decision stores the amounts applied for and awarded, the reason, the author, and the scores without jurors' names.
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
from balansepotten import allocation, grants, letters, mean_scores
from balansepotten.allocation import Proposal, Ranked
from balansepotten.deadlines import format_datetime
from balansepotten.models import Application, Call, Decision, Payment

Outcome, Status = Decision.Outcome, Application.Status


@dataclass(frozen=True)
class Requirement:
    """A requirement that is missing before a call can be locked, of one application or of the call."""

    text: str
    application: Application | None = None


def missing_requirements(call: Call, *, at: datetime) -> list[Requirement]:
    """Return what is missing before the call can be locked; an empty list means that it can."""
    if allocation.is_decided(call):
        return [Requirement(_("Runden er allerede avgjort."))]
    found = []
    if call.phase_at(at) != Call.Phase.CLOSED:
        text = _("Søknadsfristen er ikke ute før %(deadline)s.") % {"deadline": format_datetime(call.deadline)}
        found.append(Requirement(text))
    found += [
        Requirement(
            _("%(organisation)s har frist til %(deadline)s.")
            % {"organisation": one.organisation, "deadline": format_datetime(one.until)}
        )
        for one in call.deadline_extensions.select_related("organisation")
        if call.phase_at(at, deadline=one.until) == Call.Phase.OPEN
    ]
    rows = allocation.ranked(call)
    if not rows:
        found.append(Requirement(_("Det er ingen søknader å gjøre vedtak om.")))
    total = sum(row.application.amount_proposed or 0 for row in rows)
    try:
        allocation.check_within_pot(call, total)
    except ValidationError as error:
        found += [Requirement(text) for text in error.messages]
    return [*found, *(requirement for row in rows for requirement in _missing_from(row, call))]


def proposals_version(call: Call) -> str:
    """Return a hash of all proposals, to detect a change since they were shown for confirmation."""
    said = [(application.pk, allocation.proposal_of(application).version) for application in allocation.competing(call)]
    return sha256(repr(said).encode()).hexdigest()


@transaction.atomic
def lock(call: Call, *, by: User, at: datetime, version: str | None = None) -> list[Decision]:
    """Make the proposals decisions, open the grants, and return the decisions ordered by number.

    `version` is the version of the proposals that `by` has read. Raises ValidationError with all that is missing.
    """
    call = Call.objects.select_for_update().get(pk=call.pk)
    allocation.check_may_decide(by, call)
    applications = list(allocation.competing(call).select_for_update(of=("self",)).select_related("rejection_reason"))
    if version is not None and version != proposals_version(call):
        raise ValidationError(_("Forslagene er endret siden du åpnet siden. Se over dem på nytt."), code="stale")
    if missing := missing_requirements(call, at=at):
        raise ValidationError([_describe(requirement) for requirement in missing])
    scores = collect_scores(call)
    call.allocated = sum(application.amount_proposed or 0 for application in applications)
    call.locked_at, call.locked_by, call.decided_on = at, by, timezone.localdate(at)
    set_author(call, by).save(update_fields=["allocated", "locked_at", "locked_by", "decided_on"])
    return [
        _decide(application, call=call, scores=scores.get(application.pk, {}), by=by, at=at)
        for application in applications
    ]


@transaction.atomic
def change(decision: Decision, *, amount: int | None, reason: str, by: User, at: datetime) -> Decision:
    """Replace this decision by a new one: an award of `amount`, or a rejection without it.

    Raises ValidationError if it has been replaced, nothing would change, no reason is given, the pot or the amount
    applied for would be exceeded, or more has been paid.
    """
    call = Call.objects.select_for_update().get(pk=decision.application.call_id)
    allocation.check_may_decide(by, call)
    application = Application.objects.select_for_update().get(pk=decision.application_id)
    application.call = call
    _check_can_change(decision, application, amount or 0, reason)
    total = call.allocated - (application.amount_proposed or 0) + (amount or 0)
    allocation.check_within_pot(call, total)
    words = "" if amount else reason.strip()
    after_decline = application.status == Status.DECLINED
    _write_outcome(application, Proposal(amount or None, words=words), by=by)
    call.allocated = total
    set_author(call, by).save(update_fields=["allocated"])
    letters.take_back(decision)
    new = _record(
        Decision(replaces=decision, after_decline=after_decline),
        application,
        reason=reason.strip(),
        scores=decision.scores,
        by=by,
        at=at,
    )
    grants.follow_decision(application, at=at)
    return new


def newest(decisions: Iterable[Decision]) -> Decision | None:
    """Return the decision in force among those of one application: the one that no other replaces."""
    rows = list(decisions)
    replaced = {row.replaces_id for row in rows}
    return next((row for row in rows if row.pk not in replaced), None)


def reason_of(application: Application) -> str:
    """Return the reason of a proposed rejection: that of the call, and what is added in own words."""
    chosen = application.rejection_reason.text if application.rejection_reason else ""
    return "\n\n".join(part for part in (chosen, application.rejection_words) if part)


def collect_scores(call: Call) -> Mapping[int, dict[str, Any]]:
    """Return the scores of each application by its primary key, without saying which juror gave which points.

    Averages are fractions as text, which `Fraction` parses.
    """
    points: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for application, criterion, given in mean_scores.counted_scores(call).values_list(
        "assessment__application", "criterion", "points"
    ):
        points[application][criterion].append(given)
    found = mean_scores.summarise_scores(call)
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


def formatted_scores(decision: Decision) -> dict[str, Any]:
    """Return the scores that a decision was based on, formatted; empty if there were none."""
    scores = decision.scores
    if not scores:
        return {}
    formatted = {name: mean_scores.format_score(Fraction(scores[name])) for name in ("average", "spread")}
    criteria = [{**one, "points": ", ".join(map(str, one["points"]))} for one in scores["criteria"]]
    return {**scores, **formatted, "criteria": criteria}


def _missing_from(row: Ranked, call: Call) -> Iterable[Requirement]:
    short = call.quorum - row.scores.done
    if short > 0:
        text = ngettext("mangler %(short)s vurdering", "mangler %(short)s vurderinger", short) % {"short": short}
        yield Requirement(text, row.application)
    proposal = allocation.proposal_of(row.application)
    if proposal == Proposal():
        yield Requirement(_("mangler et beløp eller en grunn til avslag"), row.application)


def _describe(requirement: Requirement) -> str:
    if requirement.application is None:
        return requirement.text
    return _("%(number)s %(title)s: %(missing)s.") % {
        "number": requirement.application.number,
        "title": requirement.application,
        "missing": requirement.text,
    }


def _decide(application: Application, *, call: Call, scores: dict, by: User, at: datetime) -> Decision:
    reason = reason_of(application)
    application.call = call
    _write_outcome(application, allocation.proposal_of(application), by=by)
    decision = _record(Decision(), application, reason=reason, scores=scores, by=by, at=at)
    if decision.outcome == Outcome.GRANTED:
        grants.open_grant(application)
    return decision


def _write_outcome(application: Application, proposal: Proposal, *, by: User) -> None:
    """Set the outcome on the application; the proposal stays equal to the award."""
    application.status = Status.GRANTED if proposal.amount else Status.REJECTED
    application.amount_awarded = proposal.amount
    allocation.apply_proposal(application, proposal, by=by, besides=("status", "amount_awarded"))


def _record(
    decision: Decision, application: Application, *, reason: str, scores: dict, by: User, at: datetime
) -> Decision:
    granted = application.status == Status.GRANTED
    decision.application, decision.outcome = application, Outcome.GRANTED if granted else Outcome.REJECTED
    decision.amount_applied, decision.amount_awarded = application.amount_applied or 0, application.amount_awarded or 0
    decision.reason, decision.scores = reason, scores
    decision.decided_at, decision.decided_by = at, by
    decision.full_clean(exclude=["application", "scores", "decided_by", "replaces"])
    decision.save()
    return decision


def _check_can_change(decision: Decision, application: Application, amount: int, reason: str) -> None:
    if Decision.objects.filter(replaces=decision).exists():
        raise ValidationError(_("Dette vedtaket er allerede erstattet av et nytt."), code="replaced")
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv hvorfor vedtaket endres.")})
    is_declined = application.status == Status.DECLINED
    if is_declined and not amount:
        raise ValidationError({"amount": _("Mottakeren har sagt fra seg støtten. Den kan bare gis på nytt.")})
    if not is_declined and amount == decision.amount_awarded and (amount or reason.strip() == decision.reason):
        raise ValidationError({"amount": _("Vedtaket er slik fra før.")})
    if amount:
        allocation.check_within_applied(application, amount)
    paid = paid_amount(application)
    if paid > amount:
        raise ValidationError(
            {"amount": _("%(paid)s er allerede betalt, så beløpet kan ikke være mindre.") % {"paid": kroner(paid)}}
        )


def paid_amount(application: Application) -> int:
    """Return what has been paid to the recipient, less refunds."""
    payments = Payment.objects.filter(grant__application=application, paid_on__isnull=False)
    refund = models.Q(part=Payment.Part.REFUND)
    sums = payments.aggregate(out=Sum("amount", filter=~refund), back=Sum("amount", filter=refund))
    return (sums["out"] or 0) - (sums["back"] or 0)
