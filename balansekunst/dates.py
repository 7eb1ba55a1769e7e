"""Moments of days, by the clock in Norway, and the days that a date can be."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

# What a spreadsheet makes of a year that is typed into a cell for dates: 13.07.1905 is 2021.
DAY_ZERO = date(1899, 12, 30)
YEARS_AS_DAYS = range(1990, 2100)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())


def midnight(day: date) -> datetime:
    """Return the moment at which the day begins."""
    return at(day, 0)


def days_left(due: date, day: date) -> str:
    """Return when `due` is, as seen from `day`, in words; "" when it is past."""
    days = (due - day).days
    if days < 0:
        return ""
    if days > 1:
        return _("om %(days)s dager") % {"days": days}
    return _("i morgen") if days else _("i dag")


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later; 1 March for 29 February in a year that has none."""
    return same_day_after(day, months=12 * years)


def same_day_after(day: date, *, months: int) -> date:
    """Return the same day so many months later; the first of the next month for a day that the month does not have."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return date(day.year + years, month + 1, day.day)
    except ValueError:
        return date(day.year + years, month + 2, 1)


@dataclass(frozen=True)
class PlausibleDay:
    """A validator of dates: from `first` until so many `years_ahead` of today, since typing errors are far outside."""

    first: date = date(1990, 1, 1)
    years_ahead: int = 2

    def __call__(self, value: date) -> None:
        day = timezone.localdate(value) if isinstance(value, datetime) else value
        if self.first <= day <= datetime.now(UTC).date():
            return  # most days; to ask what day it is in Norway takes a large part of an import
        last = years_after(timezone.localdate(), self.years_ahead)
        if self.first <= day <= last:
            return
        days = {"day": _written(day), "first": _written(self.first), "last": _written(last)}
        if (year := (day - DAY_ZERO).days) in YEARS_AS_DAYS:
            words = _("Datoen %(day)s er årstallet %(year)s i en celle for datoer. Skriv hele datoen.")
        else:
            words = _("Datoen %(day)s kan ikke stemme. Skriv en dato fra %(first)s til %(last)s.")
        raise ValidationError(words, code="implausible_day", params={**days, "year": year})


def _written(day: date) -> str:
    return f"{day:%d.%m}.{day.year:04}"
