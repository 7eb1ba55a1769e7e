"""Following up grants, reports and payments: the conditions that lists, counts and reminders filter by, and a
call's totals with the grants behind each of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.fields import kroner
from balansekunst.models import Message
from balansepotten import conflicts, outcomes
from balansepotten.models import Application, Call, Decision, Extension, Grant, Letter, Payment, ProjectReport

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from balansekunst.models import User

Part, Status = Payment.Part, ProjectReport.Status


class NumberKind(TextChoices):
    """The numbers of a round."""

    AWARDED = "tildelt", gettext_lazy("tildelt")
    PAID = "utbetalt", gettext_lazy("utbetalt")
    OUTSTANDING = "utestaende", gettext_lazy("ikke utbetalt ennå")
    TO_RETURN = "tilbake", gettext_lazy("skal tilbake")
    OVERDUE = "forfalt", gettext_lazy("rapporter over fristen")
    TO_READ = "lese", gettext_lazy("rapporter å lese")


@dataclass(frozen=True)
class GrantRow:
    """A grant as it stands on a day, in whole kroner; `paid` is less what has come back."""

    grant: Grant
    awarded: int
    paid: int
    outstanding: int
    to_return: int
    is_overdue: bool
    state: str


@dataclass(frozen=True)
class CallNumber:
    """A number of the round, in words, with the rows that it is counted from."""

    kind: NumberKind
    value: str
    rows: Sequence[GrantRow]


COUNTED: dict[NumberKind, Callable[[GrantRow], int]] = {
    NumberKind.AWARDED: lambda row: row.awarded,
    NumberKind.PAID: lambda row: row.paid,
    NumberKind.OUTSTANDING: lambda row: row.outstanding,
    NumberKind.TO_RETURN: lambda row: row.to_return,
    NumberKind.OVERDUE: lambda row: int(row.is_overdue),
    NumberKind.TO_READ: lambda row: int(_status(row.grant) == Status.SUBMITTED),
}
AMOUNTS = (NumberKind.AWARDED, NumberKind.PAID, NumberKind.OUTSTANDING, NumberKind.TO_RETURN)


def standing() -> Q:
    """Return the condition on grants that the award stands."""
    return Q(application__status=Application.Status.GRANTED)


def told() -> Q:
    """Return the condition on grants whose recipient has been told, by letter where the round was decided here."""
    letters = Letter.objects.filter(
        decision__application=OuterRef("application"),
        decision__outcome=Decision.Outcome.GRANTED,
        message__status=Message.Status.SENT,
    )
    return Q(accepted_at__isnull=False) | Q(application__call__locked_at__isnull=True) | Q(Exists(letters))


def owes_report() -> Q:
    """Return the condition on grants that are accepted, and whose report isn't sent, or is sent back."""
    reports = ProjectReport.objects.filter(grant=OuterRef("pk"))
    is_sent = Q(Exists(reports.exclude(status__in=ProjectReport.WRITABLE)))
    return standing() & Q(accepted_at__isnull=False) & ~is_sent


def overdue_on(day: date) -> Q:
    """Return the condition on grants that owe a report whose last day was before `day`."""
    return owes_report() & Q(report_due__lt=day)


def due_between(first: date, last: date) -> Q:
    """Return the condition on grants that owe a report whose last day is from `first` to `last`, both counted in."""
    return owes_report() & Q(report_due__range=(first, last))


def owes_answer() -> Q:
    """Return the condition on grants whose recipient has been told, and hasn't accepted."""
    return standing() & told() & Q(accepted_at__isnull=True)


def to_read() -> Q:
    """Return the condition on reports that wait to be read."""
    return Q(status=Status.SUBMITTED)


def unpaid() -> Q:
    """Return the condition on payments that aren't made yet, whichever way the money goes."""
    return Q(paid_on__isnull=True)


def payable_on(day: date) -> Q:
    """Return the condition on payments to recipients that are due by `day`, and not made."""
    return unpaid() & Q(due_on__lte=day) & ~Q(part=Payment.Part.REFUND)


def late_refund_on(day: date) -> Q:
    """Return the condition on money asked back that should have come before `day`."""
    return unpaid() & Q(due_on__lt=day, part=Payment.Part.REFUND)


