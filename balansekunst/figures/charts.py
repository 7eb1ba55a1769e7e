"""Charts of figures that are counted by group: how an area declares them, and what one is with its numbers.

Nothing is drawn here: `reports.charts` does that.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from balansekunst.figures.numbers import Number

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from balansekunst.figures.areas import CountedArea

ChartRow = tuple[str, tuple[Number, ...]]
Places = Mapping[str, tuple[float, float]]  # degrees north and east, by the place's name


@dataclass(frozen=True, kw_only=True)
class GroupChart:
    """A chart that an area declares. Its full key is `area-key`.

    `title` is the figure's label unless given. `heading` names the groups in the table, and `column` their numbers.
    `total` names the figures whose numbers sum up the columns of the table; a figure by group is summed. `notes` are
    shown below. The chart is left out while the figure that `needs` names is 0, or else while all groups are.
    """

    key: str
    heading: "StrOrPromise"
    title: "StrOrPromise" = ""
    total: tuple[str, ...] = ()
    notes: "Callable[[CountedArea], Iterable[str]]" = lambda _area: ()
    needs: str = ""


@dataclass(frozen=True, kw_only=True)
class Bars(GroupChart):
    """A bar for each group of the figure, with the group's share beside the number where `share` names that figure."""

    figure: str
    column: "StrOrPromise"
    share: str = ""


@dataclass(frozen=True, kw_only=True)
class Pie(GroupChart):
    """A sector for each group of the figure, with the percentage that `share` names."""

    figure: str
    column: "StrOrPromise"
    share: str


@dataclass(frozen=True, kw_only=True)
class Map(GroupChart):
    """A circle on the map of Norway for each group, which is a place. `also` names figures below it in the table."""

    figure: str
    column: "StrOrPromise"
    places: Callable[[Iterable[str]], Places]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pairs(GroupChart):
    """Two bars for each group: of two figures, named by `columns`; or of a figure this year and the year before."""

    figures: tuple[str, ...]
    columns: "tuple[StrOrPromise, ...]" = ()


class ChartKind(Enum):
    """How a chart is drawn."""

    BARS = "bars"
    PAIRS = "pairs"
    PIE = "pie"
    MAP = "map"


@dataclass(frozen=True)
class Table:
    """The data of a chart: headings and rows, the first cell of a row its name."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str | Number, ...], ...]
    total: tuple[str | Number, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart of an area with its numbers; `area` is the key of the area.

    `rows` are drawn: a name, and one number, two of a pair, or a number and its share. `description` is the chart's
    text alternative, `series` the names of a pair's two bars, `places` where a map's circles are.
    """

    key: str
    area: str
    title: str
    kind: ChartKind
    description: str
    rows: tuple[ChartRow, ...]
    table: Table
    notes: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    places: Places | None = None
