"""The document of a year or a period as the registers are now, for staff."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from balansekunst.figures import RULES
from reports.counting.definitions import definitions
from reports.counting.periods import ReportPeriod
from reports.counting.series import AreaSeries
from reports.counting.summary import Chapter, Summary
from reports.document.conversion import (
    chart_node,
    figure_node,
    sentence_inline,
    sentence_node,
    table_node,
    warning_nodes,
    year_values,
)
from reports.document.nodes import FORMAT, Block, Colour, Cover, Document, KeyFigures, Note, Section, TableBlock

COLOUR: Colour = "sand"


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
