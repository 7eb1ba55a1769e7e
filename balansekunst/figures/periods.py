"""The days that figures are counted over."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included. What is counted «at the end» is counted on `last`."""

    first: date
    last: date

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def year_until(cls, year: int, day: date) -> "Period":
        """Return the calendar year, or the part of it until `day`."""
        whole = cls.year(year)
        return cls(whole.first, min(whole.last, day))

    @property
    def days(self) -> tuple[date, date]:
        """The bounds as `__range` wants them."""
        return self.first, self.last

    @property
    def eve(self) -> date:
        """The day before the period: an opening figure is counted as of its end."""
        return self.first - timedelta(days=1)

    @property
    def is_year(self) -> bool:
        """Whether it is one whole calendar year."""
        return self == Period.year(self.first.year)

    @property
    def is_whole_years(self) -> bool:
        """Whether it is one calendar year, or several, from the first day to the last."""
        return (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31)


@dataclass(frozen=True)
class ReportYear:
    """A year as it is reported on `day`: whole once it is over, and so far while it lasts."""

    year: int
    day: date

    @cached_property
    def period(self) -> Period:
        """The days that are counted."""
        return Period.year_until(self.year, self.day)

    @cached_property
    def whole(self) -> Period:
        """The whole year, also while it lasts."""
        return Period.year(self.year)

    @cached_property
    def before(self) -> Period:
        """The year before, which is always whole."""
        return Period.year(self.year - 1)

    @property
    def is_over(self) -> bool:
        return self.day > date(self.year, 12, 31)

    @property
    def as_of(self) -> str:
        """The last day that is counted, for display."""
        return date_format(self.period.last, "j. F Y")

    @property
    def within(self) -> str:
        """When its events happened, at the start of a sentence."""
        return (_("I %(year)s") if self.is_over else _("Så langt i %(year)s")) % {"year": self.year}

    @property
    def at_end(self) -> str:
        """The moment of what is counted at its end, at the start of a sentence."""
        if self.is_over:
            return _("Ved slutten av %(year)s") % {"year": self.year}
        return _("Per %(day)s") % {"day": self.as_of}
