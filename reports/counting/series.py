"""The same range of days in one year after another: each area's figures beside each other, and drawn over all years.

However many years there are, an area takes two queries, and one for each list of groups named in the database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from django.utils.text import capfirst
from django.utils.translation import gettext as _

import radgivning.figures
from balansekunst.figures import Section
from radgivning import releases
from radgivning.releases import Released
from reports.charts import drawing
from reports.charts.drawing import Chart, Table
from reports.counting.figures import sections, sections_of
from reports.counting.numbers import Area, Number, Opens, areas, nothing
from reports.counting.periods import ReportPeriod
from reports.counting.years import ReportYear, years_with_data

BEFORE = 2  # so many ranges before the one that is asked for stand beside it
DRAWN = {
    "members": ("closing",),
    "courses": ("held",),
    "balansemerket": ("holders",),
    "balansepotten": ("applications", "granted"),
}


@dataclass(frozen=True)
class Part:
    """An area in a range and the same ones before it: its numbers, those told by group, and a chart of all years."""

    key: str
    title: str
    table: Table | None = None
    groups: tuple[tuple[str, Table], ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()


def compare(period: ReportPeriod, opens: Opens = nothing) -> list[Part]:
    """Return every area in the range, beside the same range of the years before, and drawn over all years there are."""
    ranges = period.back_to(_first_year(period.day, period.asked.first.year))
    beside = zip(*(sections(each.period) for each in [period, *period.before(BEFORE)]), strict=True)
    of_all = zip(*(sections(each.period) for each in ranges), strict=True)
    names = [each.name for each in ranges]
    note = "" if period.period.is_whole_years else _("De samme dagene hvert år.")
    return [
        _part(few, period, _over_years(every, names, opens, note=note), opens)
        for few, every in zip(beside, of_all, strict=True)
        if few[0].key in DRAWN
    ] + [_advice(period, ranges)]


def of_year(year: ReportYear) -> dict[str, Chart]:
    """Return the chart of each area over all years there are until this one, by its key; one that lasts, so far."""
    years = [ReportYear(each, year.day) for each in range(year.year, _first_year(year.day, year.year) - 1, -1)]
    ranges = [ReportPeriod(each.whole, year.day) for each in years]
    names = [each.name for each in ranges]
    of_all = zip(*(sections_of(each) for each in years), strict=True)
    drawn = [chart for every in of_all if every[0].key in DRAWN for chart in _over_years(every, names, nothing)]
    return {chart.key: chart for chart in (*drawn, *_contacts(_released(ranges)))}


def _first_year(day: date, year: int) -> int:
    return min([year, *years_with_data(day)])


def _part(few: Sequence[Section], period: ReportPeriod, drawn: tuple[Chart, ...], opens: Opens) -> Part:
    """Return an area: `few` are its sections in the range and in those beside it."""
    counted, section = areas(few, opens), few[0]
    headings = tuple(each.name for each in [period, *period.before(BEFORE)])
    grouped = [figure for figure in section.everything if isinstance(counted[0].values[figure.key], dict)]
    single = [figure for figure in section.everything if figure not in grouped]
    return Part(
        section.key,
        section.label,
        _table(_("Tall"), headings, [(each.label, [area.number(each.key) for area in counted]) for each in single]),
        tuple((figure.label, _by_group(counted, figure.key, headings)) for figure in grouped),
        drawn,
        _notes(section.key, period),
    )


def _by_group(counted: Sequence[Area], key: str, headings: tuple[str, ...]) -> Table:
    """Return the groups that have rows in any of the ranges, the largest of the first range on top."""
    of_each = [area.groups(key) for area in counted]
    names = dict.fromkeys(name for groups in of_each for name, number in groups.items() if number.value)
    largest_first = sorted(names, key=lambda name: -of_each[0].get(name, Number(0)).shown)
    rows = [(name, [groups.get(name, Number(0)) for groups in of_each]) for name in largest_first]
    return _table(_("Gruppe"), headings, rows)


def _table(heading: str, headings: Iterable[str], rows: Iterable[tuple[str, Iterable[Number]]]) -> Table:
    return Table((heading, *headings), tuple((capfirst(name), *numbers) for name, numbers in rows))


def _over_years(every: Sequence[Section], names: Sequence[str], opens: Opens, *, note: str = "") -> tuple[Chart, ...]:
    """Draw an area in each of its sections, which come newest first, each with its name."""
    keys = DRAWN[every[0].key]
    counted = areas([section.only(*keys) for section in every], opens)
    labels = tuple(counted[0].label(key) for key in keys)
    rows = [(name, [area.number(key) for key in keys]) for name, area in zip(names, counted, strict=True)]
    return _drawn(f"{every[0].key}-years", labels, rows[::-1], note)


def _drawn(
    key: str, labels: tuple[str, ...], rows: Sequence[tuple[str, list[Number]]], note: str = ""
) -> tuple[Chart, ...]:
    """Draw the ranges from the first that has something to tell; none where they are too few to be a series."""
    begun = list(dropwhile(lambda row: not any(number.shown for number in row[1]), rows))
    if len(begun) < 2:
        return ()
    if len(labels) == 2:
        figure = drawing.pairs((labels[0], labels[1]), [(name, first, second) for name, (first, second) in begun])
    else:
        figure = drawing.bars([(name, number, "") for name, (number,) in begun])
    title = _("%(figure)s, år for år") % {"figure": labels[0]}
    table = _table(_("Periode"), labels, begun)
    notes, legend = ((note,) if note else ()), (labels if len(labels) == 2 else ())
    return (Chart(key, title, drawing.described(_("Stolpediagram"), table.rows), figure, table, notes, legend),)


def _notes(key: str, period: ReportPeriod) -> tuple[str, ...]:
    """Say what a reader of a range that isn't whole years could take wrongly."""
    if key != "balansepotten" or period.period.is_whole_years:
        return ()
    return (
        _(
            "Tallene gjelder utlysninger med søknadsfrist i perioden, og det som til nå er blitt av søknadene, også om "
            "vedtaket kom senere."
        ),
    )


