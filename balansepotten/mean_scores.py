"""How the jury's points become one number for each application."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Sum

from balansepotten.conflicts import hindered
from balansepotten.models import Call, Score

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True)
class Standing:
    """How an application stands: `means` has the weighted mean of each done assessment, lowest first."""

    means: tuple[Fraction, ...] = ()

    @property
    def done(self) -> int:
        """The number of done assessments."""
        return len(self.means)

    @property
    def average(self) -> Fraction | None:
        """The mean of the assessments, each with the same say; None before there is one."""
        return sum(self.means, Fraction()) / self.done if self.means else None

    @property
    def spread(self) -> Fraction:
        """How far apart the highest and the lowest assessment are, in points."""
        return self.means[-1] - self.means[0] if self.means else Fraction()


def written(points: Fraction) -> str:
    """Return points as Norwegians write them, rounded half up to two decimals: «3,67»."""
    hundredths = int(points * 100 + Fraction(1, 2))
    return f"{hundredths // 100},{hundredths % 100:02}"


def standings(call: Call) -> dict[int, Standing]:
    """Return how each application of the call stands, by its primary key; those without an assessment are left out.

    The number of queries is one.
    """
    sums = (
        counting(call)
        .values_list("assessment__application", "assessment")
        .annotate(points=Sum(F("points") * F("criterion__weight")), weight=Sum("criterion__weight"))
    )
    means: dict[int, list[Fraction]] = defaultdict(list)
    for application, _assessment, points, weight in sums:
        means[application].append(Fraction(points, weight))
    return {application: Standing(tuple(sorted(found))) for application, found in means.items()}


def counting(call: Call) -> "QuerySet[Score]":
    """Return the points that count: of done assessments, and of no juror with a conflict of interest in the case.

    It makes no difference how late the conflict was declared.
    """
    conflict = hindered(
        OuterRef("assessment__juror__user"),
        OuterRef("assessment__juror__user__email"),
        application="assessment__application",
        call="assessment__application__call",
    )
    scores = Score.objects.filter(assessment__application__call=call, assessment__done_at__isnull=False)
    return scores.exclude(conflict).order_by()
