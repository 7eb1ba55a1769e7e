"""A figure: a queryset of exactly the rows that are counted, how they are measured, and where the number is shown."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, Flag, auto
from typing import Any

from django.db import models
from django.db.models import Aggregate, Count, F, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from balansekunst.figures.periods import Period

RULES = "2026-1"  # the edition of the rules of counting: a new one whenever a figure changes what it counts
THRESHOLD = 5  # smaller counts of people who asked for advice are hidden


class Hidden(Enum):
    """Why a number isn't shown."""

    SMALL = "small"
    WITHHELD = "withheld"


Value = int | Hidden | dict[str, Any]  # a dict has an `int | Hidden` for each group
Values = dict[str, Any]  # the Value of each figure of an area, by key


class When(Enum):
    """The part of a period that a figure is counted over."""

    BEFORE = "before"  # at the end of the day before
    DURING = "during"
    END = "end"  # at the end of the last day
    CALL = "call"  # by the deadline of the call, within the call's year
    RELEASE = "release"  # in whole years only, released a month after


class Unit(Enum):
    """What a figure's number is a number of."""

    COUNT = "count"
    KRONER = "kroner"
    PERCENT = "percent"
    TENTHS = "tenths"  # an average in tenths: 43 is 4,3


class Shown(Flag):
    """Where a figure is shown beside the JSON, the definitions and the texts of reports, which have every figure."""

    YEAR = auto()  # the year's page, PDF and workbook: a number in the area's row, groups as a chart
    PERIOD = auto()  # the page of any period
    COMMAND = auto()  # `manage.py figures`
    SERIES = auto()  # the area's chart over all years
    YEAR_TO_DATE = auto()  # this year so far, beside the year before
    USUAL = YEAR | PERIOD | COMMAND


@dataclass(frozen=True)
class PublishedFigure:
    """What every figure has: a name, what it means, and where it is shown.

    `key` is its name within the area. `meaning` says in a sentence what is counted, and `when` over which days.
    Figures beside each other come by `order`, then as they are declared. `key_figure` is its label on the cover, where
    it is shown if it has one; `so_far` its label while the year lasts, if that is another. It is left out of the
    year's row while the figure that `needs` names is 0. `ordered` groups are shown in their own order, with those
    without rows; other groups the largest first. `group_labels` says how people read the name of a group, where that is
    not the name itself, which is a key in what is published. An `internal` figure is only counted for those who read
    the year's page, and never published.
    """

    key: str
    label: str
    unit: Unit = field(default=Unit.COUNT, kw_only=True)
    meaning: str = field(default="", kw_only=True)
    when: When | None = field(default=None, kw_only=True)
    shown: Shown = field(default=Shown.USUAL, kw_only=True)
    order: int = field(default=0, kw_only=True)
    key_figure: str = field(default="", kw_only=True)
    so_far: str = field(default="", kw_only=True)
    needs: str = field(default="", kw_only=True)
    ordered: bool = field(default=False, kw_only=True)
    group_labels: Mapping[str, Any] = field(default_factory=dict, kw_only=True)
    internal: bool = field(default=False, kw_only=True)

    def group_label(self, group: str) -> str:
        """Return the name of a group as people read it, with a capital letter."""
        return capfirst(str(self.group_labels.get(group, group)))


@dataclass(frozen=True)
class Figure(PublishedFigure):
    """A number that is counted: `measure` over `rows`, or a number for each group where `by` is given.

    `groups` maps each value of `by` to the group's name, so that a group without rows is 0; without it only groups
    with rows are counted, named by their value. `has_zero` says which of the groups are 0 without rows, if not all are;
    the others are left out. `at_least` names the figure that counts the rows whose own number is
    a minimum. Where `rows` are those of `among` that follow the condition `where`, on fields of their own, they are
    counted together with the figures of `among`. A figure with `private` rows is only a number: no list is ever opened
    behind it. `traced` names the fields that decide which rows are counted, as lookups from a row; those that it is
    measured and grouped by needn't be named.
    """

    rows: QuerySet[Any]
    measure: Aggregate = field(default_factory=lambda: Count("pk"))
    by: str = ""
    groups: Callable[[], Mapping[Any, Any]] | None = None
    has_zero: Callable[[Any], bool] | None = field(default=None, kw_only=True)
    at_least: str = field(default="", kw_only=True)
    among: QuerySet[Any] | None = field(default=None, kw_only=True)
    where: Q | None = field(default=None, kw_only=True)
    private: bool = field(default=False, kw_only=True)
    traced: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def counted_with(self) -> Hashable:
        """What figures have in common that can be counted together: their rows and groups.

        A measure of anything but the rows' own fields is counted by itself, since a join may repeat rows.
        """
        own = {column.name for column in self.rows.model._meta.concrete_fields}
        measured = [part for part in self.measure.get_source_expressions() if part is not None]
        is_own = all(isinstance(part, F) for part in measured) and self.measured_fields <= own
        rows = self.rows if self.among is None else self.among
        # Without a list of groups, those without rows must not be among the answers.
        return (id(rows), self.by) if is_own and (self.where is None or not self.by or self.groups) else self.key

    @property
    def measure_among(self) -> Aggregate:
        """The measure of the rows, over the rows of `among`."""
        measure: Any = self.measure  # whose types don't know `distinct`
        fields = [part for part in measure.get_source_expressions() if isinstance(part, F)]
        return type(measure)(*fields, distinct=measure.distinct, filter=self.where)

    def value(self, counted: Mapping[str, int], groups: Mapping[Any, Any] | None) -> int | dict[str, int]:
        """Return the number, or each group's by the group's name, from the numbers by the groups' text."""
        if not self.by:
            return counted.get("", 0)
        if groups is None:
            return dict(counted)
        return {
            str(name): counted.get(str(value), 0)
            for value, name in groups.items()
            if str(value) in counted or self.has_zero is None or self.has_zero(name)
        }

    def rows_of(self, group: str) -> QuerySet[Any]:
        """Return the rows counted in the group of that name. Raises KeyError for an unknown one."""
        values = {str(name): value for value, name in self.groups().items()} if self.groups else {group: group}
        return self.rows.filter(**{self.by: values[group]})

    @property
    def measured_fields(self) -> set[str]:
        """The fields of a row that its part of the number is made of; none where each row counts as one."""
        parts: list[Any] = [part for part in self.measure.get_source_expressions() if isinstance(part, F)]
        return {part.name for part in parts} - {"pk"}

    def list_url(self, period: Period, group: str = "") -> str:
        """Return the address of the admin's list of just these rows; empty for private rows."""
        if self.private:
            return ""
        meta = self.rows.model._meta
        parts = [period.first.isoformat(), period.last.isoformat(), self.key, *([group] if group else [])]
        return (
            f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_changelist')}?{urlencode({'tall': '/'.join(parts)})}"
        )


