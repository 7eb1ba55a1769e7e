"""The map of Norway with a circle at each place, as a plotly figure: the outlines of the landsdeler, and the places.

Albers' equal-area conic projection on a sphere (J. P. Snyder, Map Projections: A Working Manual, USGS Professional
Paper 1395, 1987, chapter 14), with the origin 65° N 16° E, the standard parallels 60° and 70° N and R = 6371 km:

    n = (sin 60° + sin 70°) / 2        C = cos² 60° + 2 n sin 60°
    r(φ) = R √(C - 2 n sin φ) / n      θ = n (λ - 16°)
    x = r(φ) sin θ                     y = r(65°) - r(φ) cos θ

Areas keep their size, so no landsdel looks larger than it is. The outlines of `data/landsdeler.json` are in it.
A place outside the map, as Svalbard, is in a frame in its north-western corner, where there is only sea.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from balansekunst.figures import Number
from balansekunst.typesetting import COLOURS
from reports.charts.layout import TEXT, axis, label, layout

RADIUS_KM = 6371
ROOM_KM = 40
LATITUDE, LONGITUDE = radians(65), radians(16)
SOUTH, NORTH = radians(60), radians(70)
CONE = (sin(SOUTH) + sin(NORTH)) / 2
CONSTANT = cos(SOUTH) ** 2 + 2 * CONE * sin(SOUTH)

MAP_WIDTH = 480
CIRCLE = 12
NAMED_PLACES = 8
NAME_GAP = 5
FRAME_KM = 45  # half the side of the frame of a place outside the map; more around a large circle

Place = tuple[str, Number, float, float]
Point = tuple[float, float]
# Where a name is from its circle: 1 is east or north, -1 west or south.
Side = tuple[int, int]
SIDES: tuple[Side, ...] = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
Ring = list[tuple[int, int]]


@dataclass(frozen=True)
class Outline:
    """A landsdel as closed rings of points, in km."""

    region: str
    rings: list[Ring]


@dataclass(frozen=True)
class Bounds:
    """The corners of the map, in km."""

    west: int
    south: int
    east: int
    north: int

    def include(self, point: Point) -> bool:
        """Return whether the point is on the map."""
        return self.west < point[0] < self.east and self.south < point[1] < self.north


def circles(places: Sequence[Place], what: str) -> dict[str, Any]:
    """Draw the map with a circle at each place (its name, number, degrees north and east), its area by the number."""
    points, frames = _points(places)
    sizes = [number.shown for _name, number, _latitude, _longitude in places]
    circle = {
        "type": "scatter",
        "mode": "markers",
        "x": [round(x) for x, _y in points],
        "y": [round(y) for _x, y in points],
        "marker": {
            "size": sizes,
            "sizemode": "area",
            "sizeref": 2 / CIRCLE**2,
            "color": COLOURS["accent"],
            "opacity": 0.8,
            "line": {"color": COLOURS["paper"], "width": 1},
        },
        "hovertext": [f"{name}: {number} {what}" for name, number, _latitude, _longitude in places],
        "hoverinfo": "text",
        "meta": "accent",
    }
    corners = bounds()
    bare = layout(
        height=round(MAP_WIDTH * (corners.north - corners.south) / (corners.east - corners.west)),
        annotations=_place_names(places, points, {frame.middle: frame for frame in frames}),
        xaxis=axis(range=[corners.west, corners.east]),
        yaxis=axis(range=[corners.south, corners.north], scaleanchor="x"),
    )
    return {"data": [*_land(), *map(_framed, frames), circle], "layout": bare}


def _points(places: Sequence[Place]) -> tuple[list[Point], list["Box"]]:
    """Return where the places are drawn, and the frames of those that are outside the map, below each other."""
    points: list[Point] = []
    frames: list[Box] = []
    for _name, number, latitude, longitude in places:
        point = project(latitude, longitude)
        if not bounds().include(point):
            half = max(FRAME_KM, _radius(number) * km_a_pixel() + NAME_GAP)
            top = frames[-1].south - NAME_GAP if frames else bounds().north - NAME_GAP
            west = bounds().west + NAME_GAP
            frames.append(Box(*map(round, (west, top - 2 * half, west + 2 * half, top))))
            point = frames[-1].middle
        points.append(point)
    return points, frames


def _framed(frame: "Box") -> dict:
    return _area(
        "",
        [frame.west, frame.east, frame.east, frame.west, None],
        [frame.north, frame.north, frame.south, frame.south, None],
    )


def _land() -> list[dict]:
    return [
        _area(
            outline.region,
            [x for ring in outline.rings for x in [*(x for x, _y in ring), None]],
            [y for ring in outline.rings for y in [*(y for _x, y in ring), None]],
        )
        for outline in outlines()
    ]


def _area(name: str, xs: list, ys: list) -> dict:
    return {
        "type": "scatter",
        "mode": "lines",
        "fill": "toself",
        "x": xs,
        "y": ys,
        "fillcolor": COLOURS["land"],
        "line": {"color": COLOURS["paper"], "width": 1},
        "hoverinfo": "skip",
        "name": name,
        "meta": "land",
    }


def _place_names(places: Sequence[Place], points: list[Point], frames: dict[Point, "Box"]) -> list[dict]:
    """Name the places with most, each where its name runs into nothing, or else only into smaller circles.

    Those in a frame are named too, however few they have.
    """
    drawn = list(zip(places, points, strict=True))
    most_first = sorted(
        ((place, point) for place, point in drawn if point not in frames),
        key=lambda place: (-place[0][1].shown, place[0][0]),
    )
    radii = [_radius(number) for (_name, number, _latitude, _longitude), _point in most_first]
    around = [Box.around(point, radius) for (_place, point), radius in zip(most_first, radii, strict=True)]
    names: list[Box] = []
    named = [
        _name_at(f"{name} {number}", point, frames[point].half / km_a_pixel(), SIDES[0])
        for (name, number, _latitude, _longitude), point in drawn
        if point in frames
    ]
    for place, ((name, number, _latitude, _longitude), point) in enumerate(most_first[:NAMED_PLACES]):
        words = f"{name} {number}"
        beside = [(side, Box.of_name(point, radii[place], len(words), side)) for side in SIDES]
        on_the_map = [(side, box) for side, box in beside if box.is_on_the_map() and not any(map(box.overlaps, names))]
        chosen = next(
            (
                (side, box)
                for circles in (around, around[: place + 1], [])
                for side, box in on_the_map
                if not any(map(box.overlaps, circles))
            ),
            None,
        )
        if chosen is None:  # no smaller place is named instead
            break
        side, box = chosen
        names.append(box)
        named.append(_name_at(words, point, radii[place], side))
    return named


def _name_at(words: str, point: tuple[float, float], radius: float, side: Side) -> dict:
    east, north = shift(radius, side)
    anchor = {1: "left", 0: "center", -1: "right"}[side[0]]
    placed = label(words, round(point[0]), round(point[1]), bold=True)
    return {**placed, "xref": "x", "xanchor": anchor, "xshift": round(east), "yshift": round(north)}


def shift(radius: float, side: Side) -> tuple[float, float]:
    """Return how far a name is east and north of the middle of its circle, in pixels."""
    east, north = side
    reach = radius * (0.7 if east and north else 1)
    return east * (reach + NAME_GAP), north * (reach + TEXT / 2)


def _radius(number: Number) -> float:
    """Return the radius of a place's circle in pixels: its area is in proportion to the number."""
    return CIRCLE * number.shown**0.5 / 2


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return the point's km east and north of 65° N 16° E, from degrees north and east."""
    angle = CONE * (radians(longitude) - LONGITUDE)
    distance = _distance(radians(latitude))
    return distance * sin(angle), _distance(LATITUDE) - distance * cos(angle)


