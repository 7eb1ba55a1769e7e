"""What is counted, as the document has it: a whole year or period for staff, and its numbers, tables and charts."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from balansekunst.figures import RULES, Chart, CountedArea, Number, Sentence, Table, Values
from reports.charts.drawing import draw
from reports.counting.definitions import definitions
from reports.counting.periods import ReportPeriod
from reports.counting.series import AreaSeries
from reports.counting.summary import Chapter, Summary
from reports.document import nodes
from reports.document.nodes import (
    FORMAT,
    Block,
    Cell,
    Colour,
    Cover,
    Document,
    Inline,
    KeyFigures,
    Note,
    Section,
    TableBlock,
    Text,
)
from reports.document.values import AreaValues, FigureValue, YearValues

COLOUR: Colour = "sand"
PART = re.compile(r"\{(\w+)\}")


def build_year(summary: Summary) -> Document:
    """Return the document of a year, with a section for each area."""
    year = summary.year
    return Document(
        format=FORMAT,
        rules=RULES,
        year=year.year,
        period=year.period,
        is_over=year.is_over,
        title=_("Årssammendrag %(year)s") % {"year": year.year},
        lead=tuple(sentence_inline(summary.lead)),
        cover=Cover(COLOUR),
        key_figures=tuple(map(figure_node, summary.key_figures)),
        sections=tuple(_year_section(chapter) for chapter in summary.chapters),
        figures=year_values(summary),
        definitions=definitions(year.period),
        warnings=warning_nodes(summary),
        kind="year",
    )


def _year_section(chapter: Chapter) -> Section:
    facts = KeyFigures(tuple(map(figure_node, chapter.figures)), is_large=False)
    blocks: Iterable[Block] = (
        *map(sentence_node, chapter.sentences),
        *map(Note, chapter.notes),
        *([facts] if facts.figures else []),
        *map(chart_node, chapter.charts),
    )
    return Section(chapter.key, chapter.key, chapter.title, tuple(blocks))


def build_period(period: ReportPeriod, parts: Iterable[AreaSeries]) -> Document:
    """Return the document of a period: each area's tables beside the same range of earlier years, and its charts."""
    return Document(
        format=FORMAT,
        rules=RULES,
        year=period.asked.first.year,
        period=period.period,
        is_over=period.is_over,
        title=period.title,
        lead=(),
        cover=Cover(COLOUR),
        key_figures=(),
        sections=tuple(_period_section(part) for part in parts),
        figures=None,
        definitions=(),
        warnings=(),
        kind="period",
    )


def _period_section(part: AreaSeries) -> Section:
    blocks: Iterable[Block] = (
        *map(Note, part.notes),
        *([TableBlock(part.title, table_node(part.table))] if part.table else []),
        *(TableBlock(title, table_node(table), is_folded=True) for title, table in part.groups if table.rows),
        *map(chart_node, part.charts),
    )
    return Section(part.key, part.key, part.title, tuple(blocks))


def number_node(number: Number, *, key: str = "", label: str = "", shown: str = "") -> nodes.Number:
    """Return a counted number; `shown` is how running text has it."""
    return nodes.Number(
        key=key or number.key,
        value=number.value,
        shown=shown or str(number),
        unit=number.unit,
        label=label,
        at_least=number.at_least,
        url=number.url,
    )


def figure_node(number: Number, *, key: str = "") -> nodes.Number:
    """Return a counted number that is by itself, with its label."""
    return number_node(number, key=key, label=number.label)


def sentence_node(sentence: Sentence) -> nodes.Paragraph:
    """Return a sentence as a paragraph, its numbers as they are."""
    return nodes.Paragraph(tuple(sentence_inline(sentence)))


def sentence_inline(sentence: Sentence) -> Iterable[Inline]:
    """Return the words and numbers of a sentence, in order; words that follow each other are one node."""
    words = ""
    for place, part in enumerate(PART.split(sentence.text)):
        value = sentence.parts[part] if place % 2 else part
        if isinstance(value, Number):
            yield from [Text(words)] if words else []
            yield number_node(value)
            words = ""
        else:
            words += value
    yield from [Text(words)] if words else []


def table_node(table: Table) -> nodes.Table:
    """Return a table with its numbers."""
    return nodes.Table(table.headings, tuple(_cells(row) for row in table.rows), _cells(table.total))


def _cells(row: Iterable[str | Number]) -> tuple[Cell, ...]:
    return tuple(number_node(cell) if isinstance(cell, Number) else cell for cell in row)


def chart_node(chart: Chart) -> nodes.Chart:
    """Return a chart with its table and what plotly draws."""
    return nodes.Chart(
        key=chart.key,
        area=chart.area,
        kind=chart.kind,
        title=chart.title,
        description=chart.description,
        series=chart.series,
        notes=chart.notes,
        table=table_node(chart.table),
        figure=draw(chart),
    )


def warning_nodes(summary: Summary) -> tuple[nodes.FigureWarning, ...]:
    """Return the rules that the numbers break, by area."""
    return tuple(
        nodes.FigureWarning(chapter.key, chapter.title, warning)
        for chapter in summary.chapters
        for warning in chapter.warnings
    )


def year_values(summary: Summary) -> YearValues:
    """Return all figures of the year for machines."""
    year = summary.year
    return YearValues(
        year.year,
        year.period.last,
        year.is_over,
        tuple(area_values(key, area) for key, area in summary.areas.items()),
    )


def area_values(key: str, area: CountedArea | None) -> AreaValues:
    """Return the figures of an area for machines; of one that is not released yet, none."""
    if area is None:
        return AreaValues(key, None)
    before = None if area.before is None else _figure_values(area.before)
    return AreaValues(key, _figure_values(area.values), before)


def _figure_values(values: Values) -> tuple[FigureValue, ...]:
    return tuple(
        FigureValue(key, groups=tuple(value.items())) if isinstance(value, dict) else FigureValue(key, value)
        for key, value in values.items()
    )