def _advice(period: ReportPeriod, ranges: Sequence[ReportPeriod]) -> Part:
    """Return the advice line's whole years, as they were released; of part of a year, why it isn't told."""
    section = radgivning.figures.section(period.period)
    if not period.asked.is_whole_years:
        words = _(
            "Rådgivningstelefonen fortelles bare for hele kalenderår. Ved siden av årets tall kunne tall for en del "
            "av året ha pekt på en enkelt henvendelse."
        )
        return Part(section.key, section.label, notes=(words,))
    released = _released(ranges)
    newest = sorted(released, reverse=True)[: BEFORE + 1]
    notes = () if period.asked.last.year in released else (_("Et år fortelles fra 1. februar året etter."),)
    if not newest:
        return Part(section.key, section.label, notes=notes)
    contacts, by_role = (section.figure(key).label for key in ("contacts", "by_role"))
    headings = tuple(str(year) for year in newest)
    total = [Number(released[year].contacts) for year in newest]
    callers = [
        (caller, [Number(released[year].by_role.count(caller)) for year in newest])
        for caller in released[newest[0]].by_role.counts
    ]
    return Part(
        section.key,
        section.label,
        _table(_("Tall"), headings, [(contacts, total)]),
        ((by_role, _table(_("Gruppe"), headings, callers)),),
        _contacts(released),
        notes,
    )


def _released(ranges: Sequence[ReportPeriod]) -> dict[int, Released]:
    """Return each year that the ranges are made of, as far as it may be told."""
    years = {year for each in ranges for year in range(each.asked.first.year, each.asked.last.year + 1)}
    return releases.tell_years(sorted(years), day=ranges[0].day)


def _contacts(released: dict[int, Released]) -> tuple[Chart, ...]:
    rows = [(str(year), [Number(released[year].contacts)]) for year in sorted(released)]
    return _drawn("radgivning-years", (_("Henvendelser"),), rows)
