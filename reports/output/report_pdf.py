"""The yearly report as a PDF, for boards and for print: the whole document, set by typst/report.typ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from itertools import batched, groupby
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from balansekunst import typesetting
from balansekunst.fields import kroner
from reports.charts import svg
from reports.charts.drawing import PAIR_ROLES
from reports.document import contents
from reports.document.writing import Node
from reports.output import print_pictures
from reports.publication.correcting import Corrected

SOURCE = Path(__file__).parent.parent / "typst" / "report.typ"
# In pixels: a chart by itself is as wide as the text, one of two beside each other as half the page.
ALONE, BESIDE = 650, 405


def render(
    document: Node,
    *,
    day: date,
    pictures: Mapping[str, bytes],
    draft: bool = False,
    digest: str = "",
    address: str = "",
    corrections: Sequence[Corrected] = (),
) -> bytes:
    """Return the PDF's bytes: the same for the same document, pictures and day.

    `day` is when the report was published, or its draft printed. `pictures` are the JPEGs that the document names,
    by file name. `digest` is the SHA-256 of what was published, `address` where it is read on the web. `corrections`
    are those made since.

    Raises KeyError for a picture that isn't there, and TypesettingError for anything that typst warns of.
    """
    document = _marked(document, {corrected.key: place for place, corrected in enumerate(corrections, start=1)})
    told = {
        **_cover(document, draft=draft),
        "words": _words(document, draft=draft),
        "sections": [_section(section, address) for section in document["sections"]],
        "tables": _tables(document),
        "definitions": _definitions(document["definitions"]),
        "roundings": _roundings(document["definitions"]),
        "corrections": [_correction(corrected, place) for place, corrected in enumerate(corrections, start=1)],
        "colophon": _colophon(document, day, digest, address, draft=draft),
    }
    return typesetting.render(SOURCE, data=told, day=day, drawings=print_pictures.embedded(document, pictures))


def _cover(document: Node, *, draft: bool) -> Node:
    """Return what the first page tells: the title without the year, which stands large below it."""
    year = str(document["year"])
    return {
        "draft": draft,
        "year": year,
        "kicker": document["title"].removesuffix(year).strip(" :,–-") or _("Årsrapport"),
        "lead": document["lead"],
        "lead_as_text": _as_text(document["lead"]),
        "cover": document["cover"],
        "key_figures": document["key_figures"],
    }


def _as_text(inline: Sequence[Node]) -> str:
    told = (_as_text(node["inline"]) if "inline" in node else _plain(node) for node in inline)
    return "".join(told)


def _plain(node: Node) -> str:
    return str(node.get("shown") or node.get("text") or " ")


def _words(document: Node, *, draft: bool) -> dict[str, str]:
    as_of = _("Tall per %(day)s") if document["is_over"] else _("Året er ikke over: tall per %(day)s")
    title = document["title"]
    return {
        "title": _("Utkast: %(title)s") % {"title": title} if draft else title,
        "running": title,
        "as_of": as_of % {"day": _day(document["period"]["last"])},
        "draft": _("Utkast"),
        "contents": _("Innhold"),
        "page": _("Side"),
        "of": _("av"),
        "table_on_page": _("Tallene står på side"),
        "organisation": _("Virksomhet og fylke"),
        "project": _("Prosjekt og kategori"),
        "amount": _("Tildelt"),
        "tables": _("Tallene bak diagrammene"),
        "definitions": _("Slik er tallene regnet ut"),
        "figure": _("Tall"),
        "meaning": _("Hva det teller"),
        "corrections": _("Rettelser"),
        "published": _("Publisert"),
        "corrected": _("Rettet"),
        "wrong": _("Hva som var feil"),
        "colophon": _("Om rapporten"),
    }


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j. F Y")


def _section(section: Node, address: str) -> Node:
    return {"title": section["title"], "blocks": list(_blocks(_resolved(section["blocks"], address)))}


def _marked(node: Any, places: Mapping[str, int]) -> Any:
    """Return the nodes with the place of its correction at every number that was corrected."""
    if isinstance(node, list):
        return [_marked(part, places) for part in node]
    if not isinstance(node, dict) or not places:
        return node
    told = {name: part if name == "figure" else _marked(part, places) for name, part in node.items()}
    return {**told, "mark": places[node["key"]]} if node.get("key") in places and "shown" in node else told


def _correction(corrected: Corrected, place: int) -> Node:
    return {**asdict(corrected), "mark": place, "date": date_format(corrected.date, "j. F Y")}


def _resolved(node: Any, address: str) -> Any:
    """Return the nodes with whole addresses for their links: on paper there is no page that they could be within."""
    if isinstance(node, list):
        return [_resolved(part, address) for part in node]
    if not isinstance(node, dict) or node.get("type") == "chart":
        return node
    told = {name: _resolved(part, address) for name, part in node.items()}
    return {**told, "href": urljoin(address, node["href"])} if "href" in node else told


def _blocks(blocks: Sequence[Node]) -> Iterator[Node]:
    """Give the blocks as they are printed: charts that follow each other two by two."""
    for kind, together in groupby(_with_headings(blocks), lambda block: (block["type"], "heading" in block)):
        if kind[0] == "chart":
            yield from _side_by_side(together)
        else:
            yield from map(_block, together)


def _with_headings(blocks: Sequence[Node]) -> Iterator[Node]:
    """Give the blocks, a chart with the heading over it where that is over nothing else first."""
    kinds = [block["type"] for block in blocks]
    place = 0
    while place < len(blocks):
        if kinds[place : place + 2] == ["heading", "chart"] and kinds[place + 2 : place + 3] != ["chart"]:
            yield {**blocks[place + 1], "heading": blocks[place]["inline"]}
            place += 2
        else:
            yield blocks[place]
            place += 1


def _block(block: Node) -> Node:
    match block:
        case {"type": "recipients"}:
            return _recipients(block)
        case {"items": items}:
            return {**block, "items": [list(_blocks(item)) for item in items]}
        case {"blocks": blocks}:
            return {**block, "blocks": list(_blocks(blocks))}
    return block


def _side_by_side(blocks: Iterable[Node]) -> Iterator[Node]:
    for pair in batched(blocks, 2):
        width = ALONE if len(pair) == 1 else BESIDE
        yield {"type": "charts", "charts": [_chart(block, width) for block in pair]}


def _chart(block: Node, width: int) -> Node:
    chart = block["chart"]
    return {
        "key": chart["key"],
        "heading": block.get("heading", []),
        "title": chart["title"],
        "description": f"{chart['title']}. {chart['description']}",
        "is_bars": chart["figure"]["data"][0]["type"] == "bar",
        "svg": svg.draw_node(chart, width),
        "legend": [{"name": name, "role": role} for name, role in zip(chart["series"], PAIR_ROLES, strict=False)],
        "notes": chart["notes"],
    }


def _recipients(block: Node) -> Node:
    summed = _("%(count)s fikk støtte, til sammen %(total)s.")
    return {
        "type": "recipients",
        "summed": summed % {"count": len(block["rows"]), "total": kroner(block["total"])},
        "rows": [{**row, "amount": kroner(row["amount"])} for row in block["rows"]],
    }


def _tables(document: Node) -> list[Node]:
    """Return the charts' tables, each once, with the keys of the charts that are drawn from it."""
    tables: dict[str, Node] = {}
    for chart in contents.charts(document):
        table = tables.setdefault(repr(chart["table"]), {**chart["table"], "title": chart["title"], "keys": []})
        table["keys"].append(chart["key"])
    return list(tables.values())


