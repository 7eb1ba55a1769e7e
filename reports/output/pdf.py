"""A document as a PDF, for boards and for print, typeset by typst/report.typ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import batched, groupby
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from balansekunst import typesetting
from balansekunst.fields import kroner
from balansekunst.figures import ChartKind
from reports.charts import svg
from reports.charts.drawing import PAIR_ROLES
from reports.document.nodes import (
    Block,
    Cell,
    Chart,
    Comparison,
    CorrectedNumber,
    Definition,
    Document,
    Emphasis,
    Heading,
    Imprint,
    Inline,
    KeyFigures,
    LineBreak,
    Link,
    List,
    Missing,
    Note,
    Number,
    Paragraph,
    PersonQuote,
    Picture,
    Quote,
    Recipients,
    Section,
    Strong,
    Table,
    TableBlock,
    Text,
    Typed,
)
from reports.document.traversal import charts, plain_text
from reports.output import images

SOURCE = Path(__file__).parents[1] / "typst" / "report.typ"
# In pixels: a chart by itself is as wide as the text, one of two beside each other as half the page.
ALONE, BESIDE = 650, 405

Printed = dict[str, Any]  # what typst reads as JSON


def render(document: Document, imprint: Imprint | None = None, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return the PDF's bytes: the same for the same arguments.

    `pictures` are the JPEGs that the document names, by file name. Raises KeyError for a missing picture, and
    TypesettingError for anything that typst warns of.
    """
    imprint = imprint or Imprint()
    content = {
        **_cover(document),
        "words": _words(document),
        "sections": [_section(section, document, imprint.address) for section in document.sections],
        "tables": _tables(document),
        "definitions": _definitions(document.definitions),
        "roundings": _roundings(document.definitions),
        "corrections": [_correction(one, place) for place, one in enumerate(document.corrections, start=1)],
        "colophon": _colophon(document, imprint),
    }
    return typesetting.render(
        SOURCE,
        data=content,
        day=imprint.published or imprint.printed or document.period.last,
        drawings=images.for_print(document, pictures or {}),
    )


def _cover(document: Document) -> Printed:
    """Return the first page: the title without the year, which is printed large below it."""
    picture = document.cover.picture
    return {
        "draft": document.kind == "draft",
        "year": str(document.year),
        "kicker": document.kicker or document.title,
        "lead": _inlines(document.lead, ""),
        "lead_as_text": plain_text(document.lead),
        "cover": {"colour": document.cover.colour, "picture": picture and {"file": picture.file, "alt": picture.alt}},
        "key_figures": [_number(figure) for figure in document.key_figures],
    }


def _words(document: Document) -> dict[str, str]:
    as_of = _("Tall per %(day)s") if document.is_over else _("Året er ikke over: tall per %(day)s")
    title = document.title
    return {
        "title": _("Utkast: %(title)s") % {"title": title} if document.kind == "draft" else title,
        "running": title,
        "as_of": as_of % {"day": date_format(document.period.last, "j. F Y")},
        "draft": _("Utkast"),
        "contents": _("Innhold"),
        "page": _("Side"),
        "of": _("av"),
        "table_on_page": _("Tallene står på side"),
        "organisation": _("Virksomhet og fylke"),
        "project": _("Prosjekt og kategori"),
        "amount": _("Tildelt"),
        "tables": _("Tallene i diagrammene"),
        "definitions": _("Slik er tallene regnet ut"),
        "figure": _("Tall"),
        "meaning": _("Hva det teller"),
        "corrections": _("Rettelser"),
        "published": _("Publisert"),
        "corrected": _("Rettet"),
        "wrong": _("Hva som var feil"),
        "colophon": _("Om rapporten"),
    }


def _section(section: Section, document: Document, address: str) -> Printed:
    """Return a section, with the warnings of its area before its blocks where it is the first section of it."""
    first = next(one for one in document.sections if one.kind == section.kind)
    warnings = [warning.text for warning in document.warnings if first is section and warning.area == section.kind]
    blocks = [{"type": "warning", "text": text} for text in warnings]
    return {"title": section.title, "blocks": [*blocks, *_blocks(section.blocks, address)]}


def _blocks(blocks: Sequence[Block], address: str) -> Iterator[Printed]:
    """Yield the blocks as they are printed: charts that follow each other two by two."""
    for (is_chart, _has_heading), run in groupby(_with_headings(blocks), _is_chart_and_has_heading):
        if is_chart:
            yield from _side_by_side(run, address)
        else:
            yield from (_block(block, address) for _heading, block in run)


def _is_chart_and_has_heading(placed: tuple[Heading | None, Block]) -> tuple[bool, bool]:
    heading, block = placed
    return isinstance(block, Chart), heading is not None


def _with_headings(blocks: Sequence[Block]) -> Iterator[tuple[Heading | None, Block]]:
    """Yield each block, a chart with the heading over it where that is over nothing else first."""
    waiting: Heading | None = None
    for place, block in enumerate(blocks):
        following = blocks[place + 1 : place + 3]
        if isinstance(block, Heading) and [isinstance(one, Chart) for one in following] in ([True], [True, False]):
            waiting = block
            continue
        yield waiting, block
        waiting = None


def _side_by_side(run: Iterable[tuple[Heading | None, Block]], address: str) -> Iterator[Printed]:
    for pair in batched(run, 2):
        width = ALONE if len(pair) == 1 else BESIDE
        drawn = [_chart(block, heading, width, address) for heading, block in pair if isinstance(block, Chart)]
        yield {"type": "charts", "charts": drawn}


