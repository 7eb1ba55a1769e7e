"""The map of Norway: the outlines of the landsdeler, and where on it a place is.

Albers' equal-area conic projection on a sphere (J. P. Snyder, Map Projections: A Working Manual, USGS Professional
Paper 1395, 1987, chapter 14), with the origin 65° N 16° E, the standard parallels 60° and 70° N and R = 6371 km:

    n = (sin 60° + sin 70°) / 2        C = cos² 60° + 2 n sin 60°
    r(φ) = R √(C - 2 n sin φ) / n      θ = n (λ - 16°)
    x = r(φ) sin θ                     y = r(65°) - r(φ) cos θ

Areas keep their size, so no landsdel looks larger than it is. The outlines of `data/landsdeler.json` are in it.
"""

import json
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sin, sqrt
from pathlib import Path

RADIUS_KM = 6371
ROOM_KM = 40
LATITUDE, LONGITUDE = radians(65), radians(16)
SOUTH, NORTH = radians(60), radians(70)
CONE = (sin(SOUTH) + sin(NORTH)) / 2
CONSTANT = cos(SOUTH) ** 2 + 2 * CONE * sin(SOUTH)

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
