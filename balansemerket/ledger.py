"""The order in which the events of a certification may happen.

| event | never had the mark | has it | it expired | it was withdrawn |
| --- | --- | --- | --- | --- |
| started | yes | no | yes | yes |
| awarded | yes, the first award | no | no, it is renewed | yes |
| renewed | no | yes, for longer than it is valid already | yes | no |
| withdrawn | no | yes | no | no |

Cancelled events are as if they had never happened. Events of one day happen in the order of `Event.IN_ONE_DAY`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from balansemerket.models import Event

Kind = Event.Kind


class Entry(Protocol):
    """What the rules read of an event, which may not be stored yet."""

    kind: str
    date: dt.date
    valid_until: dt.date | None
    is_cancelled: bool


@dataclass(frozen=True)
class Mark:
    """An organisation's mark after some events: last awarded and withdrawn on these days, valid until the last day."""

    awarded_on: dt.date | None = None
    withdrawn_on: dt.date | None = None
    valid_until: dt.date | None = None

    def is_valid_on(self, day: dt.date) -> bool:
        """Return whether it is valid; an award without an end, which its constraint refuses, is taken as valid."""
        return self.awarded_on is not None and (self.valid_until is None or day <= self.valid_until)

    def after(self, entry: Entry) -> "Mark":
        match Kind(entry.kind):
            case Kind.AWARDED:
                return Mark(awarded_on=entry.date, valid_until=entry.valid_until)
            case Kind.RENEWED:
                return Mark(awarded_on=self.awarded_on, valid_until=entry.valid_until)
            case Kind.WITHDRAWN:
                return Mark(withdrawn_on=entry.date)
        return self


def mark_after(entries: Iterable[Entry]) -> Mark:
    """Return the mark after these events of one certification, without those that can't follow the others."""
    mark = Mark()
    for entry in _in_order(entries):
        if not _problem(entry, mark):
            mark = mark.after(entry)
    return mark


class Misplaced[E: Entry](NamedTuple):
    """An event that can't follow those before it, with the error at one of its fields."""

    entry: E
    field: str
    error: ValidationError


def misplaced[E: Entry](entries: Iterable[E]) -> Iterator[Misplaced[E]]:
    """Yield the events of one certification that can't follow those before them.

    The others are checked as if these hadn't happened.
    """
    mark = Mark()
    for entry in _in_order(entries):
        if problem := _problem(entry, mark):
            field, text, day = problem
            yield Misplaced(entry, field, ValidationError(text, params={"day": day and f"{day:%d.%m.%Y}"}))
        else:
            mark = mark.after(entry)


def _in_order[E: Entry](entries: Iterable[E]) -> list[E]:
    counted = [entry for entry in entries if not entry.is_cancelled]
    return sorted(counted, key=lambda entry: (entry.date, Event.IN_ONE_DAY.index(Kind(entry.kind))))


def _problem(entry: Entry, mark: Mark) -> tuple[str, str, dt.date | None] | None:
    """Return what is wrong: the field, the text, and the day that the text names."""
    match Kind(entry.kind):
        case Kind.STARTED if mark.is_valid_on(entry.date):
            return "kind", _("Virksomheten har merket denne dagen, og kan ikke begynne på nytt."), None
        case Kind.AWARDED if mark.awarded_on:
            return "kind", _("Merket ble tildelt %(day)s. Registrer en fornyelse i stedet."), mark.awarded_on
        case Kind.RENEWED if mark.withdrawn_on:
            return "kind", _("Merket ble trukket %(day)s, og må tildeles på nytt."), mark.withdrawn_on
        case Kind.RENEWED if not mark.awarded_on:
            return "kind", _("Merket må være tildelt før det kan fornyes."), None
        case Kind.RENEWED if mark.valid_until and entry.valid_until and entry.valid_until <= mark.valid_until:
            text = _("Merket er allerede gyldig til %(day)s. En fornyelse må gjelde lenger.")
            return "valid_until", text, mark.valid_until
        case Kind.WITHDRAWN if not mark.is_valid_on(entry.date):
            return "kind", _("Virksomheten har ikke merket denne dagen, så det kan ikke trekkes."), None
    return None
