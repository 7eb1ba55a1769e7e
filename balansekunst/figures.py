"""What a figure is: a queryset of exactly the rows that are counted, and a measure of them.

The value, the page, the chart, the PDF, the workbook and the JSON come from it, and so does the list behind the
number. An app's `figures.section(period)` gives its figures; adding one is one line there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import Any

from django.db import models
from django.db.models import Aggregate, Count, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.http import urlencode

RULES = "2026-1"  # the edition of the rules of counting: a new one whenever a figure comes to count otherwise

Value = int | dict[str, int]
Values = dict[str, Any]  # each is a Value, and its figure knows which kind


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both counted in. What is counted «at the end» is counted on `last`."""

    first: date
    last: date

    @classmethod
    def year(cls, year: int) -> "Period":
        """Return the calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def year_until(cls, year: int, day: date) -> "Period":
        """Return the calendar year, or what there has been of it by `day`."""
        whole = cls.year(year)
        return cls(whole.first, min(whole.last, day))

    @property
    def days(self) -> tuple[date, date]:
        """The bounds as `__range` wants them."""
        return self.first, self.last

    @property
    def eve(self) -> date:
        """The day before the period: an opening figure is counted as of its end."""
        return self.first - timedelta(days=1)


class Unit(Enum):
    """What a figure's number is a number of."""

    COUNT = "count"
    KRONER = "kroner"
    PERCENT = "percent"


@dataclass(frozen=True)
class Figure:
    """A number that is published: `measure` over `rows`, or a number for each group where `by` is given.

    `key` is the figure's name inside its section. `groups` maps each group's value of `by` to the key that it is
    told under, so that a group without rows is told as 0; without it only groups with rows are told, by their value.
    `meaning` tells in a sentence what is counted. A figure with `private` rows is a count only: no list is ever
    opened behind it.
    """

    key: str
    label: str
    rows: QuerySet[Any]
    measure: Aggregate = field(default_factory=lambda: Count("pk"))
    by: str = ""
    groups: Callable[[], Mapping[Any, str]] | None = None
    unit: Unit = Unit.COUNT
    private: bool = False
    meaning: str = ""

    def told(self, counted: Mapping[str, int]) -> dict[str, int]:
        """Return what is counted by the text of each group's value, under the keys that the groups are told under."""
        if self.groups is None:
            return dict(counted)
        return {str(told): counted.get(str(value), 0) for value, told in self.groups().items()}

    def rows_of(self, group: str) -> QuerySet[Any]:
        """Return the rows counted in one group, which is named as it is told. Raises KeyError for another one."""
        values = {str(told): value for value, told in self.groups().items()} if self.groups else {group: group}
        return self.rows.filter(**{self.by: values[group]})

    def list_url(self, period: Period, group: str = "") -> str:
        """Return the address of the admin's list of just these rows; empty where there is none to open."""
        if self.private:
            return ""
        meta = self.rows.model._meta
        parts = [period.first.isoformat(), period.last.isoformat(), self.key, *([group] if group else [])]
        return (
            f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_changelist')}?{urlencode({'tall': '/'.join(parts)})}"
        )


@dataclass(frozen=True)
class Derived:
    """A number made from other figures of its section: a difference, a share."""

    key: str
    label: str
    of: Callable[[Values], Value]
    unit: Unit = Unit.COUNT
    meaning: str = ""


@dataclass(frozen=True)
class Check:
    """A rule that the figures of a section must keep, told in words, with their numbers, whether it holds or not."""

    holds: Callable[[Values], bool]
    words: Callable[[Values], str]


@dataclass(frozen=True)
class Section:
    """An area of the year's figures. `figures` are the published ones, in order; `details` are shown beside them."""

    key: str
    label: str
    period: Period
    figures: tuple[Figure | Derived, ...]
    details: tuple[Figure | Derived, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def everything(self) -> tuple[Figure | Derived, ...]:
        """The published figures, then the details."""
        return *self.figures, *self.details

    def figure(self, key: str) -> Figure:
        """Return the figure of that name that has rows. Raises KeyError when there is none."""
        for figure in self.everything:
            if figure.key == key and isinstance(figure, Figure):
                return figure
        raise KeyError(key)

    def values(self) -> Values:
        """Count everything, details too: a query for each object of rows, and one for all that is told by group."""
        figures = [figure for figure in self.everything if isinstance(figure, Figure)]
        counted = _totals([figure for figure in figures if not figure.by])
        counted |= _groups([figure for figure in figures if figure.by])
        values: Values = {}
        for figure in self.everything:
            values[figure.key] = figure.of(values) if isinstance(figure, Derived) else counted[figure.key]
        return values


def _totals(figures: list[Figure]) -> Values:
    by_rows: dict[int, list[Figure]] = {}
    for figure in figures:
        by_rows.setdefault(id(figure.rows), []).append(figure)
    totals: Values = {}
    for same in by_rows.values():
        # Aliases of their own, since a figure may bear the name of a field of its rows.
        sums = same[0].rows.aggregate(**{f"figure_{figure.key}": figure.measure for figure in same})
        totals |= {figure.key: sums[f"figure_{figure.key}"] or 0 for figure in same}
    return totals


def _groups(figures: list[Figure]) -> Values:
    """Count each figure's groups, which are known by their value as text while they are asked for together."""
    counted: dict[str, dict[str, int]] = {figure.key: {} for figure in figures}
    parts = [
        figure.rows.order_by()
        .annotate(figure_key=models.Value(figure.key), figure_group=Cast(figure.by, models.TextField()))
        .values_list("figure_key", "figure_group")
        .annotate(figure_value=figure.measure)
        for figure in figures
    ]
    for key, group, count in parts[0].union(*parts[1:], all=True).order_by() if parts else ():
        if group is not None:
            counted[key][group] = count or 0
    return {figure.key: figure.told(counted[figure.key]) for figure in figures}


def percent(part: int, whole: int) -> int:
    """Return `part` of `whole` in whole percent, rounded half up; 0 where there is nothing to take a part of."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def percents(counts: Mapping[str, int]) -> dict[str, int]:
    """Return each count's share in whole percent, each rounded by itself, so that they may add up to 101."""
    whole = sum(counts.values())
    return {name: percent(count, whole) for name, count in counts.items()}
