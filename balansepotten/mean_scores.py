"""Combining the jury's points into one number for each application."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import F, Sum

from balansepotten.conflicts import juror_has_conflict
from balansepotten.models import Call, Score

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True)
class ScoreSummary:
    """The weighted means of an application's finished assessments, in ascending order."""

    means: tuple[Fraction, ...] = ()

    @property
    def done(self) -> int:
        """The number of finished assessments."""
        return len(self.means)

    @property
    def average(self) -> Fraction | None:
        """The mean of the assessments, each with the same weight, or None without any."""
        return sum(self.means, Fraction()) / self.done if self.means else None

    @property
    def spread(self) -> Fraction:
        """The difference between the highest and the lowest mean."""
        return self.means[-1] - self.means[0] if self.means else Fraction()


def format_score(points: Fraction) -> str:
    """Return points formatted with two decimals, rounded half up: «3,67»."""
    # Not `round`, which rounds halves to even.
    hundredths = int(points * 100 + Fraction(1, 2))
    return f"{hundredths // 100},{hundredths % 100:02}"


def summarise_scores(call: Call) -> dict[int, ScoreSummary]:
    """Return the score summaries of assessed applications by their primary keys, in one query."""
    sums = (
        counted_scores(call)
        .values_list("assessment__application", "assessment")
        .annotate(points=Sum(F("points") * F("criterion__weight")), weight=Sum("criterion__weight"))
    )
    means: dict[int, list[Fraction]] = defaultdict(list)
    for application, _assessment, points, weight in sums:
        means[application].append(Fraction(points, weight))
    return {application: ScoreSummary(tuple(sorted(found))) for application, found in means.items()}


def counted_scores(call: Call) -> "QuerySet[Score]":
    """Return the scores that count: of finished assessments by jurors without a conflict of interest.

    It does not matter when the conflict was declared.
    """
    conflict = juror_has_conflict("assessment__juror", "assessment__application")
    scores = Score.objects.filter(assessment__application__call=call, assessment__done_at__isnull=False)
    return scores.exclude(conflict).order_by()
