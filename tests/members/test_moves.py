"""An organisation that moves: the figures of each day use the place of that day, and so do the lists behind them."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import get_current_timezone

from balansekunst.figures import Period, figure_area
from members import places
from members.models import County, EarlierPlace, EarlierRegion, Organisation
from tests.factories import ApplicationFactory, CallFactory, MembershipFactory, OrganisationFactory, municipality

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
MOVED = date(2024, 6, 1)


def by_region(last: date, area: str = "members", key: str = "by_region") -> dict[str, int]:
    """Return the landsdeler that have any on the day."""
    counted = figure_area(area).in_period(Period(date(last.year, 1, 1), last)).values()[key]
    return {region: number for region, number in counted.items() if number}


def listed(last: date, region: str) -> list[str]:
    figure = figure_area("members").in_period(Period(date(last.year, 1, 1), last)).figure("by_region")
    return [row.organisation.name for row in figure.rows_of(region).select_related("organisation")]


def move(organisation: Organisation, to: str, from_day: date = MOVED) -> None:
    places.move(organisation, municipality=municipality(to), from_day=from_day, today=TODAY)


@pytest.fixture
def member() -> Organisation:
    membership = MembershipFactory.create(organisation__name="Den flyttede", joined=date(2020, 1, 1))
    MembershipFactory.create(organisation__name="Den faste", joined=date(2020, 1, 1))
    return membership.organisation


@pytest.mark.parametrize(
    ("day", "regions"),
    [
        pytest.param(date(2023, 12, 31), {"Østlandet": 2}, id="year before"),
        pytest.param(MOVED - timedelta(days=1), {"Østlandet": 2}, id="day before"),
        pytest.param(MOVED, {"Østlandet": 1, "Vestlandet": 1}, id="first day"),
        pytest.param(MOVED + timedelta(days=1), {"Østlandet": 1, "Vestlandet": 1}, id="day after"),
        pytest.param(date(2024, 12, 31), {"Østlandet": 1, "Vestlandet": 1}, id="end of year"),
        pytest.param(TODAY, {"Østlandet": 1, "Vestlandet": 1}, id="today"),
    ],
)
def test_figure_uses_place_of_the_day(member: Organisation, day: date, regions: dict[str, int]) -> None:
    move(member, "Bergen")

    assert by_region(day) == regions
    for region, number in regions.items():
        assert len(listed(day, region)) == number
    assert ("Den flyttede" in listed(day, "Vestlandet")) == ("Vestlandet" in regions)


def test_several_moves_in_any_order(member: Organisation) -> None:
    move(member, "Tromsø", date(2025, 1, 1))
    move(member, "Bergen", date(2023, 1, 1))
    move(member, "Kristiansand", date(2024, 1, 1))

    found = [by_region(date(year, 6, 1)) for year in (2022, 2023, 2024, 2025)]

    assert found == [
        {"Østlandet": 2},
        {"Østlandet": 1, "Vestlandet": 1},
        {"Østlandet": 1, "Sørlandet": 1},
        {"Østlandet": 1, "Nord-Norge": 1},
    ]
    member.refresh_from_db()
    assert member.municipality.display_name == "Tromsø"


def test_move_on_day_of_another_replaces_it(member: Organisation) -> None:
    move(member, "Bergen")
    move(member, "Tromsø")

    assert by_region(MOVED) == {"Østlandet": 1, "Nord-Norge": 1}
    assert [str(place) for place in member.earlier_places.all()] == ["Oslo til 01.06.2024"]


def test_move_back_on_the_same_day_leaves_no_trace(member: Organisation) -> None:
    move(member, "Bergen")
    move(member, "Oslo")

    assert by_region(TODAY) == {"Østlandet": 2}
    assert not member.earlier_places.exists()
    assert [version.history_type for version in EarlierPlace.history.all()] == ["-", "+"]


def test_move_to_the_same_place_changes_nothing(member: Organisation) -> None:
    before = member.history.count()
    move(member, "Oslo")

    assert not member.earlier_places.exists()
    assert member.history.count() == before


def test_move_in_the_future_is_refused(member: Organisation) -> None:
    with pytest.raises(ValidationError, match="framtiden"):
        move(member, "Bergen", TODAY + timedelta(days=1))
    move(member, "Bergen", TODAY)

    assert by_region(TODAY) == {"Østlandet": 1, "Vestlandet": 1}


def test_move_has_history(member: Organisation) -> None:
    move(member, "Bergen")

    assert [version.municipality.display_name for version in member.history.all()] == ["Bergen", "Oslo"]


def test_database_refuses_two_moves_on_a_day(member: Organisation) -> None:
    member.earlier_places.create(municipality=municipality("Bergen"), until=MOVED)
    with pytest.raises(IntegrityError), transaction.atomic():
        member.earlier_places.create(municipality=municipality("Tromsø"), until=MOVED)


def test_membership_that_ended_before_the_move_stays(member: Organisation) -> None:
    member.memberships.update(left=date(2024, 2, 1))
    move(member, "Bergen")

    assert by_region(date(2024, 1, 31)) == {"Østlandet": 2}
    assert by_region(MOVED) == {"Østlandet": 1}


CHANGED = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("day", "region"),
    [
        pytest.param(CHANGED - timedelta(days=1), "Vestlandet", id="day before"),
        pytest.param(CHANGED, "Midt-Norge", id="first day"),
        pytest.param(CHANGED + timedelta(days=1), "Midt-Norge", id="day after"),
    ],
)
def test_county_changes_landsdel_from_a_day(day: date, region: str) -> None:
    moved = MembershipFactory.create(organisation__municipality=municipality("Oslo")).organisation
    MembershipFactory.create(organisation__municipality=municipality("Molde"))
    move(moved, "Kristiansund")
    places.change_region(County.objects.get(name="Møre og Romsdal"), region="Midt-Norge", from_day=CHANGED)

    assert by_region(day) == {region: 2}
    assert by_region(date(2024, 1, 1)) == {"Østlandet": 1, "Vestlandet": 1}


def test_earlier_place_has_the_landsdel_of_its_county_that_day(member: Organisation) -> None:
    move(member, "Molde", date(2022, 1, 1))
    move(member, "Tromsø", date(2025, 1, 1))
    places.change_region(County.objects.get(name="Møre og Romsdal"), region="Midt-Norge", from_day=date(2024, 1, 1))

    assert [by_region(date(year, 1, 1)) for year in (2021, 2023, 2024, 2025)] == [
        {"Østlandet": 2},
        {"Østlandet": 1, "Vestlandet": 1},
        {"Østlandet": 1, "Midt-Norge": 1},
        {"Østlandet": 1, "Nord-Norge": 1},
    ]
    assert [str(row) for row in EarlierRegion.objects.all()] == ["Vestlandet til 01.01.2024"]


@pytest.mark.parametrize(
    ("moved", "region"),
    [
        pytest.param(date(2024, 4, 8), "Vestlandet", id="on the day"),
        pytest.param(date(2024, 4, 9), "Østlandet", id="the day after"),
    ],
)
def test_application_counts_where_the_applicant_was_at_the_deadline(moved: date, region: str) -> None:
    deadline = datetime(2024, 4, 8, 23, 59, tzinfo=get_current_timezone())
    call = CallFactory.create(year=2024, opens_at=deadline - timedelta(days=60), deadline=deadline)
    application = ApplicationFactory.create(call=call, status="granted", amount_awarded=1000)
    move(application.organisation, "Bergen", moved)

    assert by_region(date(2024, 12, 31), "balansepotten") == {region: 1}
    assert by_region(date(2024, 12, 31), "balansepotten", "granted_by_region") == {region: 1}


def chain(organisation: Organisation) -> list[tuple[date | None, date]]:
    return list(organisation.earlier_places.order_by("until").values_list("since", "until"))


def test_database_chains_earlier_places(member: Organisation) -> None:
    first, second, third = date(2021, 1, 1), date(2022, 1, 1), date(2023, 1, 1)
    for until in (second, third, first):
        member.earlier_places.create(municipality=municipality("Bergen"), until=until)
    other = OrganisationFactory.create()
    other.earlier_places.create(municipality=municipality("Bergen"), until=second)

    assert chain(member) == [(None, first), (first, second), (second, third)]
    assert chain(other) == [(None, second)]
    member.earlier_places.filter(until=second).update(until=date(2024, 1, 1))
    assert chain(member) == [(None, first), (first, third), (third, date(2024, 1, 1))]
    member.earlier_places.filter(until=third).delete()
    assert chain(member) == [(None, first), (first, date(2024, 1, 1))]
    member.earlier_places.filter(until=first).update(organisation=other)
    assert (chain(member), chain(other)) == ([(None, date(2024, 1, 1))], [(None, first), (first, second)])
