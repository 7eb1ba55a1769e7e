"""A report's page: what the templates print of a document, and of nothing else.

The published page and the preview of a draft print the same `context`, by `reports/_parts/report.html`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from reports import pictures
from reports.charts import svg
from reports.charts.drawing import PAIR_ROLES
from reports.document.writing import Node
from reports.output import prose
from reports.publication import marks as marking
from reports.publication.correcting import Corrected

TEMPLATES = {
    "figures": "reports/_parts/report_figures.html",
    "said": "reports/_parts/report_said.html",
    "picture": "reports/_parts/report_picture.html",
    "recipients": "reports/_parts/report_recipients.html",
}


class Page:
    """A document as a page. `picture_url` gives the address of a picture by its file's name.

    `chart_url` gives the address of a chart's plotly figure by its key; without it, charts are only drawn as SVG.
    `cover_url` is the address of the cover's picture cut small (`reports.cover`), if there is one.
    """

    def __init__(
        self,
        document: Node,
        *,
        picture_url: Callable[[str], str],
        chart_url: Callable[[str], str] | None = None,
        cover_url: str = "",
        corrections: Sequence[Corrected] = (),
    ) -> None:
        self.document = document
        self.corrections = marking.of(corrections)
        self._marks: prose.Marks = {mark.told.key: mark for mark in self.corrections}
        self._picture_url = picture_url
        self._chart_url = chart_url
        self._cover_url = cover_url
        self._places: dict[str, int] = {}
        self._areas = {section["kind"]: section["id"] for section in reversed(document["sections"])}

    def context(self) -> dict[str, Any]:
        """Return what the templates print, under the one name `report`."""
        document = self.document
        picture = document["cover"]["picture"]
        told = {
            "year": document["year"],
            "title": document["title"],
            "kicker": kicker(document),
            "lead": prose.of_inline(document["lead"], self._marks),
            "colour": document["cover"]["colour"],
            "cover": {**self._picture(picture), "cut": self._cover_url} if picture else None,
            "as_of": date.fromisoformat(document["period"]["last"]),
            "is_over": document["is_over"],
            "key_figures": self._figures(document["key_figures"]),
            "sections": [self._section(section) for section in document["sections"]],
            "warnings": [warning for warning in document["warnings"] if warning["area"] not in self._areas],
            "corrections": self.corrections,
        }
        return {"report": told}

    def _section(self, section: Node) -> Node:
        first = self._areas[section["kind"]] == section["id"]
        warnings = [warning for warning in self.document["warnings"] if first and warning["area"] == section["kind"]]
        return {**section, "warnings": warnings, "spreads": self._spreads(section["blocks"])}

    def _spreads(self, blocks: list[Node]) -> list[Node]:
        """Part a section into spreads: a text with the charts that follow it, or something as wide as the page."""
        spreads: list[Node] = []
        waiting: list[Node] = []
        for kind, run in groupby(blocks, key=_kind):
            found = list(run)
            if kind == "text":
                waiting = found
                continue
            if kind == "chart":
                self._spread_charts(spreads, waiting, found)
            else:
                spreads += [*self._alone(waiting), *({"wide": self._wide(block)} for block in found)]
            waiting = []
        return [*spreads, *self._alone(waiting)]

    def _alone(self, text: list[Node]) -> list[Node]:
        return [{"text": prose.of_blocks(text, self._marks), "charts": []}] if text else []

    def _spread_charts(self, spreads: list[Node], text: list[Node], blocks: list[Node]) -> None:
        """Add charts with the text before them. A heading right above a single chart is that chart's own.

        Charts that have nothing but headings above them share a spread.
        """
        last = text[-1:] if len(blocks) == 1 else []
        heading = [block for block in last if block["type"] == "heading"]
        before = text[: len(text) - len(heading)]
        placed = [self._chart(block["chart"]) for block in blocks]
        placed[0]["heading"] = prose.of_blocks(heading, self._marks)
        if not before and spreads and spreads[-1].get("charts") and not spreads[-1]["text"]:
            spreads[-1]["charts"] += placed
        else:
            spreads.append({"text": prose.of_blocks(before, self._marks), "charts": placed})

    def _wide(self, block: Node) -> Node:
        told = {**block, "template": TEMPLATES[block["type"]]}
        if block["type"] == "picture":
            return told | self._picture(block)
        if block["type"] == "figures":
            return told | {"figures": self._figures(block["figures"])}
        return told

    def _picture(self, picture: Node) -> Node:
        small = pictures.small(picture["file"])
        return {
            **picture,
            "url": self._picture_url(picture["file"]),
            "small": self._picture_url(small) if picture["width"] > pictures.SMALL_WIDTH else "",
            "small_width": pictures.SMALL_WIDTH,
        }

    def _figures(self, figures: Iterable[Node]) -> list[Node]:
        return [{**figure, "mark": self._marks.get(figure["key"])} for figure in figures]

    def _chart(self, chart: Node) -> Node:
        place = self._places[chart["key"]] = self._places.get(chart["key"], 0) + 1
        told = {**chart, "heading": "", "id": chart["key"] if place == 1 else f"{chart['key']}-{place}"}
        return told | {
            "svg": svg.draw_node(told),
            "url": self._chart_url(chart["key"]) if self._chart_url else "",
            "legend": list(zip(chart["series"], PAIR_ROLES, strict=False)),
            "table": self._table(chart["table"]),
        }

    def _table(self, table: Node) -> Node:
        rows = [[self._cell(cell) for cell in row] for row in table["rows"]]
        return {**table, "rows": rows, "total": [self._cell(cell) for cell in table["total"]]}

    def _cell(self, cell: str | Node) -> Node:
        if isinstance(cell, str):
            return {"shown": cell}
        return {**cell, "mark": self._marks.get(cell["key"])}


def context(
    document: Node,
    *,
    picture_url: Callable[[str], str],
    chart_url: Callable[[str], str] | None = None,
    cover_url: str = "",
    corrections: Sequence[Corrected] = (),
) -> dict[str, Any]:
    """Return what `reports/_parts/report.html` prints of the document, under the one name `report` (see `Page`)."""
    page = Page(document, picture_url=picture_url, chart_url=chart_url, cover_url=cover_url, corrections=corrections)
    return page.context()


def kicker(document: Node) -> str:
    """Return the words of a title that ends with the year, which is then written large; of another title, none."""
    title, year = document["title"], str(document["year"])
    return (title.removesuffix(year).strip(" :,–-") or _("Årsrapport")) if title.endswith(year) else ""


def _kind(block: Node) -> str:
    if block["type"] in prose.KINDS:
        return "text"
    return "chart" if block["type"] == "chart" else "wide"
