"""A chart as a file of its own: the SVG and PNG have its title, legend, notes and source; the JSON is for plotly."""

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import Any

from django.utils.translation import gettext as _

from balansekunst import typesetting
from balansekunst.typesetting import COLOURS
from reports.charts import svg
from reports.charts.drawing import PAIR_ROLES
from reports.charts.layout import FONT, TEXT
from reports.document.nodes import Chart

Figure = dict[str, Any]

SOURCE = Path(__file__).parents[1] / "typst" / "chart.typ"
# In pixels; the lines are as long as the font lets them be.
WIDTH, EDGE = 720, 40
TITLE, TITLE_LINE, TITLE_LETTERS = 24, 30, 52
NOTE, NOTE_LINE, NOTE_LETTERS = 14, 20, 92
MAP_WIDTH = 480


def as_svg(chart: Chart, title: str) -> str:
    """Return the chart as a complete SVG; `title` is that of the document, which is named as the source."""
    parts: list[str] = []
    below = _title(chart, parts)
    below = _legend(chart.series, parts, below)
    below = _drawing(chart.figure, parts, below)
    source = _("Kilde: Balansekunst, %(title)s") % {"title": title}
    below = _lines(parts, [*chart.notes, source], below)
    height = round(below + EDGE - NOTE)
    words = f"<title>{escape(chart.title)}</title><desc>{escape(chart.description)}</desc>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" font-family="\'{FONT}\', sans-serif" font-size="{TEXT}">{words}'
        f'<rect width="{WIDTH}" height="{height}" fill="{COLOURS["paper"]}"/>{"".join(parts)}</svg>\n'
    )


def as_png(drawn: str) -> bytes:
    """Return what `as_svg` gave as a PNG, twice as large, with the project's own font. Raises TypesettingError."""
    return typesetting.picture(SOURCE, data={"svg": drawn})


def as_json(chart: Chart) -> bytes:
    """Return what plotly draws."""
    return json.dumps(chart.figure, ensure_ascii=False, separators=(",", ":")).encode()


def _title(chart: Chart, parts: list[str]) -> float:
    """Write the title, and return how far down it reaches."""
    below = float(EDGE)
    for line in wrap(chart.title, TITLE_LETTERS):
        parts.append(_text(line, EDGE, below + TITLE * 0.8, size=TITLE, weight=700))
        below += TITLE_LINE
    return below + 14


def _legend(series: tuple[str, ...], parts: list[str], below: float) -> float:
    if not series:
        return below
    across = float(EDGE)
    for name, role in zip(series, PAIR_ROLES, strict=False):
        parts.append(f'<rect x="{across:.0f}" y="{below:.0f}" width="14" height="14" rx="3" fill="{COLOURS[role]}"/>')
        parts.append(_text(name, across + 22, below + 12.5))
        across += 22 + 9 * len(name) + 24
    return below + 32


def _drawing(figure: Figure, parts: list[str], below: float) -> float:
    """Place the drawing, and return how far down it reaches. Bars are as wide as the text, a map as in print."""
    box, marks = svg.drawn(figure)
    bars = len(box) == 1
    width = WIDTH - 2 * EDGE if bars else MAP_WIDTH
    height = box[0] if bars else width * box[3] / box[2]
    view = (0, 0, width, height) if bars else box
    place = f'x="{EDGE}" y="{below:.1f}" width="{width}" height="{height:.1f}" overflow="visible"'
    parts.append(f'<svg {place} viewBox="{" ".join(f"{side:g}" for side in view)}">{"".join(marks)}</svg>')
    return below + height + 24


def _lines(parts: list[str], notes: list[str], below: float) -> float:
    for line in _wrapped(notes):
        parts.append(_text(line, EDGE, below + NOTE * 0.8, size=NOTE, colour="quiet"))
        below += NOTE_LINE
    return below


def _wrapped(notes: list[str]) -> Iterator[str]:
    for note in notes:
        yield from wrap(note, NOTE_LETTERS)


def _text(words: str, x: float, y: float, *, size: int = TEXT, weight: int = 400, colour: str = "ink") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" '
        f'fill="{COLOURS[colour]}">{escape(words)}</text>'
    )
