"""The figures of Balansepotten by region, by theme, and by new and returning applicants."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balansekunst.figures import Period
from balansepotten.figures import AREA
from balansepotten.models import Call, Theme
from tests.factories import ApplicationFactory, CallFactory, OrganisationFactory, municipality

pytestmark = pytest.mark.django_db
YEAR = Period.year(2024)


@pytest.fixture
def call():
    return CallFactory.create(year=2024)


@pytest.fixture
def earlier():
    return CallFactory.create(year=2022)


def values(year=YEAR):
    return AREA.in_period(year).values()


def by_label(counts):
    return {group: count for group, count in counts.items() if count}


def apply(call, *, granted=False, **fields):
    outcome = {"status": "granted", "amount_awarded": 50_000} if granted else {}
    return ApplicationFactory.create(call=call, **{**outcome, **fields})


def test_applications_grouped_by_region_of_applicant(call):
    for place, granted in (("Tromsø", True), ("Bodø", False), ("Oslo", False)):
        apply(call, granted=granted, organisation__municipality=municipality(place))

    counted = values()

    assert counted["by_region"] == {
        "Sørlandet": 0,
        "Midt-Norge": 0,
        "Nord-Norge": 2,
        "Vestlandet": 0,
        "Østlandet": 1,
    }
    assert by_label(counted["granted_by_region"]) == {"Nord-Norge": 1}


def test_application_counted_in_each_theme(call):
    first, second, *_others = Theme.objects.all()
    apply(call, granted=True).themes.set([first, second])
    apply(call).themes.set([second])
    apply(call)

    counted = values()

    assert by_label(counted["by_theme"]) == {first.name: 1, second.name: 2}
    assert by_label(counted["granted_by_theme"]) == {first.name: 1, second.name: 1}
    assert len(counted["by_theme"]) == Theme.objects.count()


def test_applicant_new_until_earlier_competing_year(call, earlier):
    back = OrganisationFactory.create()
    apply(earlier, organisation=back)
    apply(call, organisation=back, granted=True)
    apply(call)

    assert values()["applicants"] == {"nye": 1, "har søkt før": 1}
    assert values()["granted_applicants"] == {"nye": 0, "har søkt før": 1}
    assert values(Period.year(2022))["applicants"] == {"nye": 1, "har søkt før": 0}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        pytest.param("draft", "nye", id="draft"),
        pytest.param("withdrawn", "nye", id="withdrawn"),
        pytest.param("submitted", "har søkt før", id="submitted"),
        pytest.param("rejected", "har søkt før", id="rejected"),
    ],
)
def test_earlier_application_counts_when_it_competed(call, earlier, status, kind):
    back = OrganisationFactory.create()
    apply(earlier, organisation=back, status=status, number="" if status == "draft" else "2022-1")
    apply(call, organisation=back)

    assert by_label(values()["applicants"]) == {kind: 1}


def test_applicant_with_two_applications_is_one(call):
    twice = OrganisationFactory.create()
    apply(call, organisation=twice)
    apply(call, organisation=twice)

    assert by_label(values()["applicants"]) == {"nye": 1}


def test_later_application_does_not_make_returning(call):
    organisation = OrganisationFactory.create()
    apply(call, organisation=organisation)
    apply(CallFactory.create(year=2025), organisation=organisation)

    assert by_label(values()["applicants"]) == {"nye": 1}


@pytest.mark.parametrize(
    ("key", "group"),
    [
        pytest.param("by_region", "Nord-Norge", id="landsdel"),
        pytest.param("by_theme", "antirasisme", id="theme"),
        pytest.param("applicants", "har søkt før", id="returning"),
        pytest.param("granted_applicants", "har søkt før", id="returning-granted"),
    ],
)
def test_group_has_just_its_rows(call, earlier, key, group):
    back = OrganisationFactory.create(municipality=municipality("Tromsø"))
    apply(earlier, organisation=back)
    wanted = apply(call, organisation=back, granted=True)
    wanted.themes.set(Theme.objects.filter(name="antirasisme"))
    apply(call, granted=True)

    assert list(AREA.in_period(YEAR).figure(key).rows_of(group)) == [wanted]


def test_section_queries_constant(call):
    numbers = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            values()
        numbers.append(len(queries))
        apply(call, granted=True).themes.set(Theme.objects.all())

    assert numbers == [2] * 3


@pytest.mark.parametrize(
    ("last", "counted"),
    [pytest.param(date(2024, 4, 7), {}, id="day-before"), pytest.param(date(2024, 4, 8), {"nye": 1}, id="deadline")],
)
def test_partial_year_counts_calls_by_deadline(call, last, counted):
    Call.objects.update(opens_at=datetime(2024, 1, 15, tzinfo=UTC), deadline=datetime(2024, 4, 8, 21, 59, tzinfo=UTC))
    apply(call)

    assert by_label(values(Period(date(2024, 2, 1), last))["applicants"]) == counted


def test_call_with_deadline_in_another_year_counts_within_its_own(call):
    before = CallFactory.create(year=2025, opens_at=moment(2024, 10, 1), deadline=moment(2024, 12, 1))
    after = CallFactory.create(year=2023, opens_at=moment(2024, 10, 1), deadline=moment(2024, 12, 1))

    def counted(first, last):
        return set(Call.objects.of_period(Period(first, last))) & {before, after}

    assert counted(date(2024, 1, 1), date(2024, 12, 31)) == set()
    assert counted(date(2024, 11, 1), date(2024, 12, 30)) == set()
    assert counted(date(2025, 1, 1), date(2025, 1, 1)) == {before}
    assert counted(date(2025, 1, 2), date(2025, 12, 31)) == set()
    assert counted(date(2023, 12, 31), date(2023, 12, 31)) == {after}
    assert counted(date(2023, 1, 1), date(2023, 12, 30)) == set()
    assert counted(date(2023, 12, 31), date(2025, 1, 1)) == {before, after}


@pytest.mark.parametrize("year", [2023, 2024, 2025])
@pytest.mark.parametrize(
    "deadline",
    [
        pytest.param((2023, 12, 31), id="eve"),
        pytest.param((2024, 1, 1), id="first"),
        pytest.param((2024, 3, 31), id="last-of-quarter"),
        pytest.param((2024, 4, 1), id="first-of-quarter"),
        pytest.param((2024, 12, 31), id="last"),
        pytest.param((2025, 1, 1), id="day-after"),
    ],
)
def test_call_counts_in_one_day_of_its_year(year, deadline):
    CallFactory.create(year=year, opens_at=moment(2023, 1, 1), deadline=moment(*deadline))
    firsts = [date(each, month, 1) for each in range(2022, 2027) for month in range(1, 13)]
    months = [Period(first, after - timedelta(days=1)) for first, after in pairwise(firsts)]

    def counting(ranges):
        return [each for each in ranges if Call.objects.of_period(each).exists()]

    [found] = counting(months)
    days = [found.first + timedelta(days=number) for number in range((found.last - found.first).days + 1)]
    assert found.first.year == year
    assert len(counting([Period(day, day) for day in days])) == 1
    assert [each.first.year for each in counting([Period.year(each) for each in range(2022, 2027)])] == [year]


def moment(year, month, day):
    return datetime(year, month, day, 12, tzinfo=UTC)
