"""The year's figures of evaluations: averages by topic, and by instructor for those who read the year's page.

They count the answers of courses whose own averages are shown, and of no others (`courses.evaluations`).
"""

from collections.abc import Iterator
from functools import reduce
from operator import add
from typing import Any

from django.db.models import Count, F, Sum
from django.utils.translation import gettext as _

from balansekunst.figures import Derived, Figure, Period, Shown, Unit, Values, When
from courses import evaluations
from courses.evaluations import tenths
from courses.querysets import AssignmentQuerySet
from courses.topic_merging import COUNTED, topics, with_counted_topic

TRACED = ("date", "status", "evaluation_closed_on")


def evaluation_figures(held: AssignmentQuerySet, period: Period) -> Iterator[Figure | Derived]:
    """Yield the figures of the evaluations of the courses that were held in the period."""
    shown = evaluations.with_shown_results(held)
    yield from _averages(
        shown,
        key="evaluation",
        answers=_("Svar i evalueringer"),
        label=_("Evaluering av kursene"),
        meaning=_("Snittet av alle svarene fra deltakerne på kursene, fra 1 til 5."),
    )
    yield from _averages(
        with_counted_topic(shown),
        key="evaluation_by_topic",
        answers=_("Svar i evalueringer etter tema"),
        label=_("Evaluering etter tema"),
        meaning=_("Snittet av svarene fra deltakerne på kurs om temaet, fra 1 til 5."),
        by=COUNTED,
        groups=topics,
        has_zero=lambda topic: topic.was_in_use(period),
    )
    yield from _averages(
        shown.filter(instructor__isnull=False),
        key="evaluation_by_instructor",
        answers=_("Svar i evalueringer etter kursholder"),
        label=_("Evaluering etter kursholder"),
        meaning=_("Snittet av svarene fra deltakerne på kursene til kursholderen, fra 1 til 5. Publiseres ikke."),
        by="instructor__name",
        internal=True,
    )


def _averages(
    rows: AssignmentQuerySet, *, key: str, answers: str, label: str, meaning: str, **grouped: Any
) -> Iterator[Figure | Derived]:
    """Yield the number of answers, their sum, and the average that is made of the two."""
    count, total = f"{key}_answers", f"{key}_sum"
    points = reduce(add, (F(f"evaluation_answers__{name}") for name in evaluations.SCORES))
    usual = {"when": When.DURING, "traced": TRACED, **grouped}
    internal = grouped.get("internal", False)
    few = _("Bare kurs med minst 5 svar er med, når evalueringen er avsluttet.")
    yield Figure(
        count,
        answers,
        rows,
        Count("evaluation_answers"),
        meaning=_("Svar fra deltakerne på kursene i perioden.") + f" {few}",
        shown=Shown.PERIOD if "by" not in grouped else Shown(0),
        **usual,
    )
    yield Figure(
        total,
        _("Sum av poeng: %(label)s") % {"label": label},
        rows,
        Sum(points),
        meaning=_("Summen av poengene fra 1 til 5 i alle svarene på alle spørsmålene."),
        shown=Shown(0),
        **usual,
    )

    def average(values: Values) -> Any:
        if "by" not in grouped:
            return _average(values[total], values[count])
        return {group: _average(values[total][group], number) for group, number in values[count].items() if number}

    yield Derived(
        key,
        label,
        average,
        unit=Unit.TENTHS,
        meaning=f"{meaning} {few}",
        when=When.DURING,
        shown=Shown.YEAR | Shown.PERIOD,
        needs=count,
        parts=(count, total),
        internal=internal,
    )


def _average(points: int, answers: int) -> int:
    return tenths(points, answers * len(evaluations.SCORES))
