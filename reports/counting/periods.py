"""Any range of days as a period of the report: its name, the same range of other years, and the usual ones."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balansekunst.figures import FigureArea, Period

DAY = timedelta(days=1)
MONTHS_OF_QUARTER, MONTHS_OF_HALF = 3, 6


@dataclass(frozen=True)
class ReportPeriod:
    """The requested days as of `day`: all of them once they are over, and those so far until then.

    Of a range of an earlier year, beside one that lasts, only the days `so_far` are counted.
    """

    asked: Period
    day: date
    so_far: Period | None = None

    @cached_property
    def period(self) -> Period:
        """The days that are counted, which go no further than `day`."""
        return self.so_far or Period(self.asked.first, min(self.asked.last, self.day))

    def days_of(self, area: FigureArea) -> Period:
        """Return the days that are counted in the area: all of them where a call counts from its first day."""
        return self.asked if area.by_call else self.period

    @property
    def is_over(self) -> bool:
        """Whether nothing more can happen in it."""
        return self.day > self.asked.last

    @property
    def title(self) -> str:
        """The days that are asked for, as they are read, and that they aren't over."""
        words = format_period(self.asked)
        return words if self.is_over else _("%(period)s, så langt") % {"period": words}

    @property
    def name(self) -> str:
        """Its name beside the same range of other years: the year, if it is within one."""
        within_one = self.asked.first.year == self.asked.last.year
        words = str(self.asked.first.year) if within_one else format_period(self.asked)
        return words if self.is_over else _("%(period)s, så langt") % {"period": words}

    @property
    def as_of(self) -> str:
        """The last day that is counted, as it is read."""
        return date_format(self.period.last, "j. F Y")

    def back_to(self, year: int) -> list["ReportPeriod"]:
        """Return this range and the same ones before it, newest first, while they end in `year` or later."""
        step, ranges = length_in_years(self.asked), [self]
        while earlier(self.period, step * len(ranges)).last.year >= year:
            ranges.append(self._earlier(step * len(ranges)))
        return ranges

    def before(self, number: int) -> list["ReportPeriod"]:
        """Return so many of the same ranges before it, newest first."""
        step = length_in_years(self.asked)
        return [self._earlier(step * back) for back in range(1, number + 1)]

    def _earlier(self, years: int) -> "ReportPeriod":
        return ReportPeriod(earlier(self.asked, years), self.day, earlier(self.period, years))


def earlier(period: Period, years: int) -> Period:
    """Return the same range so many years before.

    Where a year has no 29 February, a range up to it goes up to 28 February, and one from it begins on 1 March. So
    ranges that follow each other still do: the last day of February answers to the last day of February.
    """
    first, end = (_same_day(bound, years) for bound in (period.first, period.last + DAY))
    return Period(min(first, end - DAY), end - DAY)


def _same_day(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def length_in_years(period: Period) -> int:
    """Return how many years back the same range must go to share no day with it."""
    years = 1
    while earlier(period, years).last >= period.first:
        years += 1
    return years


def months(year: int, first: int, number: int) -> Period:
    """Return so many months of the year from the first of them on; the first may be before January: 0 is December."""
    begins = _month(year, first)
    return Period(begins, _month(year, first + number) - DAY)


def _month(year: int, month: int) -> date:
    """Return the first day of a month that may lie outside the year, counted on from its months."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def usual(day: date) -> list[tuple[str, Period]]:
    """Return the ranges that are asked for most on `day`, each with its name."""
    quarter = 1 + (day.month - 1) // MONTHS_OF_QUARTER * MONTHS_OF_QUARTER
    half = 1 + (day.month - 1) // MONTHS_OF_HALF * MONTHS_OF_HALF
    return [
        (_("Hittil i år"), Period.year(day.year)),
        (_("Dette kvartalet"), months(day.year, quarter, MONTHS_OF_QUARTER)),
        (_("Forrige kvartal"), months(day.year, quarter - MONTHS_OF_QUARTER, MONTHS_OF_QUARTER)),
        (_("Dette halvåret"), months(day.year, half, MONTHS_OF_HALF)),
        (_("Forrige halvår"), months(day.year, half - MONTHS_OF_HALF, MONTHS_OF_HALF)),
        (_("I fjor"), Period.year(day.year - 1)),
    ]


def format_period(period: Period) -> str:
    """Return the period as it is read: «2024», «2. kvartal 2024», «mars 2024» or its first and last day."""
    first, last = period.first, period.last
    if period.is_whole_years:
        return str(first.year) if first.year == last.year else f"{first.year}\N{EN DASH}{last.year}"
    if first == last:
        return date_format(first, "j. F Y")
    for number, words in ((6, _("%(n)s. halvår %(year)s")), (3, _("%(n)s. kvartal %(year)s"))):
        if first.month % number == 1 and period == months(first.year, first.month, number):
            return words % {"n": 1 + first.month // number, "year": first.year}
    if period == months(first.year, first.month, 1):
        return date_format(first, "F Y")
    begins = "j. F" if first.year == last.year else "j. F Y"
    return f"{date_format(first, begins)}\N{EN DASH}{date_format(last, 'j. F Y')}"
