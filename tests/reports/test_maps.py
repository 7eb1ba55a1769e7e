"""The projection against its formula's own points, and known towns inside their landsdel."""

import pytest

from members.models import Municipality, Region
from reports.charts.maps import bounds, outlines, project


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
    municipality = Municipality.objects.get(display_name=place)
    point = project(municipality.latitude, municipality.longitude)

    assert [outline.region for outline in outlines() if any(inside(point, ring) for ring in outline.rings)] == [region]


@pytest.mark.django_db
def test_every_municipality_is_on_the_map():
    corners = bounds()
    outside = [
        place.display_name
        for place in Municipality.objects.all()
        for x, y in [project(place.latitude, place.longitude)]
        if not (corners.west < x < corners.east and corners.south < y < corners.north)
    ]

    assert outside == []


def test_outlines_are_those_of_the_landsdeler():
    assert sorted(outline.region for outline in outlines()) == sorted(Region.values)
