"""Released figures never change, and no part of a year is released by itself."""

import json
from datetime import date
from itertools import product

import pytest

from balansekunst.figures import Hidden, Period, ReportYear
from balansekunst.figures.suppression import suppress
from radgivning import releases
from radgivning.figures import AREA, released_values
from radgivning.models import Enquiry, Release, Topic
from reports.counting.summary import count_area
from tests.factories import EnquiryFactory

pytestmark = pytest.mark.django_db
SMALL, WITHHELD = Hidden.SMALL, Hidden.WITHHELD
DAY = date(2025, 2, 1)
CALLER = Enquiry.Caller


def figures(*, year=2024, day=DAY):
    releases.release(day)
    released = releases.released_figures(year, day=day)
    assert released
    return released


@pytest.mark.parametrize(
    ("day", "is_released"),
    [
        pytest.param(date(2024, 12, 31), False, id="last-day"),
        pytest.param(date(2025, 1, 1), False, id="year-is-over"),
        pytest.param(date(2025, 1, 31), False, id="day-before"),
        pytest.param(date(2025, 2, 1), True, id="first-day"),
        pytest.param(date(2026, 2, 1), True, id="long-after"),
    ],
)
def test_year_is_released_after_a_month(day, is_released):
    EnquiryFactory.create_batch(5)

    assert releases.release(day) == is_released

    assert Release.objects.exists() is is_released
    assert (releases.released_figures(2024, day=day) is not None) is is_released


def test_reading_releases_nothing():
    EnquiryFactory.create_batch(5)

    assert releases.released_figures(2024, day=DAY) is None
    assert not Release.objects.exists()


def test_each_year_is_released_once():
    for year in (2021, 2024, 2025):
        EnquiryFactory.create_batch(5, date=date(year, 5, 1))
    EnquiryFactory.create(date=date(2022, 5, 1))

    assert [releases.release(DAY), releases.release(DAY)] == [2, 0]
    assert {*Release.objects.values_list("year", "released_on")} == {(2021, DAY), (2024, DAY)}


def test_area_waits_for_the_year_before():
    EnquiryFactory.create_batch(5)
    releases.release(DAY)
    EnquiryFactory.create_batch(5, date=date(2023, 5, 1))

    assert count_area(AREA, ReportYear(2024, DAY)) is None


@pytest.mark.parametrize("late", [pytest.param(count, id=f"{count}-late") for count in (1, 4, 5, 20)])
def test_released_figures_ignore_later_enquiries(late):
    EnquiryFactory.create_batch(9)
    EnquiryFactory.create_batch(6, caller=CALLER.AFFECTED)
    first = figures()

    EnquiryFactory.create_batch(late, caller=CALLER.WITNESS)

    assert figures(day=date(2026, 5, 1)) == first
    assert first.contacts == 15


def test_released_figures_ignore_changes_and_deletion():
    created = EnquiryFactory.create_batch(9, minutes=30, legal_guidance=True)
    first = figures()

    Enquiry.objects.filter(pk=created[0].pk).update(caller=CALLER.OTHER, date=date(2023, 1, 1), minutes=None)
    created[1].delete()

    assert figures() == first


def test_years_are_read_beside_each_other():
    EnquiryFactory.create_batch(9, date=date(2024, 12, 31))
    EnquiryFactory.create_batch(7, date=date(2023, 12, 31))
    EnquiryFactory.create(date=date(2025, 1, 1))

    releases.release(DAY)
    released = releases.released_years([2024, 2023], day=DAY)

    assert released == {2024: figures(), 2023: figures(year=2023)}
    assert (released[2024].contacts, released[2023].contacts) == (9, 7)
    assert count_area(AREA, ReportYear(2024, date(2025, 1, 31))) is None


@pytest.mark.parametrize(
    "period",
    [
        pytest.param(Period(date(2024, 1, 1), date(2024, 12, 30)), id="not-the-last-day"),
        pytest.param(Period(date(2023, 1, 1), date(2024, 12, 31)), id="two-years"),
        pytest.param(Period.year(2025), id="too-early"),
    ],
)
def test_values_of_no_released_year_are_none(period):
    EnquiryFactory.create_batch(9, date=date(2024, 12, 31))
    releases.release(DAY)

    values, year = released_values([period, Period.year(2024)], DAY)

    assert values is None
    assert year is not None
    assert year["contacts"] == 9


