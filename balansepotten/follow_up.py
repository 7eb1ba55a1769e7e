"""Following up grants, reports and payments: the conditions that lists, counts and reminders filter by, and a
call's totals with the grants behind each of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.fields import kroner
from balansepotten import conflicts
from balansepotten.models import AdjustedBudget, Application, Call, Decision, Extension, Grant, Payment, ProjectReport
from balansepotten.querysets import notified_decisions

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from balansekunst.models import User

Part, Status = Payment.Part, ProjectReport.Status


class NumberKind(TextChoices):
    """The totals shown for a call."""

    AWARDED = "tildelt", gettext_lazy("tildelt")
    DECLINED = "frasagt", gettext_lazy("frasagt")
    PAID = "utbetalt", gettext_lazy("utbetalt")
    OUTSTANDING = "utestaende", gettext_lazy("ikke utbetalt ennå")
    TO_RETURN = "tilbake", gettext_lazy("skal tilbake")
    OVERDUE = "forfalt", gettext_lazy("rapporter over fristen")
    TO_READ = "lese", gettext_lazy("rapporter til behandling")
    BUDGETS = "budsjetter", gettext_lazy("justerte budsjetter til behandling")


@dataclass(frozen=True)
class GrantRow:
    """The status of a grant on a day, in whole kroner; `paid` is less refunds."""

    grant: Grant
    awarded: int
    declined: int
    paid: int
    outstanding: int
    to_return: int
    is_overdue: bool
    state: str

    @property
    def awaits_budget_review(self) -> bool:
        """Whether the recipient has submitted an adjusted budget. The grant's budgets should be prefetched."""
        return bool(self.awarded) and self.grant.budget_state() == AdjustedBudget.Status.SUBMITTED


@dataclass(frozen=True)
class CallNumber:
    """A total of a call, formatted, with the rows that it is computed from."""

    kind: NumberKind
    value: str
    rows: Sequence[GrantRow]


COUNTED: dict[NumberKind, Callable[[GrantRow], int]] = {
    NumberKind.AWARDED: lambda row: row.awarded,
    NumberKind.DECLINED: lambda row: row.declined,
    NumberKind.PAID: lambda row: row.paid,
    NumberKind.OUTSTANDING: lambda row: row.outstanding,
    NumberKind.TO_RETURN: lambda row: row.to_return,
    NumberKind.OVERDUE: lambda row: int(row.is_overdue),
    NumberKind.TO_READ: lambda row: int(_status(row.grant) == Status.SUBMITTED),
    NumberKind.BUDGETS: lambda row: int(row.awaits_budget_review),
}
AMOUNTS = (NumberKind.AWARDED, NumberKind.DECLINED, NumberKind.PAID, NumberKind.OUTSTANDING, NumberKind.TO_RETURN)


def award_in_force() -> Q:
    """Return the condition on grants that the award is in force."""
    return Q(application__status=Application.Status.GRANTED)


def recipient_notified() -> Q:
    """Return the condition on grants whose recipient has been notified: by letter, if the call was decided here."""
    awards = notified_decisions("application").filter(outcome=Decision.Outcome.GRANTED)
    return Q(accepted_at__isnull=False) | Q(application__call__locked_at__isnull=True) | Q(Exists(awards))


def owes_report() -> Q:
    """Return the condition on accepted grants whose report is not submitted, or has been returned."""
    reports = ProjectReport.objects.filter(grant=OuterRef("pk"))
    is_sent = Q(Exists(reports.exclude(status__in=ProjectReport.WRITABLE)))
    return award_in_force() & Q(accepted_at__isnull=False) & ~is_sent & ~_waits_for_budget()


def _waits_for_budget() -> Q:
    """Return the condition on grants that less was awarded than applied for, and no adjusted budget is agreed."""
    agreed = AdjustedBudget.objects.filter(
        grant=OuterRef("pk"), awarded=OuterRef("application__amount_awarded"), status=AdjustedBudget.Status.AGREED
    )
    return Q(application__amount_awarded__lt=F("application__amount_applied")) & ~Q(Exists(agreed))


def overdue_on(day: date) -> Q:
    """Return the condition on grants whose report was due before `day`."""
    return owes_report() & Q(report_due__lt=day)


def due_between(first: date, last: date) -> Q:
    """Return the condition on grants whose report is due from `first` to `last`, inclusive."""
    return owes_report() & Q(report_due__range=(first, last))


def awaiting_answer() -> Q:
    """Return the condition on grants whose recipient has been notified, and has not accepted."""
    return award_in_force() & recipient_notified() & Q(accepted_at__isnull=True)


def budgets_to_review(user: "User") -> "QuerySet[AdjustedBudget]":
    """Return the submitted budgets of awards in force that the user has no conflict of interest with."""
    return AdjustedBudget.objects.filter(
        conflicts.without_conflict(user, "grant__application"),
        status=AdjustedBudget.Status.SUBMITTED,
        grant__application__status=Application.Status.GRANTED,
        awarded=F("grant__application__amount_awarded"),
    )


def awaiting_review() -> Q:
    """Return the condition on submitted reports."""
    return Q(status=Status.SUBMITTED)


