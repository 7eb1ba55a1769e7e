"""The differences between live and published figures: the numbers, and the rows that came, went or changed.

`reports.drift.change_trace` finds the edits that caused them in the history.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from balansekunst.figures import Derived, Figure, Section, Unit
from radgivning import releases
from reports.counting.figures import sections
from reports.counting.summary import Summary, for_machines
from reports.counting.years import ReportYear
from reports.document import serialise
from reports.document.conversion import year_values
from reports.models import FrozenFigure, Publication
from reports.publication import publishing

ADVICE = "radgivning"


@dataclass(frozen=True)
class Difference:
    """A number, or a group's, that differs from the published one, or is counted from other rows.

    `published` is 0 for a number that was not published; `frozen` is None then. `came` and `went` are sorted keys of
    rows, and `stayed` the keys of those counted both times. `figure` is None for a number computed from other
    numbers, which has no rows.
    """

    key: str
    area: str
    label: str
    group: str
    unit: Unit
    published: int
    live: int
    frozen: FrozenFigure | None = None
    figure: Figure | None = None
    came: tuple[int, ...] = ()
    went: tuple[int, ...] = ()
    stayed: frozenset[int] = frozenset()

    @property
    def moved(self) -> bool:
        """Whether the number itself differs."""
        return self.published != self.live


@dataclass(frozen=True)
class Drift:
    """All differences on a day. `advice_is_same` is whether the advice line's numbers are as they were published."""

    publication: Publication
    day: date
    differences: list[Difference]
    advice_is_same: bool = True

    @property
    def moved(self) -> list[Difference]:
        """The numbers that differ."""
        return [one for one in self.differences if one.moved]

    @property
    def only_rows(self) -> list[Difference]:
        """The numbers that are the same, but counted from other rows."""
        return [one for one in self.differences if not one.moved]


def drift(publication: Publication, day: date) -> Drift:
    """Return what differs on `day` from what was published.

    It takes a query a figure, whatever the number of rows and groups. Raises BrokenError when what was published
    doesn't match its digest.
    """
    figures = publishing.read(publication).figures
    published_advice = serialise.encode_values(figures)[ADVICE] if figures else None
    year = ReportYear(publication.year, day)
    frozen: dict[str, dict[str, FrozenFigure]] = {}
    for one in publication.figures.prefetch_related("corrections"):
        frozen.setdefault(one.key, {})[one.group] = one
    found = [one for section in counted(year) for one in _differences(section, frozen)]
    return Drift(publication, day, found, advice_is_same=published_advice == _advice(year))


def count_moved(publication: Publication, summary: Summary) -> int:
    """Return how many published numbers are different now, by a year that is already counted; one query."""
    frozen = {
        f"{key}.{group}" if group else key: value
        for key, group, value in publication.figures.values_list("key", "group", "value")
    }
    areas = {name.partition(".")[0] for name in frozen}
    live = year_values(summary).by_name()
    moved = sum(value != live.get(name, 0) for name, value in frozen.items())
    new = (value for name, value in live.items() if name not in frozen and name.partition(".")[0] in areas)
    return moved + sum(map(bool, new))


def counted(year: ReportYear) -> list[Section]:
    """Return the sections whose rows are not private."""
    return [
        section
        for section in sections(year.period)
        if not any(isinstance(figure, Figure) and figure.private for figure in section.everything)
    ]


def _differences(section: Section, published: Mapping[str, Mapping[str, FrozenFigure]]) -> Iterator[Difference]:
    values = section.values()
    for figure in section.everything:
        frozen = published.get(f"{section.key}.{figure.key}", {})
        rows = publishing.rows_by_group(figure) if isinstance(figure, Figure) else {}
        value = values[figure.key]
        live = value if isinstance(value, dict) else {"": value}
        for group in dict.fromkeys([*frozen, *live]):
            one = _difference(section, figure, group, frozen.get(group), live.get(group, 0), rows.get(group, []))
            if one.moved or one.came or one.went:
                yield one


def _difference(
    section: Section, figure: Figure | Derived, group: str, frozen: FrozenFigure | None, live: int, rows: list[int]
) -> Difference:
    before, now = set((frozen and frozen.rows) or ()), set(rows)
    return Difference(
        key=f"{section.key}.{figure.key}",
        area=section.label,
        label=figure.label,
        group=group,
        unit=figure.unit,
        published=frozen.value if frozen else 0,
        live=live,
        frozen=frozen,
        figure=figure if isinstance(figure, Figure) else None,
        came=tuple(sorted(now - before)),
        went=tuple(sorted(before - now)),
        stayed=frozenset(now & before),
    )


def _advice(year: ReportYear) -> dict[str, Any] | None:
    """Return the advice line's numbers as they are released now, as JSON data."""
    released = releases.tell_beside_last(year.year, day=year.day)
    return released and {**for_machines(released[0]), "year_before": for_machines(released[1])}
