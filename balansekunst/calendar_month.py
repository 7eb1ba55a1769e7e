"""A month as a page shows it: weeks from Monday, each day with its entries."""

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from balansekunst.calendar_entries import Entry, EntryKind

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_SHOWN = 4


@dataclass(frozen=True)
class Day:
    """A day of a week; `entries` is None where it belongs to another month."""

    date: date
    entries: list[tuple[EntryKind, Entry]] | None

    @property
    def shown(self) -> list[tuple[EntryKind, Entry]]:
        """The entries that are shown at once; the others are `folded`."""
        entries = self.entries or []
        return entries if len(entries) <= MOST_SHOWN + 1 else entries[:MOST_SHOWN]

    @property
    def folded(self) -> list[tuple[EntryKind, Entry]]:
        return (self.entries or [])[len(self.shown) :]


@dataclass(frozen=True)
class Week:
    """A week, by its ISO number."""

    number: int
    days: list[Day]


@dataclass(frozen=True)
class Month:
    """A month, by its first day."""

    first: date

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.replace(day=1))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the month of «2026-03». Raises ValueError for anything else, and for years far away."""
        first = date.fromisoformat(f"{text}-01")
        if not FIRST_YEAR <= first.year <= LAST_YEAR:
            raise ValueError(text)
        return cls(first)

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        return self._next_first() - timedelta(days=1)

    @property
    def previous(self) -> Self | None:
        before = self.first - timedelta(days=1)
        return type(self).of(before) if before.year >= FIRST_YEAR else None

    @property
    def next(self) -> Self | None:
        after = self._next_first()
        return type(self)(after) if after.year <= LAST_YEAR else None

    def weeks(self, entries: Iterable[tuple[EntryKind, Entry]]) -> list[Week]:
        """Return the weeks with the entries, in the order given."""
        by_day: dict[date, list[tuple[EntryKind, Entry]]] = {}
        for kind, entry in entries:
            by_day.setdefault(entry.day, []).append((kind, entry))
        return [
            Week(
                days[0].isocalendar().week,
                [Day(day, by_day.get(day, []) if day.month == self.first.month else None) for day in days],
            )
            for days in Calendar().monthdatescalendar(self.first.year, self.first.month)
        ]

    def _next_first(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)
