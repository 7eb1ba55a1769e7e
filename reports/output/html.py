"""A document as a page: its running text as HTML, and its blocks as the templates place them.

`templates/reports/document.html` prints the `context` of the live year, a period, a draft and a published report.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.charts import svg
from reports.charts.drawing import PAIR_ROLES
from reports.document.nodes import (
    Block,
    Cell,
    Chart,
    Comparison,
    Document,
    Emphasis,
    FigureWarning,
    Heading,
    Inline,
    KeyFigures,
    LineBreak,
    Link,
    List,
    Missing,
    Note,
    Number,
    Paragraph,
    Quote,
    Section,
    Strong,
    TableBlock,
    Text,
    Typed,
)
from reports.pictures import SMALL_WIDTH

BREAK, NOTHING = SafeString("<br>"), SafeString("")
TEXT_BLOCKS = (Paragraph, Heading, List, Quote, Note)


@dataclass(frozen=True)
class PlacedChart:
    """A chart where it is on the page: its `id` is its key, with a number where the chart was on the page before."""

    chart: Chart
    id: str
    heading: SafeString = NOTHING

    @property
    def svg(self) -> SafeString:
        chart = self.chart
        drawn = svg.draw(chart.figure, name=self.id, title=chart.title, description=chart.description)
        return mark_safe(drawn)  # noqa: S308 - svg.draw escapes all text

    @property
    def data_id(self) -> str:
        return f"{self.id}-data"

    @property
    def legend(self) -> list[tuple[str, str]]:
        """The name of each series and the role of its colour, where there are two."""
        return list(zip(self.chart.series, PAIR_ROLES, strict=False))


@dataclass(frozen=True)
class Spread:
    """A part of a section: a text, what is below it in the same column, and the charts beside or below them.

    Or a block that is `wide`, which has the whole width.
    """

    text: SafeString = NOTHING
    blocks: tuple[Block, ...] = ()
    charts: tuple[PlacedChart, ...] = ()
    wide: Block | None = None


@dataclass(frozen=True)
class PlacedSection:
    """A section with its spreads, and the warnings of its area where it is the first section of it."""

    section: Section
    spreads: tuple[Spread, ...]
    warnings: tuple[FigureWarning, ...]


@dataclass(frozen=True)
class Page:
    """What the templates print. The routes are the names of the URLs of pictures, charts and the cover's picture."""

    document: Document
    sections: tuple[PlacedSection, ...]
    warnings: tuple[FigureWarning, ...]
    picture_route: str
    chart_route: str
    cover_route: str
    small_width: int = SMALL_WIDTH


def context(
    document: Document, *, picture_route: str = "", chart_route: str = "", cover_route: str = ""
) -> dict[str, Page]:
    """Return what `reports/document.html` prints, under the one name `report`.

    Without a `chart_route` the data of each chart is in the page itself.
    """
    shown: set[str] = set()
    placed: Counter[str] = Counter()
    sections = []
    for section in document.sections:
        warnings = tuple(one for one in document.warnings if one.area == section.kind and one.area not in shown)
        shown.add(section.kind)
        sections.append(PlacedSection(section, tuple(_spreads(section.blocks, placed)), warnings))
    others = tuple(one for one in document.warnings if one.area not in shown)
    return {"report": Page(document, tuple(sections), others, picture_route, chart_route, cover_route)}


def _spreads(blocks: Iterable[Block], placed: Counter[str]) -> list[Spread]:
    """Divide a section into spreads: charts go with the text before them, and all else is as wide as the page."""
    spreads: list[Spread] = []
    text: list[Block] = []
    below: list[Block] = []
    for kind, run in groupby(blocks, key=_kind):
        found = list(run)
        if kind == "below":
            below += found
            continue
        if kind == "chart":
            _add_charts(spreads, text, below, [block for block in found if isinstance(block, Chart)], placed)
        else:
            spreads += _without_charts(text, below)
        text, below = (found if kind == "text" else []), []
        if kind == "wide":
            spreads += [Spread(wide=block) for block in found]
    return spreads + _without_charts(text, below)


def _kind(block: Block) -> str:
    if isinstance(block, TEXT_BLOCKS):
        return "text"
    if isinstance(block, TableBlock) or (isinstance(block, KeyFigures) and not block.is_large):
        return "below"
    return "chart" if isinstance(block, Chart) else "wide"