def _definitions(definitions: Sequence[Node]) -> list[Node]:
    """Return the definitions by the area that they are of, in the order that they come."""
    by_area = groupby(definitions, lambda definition: definition["section"])
    return [_area(area, list(together)) for area, together in by_area]


def _area(name: str, definitions: Sequence[Node]) -> Node:
    return {
        "name": name,
        "rows": definitions,
        "notes": list(dict.fromkeys(one["hiding"] for one in definitions if one["hiding"])),
    }


def _roundings(definitions: Sequence[Node]) -> list[Node]:
    """Return how numbers of each unit are rounded."""
    told = {one["unit"]: one["rounding"] for one in definitions}
    return [{"unit": capfirst(unit), "text": text} for unit, text in told.items()]


def _colophon(document: Node, day: date, digest: str, address: str, *, draft: bool) -> list[dict[str, str]]:
    """Return what tells where the report comes from, as far as it is known."""
    picture = document["cover"]["picture"]
    told = {
        _("Utkast per") if draft else _("Publisert"): date_format(day, "j. F Y"),
        _("Tallene gjelder"): f"{_day(document['period']['first'])} – {_day(document['period']['last'])}",
        _("Regler for telling"): _("utgave %(rules)s") % {"rules": document["rules"]},
        _("Fingeravtrykk (SHA-256)"): digest,
        _("Forsidebilde"): picture["credit"] if picture else "",
        _("På nettet"): address,
    }
    return [{"label": label, "text": text} for label, text in told.items() if text]
