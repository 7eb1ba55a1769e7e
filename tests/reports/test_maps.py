"""The projection against its formula's own points, and known towns inside their landsdel."""

import itertools

import pytest

from balansekunst.figures import Number
from members.models import Municipality, Region
from reports.charts.layout import TEXT
from reports.charts.maps import Box, bounds, circles, km_a_pixel, outlines, project
from reports.charts.svg import draw

pytestmark = pytest.mark.one_database


def inside(point, ring) -> bool:
    """Tell if a ray from the point eastwards crosses the ring an odd number of times."""
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossings += 1
    return crossings % 2 == 1


def test_origin_is_at_65_north_16_east():
    assert project(65, 16) == pytest.approx((0, 0))


def test_meridian_of_the_origin_is_straight_up():
    x, y = project(70, 16)

    assert x == pytest.approx(0)
    assert 540 < y < 560  # five degrees are 556 km on the globe


def test_east_and_west_mirror_each_other():
    east, west = project(62, 20), project(62, 12)

    assert east == pytest.approx((-west[0], west[1]))


@pytest.mark.parametrize(
    ("place", "region"),
    [
        pytest.param("Oslo", Region.OSTLANDET, id="oslo"),
        pytest.param("Voss", Region.VESTLANDET, id="voss"),
        pytest.param("Karasjok", Region.NORD_NORGE, id="karasjok"),
        pytest.param("Røros", Region.MIDT_NORGE, id="røros"),
        pytest.param("Bygland", Region.SORLANDET, id="bygland"),
    ],
)
@pytest.mark.django_db
def test_town_is_inside_its_landsdel(place, region):
    municipality = Municipality.objects.get(display_name=place, valid_until=None)
    point = project(municipality.latitude, municipality.longitude)

    assert [outline.region for outline in outlines() if any(inside(point, ring) for ring in outline.rings)] == [region]


@pytest.mark.django_db
def test_every_municipality_but_svalbard_is_on_the_map():
    outside = [
        place.display_name
        for place in Municipality.objects.all()
        if not bounds().include(project(place.latitude, place.longitude))
    ]

    assert outside == ["Svalbard"]


@pytest.mark.parametrize(
    "places",
    [
        pytest.param([("Svalbard", Number(2), 78.22, 15.65)], id="one"),
        pytest.param([("Svalbard", Number(900), 78.22, 15.65), ("Sydpolen", Number(3), 50, -10)], id="two"),
    ],
)
def test_place_outside_the_map_is_drawn_in_a_frame(places):
    named = [*places, *[(f"Sted {n}", Number(50), 58 + n, 10 + n) for n in range(10)]]
    figure = circles(named, "kurs")
    *_land, frame, points = figure["data"]

    assert len(figure["data"]) == len(outlines()) + len(places) + 1
    assert all(bounds().include(point) for point in zip(points["x"], points["y"], strict=True))
    assert points["hovertext"][0].startswith("Svalbard: ")
    assert min(frame["x"][:4]) >= bounds().west
    assert {f"{name} {number}" for name, number, *_point in places} <= {
        note["text"] for note in figure["layout"]["annotations"]
    }
    assert "Svalbard: " in draw(figure, name="kart", title="Steder", description="Kart")


def test_outlines_are_those_of_the_landsdeler():
    assert sorted(outline.region for outline in outlines()) == sorted(Region.values)


def names_on_map(places):
    figure = circles([(name, Number(value), *point) for name, value, point in places], "kurs")
    return figure["layout"]["annotations"]


OSLO, EIGERSUND, VARDO = (59.91, 10.75), (58.45, 6.0), (70.37, 31.1)


@pytest.mark.parametrize("point", [OSLO, EIGERSUND, VARDO], ids=["inland", "west", "east"])
@pytest.mark.parametrize("count", [1, 8, 9, 40])
def test_largest_circles_are_named_first(point, count):
    places = [(f"Kommune {n:02}", 40 - n, (point[0] + n % 5 / 10, point[1] + n / 50)) for n in range(count)]

    found = [note["text"] for note in names_on_map(places)]

    assert found == [f"Kommune {n:02} {40 - n}" for n in range(len(found))]
    assert found


def test_circle_at_the_edge_is_named():
    crowd = [(f"Liten {n}", 3, (58.45 + n / 20, 6.6 + n / 10)) for n in range(8)]

    assert "Eigersund 4" in {note["text"] for note in names_on_map([*crowd, ("Eigersund", 4, EIGERSUND)])}


def test_names_are_apart_and_on_the_map():
    spread = [(f"Sted {n:02}", 9 - n % 8, (58.5 + n * 0.6, 7 + n * 1.1)) for n in range(20)]
    notes = names_on_map(spread)
    found = []
    for note in notes:
        east = {"left": 1, "center": 0, "right": -1}[note["xanchor"]]
        middle = note["x"] + note["xshift"] * km_a_pixel(), note["y"] + note["yshift"] * km_a_pixel()
        length, half = len(note["text"]) * TEXT * 0.5 * km_a_pixel(), TEXT * 0.45 * km_a_pixel()
        west = middle[0] - {1: 0, 0: length / 2, -1: length}[east]
        found.append(Box(west, middle[1] - half, west + length, middle[1] + half))

    assert len(found) == 8
    assert all(box.is_on_the_map() for box in found)
    assert [(a, b) for a, b in itertools.combinations(found, 2) if a.overlaps(b)] == []
