"""The figures of the fee: what was paid, given as work and written off in a period, and what was outstanding after it.

They are for the office: shown on the page of a period, and not in the yearly report.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from balansekunst.figures import Figure, Period, Shown, Unit, When
from members.models import Fee

FOR_OFFICE = Shown.PERIOD | Shown.COMMAND
DAYS = ("paid_on", "worked_on", "written_off_on")


def outstanding_after(day: date) -> Q:
    """Return the condition on fees that they were due by the day, and not settled by then."""
    settled_later = Q()
    for column in DAYS:
        settled_later &= Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gt": day})
    return Q(due_on__lte=day) & settled_later


def figures(period: Period) -> Iterator[Figure]:
    """Yield the number and the sum of fees that were settled in each way, counted in one pass."""
    every = Fee.objects.all()
    of_days = {column: Q(**{f"{column}__range": period.days}) for column in DAYS}
    partly = _("Delbetalinger er ikke trukket fra.")
    for key, label, where, when, traced, meaning in (
        (
            "fees_paid",
            _("Kontingent betalt"),
            of_days["paid_on"],
            When.DURING,
            ("paid_on",),
            _("Kontingenter som ble betalt i perioden, uansett hvilket år de er for."),
        ),
        (
            "fees_worked",
            _("Kontingent gitt som arbeid"),
            of_days["worked_on"],
            When.DURING,
            ("worked_on",),
            _("Kontingenter som medlemmer i perioden ga som arbeid i stedet for penger."),
        ),
        (
            "fees_credited",
            _("Kontingent kreditert"),
            of_days["written_off_on"] & Q(write_off_type=Fee.WriteOff.CREDITED),
            When.DURING,
            ("written_off_on", "write_off_type"),
            _("Kontingenter som foreningen krediterte i perioden, fordi kravet var feil."),
        ),
        (
            "fees_lost",
            _("Kontingent avskrevet som tap"),
            of_days["written_off_on"] & Q(write_off_type=Fee.WriteOff.LOST),
            When.DURING,
            ("written_off_on", "write_off_type"),
            _("Kontingenter som foreningen avskrev i perioden, fordi de ikke blir betalt."),
        ),
        (
            "fees_outstanding",
            _("Kontingent utestående"),
            outstanding_after(period.last),
            When.END,
            ("due_on", *DAYS),
            _("Kontingenter som forfalt innen periodens slutt, og verken var betalt, gitt som arbeid eller avskrevet."),
        ),
    ):
        common: dict[str, Any] = {"among": every, "where": where, "when": when, "traced": traced, "shown": FOR_OFFICE}
        yield Figure(
            f"{key}_count",
            _("%(label)s, antall") % {"label": label},
            every.filter(where),
            Count("pk"),
            meaning=meaning,
            **common,
        )
        yield Figure(
            key,
            label,
            every.filter(where),
            Sum("amount"),
            unit=Unit.KRONER,
            meaning=f"{_('Summen av')} {meaning[0].lower()}{meaning[1:]} {partly}",
            **common,
        )