def unpaid() -> Q:
    """Return the condition on payments and refunds that are not made yet."""
    return Q(paid_on__isnull=True)


def payable_on(day: date) -> Q:
    """Return the condition on unpaid payments to recipients that are due by `day`."""
    return unpaid() & Q(due_on__lte=day) & ~Q(part=Payment.Part.REFUND)


def overdue_refund_on(day: date) -> Q:
    """Return the condition on unpaid refunds that were due before `day`."""
    return unpaid() & Q(due_on__lt=day, part=Payment.Part.REFUND)


def grants_visible_to(user: "User | AnonymousUser") -> "QuerySet[Grant]":
    return Grant.objects.filter(conflicts.without_conflict(user, "application"))


def grants_of_contact(user: "User") -> "QuerySet[Grant]":
    """Return the grants of the user's organisations whose recipients have been notified, the newest first.

    Their applications have the notified outcome, since a changed decision waits for its letter.
    """
    found = Grant.objects.filter(recipient_notified(), application__in=Application.objects.of_contact(user))
    applications = Application.objects.select_related("call", "organisation").with_notified_outcome()
    found = found.select_related("report", "accepted_by").prefetch_related(
        Prefetch("application", applications), "payments", "adjusted_budgets"
    )
    return found.order_by("-application__number")


def grant_rows(call: Call, *, user: "User", day: date) -> list[GrantRow]:
    """Return the status on `day` of the call's grants that the user has no conflict of interest with."""
    found = grants_visible_to(user).filter(application__call=call).select_related("application__organisation", "report")
    found = found.prefetch_related("payments", "adjusted_budgets")
    return [_row(grant, day) for grant in found.fetch_mode(models.FETCH_RAISE)]


def numbers(found: Sequence[GrantRow]) -> list[CallNumber]:
    """Return the totals of these rows, each with the rows that it is computed from."""
    return [_number(kind, [row for row in found if COUNTED[kind](row)]) for kind in NumberKind]


def is_partly_hidden(call: Call, *, user: "User") -> bool:
    """Return whether a conflict of interest hides part of the call's totals from the user."""
    return conflicts.is_excluded_from_call(user, call) or call.conflicts.filter(user=user).exists()


def grants_with_details(user: "User") -> "QuerySet[Grant]":
    """Return the grants that the user has no conflict of interest with, with all that a grant's page shows."""
    parts = ("application__call", "application__organisation", "report", "accepted_by", "declined_by")
    extensions = Prefetch("extensions", Extension.objects.select_related("agreed_by"))
    files = "application__attachments"
    related = ("payments", "adjusted_budgets__lines", "application__budget_lines", extensions, files)
    return grants_visible_to(user).select_related(*parts).prefetch_related(*related)


def _number(kind: NumberKind, counted: Sequence[GrantRow]) -> CallNumber:
    total = sum(COUNTED[kind](row) for row in counted)
    return CallNumber(kind, kroner(total) if kind in AMOUNTS else str(total), counted)


def _status(grant: Grant) -> str:
    report: ProjectReport | None = getattr(grant, "report", None)
    return report.status if report else ""


def _row(grant: Grant, day: date) -> GrantRow:
    payments = list(grant.payments.all())
    paid = sum(payment.amount for payment in payments if payment.paid_on and payment.part != Part.REFUND)
    refunded = sum(payment.amount for payment in payments if payment.paid_on and payment.part == Part.REFUND)
    is_awarded = grant.application.status == Application.Status.GRANTED
    amount = grant.application.amount_awarded or 0
    awarded, declined = amount if is_awarded else 0, amount if grant.declined_at else 0
    outstanding = grant.unpaid_amount() if _status(grant) == Status.APPROVED else max(awarded - (paid - refunded), 0)
    owes = bool(is_awarded and grant.accepted_at and _status(grant) not in (Status.SUBMITTED, Status.APPROVED))
    is_overdue = owes and not grant.budget_state() and grant.report_due < day
    state = _state(grant, is_overdue=is_overdue)
    return GrantRow(
        grant, awarded, declined, paid - refunded, outstanding, grant.unrefunded_amount(), is_overdue, state
    )


def _state(grant: Grant, *, is_overdue: bool) -> str:
    if grant.declined_at:
        return _("Frasagt")
    if grant.application.status != Application.Status.GRANTED:
        return _("Trukket tilbake")
    if not grant.accepted_at:
        return _("Ikke godtatt ennå")
    if grant.budget_state():
        is_sent = grant.budget_state() == AdjustedBudget.Status.SUBMITTED
        return _("Justert budsjett til behandling") if is_sent else _("Budsjettet justeres")
    day = {"day": date_format(grant.report_due)}
    labels = {
        Status.SUBMITTED: _("Rapport til behandling"),
        Status.APPROVED: grant.settlement_state(),
        Status.RETURNED: _("Rapporten rettes"),
    }
    if _status(grant) in labels:
        return labels[Status(_status(grant))]
    return _("Fristen gikk ut %(day)s") % day if is_overdue else _("Rapport innen %(day)s") % day