def _chart(chart: Chart, heading: Heading | None, width: int, address: str) -> Printed:
    return {
        "key": chart.key,
        "heading": _inlines(heading.inline, address) if heading else [],
        "title": chart.title,
        "description": f"{chart.title}. {chart.description}",
        "is_bars": chart.kind in (ChartKind.BARS, ChartKind.PAIRS),
        "svg": svg.draw(chart.figure, name=chart.key, title=chart.title, description=chart.description, width=width),
        "legend": [{"name": name, "role": role} for name, role in zip(chart.series, PAIR_ROLES, strict=False)],
        "notes": chart.notes,
    }


def _block(block: Block, address: str) -> Printed:
    printed = {"type": block.type}
    match block:
        case Paragraph(inline) | Heading(inline):
            return printed | {"inline": _inlines(inline, address)}
        case Quote(blocks):
            return printed | {"blocks": list(_blocks(blocks, address))}
        case List(ordered, items):
            return printed | {"ordered": ordered, "items": [list(_blocks(item, address)) for item in items]}
        case KeyFigures(figures, is_large):
            return printed | {"figures": [_number(figure) for figure in figures], "is_large": is_large}
        case PersonQuote(text, person, role):
            return printed | {"text": text, "person": person, "role": role}
        case Picture(file, width, height, alt, caption, credit):
            words = {"alt": alt, "caption": caption, "credit": credit}
            return printed | {"file": file, "width": width, "height": height} | words
        case Note(text):
            return printed | {"text": text}
        case TableBlock(title, table):
            return printed | {"title": title, "table": _table(table)}
        case Recipients():
            return printed | _recipients(block)
    raise TypeError(f"{type(block).__name__} is not printed")


def _inlines(nodes: Iterable[Inline], address: str) -> list[Printed]:
    return [_inline(node, address) for node in nodes]


def _inline(node: Inline, address: str) -> Printed:
    """Return running text; links get whole addresses, since paper is no page that they could be relative to."""
    printed = {"type": node.type}
    match node:
        case Text(text) | Missing(text) | Typed(text):
            return {"type": "text", "text": text}
        case Number():
            return printed | _number(node)
        case Comparison(shown=shown):
            return {"type": "number", "shown": shown}
        case Strong(inline) | Emphasis(inline):
            return printed | {"inline": _inlines(inline, address)}
        case Link(href, inline):
            return printed | {"href": urljoin(address, href), "inline": _inlines(inline, address)}
        case LineBreak():
            return printed
    raise TypeError(f"{type(node).__name__} is not printed")


def _number(number: Number) -> Printed:
    mark = {"mark": number.mark.place} if number.mark else {}
    return {"shown": number.shown, "label": number.label, **mark}


def _cell(cell: Cell) -> str | Printed:
    return cell if isinstance(cell, str) else _number(cell)


def _table(table: Table) -> Printed:
    return {
        "headings": table.headings,
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "total": [_cell(cell) for cell in table.total],
    }


def _tables(document: Document) -> list[Printed]:
    """Return the charts' tables, each once, with the keys of the charts that are drawn from it."""
    tables: dict[Table, Printed] = {}
    for chart in charts(document):
        printed = tables.setdefault(chart.table, {**_table(chart.table), "title": chart.title, "keys": []})
        printed["keys"].append(chart.key)
    return list(tables.values())


def _recipients(block: Recipients) -> Printed:
    summed = _("%(count)s fikk støtte, til sammen %(total)s.")
    rows = [
        {
            "organisation": row.organisation,
            "county": row.county,
            "title": row.title,
            "category": row.category,
            "amount": kroner(row.amount),
        }
        for row in block.rows
    ]
    return {"summed": summed % {"count": len(rows), "total": kroner(block.total)}, "rows": rows}


def _definitions(definitions: Iterable[Definition]) -> list[Printed]:
    """Return the definitions by area, in their order."""
    return [_area(name, list(run)) for name, run in groupby(definitions, lambda definition: definition.section)]


def _area(name: str, definitions: Sequence[Definition]) -> Printed:
    return {
        "name": name,
        "rows": [{"label": one.label, "meaning": one.meaning, "when": one.when} for one in definitions],
        "notes": list(dict.fromkeys(one.hiding for one in definitions if one.hiding)),
    }


def _roundings(definitions: Iterable[Definition]) -> list[Printed]:
    """Return how numbers of each unit are rounded."""
    roundings = {one.unit_name: one.rounding for one in definitions}
    return [{"unit": capfirst(unit), "text": text} for unit, text in roundings.items()]


def _correction(corrected: CorrectedNumber, place: int) -> Printed:
    return {
        "label": corrected.label,
        "old": corrected.old.shown,
        "new": corrected.new.shown,
        "note": corrected.note,
        "date": ", ".join(filter(None, (date_format(corrected.date, "j. F Y"), corrected.severity))),
        "mark": place,
    }


def _colophon(document: Document, imprint: Imprint) -> list[dict[str, str]]:
    """Return where the document is from, as far as it is known."""
    picture, period = document.cover.picture, document.period
    first, last = (date_format(day, "j. F Y") for day in (period.first, period.last))
    facts = {
        _("Utkast per"): date_format(imprint.printed, "j. F Y") if imprint.printed else "",
        _("Publisert"): date_format(imprint.published, "j. F Y") if imprint.published else "",
        _("Tallene gjelder"): f"{first} – {last}",
        _("Regler for telling"): _("utgave %(rules)s") % {"rules": document.rules},
        _("Fingeravtrykk (SHA-256)"): imprint.digest,
        _("Forsidebilde"): picture.credit if picture else "",
        _("På nettet"): imprint.address,
    }
    return [{"label": label, "text": text} for label, text in facts.items() if text]
