"""Adjusted budgets: who got less than they applied for adjusts budget and plan when accepting, and staff agree.

The recipient begins from their own budget, scaled to the award, and submits it with the acceptance. Nothing is paid
before staff agree. What is agreed cannot be changed, and the accounts in the project report are compared with it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.fields import kroner
from balansekunst.models import User
from balansepotten import budget, grants
from balansepotten.budget import Line
from balansepotten.models import AdjustedBudget, Grant
from balansepotten.notifications import notify
from members.contacts import check_acts_for

Status = AdjustedBudget.Status


@dataclass(frozen=True)
class ComparedLine:
    """A budget line as it was applied with, and as it is adjusted; None where it is missing."""

    kind: str
    description: str
    applied: int | None
    adjusted: int | None


@transaction.atomic
def save(grant: Grant, *, version: datetime | None, plan_changes: str, lines: Sequence[Line]) -> AdjustedBudget:
    """Save a draft with this content, created the first time; unchanged rows are not written again.

    `version` is the `changed_at` of the draft that the writer edited, None for one that wasn't saved yet. Raises
    ValidationError if it has been saved or submitted since, the award is not in force, or no adjusted budget is needed.
    """
    grant = grants.lock(grant)
    grants.check_in_force(grant)
    grants.check_notified(grant)
    draft = grant.adjusted_budget()
    if draft and not draft.is_writable:
        raise ValidationError(_("Budsjettet er sendt, og kan ikke endres."), code="sent")
    if not grant.budget_state():
        raise ValidationError(_("Dere trenger ikke å justere budsjettet."), code="needless")
    if (draft and draft.changed_at) != version:
        raise ValidationError(
            _("Budsjettet er lagret på nytt siden du åpnet det: av en kollega, eller av deg i et annet vindu."),
            code="changed",
        )
    draft = draft or AdjustedBudget(grant=grant, awarded=grant.application.amount_awarded or 0)
    is_new = draft.pk is None
    if is_new:
        draft.save()
    if budget.save_lines(draft.lines, lines) or is_new or draft.plan_changes != plan_changes:
        draft.plan_changes = plan_changes
        draft.save()
    return draft


@transaction.atomic
def submit(
    grant: Grant, *, by: User, at: datetime, version: datetime | None = None, account_number: str = ""
) -> AdjustedBudget:
    """Submit the saved budget to staff, and accept the grant with it unless it is accepted already.

    A submitted budget is returned unchanged. Raises ValidationError with all that is missing, and as `grants.accept`.
    """
    grant = grants.lock(grant)
    check_acts_for(grant.application.organisation, by)
    draft = grant.adjusted_budget()
    if draft is None:
        raise ValidationError(_("Lagre det justerte budsjettet først."), code="missing")
    if not draft.is_writable:
        return draft
    if version is not None and draft.changed_at != version:
        raise ValidationError(
            _("Budsjettet er lagret på nytt siden du åpnet det. Se over det på nytt."), code="changed"
        )
    if missing := list(missing_requirements(draft.awarded, draft.plan_changes, _lines_of(draft))):
        raise ValidationError(missing)
    draft.status, draft.submitted_at = Status.SUBMITTED, at
    draft.save()
    if not grant.accepted_at:
        grants.accept(grant, account_number=account_number, by=by, at=at)
    _notify(grant, "budget_received", _("Vi har fått det justerte budsjettet til Balansepotten"))
    return draft


@transaction.atomic
def agree(grant: Grant, *, by: User, at: datetime) -> AdjustedBudget:
    """Agree to the submitted budget: it can't be changed any more, the first part becomes due, and the report opens.

    Raises ValidationError if it does not await review.
    """
    grant, submitted = _lock_submitted(grant)
    submitted.status, submitted.agreed_at, submitted.agreed_by = Status.AGREED, at, by
    submitted.returned_words = ""
    submitted.save()
    grants.begin(grant, at=at)
    first = grant.payments.filter(part=grants.Part.FIRST, paid_on__isnull=True).first()
    _notify(grant, "budget_agreed", _("Det justerte budsjettet til Balansepotten er godkjent"), payment=first)
    return submitted


@transaction.atomic
def send_back(grant: Grant, *, words: str) -> AdjustedBudget:
    """Return the budget to the recipient, with `words` on what to correct.

    Raises ValidationError without `words`, or if it does not await review.
    """
    grant, submitted = _lock_submitted(grant)
    if not words.strip():
        raise ValidationError({"words": _("Skriv hva som må rettes.")})
    submitted.status, submitted.returned_words = Status.RETURNED, words.strip()
    submitted.save()
    _notify(grant, "budget_returned", _("Det justerte budsjettet til Balansepotten må rettes"), words=words.strip())
    return submitted


def lines_to_begin_with(grant: Grant) -> list[Line]:
    """Return the stored lines of the adjusted budget, or else those of the application, scaled to the award."""
    if stored := grant.adjusted_budget():
        return _lines_of(stored)
    application = grant.application
    return budget.scale(application.budget_lines.all(), applied=application.amount_applied or 0, awarded=grant.amount)


def comparison(grant: Grant, adjusted: AdjustedBudget) -> list[ComparedLine]:
    """Return the lines of the adjusted budget beside those of the application, by what they are called.

    Lines of the application that were taken out come after the others of their kind.
    """
    left = list(grant.application.budget_lines.all())
    rows = []
    for line in adjusted.lines.all():
        same = next((one for one in left if (one.kind, one.description) == (line.kind, line.description)), None)
        if same:
            left.remove(same)
        rows.append(ComparedLine(line.kind, line.description, same.amount if same else None, line.amount))
    rows += [ComparedLine(line.kind, line.description, line.amount, None) for line in left]
    return sorted(rows, key=lambda row: row.kind)


def missing_requirements(awarded: int, plan_changes: str, lines: Sequence[Line]) -> Iterator[str]:
    """Yield what is missing before an adjusted budget can be submitted."""
    for line in lines:
        if not line.description:
            yield _("Skriv hva budsjettlinjen på %(amount)s gjelder.") % {"amount": kroner(line.amount or 0)}
        elif line.amount is None:
            yield _("Skriv et beløp for «%(what)s».") % {"what": line.description}
    sums = budget.budget_from_lines(awarded, lines)
    if not sums.balances:
        yield _("Budsjettet må gå opp. %(verdict)s") % {"verdict": sums}
    if not plan_changes.strip():
        yield _("Skriv hva som endres i planen, eller at ingenting endres.")


def _lock_submitted(grant: Grant) -> tuple[Grant, AdjustedBudget]:
    grant = grants.lock(grant)
    grants.check_in_force(grant)
    found = grant.adjusted_budget()
    if found is None or found.status != Status.SUBMITTED:
        raise ValidationError(_("Det er ikke noe justert budsjett til behandling."))
    return grant, found


def _lines_of(adjusted: AdjustedBudget) -> list[Line]:
    return [Line(line.kind, line.description, line.amount) for line in adjusted.lines.all()]


def _notify(grant: Grant, template: str, subject: str, **context: Any) -> None:
    notify(grant.application, subject=subject, template=template, context=context)
