"""What a figure is: a queryset of exactly the rows that are counted, and a measure of them.

The value, the page, the chart, the PDF, the workbook and the JSON come from it, and so does the list behind the
number. An app's `figures.section(period)` gives its figures; adding one is one line there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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

    @property
    def is_whole_years(self) -> bool:
        """Whether it is one calendar year, or several, from the first day to the last."""
        return (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31)


class When(Enum):
    """From when to when a figure is counted, seen from its period."""

    BEFORE = "before"  # at the end of the day before
    DURING = "during"
    END = "end"  # at the end of the last day
    CALL = "call"  # in whole years by the call's year, in another period by its deadline
    RELEASE = "release"  # in whole years alone, told a month after


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
    `meaning` tells in a sentence what is counted, and `when` from when to when. A figure with `private` rows is a
    count only: no list is ever opened behind it.
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
    when: When | None = None

    def asked(self, place: int) -> QuerySet[Any]:
        """Ask for the number of each group, as (`place`, key, group as text, number); without groups for one, of ""."""
        group = Cast(self.by, models.TextField()) if self.by else models.Value("", models.TextField())
        return (
            self.rows.order_by()
            .annotate(figure_place=models.Value(place), figure_key=models.Value(self.key), figure_group=group)
            .values_list("figure_place", "figure_key", "figure_group")
            .annotate(figure_value=self.measure)
        )

    def told(self, counted: Mapping[str, int], groups: Mapping[Any, str] | None) -> Value:
        """Return the number, or each group's, under the keys that groups are told under, from those by groups' text."""
        if not self.by:
            return counted.get("", 0)
        if groups is None:
            return dict(counted)
        return {str(told): counted.get(str(value), 0) for value, told in groups.items()}

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
    """A number made from other figures of its section, named in `parts`: a difference, a share."""

    key: str
    label: str
    of: Callable[[Values], Value]
    unit: Unit = Unit.COUNT
    meaning: str = ""
    when: When | None = None
    parts: tuple[str, ...] = ()


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

    @property
    def with_rows(self) -> list[Figure]:
        """Those that are counted from rows, not made of others."""
        return [figure for figure in self.everything if isinstance(figure, Figure)]

    def figure(self, key: str) -> Figure:
        """Return the figure of that name that has rows. Raises KeyError when there is none."""
        return {figure.key: figure for figure in self.with_rows}[key]

    def only(self, *keys: str) -> "Section":
        """Return the section with the figures of those keys alone, and none of its details."""
        return replace(self, figures=tuple(figure for figure in self.everything if figure.key in keys), details=())

    def values(self) -> Values:
        """Count everything, details too: one query, and one for each list of groups that are named in the database."""
        return count([self])[0]


def count(sections: Sequence[Section]) -> list[Values]:
    """Count an area in the period of each of its sections at once, with as many queries as for one of them."""
    asked = [figure.asked(place) for place, section in enumerate(sections) for figure in section.with_rows]
    counted: dict[tuple[int, str], dict[str, int]] = {}
    for place, key, group, number in asked[0].union(*asked[1:], all=True).order_by() if asked else ():
        if group is not None:
            counted.setdefault((place, key), {})[group] = number or 0
    named = dict.fromkeys(figure.groups for section in sections for figure in section.with_rows if figure.groups)
    names = {groups: groups() for groups in named}
    values: list[Values] = [{} for _section in sections]
    for place, section in enumerate(sections):
        for figure in section.everything:
            values[place][figure.key] = (
                figure.of(values[place])
                if isinstance(figure, Derived)
                else figure.told(counted.get((place, figure.key), {}), figure.groups and names[figure.groups])
            )
    return values


def percent(part: int, whole: int) -> int:
    """Return `part` of `whole` in whole percent, rounded half up; 0 where there is nothing to take a part of."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def percents(counts: Mapping[str, int]) -> dict[str, int]:
    """Return each count's share in whole percent, each rounded by itself, so that they may add up to 101."""
    whole = sum(counts.values())
    return {name: percent(count, whole) for name, count in counts.items()}
