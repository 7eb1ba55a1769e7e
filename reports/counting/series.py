"""The same range of days in one year after another: each area's figures beside each other, and drawn over all years.

However many years there are, an area takes two queries, and one for each list of groups named in the database.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from django.db.models import Subquery, Value
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from balansekunst.figures import (
    AreaFigures,
    CanOpen,
    Chart,
    ChartKind,
    CountedArea,
    FigureArea,
    Number,
    Period,
    Reader,
    Recorded,
    ReportYear,
    Shown,
    Table,
    figure_areas,
    opens_nothing,
)
from reports.counting.chart_data import described, flat
from reports.counting.periods import ReportPeriod

FIRST_YEAR = 1  # earlier than anything is recorded
BEFORE = 2  # so many ranges before the one that is asked for are shown beside it


@dataclass(frozen=True)
class AreaSeries:
    """An area in a range and the same ones before it: its numbers, those by group, and a chart of all years."""

    key: str
    title: str
    table: Table | None = None
    groups: tuple[tuple[str, Table], ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()


Named = list[tuple[str, CountedArea]]  # an area in some ranges, newest first, each with the range's name


def compare(period: ReportPeriod, reader: Reader | None = None) -> list[AreaSeries]:
    """Return every area in the range, beside the same range of the years before, and drawn over all years there are.

    They are counted of everything, or of what the reader may know.
    """
    reader = reader or Reader()
    ranges = period.back_to(_first_year(period.day, period.asked.first.year))
    return [
        _released(area, period, ranges) if area.releases else _counted(area, period, ranges, reader.can_open)
        for area in reader.areas
    ]


def of_year(year: ReportYear, reader: Reader | None = None) -> dict[str, Chart]:
    """Return the chart of each area over all years there are until this one, by its key; one that lasts, so far.

    They are counted of everything, or of what the reader may know.
    """
    years = [ReportYear(each, year.day) for each in range(year.year, _first_year(year.day, year.year) - 1, -1)]
    names = [ReportPeriod(each.whole, each.day).name for each in years]
    found = [
        chart
        for area in (reader or Reader()).areas
        for chart in _over_years(_count_series([area.in_year(each) for each in years], names, year.day))
    ]
    return {chart.key: chart for chart in found}


def years_with_data(day: date) -> dict[int, list[str]]:
    """Return the years in which something is recorded by `day`, newest first, each with the areas that have it.

    It takes a query for each of them.
    """
    found: dict[int, list[str]] = {}
    after = FIRST_YEAR
    while later := _recorded_years(day, lambda recorded: [recorded.first(after, day.year)]):  # noqa: B023 (called at once)
        year = min(later)
        found[year], after = later[year], year + 1
        if year == day.year:
            break
    return dict(reversed(found.items()))


def years_beside(year: int, day: date) -> list[int]:
    """Return the year and the nearest ones before and after it in which something is recorded by `day`, newest first.

    A year in which nothing is recorded is left out. It takes one query.
    """
    found = _recorded_years(
        day,
        lambda recorded: [
            recorded.last(FIRST_YEAR, year - 1),
            recorded.first(year, year),
            recorded.first(year + 1, day.year),
        ],
    )
    before, after = [other for other in found if other < year], [other for other in found if other > year]
    return [*after[-1:], *([year] if year in found else []), *before[:1]]


def _first_year(day: date, year: int) -> int:
    """Return the first year in which something is recorded by `day`, or `year` if that is earlier."""
    return min([year, *_recorded_years(day, lambda recorded: [recorded.first(FIRST_YEAR, day.year)])])


def _recorded_years(day: date, dates: Callable[[Recorded], Sequence[Subquery]]) -> dict[int, list[str]]:
    """Return the years of some dates at which something is recorded, newest first, with their areas, by one query."""
    areas = figure_areas()
    parts = [
        recorded.years(dates(recorded)).annotate(area=Value(place))
        for place, area in enumerate(areas)
        for recorded in area.recorded(day)
    ]
    found: dict[int, list[str]] = {}
    rows = parts[0].union(*parts[1:]).order_by() if parts else ()
    for year, place in sorted(rows, key=lambda row: (-row[0], row[1])):
        found.setdefault(year, []).append(str(areas[place].name))
    return found


def _counted(area: FigureArea, period: ReportPeriod, ranges: Sequence[ReportPeriod], can_open: CanOpen) -> AreaSeries:
    few = [period, *period.before(BEFORE)]
    beside = _count([_figures(area, each) for each in few], [each.name for each in few], period.day, can_open)
    over = _count_series(
        [_figures(area, each) for each in ranges], [each.name for each in ranges], period.day, can_open
    )
    is_part = not period.days_of(area).is_whole_years
    return AreaSeries(
        area.key,
        str(area.label),
        _single(beside),
        _grouped(beside),
        _over_years(over, note=_("De samme dagene hvert år.") if is_part else ""),
        _notes(area, period),
    )


def _figures(area: FigureArea, period: ReportPeriod) -> AreaFigures:
    return area.in_period(period.days_of(area))


def _notes(area: FigureArea, period: ReportPeriod) -> tuple[str, ...]:
    """Return what is left out of the numbers, and which days they are of, if not those of the page's heading."""
    is_part = not period.days_of(area).is_whole_years
    days = area.part_of_year_note if is_part else "" if period.is_over else area.year_to_date_note
    return tuple(note for note in (area.withheld, str(days)) if note)


