"""Moments of days, by the clock in Norway."""

from datetime import date, datetime, time

from django.utils import timezone


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())


def midnight(day: date) -> datetime:
    """Return the moment at which the day begins."""
    return at(day, 0)
