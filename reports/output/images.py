"""Images made of a document: its charts as files, its pictures small enough for print and screen, one for sharing.

A chart's SVG and PNG have its title, legend, notes and source; its JSON is for plotly.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from html import escape
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from balansekunst import typesetting
from balansekunst.typesetting import COLOURS
from reports.charts import svg
from reports.charts.drawing import PAIR_ROLES
from reports.charts.layout import FONT, TEXT
from reports.document import traversal
from reports.document.nodes import Chart, Document

SHARE_SOURCE = Path(__file__).parents[1] / "typst" / "share.typ"
CHART_SOURCE = Path(__file__).parents[1] / "typst" / "chart.typ"
# In pixels; the lines are as long as the font lets them be.
CHART_WIDTH, EDGE = 720, 40
TITLE, TITLE_LINE, TITLE_LETTERS = 24, 30, 52
NOTE, NOTE_LINE, NOTE_LETTERS = 14, 20, 92
MAP_WIDTH = 480

# A whole page's width at 200 pixels an inch, and the bytes of all pictures of a PDF together, so that it can be mailed.
PRINT_WIDTH = 1650
PRINT_BYTES = 2_200_000
PRINT_QUALITIES = (82, 70, 58)
# The cover is on the page before anything else, so it must be light on a phone.
COVER_BYTES = 28_000
COVER_SIZES, COVER_QUALITIES = (640, 480, 320), (75, 60, 45, 30)


def chart_svg(chart: Chart, title: str) -> str:
    """Return the chart as a complete SVG; `title` is that of the document, which is named as the source."""
    parts: list[str] = []
    below = _chart_title(chart, parts)
    below = _legend(chart.series, parts, below)
    below = _drawing(chart.figure, parts, below)
    source = _("Kilde: Balansekunst, %(title)s") % {"title": title}
    below = _lines(parts, [*chart.notes, source], below)
    height = round(below + EDGE - NOTE)
    size = f'width="{CHART_WIDTH}" height="{height}"'
    words = f"<title>{escape(chart.title)}</title><desc>{escape(chart.description)}</desc>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {CHART_WIDTH} {height}" '
        f'role="img" font-family="\'{FONT}\', sans-serif" font-size="{TEXT}">{words}'
        f'<rect {size} fill="{COLOURS["paper"]}"/>{"".join(parts)}</svg>\n'
    )


def chart_png(drawn: str) -> bytes:
    """Return what `chart_svg` gave as a PNG, twice as large, with the project's own font. Raises TypesettingError."""
    return typesetting.picture(CHART_SOURCE, data={"svg": drawn})


def chart_json(chart: Chart) -> bytes:
    """Return what plotly draws."""
    return json.dumps(chart.figure, ensure_ascii=False, separators=(",", ":")).encode()


def for_print(document: Document, pictures: Mapping[str, bytes]) -> dict[str, str]:
    """Return the document's pictures by file name, as SVGs, which typst reads from its inputs.

    Raises KeyError for one that isn't among `pictures`.
    """
    names = sorted({picture.file for picture in traversal.pictures(document)})
    return {name: _svg(*_scaled(pictures[name], PRINT_BYTES // len(names))) for name in names}


def cover_square(content: bytes) -> bytes:
    """Return the middle of a picture as a square JPEG: the best one that has at most COVER_BYTES."""
    with Image.open(BytesIO(content)) as picture:
        plain = picture.convert("RGB")
    cuts = (_square(plain, size, quality) for size in COVER_SIZES for quality in COVER_QUALITIES)
    return next((cut for cut in cuts if len(cut) <= COVER_BYTES), _square(plain, COVER_SIZES[-1], COVER_QUALITIES[-1]))


def for_sharing(document: Document) -> bytes:
    """Return a PNG of 1200 by 630 pixels with the title, the year and a key figure. Raises TypesettingError."""
    year = str(document.year)
    first = next(iter(document.key_figures), None)
    words = {
        "kicker": document.kicker or _("Årsrapport %(year)s") % {"year": year},
        "title": "" if document.kicker else document.title,
        "year": year,
        "number": first.shown if first else "",
        "label": first.label if first else "",
        "cover": document.cover.colour,
    }
    return typesetting.picture(SHARE_SOURCE, data={**words, **COLOURS}, pixels_an_inch=72)


def _chart_title(chart: Chart, parts: list[str]) -> float:
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


def _drawing(figure: dict[str, Any], parts: list[str], below: float) -> float:
    """Place the drawing, and return how far down it reaches. Bars are as wide as the text, a map as in print."""
    box, marks = svg.drawn(figure)
    bars = len(box) == 1
    width = CHART_WIDTH - 2 * EDGE if bars else MAP_WIDTH
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


def _scaled(content: bytes, most: int) -> tuple[bytes, tuple[int, int]]:
    """Return the JPEG and its size in pixels: as it is, or smaller where it is large or heavy."""
    with Image.open(BytesIO(content)) as picture:
        if picture.width <= PRINT_WIDTH and len(content) <= most:
            return content, picture.size
        picture.thumbnail((PRINT_WIDTH, 2 * PRINT_WIDTH))
        smaller = picture.convert("RGB")
    for quality in PRINT_QUALITIES:
        written = _jpeg(smaller, quality)
        if len(written) <= most:
            return written, smaller.size
    share = (most / len(written)) ** 0.5
    smaller = smaller.resize((max(1, int(smaller.width * share)), max(1, int(smaller.height * share))))
    return _jpeg(smaller, PRINT_QUALITIES[-1]), smaller.size


def _square(picture: Image.Image, size: int, quality: int) -> bytes:
    side = min(size, *picture.size)
    square = ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS)
    return _jpeg(square, quality, optimize=True, progressive=True)


def _jpeg(picture: Image.Image, quality: int, **options: bool) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=quality, **options)
    return written.getvalue()


def _svg(jpeg: bytes, size: tuple[int, int]) -> str:
    width, height = size
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/jpeg;base64,{b64encode(jpeg).decode()}"/></svg>'
    )
