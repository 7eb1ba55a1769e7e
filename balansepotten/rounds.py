"""A round after its decisions: what is awarded, paid, outstanding and overdue, each number with its rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Prefetch, TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.fields import kroner
from balansepotten import conflicts
from balansepotten.follow_up import grants_for
from balansepotten.models import Application, Call, Extension, Grant, Payment, ProjectReport

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from balansekunst.models import User

Part, Status = Payment.Part, ProjectReport.Status


class Kind(TextChoices):
    """The numbers of a round."""

    AWARDED = "tildelt", gettext_lazy("tildelt")
    PAID = "utbetalt", gettext_lazy("utbetalt")
    OUTSTANDING = "utestaende", gettext_lazy("ikke utbetalt ennå")
    TO_RETURN = "tilbake", gettext_lazy("skal tilbake")
    OVERDUE = "forfalt", gettext_lazy("rapporter over fristen")
    TO_READ = "lese", gettext_lazy("rapporter å lese")


@dataclass(frozen=True)
class Row:
    """A grant as it stands on a day, in whole kroner; `paid` is less what has come back."""

    grant: Grant
    awarded: int
    paid: int
    outstanding: int
    to_return: int
    is_overdue: bool
    state: str


@dataclass(frozen=True)
class Number:
    """A number of the round, in words, with the rows that it is counted from."""

    kind: Kind
    value: str
    rows: Sequence[Row]


COUNTED: dict[Kind, Callable[[Row], int]] = {
    Kind.AWARDED: lambda row: row.awarded,
    Kind.PAID: lambda row: row.paid,
    Kind.OUTSTANDING: lambda row: row.outstanding,
    Kind.TO_RETURN: lambda row: row.to_return,
    Kind.OVERDUE: lambda row: int(row.is_overdue),
    Kind.TO_READ: lambda row: int(_status(row.grant) == Status.SUBMITTED),
}
AMOUNTS = (Kind.AWARDED, Kind.PAID, Kind.OUTSTANDING, Kind.TO_RETURN)


def rows(call: Call, *, user: "User", day: date) -> list[Row]:
    """Return the round's grants that the user has no conflict with, as they stand on the day."""
    found = grants_for(user).filter(application__call=call).select_related("application__organisation", "report")
    return [_row(grant, day) for grant in found.prefetch_related("payments").fetch_mode(models.FETCH_RAISE)]


def numbers(found: Sequence[Row]) -> list[Number]:
    """Return the numbers of these rows, each with those that it is counted from."""
    return [_number(kind, [row for row in found if COUNTED[kind](row)]) for kind in Kind]


def payments(call: Call, *, user: "User") -> "QuerySet[Payment]":
    """Return the round's payments of grants that the user has no conflict with, in the order they are due."""
    found = Payment.objects.filter(grant__in=grants_for(user), grant__application__call=call)
    return found.select_related("grant__application__organisation", "paid_by").fetch_mode(models.FETCH_RAISE)


def is_partly_hidden(call: Call, *, user: "User") -> bool:
    """Tell if the user has declared a conflict in the round, so that the numbers don't hold all of it."""
    return conflicts.is_out_of_round(user, call) or call.conflicts.filter(user=user).exists()


def whole_grants(user: "User") -> "QuerySet[Grant]":
    """Return the grants that the user has no conflict with, with all that a page about one shows."""
    parts = ("application__call", "application__organisation", "report", "accepted_by")
    extensions = Prefetch("extensions", Extension.objects.select_related("agreed_by"))
    files = "application__attachments"
    return grants_for(user).select_related(*parts).prefetch_related("payments", extensions, files)


def _number(kind: Kind, counted: Sequence[Row]) -> Number:
    total = sum(COUNTED[kind](row) for row in counted)
    return Number(kind, kroner(total) if kind in AMOUNTS else str(total), counted)


def _status(grant: Grant) -> str:
    report: ProjectReport | None = getattr(grant, "report", None)
    return report.status if report else ""


def _row(grant: Grant, day: date) -> Row:
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
    return Row(grant, awarded, out - back, outstanding, due_back, is_overdue, state)


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
