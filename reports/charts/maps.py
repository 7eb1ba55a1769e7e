"""The map of Norway with a circle at each place, as a plotly figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from balansekunst.figures import Number
from balansekunst.typesetting import COLOURS
from reports.charts.geography import bounds, outlines, project
from reports.charts.layout import TEXT, axis, label, layout

MAP_WIDTH = 480
CIRCLE = 12
NAMED_PLACES = 8
NAME_GAP = 5

Place = tuple[str, Number, float, float]


def circles(places: Sequence[Place], what: str) -> dict[str, Any]:
    """Draw the map with a circle at each place (its name, number, degrees north and east), its area by the number."""
    points = [project(latitude, longitude) for _name, _number, latitude, longitude in places]
    sizes = [number.shown for _name, number, _latitude, _longitude in places]
    circle = go.Scatter(
        mode="markers",
        x=[round(x) for x, _y in points],
        y=[round(y) for _x, y in points],
        marker={
            "size": sizes,
            "sizemode": "area",
            "sizeref": 2 / CIRCLE**2,
            "color": COLOURS["accent"],
            "opacity": 0.8,
            "line": {"color": COLOURS["paper"], "width": 1},
        },
        hovertext=[f"{name}: {number} {what}" for name, number, _latitude, _longitude in places],
        hoverinfo="text",
        meta="accent",
    )
    corners = bounds()
    bare = layout(
        height=round(MAP_WIDTH * (corners.north - corners.south) / (corners.east - corners.west)),
        annotations=_place_names(places, points),
        xaxis=axis(range=[corners.west, corners.east]),
        yaxis=axis(range=[corners.south, corners.north], scaleanchor="x"),
    )
    return go.Figure([*_land(), circle], bare).to_plotly_json()


def _land() -> list[go.Scatter]:
    return [
        go.Scatter(
            mode="lines",
            fill="toself",
            x=[x for ring in outline.rings for x in [*(x for x, _y in ring), None]],
            y=[y for ring in outline.rings for y in [*(y for _x, y in ring), None]],
            fillcolor=COLOURS["land"],
            line={"color": COLOURS["paper"], "width": 1},
            hoverinfo="skip",
            name=outline.region,
            meta="land",
        )
        for outline in outlines()
    ]


def _place_names(places: Sequence[Place], points: list[tuple[float, float]]) -> list[dict]:
    """Name the places with most, on the side where the name runs into nothing; leave out one that has no such side."""
    most_first = sorted(zip(places, points, strict=True), key=lambda place: (-place[0][1].shown, place[0][0]))
    radii = [_radius(number) for (_name, number, _latitude, _longitude), _point in most_first]
    taken = [Box.around(point, radius) for (_place, point), radius in zip(most_first, radii, strict=True)]
    named: list[dict] = []
    for ((name, number, _latitude, _longitude), point), radius in zip(most_first, radii, strict=True):
        words = f"{name} {number}"
        boxes = {side: Box.beside(point, radius, len(words), side) for side in (1, -1)}
        free = [side for side, box in boxes.items() if box.is_on_the_map() and not any(map(box.overlaps, taken))]
        if free and len(named) < NAMED_PLACES:
            taken.append(boxes[free[0]])
            named.append(
                {
                    **label(words, round(point[0]), round(point[1]), bold=True),
                    "xref": "x",
                    "xanchor": "left" if free[0] == 1 else "right",
                    "xshift": free[0] * (round(radius) + NAME_GAP),
                }
            )
    return named


def _radius(number: Number) -> float:
    """Return the radius of a place's circle in pixels: its area is in proportion to the number."""
    return CIRCLE * number.shown**0.5 / 2


@dataclass(frozen=True)
class Box:
    """A part of the map that something covers, in km."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, point: tuple[float, float], radius: float) -> "Box":
        """Return what a circle covers; its radius is in pixels."""
        x, y, reach = *point, radius * km_a_pixel()
        return cls(x - reach, y - reach, x + reach, y + reach)

    @classmethod
    def beside(cls, point: tuple[float, float], radius: float, letters: int, side: int) -> "Box":
        """Return what a name covers, to the east (1) or west (-1) of its circle."""
        near = point[0] + side * (radius + NAME_GAP) * km_a_pixel()
        far = near + side * letters * TEXT * 0.55 * km_a_pixel()
        half = TEXT / 2 * km_a_pixel()
        return cls(min(near, far), point[1] - half, max(near, far), point[1] + half)

    def overlaps(self, other: "Box") -> bool:
        """Tell if the two share any part."""
        beside = self.east <= other.west or other.east <= self.west
        return not beside and self.south < other.north and other.south < self.north

    def is_on_the_map(self) -> bool:
        """Tell if it is within the corners, so that nothing is cut."""
        return bounds().west <= self.west and self.east <= bounds().east


def km_a_pixel() -> float:
    """Return the map's scale when it is as wide as it is drawn in print."""
    return (bounds().east - bounds().west) / MAP_WIDTH
