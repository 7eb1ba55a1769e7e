"""The areas of the year's figures: each app declares one, and settings list them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from balansekunst.figures.charts import GroupChart
from balansekunst.figures.figures import Check, Derived, Figure, Hidden, Shown, Values, count
from balansekunst.figures.numbers import Number, Sentence
from balansekunst.figures.periods import Period, ReportYear
from balansekunst.figures.recorded import Recorded

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django_stubs_ext import StrOrPromise

    from balansekunst.models import User

    type Person = User | AnonymousUser

CanOpen = Callable[[type[Model]], bool]
ANY_PERIOD = Period.year(2000)  # an area declares the same figures in every period


def opens_nothing(_model: type[Model]) -> bool:
    """Open no lists: for what is printed or sent on."""
    return False


@dataclass(frozen=True)
class Releases:
    """How an area is published whose rows nobody may see: a calendar year at a time, and never changed again.

    `values` are those that are released by a day, for each of the periods; None for one that isn't. `release_date` is
    the first day on which a year may be released, and `release` releases every year that may be by the day. `pending`
    is said of a year that isn't released, `pending_in_period` on the page of a period.
    """

    values: Callable[[Sequence[Period], date], list[Values | None]]
    release_date: Callable[[int], date]
    release: Callable[[date], int]
    pending: "StrOrPromise"
    pending_in_period: "StrOrPromise"


@dataclass(frozen=True)
class Withholding:
    """How an area is counted for a user who may not know some of its rows on a day.

    `figures` returns how the user's figures of a period are made, without these rows; None if there are none. `note`
    says that something is left out.
    """

    figures: "Callable[[Person, date], Callable[[Period], Sequence[Figure | Derived]] | None]"
    note: "StrOrPromise"


@dataclass(frozen=True, kw_only=True)
class FigureArea:
    """An area of the year's figures: what it counts, and what is said and drawn of it.

    `figures` returns the figures of a period; nothing is counted until they are asked for their values. `name` is the
    label inside a sentence. `lead`, `sentences` and `notes` tell a year's numbers in words. `starting_text` is that of
    its section in a new report, in simple markdown with placeholders. `recorded` returns what is recorded by a day,
    from which the list of years is made.

    A year `by_call` is counted whole from its first day, since its figures are those of the year's call; what is said
    beside it in the year to date is `year_to_date_note`. An area with `releases` is counted in whole calendar years
    alone. `beside_year_before` shows each year beside the one before it. `part_of_year_note` is shown with the figures
    of a period that isn't whole years. `withholding` says what is counted for a user (`for_reader`), whose area has the
    note on what is left out in `withheld`. Internal figures are left out unless it is `with_internal`.
    """

    key: str
    label: "StrOrPromise"
    name: "StrOrPromise"
    figures: Callable[[Period], Sequence[Figure | Derived]]
    sentences: "Callable[[CountedArea, ReportYear], Iterable[Sentence]]" = lambda _area, _year: ()
    notes: "Callable[[CountedArea], Iterable[str]]" = lambda _area: ()
    lead: "Callable[[CountedArea, ReportYear], Sentence] | None" = None
    charts: tuple[GroupChart, ...] = ()
    checks: tuple[Check, ...] = ()
    starting_text: "StrOrPromise" = ""
    recorded: Callable[[date], Sequence[Recorded]]
    by_call: bool = False
    beside_year_before: bool = False
    releases: Releases | None = None
    withholding: Withholding | None = None
    withheld: str = ""
    with_internal: bool = False
    year_to_date_note: "StrOrPromise" = ""
    part_of_year_note: "StrOrPromise" = ""

    def for_reader(self, user: "Person", day: date) -> "FigureArea":
        """Return the area as it is counted for the user: without the rows that they may not know."""
        withholding = self.withholding
        figures = withholding.figures(user, day) if withholding else None
        if withholding is None or figures is None:
            return self
        return replace(self, figures=figures, withheld=str(withholding.note))

    def in_period(self, period: Period) -> "AreaFigures":
        """Return the figures of the period, not yet counted."""
        declared = self.figures(period) if self.withheld else _declared(self.figures, period, get_language())
        return AreaFigures(
            self, period, tuple(figure for figure in declared if self.with_internal or not figure.internal)
        )

    def in_year(self, year: ReportYear) -> "AreaFigures":
        """Return the figures of a year that may still last."""
        return self.in_period(year.whole if self.by_call else year.period)

    def published_values(self, figures: "Sequence[AreaFigures]", day: date) -> list[Values | None]:
        """Count the area in several periods at once; where it has releases, return what is released by the day."""
        if self.releases:
            return self.releases.values([each.period for each in figures], day)
        return list(count([each.figures for each in figures]))


@lru_cache(maxsize=128)  # six areas in some twenty years
def _declared(
    figures: Callable[[Period], Sequence[Figure | Derived]], period: Period, _language: str
) -> Sequence[Figure | Derived]:
    """Return an area's figures of a period, which takes longer to declare than to count.

    Their querysets are not evaluated themselves: whoever counts or lists makes others of them.
    """
    return figures(period)


@dataclass(frozen=True)
class AreaFigures:
    """The figures of an area in a period. Nothing is counted yet."""

    area: FigureArea
    period: Period
    figures: tuple[Figure | Derived, ...]

    def __post_init__(self) -> None:
        """Raise ValueError for two figures of one key, since the later one would replace the earlier one's number."""
        for key, declared in Counter(figure.key for figure in self.figures).items():
            if declared > 1:
                raise ValueError(f"{self.area.key} declares {key} twice")

    @property
    def key(self) -> str:
        return self.area.key

    @property
    def label(self) -> str:
        return str(self.area.label)

    @property
    def with_rows(self) -> list[Figure]:
        """Those that are counted from rows, not made of others."""
        return [figure for figure in self.figures if isinstance(figure, Figure)]

    def figure(self, key: str) -> Figure:
        """Return the figure of that key that has rows. Raises KeyError when there is none."""
        return {figure.key: figure for figure in self.with_rows}[key]

    def shown(self, where: Shown) -> list[Figure | Derived]:
        """Return the figures that are shown there, as they are declared."""
        return [figure for figure in self.figures if where in figure.shown]

    def only(self, wanted: Iterable[Figure | Derived]) -> "AreaFigures":
        """Return the area with these figures, and those that their numbers are made of, alone."""
        keys: set[str] = set()
        for figure in wanted:
            keys |= {figure.key, *(figure.parts if isinstance(figure, Derived) else [figure.at_least])}
        return AreaFigures(self.area, self.period, tuple(figure for figure in self.figures if figure.key in keys))

    def values(self) -> Values:
        """Count everything: one query, and one for each list of groups that are named in the database."""
        return count([self.figures])[0]