def counting(figures: Sequence[Figure], place: int, *, width: int) -> QuerySet[Any]:
    """Select (`place`, the first key, group as text, a number for each figure) of figures that are counted together.

    There is a row for each group; without groups one row, whose group is "". Zeros fill up `width` numbers.
    """
    first = figures[0]
    rows, measures = first.rows, [first.measure]
    if len(figures) > 1:
        rows = first.rows if first.among is None else first.among
        measures = [figure.measure_among for figure in figures]
    group = Cast(first.by, models.TextField()) if first.by else models.Value("", models.TextField())
    numbers = [*measures, *[models.Value(0)] * (width - len(figures))]
    return (
        rows.order_by()
        .annotate(figure_place=models.Value(place), figure_key=models.Value(first.key), figure_group=group)
        .values_list("figure_place", "figure_key", "figure_group")
        .annotate(**{f"figure_{column}": number for column, number in enumerate(numbers)})
    )


@dataclass(frozen=True)
class Derived(PublishedFigure):
    """A number made from other figures of its area, named in `parts`: a difference, a share."""

    compute: Callable[[Values], int | dict[str, int]]
    parts: tuple[str, ...] = field(default=(), kw_only=True)


def count(periods: Sequence[Sequence[Figure | Derived]]) -> list[Values]:
    """Count the figures of several periods at once, with as many queries as for one of them."""
    together: dict[tuple[int, Hashable], list[Figure]] = {}
    for place, figures in enumerate(periods):
        for figure in figures:
            if isinstance(figure, Figure):
                together.setdefault((place, figure.counted_with), []).append(figure)
    width = max(map(len, together.values()), default=0)
    queries = [counting(of_rows, place, width=width) for (place, _rows), of_rows in together.items()]
    measured = {(place, of_rows[0].key): of_rows for (place, _rows), of_rows in together.items()}
    counted: dict[tuple[int, str], dict[str, int]] = {}
    for place, key, group, *numbers in queries[0].union(*queries[1:], all=True).order_by() if queries else ():
        for figure, number in zip(measured[place, key], numbers, strict=False):
            if group is not None:
                counted.setdefault((place, figure.key), {})[group] = number or 0
    with_rows = [figure for of_rows in together.values() for figure in of_rows]
    listed = dict.fromkeys(figure.groups for figure in with_rows if figure.groups)
    names: Mapping[Any, Mapping[Any, str]] = {groups: groups() for groups in listed}
    values: list[Values] = [{} for _period in periods]
    for place, figures in enumerate(periods):
        for figure in figures:
            values[place][figure.key] = (
                figure.compute(values[place])
                if isinstance(figure, Derived)
                else figure.value(counted.get((place, figure.key), {}), figure.groups and names[figure.groups])
            )
    return values


@dataclass(frozen=True)
class Check:
    """A rule that the figures of an area must follow. `text` states it with their numbers, true or not."""

    holds: Callable[[Values], bool]
    text: Callable[[Values], str]


def percent(part: int, whole: int) -> int:
    """Return `part` of `whole` in whole percent, rounded half up; 0 where there is nothing to take a part of."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def percents(counts: Mapping[str, int]) -> dict[str, int]:
    """Return each count's share in whole percent, each rounded by itself, so that they may add up to 101."""
    whole = sum(counts.values())
    return {name: percent(count, whole) for name, count in counts.items()}


def encode(value: Any) -> Any:
    """Return values for JSON: a hidden number as `{"under": 5}` if it is small, and else as `{"hidden": true}`."""
    if isinstance(value, Hidden):
        return {"under": THRESHOLD} if value is Hidden.SMALL else {"hidden": True}
    return {key: encode(inner) for key, inner in value.items()} if isinstance(value, Mapping) else value