def _released(area: FigureArea, period: ReportPeriod, ranges: Sequence[ReportPeriod]) -> AreaSeries:
    """Return the calendar years of the ranges, as far as they are released; of part of a year, why it isn't shown."""
    if not period.asked.is_whole_years:
        return AreaSeries(area.key, str(area.label), notes=(str(area.part_of_year_note),))
    years = sorted(
        {year for each in ranges for year in range(each.asked.first.year, each.asked.last.year + 1)}, reverse=True
    )
    over = _count([area.in_period(Period.year(year)) for year in years], list(map(str, years)), period.day)
    is_released = str(period.asked.last.year) in dict(over)
    notes = () if is_released or not area.releases else (str(area.releases.pending_in_period),)
    beside = over[: BEFORE + 1]
    return AreaSeries(area.key, str(area.label), _single(beside), _grouped(beside), _over_years(over), notes)


def _count(ranges: Sequence[AreaFigures], names: Sequence[str], day: date, can_open: CanOpen = opens_nothing) -> Named:
    """Count an area in the ranges at once; one that isn't released is left out."""
    values = ranges[0].area.published_values(ranges, day)
    return [
        (name, CountedArea(figures, found, can_open))
        for name, figures, found in zip(names, ranges, values, strict=True)
        if found is not None
    ]


def _count_series(
    ranges: Sequence[AreaFigures], names: Sequence[str], day: date, can_open: CanOpen = opens_nothing
) -> Named:
    """Count the figures that are drawn over all years."""
    return _count([figures.only(figures.shown(Shown.SERIES)) for figures in ranges], names, day, can_open)


def _single(beside: Named) -> Table | None:
    """Return the figures that are one number each."""
    if not beside:
        return None
    newest = beside[0][1]
    shown = [figure for figure in newest.shown(Shown.PERIOD) if not newest.has_groups(figure.key)]
    rows = [(figure.label, [area.number(figure.key) for _name, area in beside]) for figure in shown]
    return _table(_("Tall"), [name for name, _area in beside], rows)


def _grouped(beside: Named) -> tuple[tuple[str, Table], ...]:
    if not beside:
        return ()
    newest = beside[0][1]
    shown = [figure for figure in newest.shown(Shown.PERIOD) if newest.has_groups(figure.key)]
    return tuple((figure.label, _by_group(beside, figure.key)) for figure in shown)


def _by_group(beside: Named, key: str) -> Table:
    """Return the groups in their own order, or else those with rows in any range, the largest of the newest first."""
    newest = beside[0][1]
    groups = [area.groups(key) for _name, area in beside]
    unknown = newest.unknown(key)
    if newest.figure(key).ordered:
        names = list(groups[0])
    else:
        with_rows = dict.fromkeys(name for found in groups for name, number in found.items() if number.value)
        names = sorted(with_rows, key=lambda name: -groups[0].get(name, unknown).shown)
    rows = [(newest.figure(key).group_label(name), [found.get(name, unknown) for found in groups]) for name in names]
    return _table(_("Gruppe"), [name for name, _area in beside], rows)


def _table(heading: str, headings: Iterable[str], rows: Iterable[tuple[str, Iterable[Number]]]) -> Table:
    return Table((heading, *headings), flat((capfirst(name), numbers) for name, numbers in rows))


def _over_years(over: Named, *, note: str = "") -> tuple[Chart, ...]:
    """Show the area in each range from the first that has something; nothing where they are too few for a series."""
    if not over:
        return ()
    newest = over[0][1]
    figures = newest.in_row(Shown.SERIES)[:2]
    numbers = [(name, [area.number(figure.key) for figure in figures]) for name, area in reversed(over)]
    begun = list(dropwhile(lambda row: not any(number.shown for number in row[1]), numbers))
    if not figures or len(begun) < 2:
        return ()
    labels = tuple(figure.label for figure in figures)
    table = _table(_("Periode"), labels, begun)
    is_pair = len(labels) == 2
    chart = Chart(
        key=f"{newest.area.key}-years",
        area=newest.area.key,
        title=_("%(figure)s, år for år") % {"figure": labels[0]},
        kind=ChartKind.PAIRS if is_pair else ChartKind.BARS,
        description=described(_("Stolpediagram"), table.rows),
        rows=tuple((name, tuple(row)) for name, row in begun),
        table=table,
        notes=(note,) if note else (),
        series=labels if is_pair else (),
    )
    return (chart,)
