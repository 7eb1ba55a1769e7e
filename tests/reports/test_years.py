"""Which years there is a report of, and how far one has come."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from balansekunst.figures import Period, ReportYear
from courses.models import Assignment
from radgivning import releases
from reports.counting.series import years_beside, years_with_data
from tests.factories import AssignmentFactory, CallFactory, EnquiryFactory, EventFactory, MembershipFactory
from tests.plans import full_scans

DAY = date(2026, 3, 16)


@pytest.fixture(autouse=True)
def _norwegian():
    with translation.override("nb"):
        yield


@pytest.mark.parametrize(
    ("day", "is_over", "last", "at_end", "within"),
    [
        pytest.param(date(2024, 5, 1), False, date(2024, 5, 1), "Per 1. mai 2024", "Så langt i 2024", id="in-it"),
        pytest.param(
            date(2024, 12, 31), False, date(2024, 12, 31), "Per 31. desember 2024", "Så langt i 2024", id="last-day"
        ),
        pytest.param(date(2025, 1, 1), True, date(2024, 12, 31), "Ved slutten av 2024", "I 2024", id="day-after"),
    ],
)
def test_year_ends_on_its_day(day, is_over, last, at_end, within):
    year = ReportYear(2024, day)

    assert year.is_over is is_over
    assert year.period == Period(date(2024, 1, 1), last)
    assert (year.at_end, year.within) == (at_end, within)
    assert year.before == Period.year(2023)


@pytest.mark.django_db
def test_years_have_what_was_recorded_in_them(django_assert_num_queries):
    MembershipFactory.create(joined=date(2021, 12, 31), left=date(2023, 1, 1))
    AssignmentFactory.create(date=date(2024, 6, 1))
    EventFactory.create(date=date(2024, 1, 1))
    CallFactory.create(year=2025)
    EnquiryFactory.create_batch(5, date=date(2024, 12, 31))
    EnquiryFactory.create_batch(5, date=date(2026, 1, 1))
    releases.release(DAY)

    with django_assert_num_queries(5):  # one for each year, and one that finds no later one
        years = years_with_data(DAY)

    assert years == {
        2025: ["Balansepotten"],
        2024: ["kurs", "Balansemerket", "Rådgivningstelefonen"],
        2023: ["medlemmer"],
        2021: ["medlemmer"],
    }
    assert list(years) == [2025, 2024, 2023, 2021]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("year", "beside"),
    [
        pytest.param(2020, [2021], id="before-all"),
        pytest.param(2021, [2023, 2021], id="first"),
        pytest.param(2022, [2023, 2021], id="between"),
        pytest.param(2023, [2025, 2023, 2021], id="middle"),
        pytest.param(2025, [2025, 2023], id="last"),
        pytest.param(2026, [2025], id="after-all"),
    ],
)
def test_years_beside_one_have_data(django_assert_num_queries, year, beside):
    MembershipFactory.create(joined=date(2021, 12, 31), left=date(2023, 1, 1))
    CallFactory.create(year=2025)

    with django_assert_num_queries(1):
        assert years_beside(year, DAY) == beside


@pytest.mark.django_db
def test_years_are_found_at_ends_of_indexes():
    """No plan reads all rows: memberships, courses and events are read by their indexes."""
    with CaptureQueriesContext(connection) as captured:
        years_beside(2024, DAY)
        years_with_data(DAY)

    for query in captured:
        assert full_scans(query["sql"], "members_membership", "courses_assignment", "balansemerket_event") == []


@pytest.mark.django_db
def test_years_leave_out_what_has_not_happened():
    AssignmentFactory.create(date=date(2024, 6, 1), status=Assignment.Status.BOOKED, participants=None)
    MembershipFactory.create(joined=date(2026, 3, 17))
    CallFactory.create(year=2027)

    assert years_with_data(DAY) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [pytest.param(1, id="few"), pytest.param(5, id="many")])
def test_years_name_released_advice_only(count):
    EnquiryFactory.create_batch(count, date=date(2024, 12, 31))
    before = years_with_data(DAY)

    releases.release(DAY)

    assert before == {}
    assert years_with_data(DAY) == ({2024: ["Rådgivningstelefonen"]} if count == 5 else {})
    assert years_with_data(date(2026, 3, 15)) == {}


@pytest.mark.django_db
def test_years_count_the_day_itself():
    MembershipFactory.create(joined=DAY)

    assert list(years_with_data(DAY)) == [2026]
