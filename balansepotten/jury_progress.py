"""The progress of the jury, for those who run the call."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce

from balansekunst.models import User
from balansepotten.assessments import counted
from balansepotten.conflicts import excluded_jurors, without_conflict
from balansepotten.models import Application, Assessment, Call, ConflictOfInterest, Juror
from balansepotten.querysets import closed_at, closed_for_applicant_at


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
    assessments = counted().filter(without_conflict(viewer, "application"))
    done = assessments.filter(application__call=call, application__status__in=Application.COMPETING)
    pairs = list(done.values_list("juror", "application"))
    by_juror = Counter(juror for juror, _application in pairs)
    by_application = Counter(application for _juror, application in pairs)
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


def unfinished_jurors(moment: datetime, *, viewer: User) -> QuerySet[Juror]:
    """Return the jurors with applications left to assess, in calls open to the jury.

    Applications that the viewer has a conflict of interest with are not counted, as in `progress`.
    """
    done = Assessment.objects.filter(application=OuterRef("pk"), juror=OuterRef(OuterRef("pk")), done_at__isnull=False)
    open_to_jury = Application.objects.filter(closed_for_applicant_at(moment), status__in=Application.COMPETING)
    visible = open_to_jury.filter(without_conflict(viewer))
    left = visible.filter(~Exists(done), ~_declared_by(OuterRef("user")), call=OuterRef("call"))
    at_work = Juror.objects.filter(closed_at(moment, "call__"), Exists(left), call__locked_at__isnull=True)
    return at_work.exclude(pk__in=excluded_jurors())


def _jurors(call: Call, visible: QuerySet[Application]) -> Any:
    assessable = visible.exclude(_declared_by(OuterRef("user")))
    out = ExpressionWrapper(Q(pk__in=excluded_jurors()), BooleanField())
    found = call.jurors.select_related("user").annotate(is_excluded=out)
    return found.annotate(assessable=Case(When(is_excluded=True, then=0), default=_number(assessable, "call")))


def _applications(visible: QuerySet[Application]) -> Any:
    declared = ConflictOfInterest.objects.filter(user=OuterRef("user"), application=OuterRef(OuterRef("pk")))
    able = Juror.objects.filter(~Exists(declared), call=OuterRef("call")).exclude(pk__in=excluded_jurors())
    return visible.select_related("organisation").annotate(juror_count=_number(able, "call")).order_by("number")


def _declared_by(user: OuterRef) -> Exists:
    """Return the condition on applications in a subquery: `user`, of the outer query, has declared a conflict."""
    return Exists(ConflictOfInterest.objects.filter(user=OuterRef(user), application=OuterRef("pk")))


def _number(rows: QuerySet[Any], group: str) -> Coalesce:
    """Return a subquery that counts rows, all of which have the same `group`."""
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
