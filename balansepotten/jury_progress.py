"""How far the jury has come, for those who run the round."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from balansekunst.models import User
from balansepotten.assessments import counting
from balansepotten.conflicts import hindered, out_of_round, unhindered
from balansepotten.models import Application, Call, Juror


@dataclass(frozen=True)
class JurorProgress:
    """How many applications a juror is done with, of those that they may judge."""

    juror: Juror
    done: int
    may: int
    is_out: bool


@dataclass(frozen=True)
class CaseProgress:
    """How many assessments an application has, of those that it needs, and how many jurors may judge it."""

    application: Application
    done: int
    quorum: int
    may: int

    @property
    def is_enough(self) -> bool:
        """Whether the quorum is reached."""
        return self.done >= self.quorum

    @property
    def is_out_of_reach(self) -> bool:
        """Whether too few jurors may judge it."""
        return self.may < self.quorum


def progress(call: Call, *, viewer: User) -> tuple[list[JurorProgress], list[CaseProgress]]:
    """Return how far each juror, and each application, has come.

    What the viewer has a conflict of interest with is neither there nor counted.
    """
    seen = Application.objects.filter(unhindered(viewer), call=call, status__in=Application.COMPETING)
    done = list(counting().filter(application__in=seen).values_list("juror", "application"))
    by_juror, by_case = Counter(juror for juror, _case in done), Counter(case for _juror, case in done)
    return (
        [JurorProgress(juror, by_juror[juror.pk], juror.may, juror.is_out) for juror in _jurors(call, seen)],
        [CaseProgress(case, by_case[case.pk], call.quorum, case.may) for case in _cases(seen)],
    )


def undone(moment: datetime, *, viewer: User) -> dict[int, int]:
    """Return how many jurors have applications left to judge, by the year of the call, where the jury is at work.

    What the viewer has a conflict of interest with isn't counted, as in `progress`.
    """
    conflict = hindered(OuterRef(OuterRef("user")), OuterRef(OuterRef("user__email")))
    done = counting().filter(application=OuterRef("pk"), juror=OuterRef(OuterRef("pk")))
    seen = Application.objects.filter(unhindered(viewer), status__in=Application.COMPETING)
    left = seen.filter(~Exists(done), call=OuterRef("call")).exclude(conflict)
    at_work = Juror.objects.filter(Exists(left), call__deadline__lt=moment, call__locked_at__isnull=True)
    return Counter(at_work.order_by("call__year").values_list("call__year", flat=True))


def _jurors(call: Call, seen: QuerySet[Application]) -> Any:
    conflict = hindered(OuterRef(OuterRef("user")), OuterRef(OuterRef("user__email")))
    out = out_of_round(OuterRef("user"), OuterRef("user__email"), call="call")
    return (
        call.jurors.select_related("user")
        .annotate(may=_number(seen.exclude(conflict), "call"))
        .annotate(is_out=ExpressionWrapper(out, BooleanField()))
    )


def _cases(seen: QuerySet[Application]) -> Any:
    conflict = hindered(OuterRef("user"), OuterRef("user__email"), application=OuterRef("pk"), call="call")
    able = Juror.objects.filter(call=OuterRef("call")).exclude(conflict)
    return seen.select_related("organisation").annotate(may=_number(able, "call")).order_by("number")


def _number(rows: QuerySet[Any], group: str) -> Coalesce:
    """Return how many rows there are, all of which have the same `group`."""
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
