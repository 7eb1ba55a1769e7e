"""What is live held against what was published: the numbers that differ, and the rows that came, went or changed.

What made them differ is found in the history, by `reports.tracing`.
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
from reports.models import FrozenFigure, Publication
from reports.publication import publishing


@dataclass(frozen=True)
class Difference:
    """A number, or a group's, that isn't as it was published, or that is made of other rows.

    `published` and `live` are the numbers; the published one that was not told is 0. `frozen` is what was published,
    if it was told. `came` and `went` are keys of rows, in order, and `stayed` those that are in both. `figure` is None
    for a number that is made of other numbers, which has no rows.
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
    """All that differs on a day. `advice_stands` tells if the advice line's numbers are told as they were published."""

    publication: Publication
    day: date
    differences: list[Difference]
    advice_stands: bool = True

    @property
    def moved(self) -> list[Difference]:
        """The numbers that differ."""
        return [one for one in self.differences if one.moved]

    @property
    def only_rows(self) -> list[Difference]:
        """The numbers that are the same, but made of other rows."""
        return [one for one in self.differences if not one.moved]


def drift(publication: Publication, day: date) -> Drift:
    """Return what differs on `day` from what was published.

    It takes a query a figure, whatever the number of rows and groups. Raises BrokenError when what was published
    doesn't match its digest.
    """
    told = publishing.read(publication)["figures"]["radgivning"]
    year = ReportYear(publication.year, day)
    kept: dict[str, dict[str, FrozenFigure]] = {}
    for frozen in publication.figures.prefetch_related("corrections"):
        kept.setdefault(frozen.key, {})[frozen.group] = frozen
    found = [one for section in counted(year) for one in _differences(section, kept)]
    return Drift(publication, day, found, advice_stands=told == _advice(year))


def count_moved(publication: Publication, summary: Summary) -> int:
    """Return how many published numbers are others now, by a year that has been counted already; one query."""
    live = {
        f"{area}.{key}": value
        for area, values in summary.data.items()
        if isinstance(values, dict)
        for key, value in values.items()
    }
    kept = list(publication.figures.values_list("key", "group", "value"))
    told = {(key, group) for key, group, _value in kept}
    moved = sum(value != _of(live.get(key, 0), group) for key, group, value in kept)
    areas = {key.split(".")[0] for key, _group in told}
    return moved + sum(
        bool(value) and (key, group) not in told
        for key, values in live.items()
        if key.split(".")[0] in areas
        for group, value in _parts(values)
    )


def counted(year: ReportYear) -> list[Section]:
    """Return the sections whose rows may be told of."""
    return [
        section
        for section in sections(year.period)
        if not any(isinstance(figure, Figure) and figure.private for figure in section.everything)
    ]


def _differences(section: Section, kept: Mapping[str, Mapping[str, FrozenFigure]]) -> Iterator[Difference]:
    values = section.values()
    for figure in section.everything:
        key = f"{section.key}.{figure.key}"
        frozen = kept.get(key, {})
        rows = publishing.rows_by_group(figure) if isinstance(figure, Figure) else {}
        live = dict(_parts(values[figure.key]))
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
    """Return the advice line's numbers as they are told now, in the shape of the document."""
    told = releases.tell_beside_last(year.year, day=year.day)
    return told and {**for_machines(told[0]), "year_before": for_machines(told[1])}


def _parts(value: Any) -> list[tuple[str, int]]:
    return list(value.items()) if isinstance(value, dict) else [("", value)]


def _of(value: Any, group: str) -> int:
    return value.get(group, 0) if isinstance(value, dict) else value
