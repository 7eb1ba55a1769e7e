"""A year counted: every area's numbers, sentences and charts. Pages, PDF, workbook and JSON are all made of it."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from balansekunst.figures import (
    CanOpen,
    Chart,
    CountedArea,
    FigureArea,
    Number,
    Period,
    Reader,
    ReportYear,
    Sentence,
    Shown,
    Values,
    figures_in,
    opens_nothing,
)
from reports.counting.chart_data import charts_of


@dataclass(frozen=True)
class Chapter:
    """An area of the year. `warnings` are rules that its numbers break."""

    key: str
    title: str
    sentences: tuple[Sentence, ...]
    figures: tuple[Number, ...] = ()
    charts: tuple[Chart, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Summary:
    """A year counted for a reader. `areas` has None for an area that isn't released yet."""

    year: ReportYear
    lead: Sentence
    key_figures: tuple[Number, ...]
    chapters: tuple[Chapter, ...]
    areas: dict[str, CountedArea | None]
    reader: Reader

    @cached_property
    def numbers(self) -> dict[str, Number]:
        """Each number by its full name: `area.figure`, or `area.figure.group`."""
        return {name: number for area in self.areas.values() if area for name, number in area.numbers().items()}

    @property
    def charts(self) -> dict[str, Chart]:
        """The charts of all chapters by their key."""
        return {chart.key: chart for chapter in self.chapters for chart in chapter.charts}


def summarise(year: ReportYear, reader: Reader | None = None) -> Summary:
    """Count the year, of everything or of what the reader may know, with links to the lists that they may open."""
    reader = reader or Reader()
    counted = [(area, count_area(area, year, reader.can_open)) for area in reader.areas]
    leads = [found.area.lead(found, year) for _area, found in counted if found and found.area.lead]
    return Summary(
        year,
        leads[0] if leads else Sentence(""),
        tuple(number for _area, found in counted if found for number in _key_figures(found, year)),
        tuple(chapter_of(area, found, year) for area, found in counted),
        {area.key: found for area, found in counted},
        reader,
    )


def count_area(area: FigureArea, year: ReportYear, can_open: CanOpen = opens_nothing) -> CountedArea | None:
    """Count an area in the year, with the year before where that is shown too; None unless all of it is released."""
    periods = [area.in_year(year), *([area.in_period(year.before)] if area.beside_year_before else [])]
    values = [found for found in area.published_values(periods, year.day) if found is not None]
    if len(values) < len(periods):
        return None
    return CountedArea(periods[0], values[0], can_open, values[1] if area.beside_year_before else None)


def chapter_of(area: FigureArea, counted: CountedArea | None, year: ReportYear) -> Chapter:
    """Return the area's chapter of the year; that it isn't released yet, where it isn't counted."""
    if counted is None:
        pending = [Sentence(str(area.releases.pending))] if area.releases else []
        return Chapter(area.key, str(area.label), tuple(pending))
    return Chapter(
        area.key,
        str(area.label),
        sentences=tuple(area.sentences(counted, year)),
        figures=tuple(_row(counted, year)),
        charts=charts_of(counted, year),
        warnings=tuple(
            _("Tallene stemmer ikke med hverandre: %(text)s.") % {"text": text} for text in counted.broken_checks
        ),
        notes=(*([area.withheld] if area.withheld else []), *map(str, area.notes(counted))),
    )


def key_numbers(period: Period) -> tuple[dict[str, Values], list[tuple[str, bool]]]:
    """Count the figures that `manage.py figures` prints, by area and key; and each check as text, and if it holds.

    The advice line's counts are the true ones: for the server's own people, not for a page.
    """
    numbers: dict[str, Values] = {}
    checks: list[tuple[str, bool]] = []
    for figures in figures_in(period):
        values = figures.values()
        numbers[figures.key] = {figure.key: values[figure.key] for figure in figures.shown(Shown.COMMAND)}
        checks += [(check.text(values), check.holds(values)) for check in figures.area.checks]
    return numbers, checks


def _key_figures(area: CountedArea, year: ReportYear) -> list[Number]:
    return [
        area.number(figure.key, label=figure.key_figure if year.is_over else figure.so_far or figure.key_figure)
        for figure in area.figures.figures
        if figure.key_figure
    ]


def _row(area: CountedArea, year: ReportYear) -> list[Number]:
    """Return the area's figures that are one number each, beside those of the year before where these are shown."""
    keys = [figure.key for figure in area.in_row(Shown.YEAR) if not figure.needs or area.values[figure.needs]]
    if not area.area.beside_year_before:
        return [area.number(key) for key in keys]
    return [
        area.number(key, label=f"{area.label(key)} i {year.year - before}", year_before=bool(before))
        for key in keys
        for before in (0, 1)
    ]
