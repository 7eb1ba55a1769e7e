"""Draws the plotly figures of `reports.charts` as SVG, for print and for pages without script.

It knows what those figures hold and no more: bars laid out in pixels, a pie, and a map of outlines and circles.
Bars take the width that they are given, so their text never shrinks; a pie and a map keep their shape.
Each mark has the class of its colour in the theme, and the light colour itself for where no style sheet is.
"""

from collections.abc import Iterable
from html import escape
from math import cos, radians, sin, sqrt
from typing import Any

from balansekunst.typesetting import COLOURS
from reports.charts.layout import FONT, TEXT
from reports.charts.maps import MAP_WIDTH

PIE_SIZE = (400, 230)
PIE_RADIUS = 84
PIE_TEXT = 15


def draw(figure: dict[str, Any], *, name: str, title: str, description: str, width: int | None = None) -> str:
    """Return a plotly figure as an SVG: `width` pixels wide, or without it as wide as its place on a page.

    `name` begins the ids of its title and description, so it must be unique on the page.
    """
    box, marks = drawn(figure)
    name = escape(name)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart-svg" role="img" '
        f'aria-labelledby="{name}-title {name}-description" '
        f'{size_of(box, width)} font-family="{FONT}" font-size="{TEXT}">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-description">{escape(description)}</desc>{"".join(marks)}</svg>'
    )


def drawn(figure: dict[str, Any]) -> tuple[tuple[float, ...], Iterable[str]]:
    """Return the box of a figure and the marks in it. Bars have a height only: their widths are in percent."""
    return {"bar": _bars, "pie": _pie, "scatter": _map}[figure["data"][0]["type"]](figure)


def size_of(box: tuple[float, ...], width: int | None) -> str:
    """Return the attributes that make an SVG of the box `width` pixels wide, or without it as wide as its place."""
    if len(box) == 1:
        return f'width="{width or "100%"}" height="{_round(box[0])}"'
    wide, high = box[2], box[3]
    size = f' width="{width}" height="{_round(width * high / wide)}"' if width else ""
    return f'viewBox="{" ".join(_round(side) for side in box)}"{size}'


def _bars(figure: dict[str, Any]) -> tuple[tuple[float, ...], Iterable[str]]:
    layout = figure["layout"]
    most = layout["xaxis"]["range"][1]
    share = 100 * layout["xaxis"]["domain"][1]
    radius = layout["barcornerradius"]
    marks = []
    for trace in figure["data"]:
        thickness = trace["width"]
        for length, middle in zip(trace["x"], trace["y"], strict=True):
            if length:
                marks.append(
                    f'<rect {_colour(trace["meta"])} x="0" y="{_round(middle - thickness / 2)}" '
                    f'width="{_round(share * length / most)}%" height="{thickness}" rx="{radius}"/>'
                )
    marks += [
        _text(note["text"], f"{100 * note['x']}%", note["y"], anchor=note["xanchor"], weight=note["font"]["weight"])
        for note in layout.get("annotations", ())
    ]
    return (layout["height"],), marks


def _pie(figure: dict[str, Any]) -> tuple[tuple[float, ...], Iterable[str]]:
    trace = figure["data"][0]
    width, height = PIE_SIZE
    whole = sum(trace["values"])
    start = trace["rotation"]
    marks = []
    for value, text, role in zip(trace["values"], trace["text"], trace["meta"], strict=True):
        end = start + 360 * value / whole
        marks.append(_sector(start, end, role))
        x, y = _on_circle((start + end) / 2, PIE_RADIUS + 12)
        anchor = "left" if x >= 0 else "right"
        marks.append(_text(text, _round(x), y, anchor=anchor, weight=600, size=PIE_TEXT))
        start = end
    return (-width / 2, -height / 2, width, height), marks


def _sector(start: float, end: float, role: str) -> str:
    edge = f'stroke="{COLOURS["paper"]}" stroke-width="2"'
    if end - start >= 360:
        return f'<circle {_colour(role)} r="{PIE_RADIUS}"/>'
    (x1, y1), (x2, y2) = _on_circle(start, PIE_RADIUS), _on_circle(end, PIE_RADIUS)
    arc = f"A{PIE_RADIUS} {PIE_RADIUS} 0 {int(end - start > 180)} 1 {_round(x2)} {_round(y2)}"
    return f'<path {_colour(role)} {edge} d="M0 0L{_round(x1)} {_round(y1)}{arc}Z"/>'


def _on_circle(degrees: float, radius: float) -> tuple[float, float]:
    """Return the point at an angle clockwise from the top."""
    return radius * sin(radians(degrees)), -radius * cos(radians(degrees))


def _map(figure: dict[str, Any]) -> tuple[tuple[float, ...], Iterable[str]]:
    layout = figure["layout"]
    (west, east), (south, north) = layout["xaxis"]["range"], layout["yaxis"]["range"]
    km = (east - west) / MAP_WIDTH  # in a pixel
    *land, circles = figure["data"]
    marks = [_outline(trace, north, km) for trace in land]
    marker = circles["marker"]
    radii = [km * sqrt(2 * size / marker["sizeref"]) / 2 for size in marker["size"]]
    points = zip(circles["x"], circles["y"], radii, circles["hovertext"], strict=True)
    marks += [
        f'<circle {_colour("accent")} fill-opacity="{marker["opacity"]}" stroke="{COLOURS["paper"]}" '
        f'stroke-width="{_round(km)}" cx="{x}" cy="{north - y}" r="{_round(radius)}">'
        f"<title>{escape(text)}</title></circle>"
        for x, y, radius, text in points
    ]
    marks += [
        _text(
            note["text"],
            _round(note["x"] + km * note["xshift"]),
            north - note["y"] - km * note["yshift"],
            anchor=note["xanchor"],
            weight=note["font"]["weight"],
            size=TEXT * km,
        )
        for note in layout.get("annotations", ())
    ]
    return (west, 0, east - west, north - south), marks


def _outline(trace: dict[str, Any], north: float, km: float) -> str:
    path, at = "", None
    # Each point as it lies from the one before: a map of many points is then half as large.
    for x, y in zip(trace["x"], trace["y"], strict=True):
        if x is None:
            path, at = f"{path}Z", None
            continue
        path += f"M{x} {north - y}l" if at is None else f"{x - at[0]} {at[1] - y} ".replace(" -", "-")
        at = (x, y)
    edge = f'stroke="{COLOURS["paper"]}" stroke-width="{_round(km)}"'
    return f'<path {_colour(trace["meta"])} {edge} d="{path}"/>'


def _colour(role: str) -> str:
    return f'class="chart-{role}" fill="{COLOURS[role]}"'


def _text(text: str, x: str, y: float, *, anchor: str = "left", weight: int = 400, size: float = TEXT) -> str:
    end = {"right": ' text-anchor="end"', "center": ' text-anchor="middle"'}.get(anchor, "")
    # The middle of a line of text is a third of its size above where its letters stand.
    return (
        f'<text class="chart-text" fill="{COLOURS["ink"]}" x="{x}" y="{_round(y + size * 0.35)}"{end} '
        f'font-size="{_round(size)}" font-weight="{weight}">{escape(text)}</text>'
    )


def _round(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