def grants_for(user: "User | AnonymousUser") -> "QuerySet[Grant]":
    """Return the grants that the user has no conflict of interest with."""
    return Grant.objects.filter(application__in=Application.objects.filter(conflicts.unhindered(user)))


def grants_of_contact(user: "User") -> "QuerySet[Grant]":
    """Return the grants of the user's organisations as far as they have been told, the newest first.

    Each has its application as `outcomes.as_told` gives it: a changed decision waits for its letter.
    """
    found = Grant.objects.filter(told(), application__in=Application.objects.of_contact(user))
    applications = outcomes.as_told(Application.objects.select_related("call", "organisation"))
    found = found.select_related("report", "accepted_by").prefetch_related(Prefetch("application", applications))
    return found.order_by("-application__number")


def rows(call: Call, *, user: "User", day: date) -> list[GrantRow]:
    """Return the round's grants that the user has no conflict with, as they stand on the day."""
    found = grants_for(user).filter(application__call=call).select_related("application__organisation", "report")
    return [_row(grant, day) for grant in found.prefetch_related("payments").fetch_mode(models.FETCH_RAISE)]


def numbers(found: Sequence[GrantRow]) -> list[CallNumber]:
    """Return the numbers of these rows, each with those that it is counted from."""
    return [_number(kind, [row for row in found if COUNTED[kind](row)]) for kind in NumberKind]


def is_partly_hidden(call: Call, *, user: "User") -> bool:
    """Tell if the user has declared a conflict in the round, so that the numbers don't hold all of it."""
    return conflicts.is_out_of_round(user, call) or call.conflicts.filter(user=user).exists()


def whole_grants(user: "User") -> "QuerySet[Grant]":
    """Return the grants that the user has no conflict with, with all that a page about one shows."""
    parts = ("application__call", "application__organisation", "report", "accepted_by")
    extensions = Prefetch("extensions", Extension.objects.select_related("agreed_by"))
    files = "application__attachments"
    return grants_for(user).select_related(*parts).prefetch_related("payments", extensions, files)


def _number(kind: NumberKind, counted: Sequence[GrantRow]) -> CallNumber:
    total = sum(COUNTED[kind](row) for row in counted)
    return CallNumber(kind, kroner(total) if kind in AMOUNTS else str(total), counted)


def _status(grant: Grant) -> str:
    report: ProjectReport | None = getattr(grant, "report", None)
    return report.status if report else ""


def _row(grant: Grant, day: date) -> GrantRow:
    payments = list(grant.payments.all())
    out = sum(payment.amount for payment in payments if payment.paid_on and payment.part != Part.REFUND)
    back = sum(payment.amount for payment in payments if payment.paid_on and payment.part == Part.REFUND)
    due_back = sum(payment.amount for payment in payments if not payment.paid_on and payment.part == Part.REFUND)
    stands = grant.application.status == Application.Status.GRANTED
    awarded = (grant.application.amount_awarded or 0) if stands else 0
    if _status(grant) == Status.APPROVED:
        outstanding = sum(payment.amount for payment in payments if not payment.paid_on and payment.part != Part.REFUND)
    else:
        outstanding = max(awarded - (out - back), 0)
    owes = bool(stands and grant.accepted_at and _status(grant) not in (Status.SUBMITTED, Status.APPROVED))
    is_overdue = owes and grant.report_due < day
    state = _state(grant, is_overdue=is_overdue)
    return GrantRow(grant, awarded, out - back, outstanding, due_back, is_overdue, state)


def _state(grant: Grant, *, is_overdue: bool) -> str:
    if grant.application.status != Application.Status.GRANTED:
        return _("Trukket tilbake")
    if not grant.accepted_at:
        return _("Ikke godtatt ennå")
    day = {"day": date_format(grant.report_due)}
    told = {
        Status.SUBMITTED: _("Rapport å lese"),
        Status.APPROVED: _("Gjort opp"),
        Status.RETURNED: _("Rapporten rettes"),
    }
    if _status(grant) in told:
        return told[Status(_status(grant))]
    return _("Rapport skulle kommet %(day)s") % day if is_overdue else _("Rapport innen %(day)s") % day
