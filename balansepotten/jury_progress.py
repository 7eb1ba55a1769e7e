"""The progress of the jury, for those who run the call."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from balansekunst.models import User
from balansepotten.assessments import counted
from balansepotten.conflicts import excluded_from_call, has_conflict, without_conflict
from balansepotten.models import Application, Call, Juror
from balansepotten.querysets import closed_at


@dataclass(frozen=True)
class JurorProgress:
    """The number of applications that a juror has finished, of those that they may assess."""

    juror: Juror
    done: int
    assessable: int
    is_excluded: bool


@dataclass(frozen=True)
class ApplicationProgress:
    """The number of assessments that an application has and needs, and of jurors who may assess it."""

    application: Application
    done: int
    quorum: int
    juror_count: int

    @property
    def is_enough(self) -> bool:
        return self.done >= self.quorum

    @property
    def is_unreachable(self) -> bool:
        """Whether fewer jurors than the quorum may assess it."""
        return self.juror_count < self.quorum


def progress(call: Call, *, viewer: User) -> tuple[list[JurorProgress], list[ApplicationProgress]]:
    """Return the progress of each juror and of each application.

    Applications that the viewer has a conflict of interest with are neither listed nor counted.
    """
    visible = Application.objects.filter(without_conflict(viewer), call=call, status__in=Application.COMPETING)
    done = list(counted().filter(application__in=visible).values_list("juror", "application"))
    by_juror = Counter(juror for juror, _application in done)
    by_application = Counter(application for _juror, application in done)
    return (
        [
            JurorProgress(juror, by_juror[juror.pk], juror.assessable, juror.is_excluded)
            for juror in _jurors(call, visible)
        ],
        [
            ApplicationProgress(application, by_application[application.pk], call.quorum, application.juror_count)
            for application in _applications(visible)
        ],
    )


def unfinished_jurors(moment: datetime, *, viewer: User) -> dict[int, int]:
    """Return the number of jurors with applications left to assess, by year, for calls open to the jury.

    Applications that the viewer has a conflict of interest with are not counted, as in `progress`.
    """
    conflict = has_conflict(OuterRef(OuterRef("user")), OuterRef(OuterRef("user__email")))
    done = counted().filter(application=OuterRef("pk"), juror=OuterRef(OuterRef("pk")))
    visible = Application.objects.filter(without_conflict(viewer), status__in=Application.COMPETING)
    left = visible.filter(~Exists(done), call=OuterRef("call")).exclude(conflict)
    at_work = Juror.objects.filter(Exists(left), closed_at(moment, "call__"), call__locked_at__isnull=True)
    return Counter(at_work.order_by("call__year").values_list("call__year", flat=True))


def _jurors(call: Call, visible: QuerySet[Application]) -> Any:
    conflict = has_conflict(OuterRef(OuterRef("user")), OuterRef(OuterRef("user__email")))
    out = excluded_from_call(OuterRef("user"), OuterRef("user__email"), call="call")
    return (
        call.jurors.select_related("user")
        .annotate(assessable=_number(visible.exclude(conflict), "call"))
        .annotate(is_excluded=ExpressionWrapper(out, BooleanField()))
    )


def _applications(visible: QuerySet[Application]) -> Any:
    conflict = has_conflict(OuterRef("user"), OuterRef("user__email"), application=OuterRef("pk"), call="call")
    able = Juror.objects.filter(call=OuterRef("call")).exclude(conflict)
    return visible.select_related("organisation").annotate(juror_count=_number(able, "call")).order_by("number")


def _number(rows: QuerySet[Any], group: str) -> Coalesce:
    """Return a subquery that counts rows, all of which have the same `group`."""
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