def _without_charts(text: Sequence[Block], below: Sequence[Block]) -> list[Spread]:
    return [Spread(text_html(text), tuple(below))] if text or below else []


def _add_charts(
    spreads: list[Spread],
    text: Sequence[Block],
    below: Sequence[Block],
    charts: Sequence[Chart],
    placed: Counter[str],
) -> None:
    """Add charts with the text before them. A heading right above a single chart is that chart's own.

    Charts that have nothing but headings above them share a spread.
    """
    heading = [block for block in text[-1:] if isinstance(block, Heading) and len(charts) == 1 and not below]
    before = text[: len(text) - len(heading)]
    first, *others = (_placed_chart(chart, placed) for chart in charts)
    drawn = (replace(first, heading=text_html(heading)), *others)
    last = spreads[-1] if spreads else Spread()
    if not before and not below and last.charts and not (last.text or last.blocks):
        spreads[-1] = replace(last, charts=last.charts + drawn)
    else:
        spreads.append(Spread(text_html(before), tuple(below), drawn))


def _placed_chart(chart: Chart, placed: Counter[str]) -> PlacedChart:
    placed[chart.key] += 1
    place = placed[chart.key]
    return PlacedChart(chart, chart.key if place == 1 else f"{chart.key}-{place}")


def text_html(blocks: Iterable[Block]) -> SafeString:
    """Return text blocks as HTML."""
    return _joined(_block_html(block) for block in blocks)


def inline_html(nodes: Iterable[Inline]) -> SafeString:
    """Return the inline nodes of a paragraph as HTML."""
    return _joined(_inline_node_html(node) for node in nodes)


def number_html(cell: Cell) -> SafeString:
    """Return what a number or a table's cell shows, linked to the list of the rows counted where there is one."""
    if isinstance(cell, str):
        return conditional_escape(cell)
    if cell.url:
        return format_html('<a class="number" href="{}">{}</a>', cell.url, cell.shown)
    return conditional_escape(cell.shown)


def correction_html(cell: Cell) -> SafeString:
    """Return what a number was corrected to, linked to the correction; nothing for any other."""
    if isinstance(cell, str) or cell.mark is None:
        return NOTHING
    corrected = _("rettet til %(new)s") % {"new": cell.mark.new}
    return format_html(' <a class="corrected" href="#rettelse-{}">({})</a>', cell.mark.place, corrected)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _block_html(block: Block) -> SafeString:
    match block:
        case Paragraph(inline):
            return format_html("<p>{}</p>", inline_html(inline))
        case Heading(inline):
            return format_html("<h3>{}</h3>", inline_html(inline))
        case Note(text):
            return format_html('<p class="note">{}</p>', text)
        case Quote(blocks):
            return format_html("<blockquote>{}</blockquote>", text_html(blocks))
        case List(ordered, items):
            listed = format_html_join("", "<li>{}</li>", ((_item_html(item),) for item in items))
            return format_html("<ol>{}</ol>" if ordered else "<ul>{}</ul>", listed)
    raise TypeError(f"{type(block).__name__} is no text block")


def _item_html(blocks: Sequence[Block]) -> SafeString:
    """Return the content of a list's item; a single paragraph needs no element of its own."""
    match blocks:
        case (Paragraph(inline),):
            return inline_html(inline)
    return text_html(block for block in blocks if isinstance(block, TEXT_BLOCKS))


def _inline_node_html(node: Inline) -> SafeString:
    match node:
        case Number() | Comparison() | Typed() | Missing():
            return _filled_html(node)
        case Text(text):
            return conditional_escape(text)
        case Strong(inline):
            return format_html("<strong>{}</strong>", inline_html(inline))
        case Emphasis(inline):
            return format_html("<em>{}</em>", inline_html(inline))
        case Link(href, inline):
            return format_html('<a href="{}">{}</a>', href, inline_html(inline))
        case LineBreak():
            return BREAK
    raise TypeError(f"{type(node).__name__} is no inline node")


def _filled_html(node: Number | Comparison | Typed | Missing) -> SafeString:
    """Return what a placeholder was filled with, or what a draft has instead."""
    match node:
        case Typed(text):
            return format_html('<mark class="typed">{}</mark>', text)
        case Missing(text):
            return format_html('<mark class="missing">{}</mark>', text)
        case Comparison(shown=shown):
            return format_html('<b class="number">{}</b>', shown)
    shown = number_html(node) if node.url else format_html('<b class="number">{}</b>', node.shown)
    return shown + correction_html(node)