class CountedArea:
    """An area with its values in a period, and with those of the year `before` where they are shown beside them.

    `can_open` says whose lists the reader may open.
    """

    def __init__(
        self,
        figures: AreaFigures,
        values: Values,
        can_open: CanOpen = opens_nothing,
        before: Values | None = None,
    ) -> None:
        self.area, self.period = figures.area, figures.period
        self.figures = figures
        self.values = values
        self.before = before
        self._can_open = can_open
        self._figures = {figure.key: figure for figure in figures.figures}

    def figure(self, key: str) -> Figure | Derived:
        return self._figures[key]

    def label(self, key: str) -> str:
        return self._figures[key].label

    def count(self, key: str) -> int:
        """Return the value of a figure that is a single number."""
        return cast("int", self.values[key])

    def counts(self, key: str) -> dict[str, int]:
        """Return the value of a figure that is a number for each group."""
        return cast("dict[str, int]", self.values[key])

    def has_groups(self, key: str) -> bool:
        return isinstance(self.values[key], dict)

    def shown(self, where: Shown) -> list[Figure | Derived]:
        """Return the figures that are shown there and have a value, as they are declared."""
        return [figure for figure in self.figures.shown(where) if figure.key in self.values]

    def in_row(self, where: Shown) -> list[Figure | Derived]:
        """Return those that are one number, in the order in which they are shown beside each other."""
        single = [figure for figure in self.shown(where) if not self.has_groups(figure.key)]
        return sorted(single, key=lambda figure: figure.order)

    def number(self, key: str, *, label: str = "", year_before: bool = False) -> Number:
        """Return a figure's number, under its own label unless another one is given; or that of the year before."""
        figure = self._figures[key]
        if year_before:
            return Number(self._before[key], label or figure.label, figure.unit)
        at_least = isinstance(figure, Figure) and self.values.get(figure.at_least, 0) > 0
        return Number(
            self.values[key],
            label or figure.label,
            figure.unit,
            figure.meaning,
            at_least,
            self._link(figure),
            f"{self.area.key}.{key}",
        )

    def groups(self, key: str, *, year_before: bool = False) -> dict[str, Number]:
        """Return the figure's number for each group; or those of the year before."""
        figure = self._figures[key]
        if year_before:
            return {group: Number(count, group, figure.unit) for group, count in self._before[key].items()}
        return {
            group: Number(
                count, group, figure.unit, url=self._link(figure, group), key=f"{self.area.key}.{key}.{group}"
            )
            for group, count in self.counts(key).items()
        }

    def unknown(self, key: str) -> Number:
        """Return the number of a group that the figure has nothing of: 0, or hidden where small numbers are."""
        figure = self.figure(key)
        is_private = isinstance(figure, Figure) and figure.private
        return Number(Hidden.WITHHELD if is_private else 0, unit=figure.unit)

    def total(self, key: str) -> Number:
        """Return the number; of a figure by group the sum of the groups, where no row is in two of them."""
        if not self.has_groups(key):
            return self.number(key)
        figure = self._figures[key]
        link = self._link(figure) if isinstance(figure, Figure) else ""
        return Number(sum(self.counts(key).values()), unit=figure.unit, url=link)

    def numbers(self) -> dict[str, Number]:
        """Return every number by its full name: `area.figure`, or `area.figure.group`."""
        found: dict[str, Number] = {}
        for key in self.values:
            numbers = self.groups(key).values() if self.has_groups(key) else [self.number(key)]
            found |= {number.key: number for number in numbers}
        return found

    @property
    def broken_checks(self) -> list[str]:
        """The checks that the numbers don't pass, as text."""
        return [check.text(self.values) for check in self.area.checks if not check.holds(self.values)]

    @property
    def _before(self) -> Values:
        if self.before is None:
            raise LookupError(f"{self.area.key} is not counted for the year before")
        return self.before

    def _link(self, figure: Figure | Derived, group: str = "") -> str:
        """Return the address of the list; of a derived figure that of its definition, which leads to those it is of."""
        if isinstance(figure, Derived) and figure.internal:  # definitions are for everyone
            return ""
        if isinstance(figure, Derived):
            has_lists = any(self._link(self._figures[part]) for part in figure.parts)
            return definition_url(f"{self.area.key}.{figure.key}", self.period) if has_lists else ""
        return figure.list_url(self.period, group) if self._can_open(figure.rows.model) else ""


def figure_areas() -> list[FigureArea]:
    """Return the areas in the order of the report."""
    return [import_string(path) for path in settings.FIGURE_AREAS]


def figures_in(period: Period) -> list[AreaFigures]:
    """Return the figures of all areas, in the order of the report; nothing is counted yet."""
    return [area.in_period(period) for area in figure_areas()]


def figure_area(key: str) -> FigureArea:
    """Return the area of that key. Raises KeyError when there is none."""
    return {area.key: area for area in figure_areas()}[key]


def definition_url(name: str, period: Period) -> str:
    """Return the address of a figure's definition, by its full name, with the lists of the period."""
    days = urlencode({"fra": period.first.isoformat(), "til": period.last.isoformat()})
    return f"{reverse('report_definitions')}?{days}#{name}"


def release_all(day: date) -> int:
    """Release every year that may be by the day, of the areas that are released; return how many were new."""
    return sum(area.releases.release(day) for area in figure_areas() if area.releases)
