"""The differences between live and published figures: the numbers, and the rows that came, went or changed.

`reports.drift.change_trace` finds the edits that caused them in the history.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from balansekunst.figures import AreaFigures, Figure, Reader, ReportYear, Unit, figure_areas
from reports.counting.summary import Summary, count_area
from reports.document.conversion import area_values, year_values
from reports.document.values import AreaValues
from reports.models import FrozenFigure, Publication
from reports.publication import publishing
from reports.publication.frozen_rows import NO_KEYS, Comparison, Keys

MOST_SHOWN = 10  # rows that came, went or changed, of each, in one difference


@dataclass(frozen=True)
class Difference:
    """A number, or a group's, that differs from the published one, or is counted from other rows.

    `published` is 0 for a number that was not published; `frozen` is None then. `came` and `went` have at most
    MOST_SHOWN keys. `figure` is None for a number computed from other numbers, which has no rows.
    """

    key: str
    area: str
    label: str
    group: str
    group_label: str
    unit: Unit
    published: int
    live: int
    frozen: FrozenFigure | None = None
    figure: Figure | None = None
    came: Keys = NO_KEYS
    went: Keys = NO_KEYS

    @property
    def moved(self) -> bool:
        """Whether the number itself differs."""
        return self.published != self.live


@dataclass(frozen=True)
class Drift:
    """All differences on a day that the reader may know.

    `released` says of each area that is released, by its label, whether its numbers are as they were published, and
    `withheld` why an area isn't compared for the reader.
    """

    publication: Publication
    day: date
    differences: list[Difference]
    released: dict[str, bool] = field(default_factory=dict)
    withheld: dict[str, str] = field(default_factory=dict)

    @property
    def moved(self) -> list[Difference]:
        """The numbers that differ."""
        return [one for one in self.differences if one.moved]

    @property
    def only_rows(self) -> list[Difference]:
        """The numbers that are the same, but counted from other rows."""
        return [one for one in self.differences if not one.moved]


def drift(publication: Publication, day: date, reader: Reader | None = None) -> Drift:
    """Return what differs on `day` from what was published; nothing of areas with rows withheld from the reader.

    It takes a query a figure, whatever the number of rows and groups. Raises BrokenError when what was published
    doesn't match its digest.
    """
    reader = reader or Reader()
    figures = publishing.read(publication).figures
    published = {area.key: area for area in figures.areas} if figures else {}
    year = ReportYear(publication.year, day)
    frozen: dict[str, dict[str, FrozenFigure]] = {}
    for one in publication.figures.defer("rows").prefetch_related("corrections"):
        frozen.setdefault(one.key, {})[one.group] = one
    areas = [area for area in publishing.with_rows(year) if area.key not in reader.withheld]
    found = [one for area in areas for one in _differences(publication, area, frozen)]
    released = {
        str(area.label): _by_key(published.get(area.key)) == _by_key(area_values(area.key, count_area(area, year)))
        for area in figure_areas()
        if area.releases
    }
    withheld = {str(area.label): area.withheld for area in reader.areas if area.withheld}
    return Drift(publication, day, found, released, withheld)


def count_moved(publication: Publication, summary: Summary) -> int:
    """Return how many published numbers are different now, by a year that is already counted; one query.

    Areas with rows that were withheld when it was counted aren't compared.
    """
    frozen = {
        f"{key}.{group}" if group else key: value
        for key, group, value in publication.figures.values_list("key", "group", "value")
        if key.partition(".")[0] not in summary.reader.withheld
    }
    areas = {name.partition(".")[0] for name in frozen}
    # Internal figures are never published, so they are not new.
    counted = publishing.with_rows(summary.year)
    publishable = {f"{area.key}.{figure.key}" for area in counted for figure in area.figures}
    live = year_values(summary).by_name()
    moved = sum(value != live.get(name, 0) for name, value in frozen.items())
    new = (
        value
        for name, value in live.items()
        if name not in frozen and name.partition(".")[0] in areas and ".".join(name.split(".", 2)[:2]) in publishable
    )
    return moved + sum(map(bool, new))


def _differences(
    publication: Publication, area: AreaFigures, published: Mapping[str, Mapping[str, FrozenFigure]]
) -> Iterator[Difference]:
    values = area.values()
    for figure in area.figures:
        name = f"{area.key}.{figure.key}"
        frozen = published.get(name, {})
        value = values[figure.key]
        live = value if isinstance(value, dict) else {"": value}
        counted = figure if isinstance(figure, Figure) else None
        came, went = Comparison(publication.pk, name, counted).moved(MOST_SHOWN) if counted else ({}, {})
        for group in dict.fromkeys([*frozen, *live]):
            one = Difference(
                key=name,
                area=area.label,
                label=figure.label,
                group=group,
                group_label=figure.group_label(group),
                unit=figure.unit,
                published=frozen[group].value if group in frozen else 0,
                live=live.get(group, 0),
                frozen=frozen.get(group),
                figure=counted,
                came=came.get(group, NO_KEYS),
                went=went.get(group, NO_KEYS),
            )
            if one.moved or one.came.count or one.went.count:
                yield one


def _by_key(area: AreaValues | None) -> list[dict[str, Any]]:
    """Return the values of the year, and of the year before, whatever their order: published JSON is sorted."""
    years = (area.values, area.before) if area else (None, None)
    return [{figure.key: dict(figure.parts()) for figure in figures or ()} for figures in years]