@pytest.mark.parametrize("before", [pytest.param(0, id="none"), pytest.param(1, id="one"), pytest.param(4, id="few")])
def test_few_enquiries_are_not_stored(before):
    EnquiryFactory.create_batch(before)
    assert figures().contacts == (SMALL if before else 0)
    assert not Release.objects.exists()

    EnquiryFactory.create_batch(5)

    assert figures().contacts == before + 5


def test_small_total_stays_ambiguous_after_release():
    """First «færre enn 5», then a table: 1, 2, 3 and 4 fit each such table, so nothing is revealed."""
    for counts in product(range(7), repeat=2):
        after = suppress({"a": counts[0], "b": counts[1]})
        if not isinstance(after.total, Hidden) and after.total:
            subsets = {a + b for a in range(counts[0] + 1) for b in range(counts[1] + 1)}
            assert subsets >= {1, 2, 3, 4}, counts


def test_hidden_counts_are_not_stored():
    for caller, count in zip(CALLER, (47, 9, 7, 6, 3), strict=True):
        EnquiryFactory.create_batch(count, caller=caller)
    figures()

    stored = Release.objects.get()

    assert (stored.year, stored.released_on) == (2024, DAY)
    assert stored.tables["by_role"] == [
        ["total", 72],
        [
            "counts",
            [
                ["virksomhet eller leder", 47],
                ["utsatt", 9],
                ["vitne", 7],
                ["tillitsvalgt eller verneombud", "withheld"],
                ["annet", "small"],
            ],
        ],
    ]


def test_stored_release_is_read_unchanged():
    topics = list(Topic.objects.all())
    for month in (1, 2, 5, 12):
        for enquiry in EnquiryFactory.create_batch(6, date=date(2024, month, 1), minutes=25, outcome="veiledet"):
            enquiry.topics.set(topics[:2])

    fresh = releases.suppressed(AREA.in_period(Period.year(2024)).values())

    assert figures() == fresh
    assert releases.deserialise(json.loads(json.dumps(releases.serialise(fresh)))) == fresh
    assert list(figures().by_topic.counts) == list(fresh.by_topic.counts)


def test_months_are_nested_in_quarters():
    for month, count in {1: 9, 2: 8, 3: 7, 4: 30, 5: 2, 7: 9}.items():
        EnquiryFactory.create_batch(count, date=date(2024, month, 10))

    months = figures().by_month

    assert months.totals.total == 65
    assert months.totals.counts == {"1": 24, "2": 32, "3": 9, "4": 0}
    assert months.rows["1"].counts == {"1": 9, "2": 8, "3": 7}
    assert months.rows["2"].counts == {"4": WITHHELD, "5": SMALL, "6": WITHHELD}


def test_tables_share_only_their_total():
    enquiries = EnquiryFactory.create_batch(12, legal_guidance=True, outcome="henvist")
    for enquiry in enquiries:
        enquiry.topics.set(Topic.objects.all()[:1])

    released = figures()

    tables = (
        released.by_role,
        released.by_topic,
        released.by_region,
        released.by_outcome,
        released.guided,
        released.by_month.totals,
    )
    assert {table.total for table in tables} == {12}


@pytest.mark.parametrize(
    ("timed", "hours"), [pytest.param(4, WITHHELD, id="few-have-it"), pytest.param(5, 3, id="enough-have-it")]
)
def test_time_needs_several_enquiries(timed, hours):
    EnquiryFactory.create_batch(timed, minutes=30)
    EnquiryFactory.create_batch(5)

    assert figures().hours == hours


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [pytest.param(29, 0, id="less"), pytest.param(30, 1, id="half"), pytest.param(89, 1, id="one")],
)
def test_half_hours_are_rounded_up(minutes, hours):
    assert releases.in_hours(minutes) == hours


def test_release_is_named_by_its_year():
    assert str(Release(year=2024)) == "2024"