def _distance(latitude: float) -> float:
    return RADIUS_KM * sqrt(CONSTANT - 2 * CONE * sin(latitude)) / CONE


@cache
def outlines() -> tuple[Outline, ...]:
    """Return the landsdeler, to the nearest km, which is less than a line's width on any map of ours."""
    regions = json.loads((Path(__file__).parent.parent / "data" / "landsdeler.json").read_text())["landsdeler"]
    return tuple(
        Outline(region["landsdel"], [[(round(x), round(y)) for x, y in ring] for ring in region["rings"]])
        for region in regions
    )


@cache
def bounds() -> Bounds:
    """Return the corners of the map, with room for islands that the outlines lack and circles at the edge."""
    points = [point for outline in outlines() for ring in outline.rings for point in ring]
    easts, norths = [x for x, _y in points], [y for _x, y in points]
    return Bounds(min(easts) - ROOM_KM, min(norths) - ROOM_KM, max(easts) + ROOM_KM, max(norths) + ROOM_KM)


@dataclass(frozen=True)
class Box:
    """A part of the map that something covers, in km."""

    west: float
    south: float
    east: float
    north: float

    @property
    def middle(self) -> Point:
        return round((self.west + self.east) / 2), round((self.south + self.north) / 2)

    @property
    def half(self) -> float:
        return (self.east - self.west) / 2

    @classmethod
    def around(cls, point: tuple[float, float], radius: float) -> "Box":
        """Return what a circle covers; its radius is in pixels."""
        x, y, reach = *point, radius * km_a_pixel()
        return cls(x - reach, y - reach, x + reach, y + reach)

    @classmethod
    def of_name(cls, point: tuple[float, float], radius: float, letters: int, side: Side) -> "Box":
        """Return what a name covers at that side of its circle."""
        east, north = (km_a_pixel() * pixels for pixels in shift(radius, side))
        length, half = letters * TEXT * 0.55 * km_a_pixel(), TEXT / 2 * km_a_pixel()
        west = point[0] + east - {1: 0, 0: length / 2, -1: length}[side[0]]
        return cls(west, point[1] + north - half, west + length, point[1] + north + half)

    def overlaps(self, other: "Box") -> bool:
        """Tell if the two share any part."""
        beside = self.east <= other.west or other.east <= self.west
        return not beside and self.south < other.north and other.south < self.north

    def is_on_the_map(self) -> bool:
        """Tell if it is within the corners, so that nothing is cut."""
        corners = bounds()
        inside = corners.west <= self.west and self.east <= corners.east
        return inside and corners.south <= self.south and self.north <= corners.north


def km_a_pixel() -> float:
    """Return the map's scale when it is as wide as it is drawn in print."""
    return (bounds().east - bounds().west) / MAP_WIDTH
