"""The deadlines of the statutes, counted from the date of the annual meeting."""

from calendar import monthrange
from datetime import date, timedelta

PROPOSALS, AGENDA = timedelta(weeks=2), timedelta(weeks=1)
LAST_MONTH = 6


def month_before(day: date) -> date:
    """Return the same day of the month before, or the last of it."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def summons_due(meeting: date) -> date:
    """Return the last day of the summons: at least one month before."""
    return month_before(meeting)


def proposals_due(meeting: date) -> date:
    """Return the last day of proposals: at least two weeks before."""
    return meeting - PROPOSALS


def agenda_due(meeting: date) -> date:
    """Return the last day of the full agenda: at least one week before."""
    return meeting - AGENDA


def is_late(meeting: date) -> bool:
    """Return whether the meeting is after June, by whose end it is to be held."""
    return meeting.month > LAST_MONTH


def first_with_summons_due_from(day: date) -> date:
    """Return the first date of a meeting whose summons is due on the day or later."""
    found = day + timedelta(days=28)
    while month_before(found) < day:
        found += timedelta(days=1)
    return found
