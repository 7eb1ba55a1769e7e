"""Ranges of days: their names, and the same range of other years."""

from datetime import date

import pytest

from balansekunst.figures import Period, figure_area
from reports.counting.periods import ReportPeriod, earlier, format_period, length_in_years, usual

DAY = date(2026, 11, 23)


def period(first, last):
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("asked", "years", "expected"),
    [
        pytest.param(period("2024-04-01", "2024-06-30"), 1, period("2023-04-01", "2023-06-30"), id="quarter"),
        pytest.param(period("2024-01-01", "2024-02-28"), 1, period("2023-01-01", "2023-02-28"), id="to-28-february"),
        pytest.param(period("2024-01-01", "2024-02-29"), 1, period("2023-01-01", "2023-02-28"), id="to-29-february"),
        pytest.param(period("2025-01-01", "2025-02-28"), 1, period("2024-01-01", "2024-02-29"), id="to-the-last-day"),
        pytest.param(period("2024-02-29", "2024-03-31"), 1, period("2023-03-01", "2023-03-31"), id="from-29-february"),
        pytest.param(period("2024-02-29", "2024-02-29"), 1, period("2023-02-28", "2023-02-28"), id="29-february-alone"),
        pytest.param(period("2024-02-29", "2024-02-29"), 4, period("2020-02-29", "2020-02-29"), id="four-years-before"),
        pytest.param(period("2023-12-31", "2024-01-01"), 1, period("2022-12-31", "2023-01-01"), id="across-new-year"),
    ],
)
def test_same_range_of_an_earlier_year(asked, years, expected):
    assert earlier(asked, years) == expected


@pytest.mark.parametrize(
    ("asked", "years"),
    [
        pytest.param(Period.year(2024), 1, id="year"),
        pytest.param(period("2024-03-05", "2025-03-04"), 1, id="year-from-march"),
        pytest.param(period("2024-03-05", "2025-03-05"), 2, id="year-and-a-day"),
        pytest.param(period("2022-01-01", "2024-12-31"), 3, id="three-years"),
    ],
)
def test_range_goes_as_many_years_back_as_it_needs_to_share_no_day(asked, years):
    assert length_in_years(asked) == years


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        pytest.param(Period.year(2024), "2024", id="year"),
        pytest.param(period("2022-01-01", "2024-12-31"), "2022–2024", id="years"),
        pytest.param(period("2024-07-01", "2024-12-31"), "2. halvår 2024", id="half-year"),
        pytest.param(period("2024-04-01", "2024-06-30"), "2. kvartal 2024", id="quarter"),
        pytest.param(period("2024-02-01", "2024-02-29"), "februar 2024", id="month"),
        pytest.param(period("2024-02-01", "2024-02-28"), "1. februar–28. februar 2024", id="days"),
        pytest.param(period("2023-07-01", "2024-06-30"), "1. juli 2023–30. juni 2024", id="across-years"),
        pytest.param(period("2024-05-17", "2024-05-17"), "17. mai 2024", id="one-day"),
    ],
)
def test_period_is_formatted(asked, words):
    assert format_period(asked) == words


@pytest.mark.parametrize(
    ("day", "over", "last"),
    [
        pytest.param(date(2026, 6, 29), False, date(2026, 6, 29), id="day-before-the-last"),
        pytest.param(date(2026, 6, 30), False, date(2026, 6, 30), id="last-day"),
        pytest.param(date(2026, 7, 1), True, date(2026, 6, 30), id="day-after"),
    ],
)
def test_period_is_counted_until_the_day_and_marked_while_it_lasts(day, over, last):
    asked = ReportPeriod(period("2026-04-01", "2026-06-30"), day)

    assert (asked.is_over, asked.period.last) == (over, last)
    assert asked.title == ("2. kvartal 2026" if over else "2. kvartal 2026, så langt")
    assert asked.name == ("2026" if over else "2026, så langt")


def test_ranges_before_one_that_lasts_go_no_further_than_it_has_come():
    asked = ReportPeriod(period("2026-10-01", "2026-12-31"), DAY)

    assert [before.period for before in asked.before(2)] == [
        period("2025-10-01", "2025-11-23"),
        period("2024-10-01", "2024-11-23"),
    ]


@pytest.mark.parametrize(
    ("asked", "counted", "earlier"),
    [
        pytest.param(Period.year(2026), Period.year(2026), Period.year(2025), id="year"),
        pytest.param(
            period("2026-10-01", "2026-12-31"),
            period("2026-10-01", "2026-12-31"),
            period("2025-10-01", "2025-12-31"),
            id="quarter",
        ),
    ],
)
def test_calls_are_counted_to_the_last_day_of_the_range(asked, counted, earlier):
    area = figure_area("balansepotten")
    lasting = ReportPeriod(asked, DAY)

    assert [each.days_of(area) for each in (lasting, *lasting.before(1))] == [counted, earlier]
    assert lasting.days_of(figure_area("members")).last == DAY
    assert lasting.before(1)[0].days_of(figure_area("members")).last == date(2025, 11, 23)


def test_series_goes_back_to_the_first_year_and_no_further():
    assert [each.asked for each in ReportPeriod(Period.year(2025), DAY).back_to(2023)] == [
        Period.year(2025),
        Period.year(2024),
        Period.year(2023),
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(
            date(2026, 1, 1),
            [
                Period.year(2026),
                period("2026-01-01", "2026-03-31"),
                period("2025-10-01", "2025-12-31"),
                period("2026-01-01", "2026-06-30"),
                period("2025-07-01", "2025-12-31"),
                Period.year(2025),
            ],
            id="new-year",
        ),
        pytest.param(
            date(2026, 12, 31),
            [
                Period.year(2026),
                period("2026-10-01", "2026-12-31"),
                period("2026-07-01", "2026-09-30"),
                period("2026-07-01", "2026-12-31"),
                period("2026-01-01", "2026-06-30"),
                Period.year(2025),
            ],
            id="last-day",
        ),
    ],
)
def test_usual_ranges_are_those_of_the_day(day, expected):
    assert [asked for _name, asked in usual(day)] == expected
