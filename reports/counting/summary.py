"""The year's summary: every area counted once, and told. Pages, PDF, workbook and JSON all come from it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from radgivning import releases
from radgivning.releases import Released
from radgivning.suppression import THRESHOLD, Hidden, SafeTable, Shown
from reports.charts.drawing import Chart, Table
from reports.counting.chapters import Chapter
from reports.counting.chapters import balansemerket as mark_chapter
from reports.counting.chapters import balansepotten as pot_chapter
from reports.counting.chapters import courses as courses_chapter
from reports.counting.chapters import members as members_chapter
from reports.counting.chapters import radgivning as advice_chapter
from reports.counting.figures import sections_of
from reports.counting.numbers import Area, Number, Opens, Sentence, nothing
from reports.counting.years import ReportYear

CHAPTERS = {
    "members": members_chapter,
    "courses": courses_chapter,
    "balansemerket": mark_chapter,
    "balansepotten": pot_chapter,
}


@dataclass(frozen=True)
class Summary:
    """A year as it is told: the chapters for reading, `data` for machines.

    `numbers` holds each number by its name: `section.figure`, or `section.figure.group` where it is told by group.
    """

    year: ReportYear
    lead: Sentence
    key_figures: tuple[Number, ...]
    chapters: tuple[Chapter, ...]
    data: dict[str, Any]
    numbers: dict[str, Number]

    @property
    def charts(self) -> dict[str, Chart]:
        """The charts of all chapters by their key."""
        return {chart.key: chart for chapter in self.chapters for chart in chapter.charts}

    @property
    def tables(self) -> list[tuple[str, Table]]:
        """The data of the charts with their titles; one that two charts share is there once, under the first."""
        titles: dict[Table, str] = {}
        for chapter in self.chapters:
            for chart in chapter.charts:
                titles.setdefault(chart.table, chart.title)
        return [(title, table) for table, title in titles.items()]

    @property
    def meanings(self) -> list[Number]:
        """The figures whose meaning is told, once each."""
        told = [figure for chapter in self.chapters for figure in chapter.figures]
        return [figure for figure in told if figure.meaning]


def summarise(year: ReportYear, opens: Opens = nothing) -> Summary:
    """Count the year and tell it, with links to the lists that the reader may open."""
    areas = {section.key: Area(section, opens) for section in sections_of(year) if section.key in CHAPTERS}
    advice = releases.tell_beside_last(year.year, day=year.day)
    chapters = [chapter.chapter(areas[key], year) for key, chapter in CHAPTERS.items()]
    people = areas["members"]
    return Summary(
        year,
        Sentence(_lead(year), {"closing": people.number("closing"), "year": str(year.year)}),
        (
            people.number("closing", label=_("medlemmer ved årets slutt") if year.is_over else _("medlemmer i dag")),
            areas["courses"].number("held", label=_("kursoppdrag")),
            areas["balansemerket"].number("holders", label=_("har Balansemerket")),
            areas["balansepotten"].number("awarded_nok", label=_("delt ut fra Balansepotten")),
        ),
        (*chapters, advice_chapter.chapter(year, advice)),
        _data(year, list(areas.values()), advice),
        _numbers(list(areas.values()), advice),
    )


def _numbers(areas: list[Area], advice: tuple[Released, Released] | None) -> dict[str, Number]:
    """Return each number by its name; the advice line's too, as it may be told."""
    told = {f"{area.section.key}.{key}": number for area in areas for key, number in area.numbers().items()}
    for key, table in _advice_tables(advice[0]).items() if advice else ():
        told |= {f"radgivning.{key}.{group}": Number(count, group) for group, count in table.counts.items()}
    if advice:
        told["radgivning.contacts"] = Number(advice[0].contacts, _("Henvendelser"))
    return told


def _advice_tables(released: Released) -> dict[str, SafeTable]:
    return {"by_role": released.by_role, "by_topic": released.by_topic, "by_region": released.by_region}


def _lead(year: ReportYear) -> str:
    if year.is_over:
        return _("Året da {closing} virksomheter sto sammen om et likestilt og mangfoldig kulturliv.")
    return _("{closing} virksomheter står sammen om et likestilt og mangfoldig kulturliv.")


def _data(year: ReportYear, areas: list[Area], advice: tuple[Released, Released] | None) -> dict[str, Any]:
    """Return the figures for machines, in the shape of the published ones.

    A count that isn't shown is an object: `{"under": 5}` for a small one, `{"hidden": true}` for one withheld.
    The advice line is null until it may be told, a month after the year.
    """
    told: dict[str, Any] = {"year": year.year, "as_of": year.period.last.isoformat(), "is_over": year.is_over}
    told |= {area.section.key: area.values for area in areas}
    told["radgivning"] = advice and {**for_machines(advice[0]), "year_before": for_machines(advice[1])}
    return told


def for_machines(released: Released) -> dict[str, Any]:
    """Return a year of the advice line in the shape of its true figures; topics overlap, and have no sum."""
    tables = {key: _counts(table) for key, table in _advice_tables(released).items()}
    return {"contacts": _machine(released.contacts), **tables}


def _counts(table: SafeTable) -> dict[str, Any]:
    return {group: _machine(count) for group, count in table.counts.items()}


def _machine(count: Shown) -> int | dict[str, Any]:
    if isinstance(count, Hidden):
        return {"under": THRESHOLD} if count is Hidden.SMALL else {"hidden": True}
    return count
