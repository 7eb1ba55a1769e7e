"""The check of municipalities and counties against Klass: which of its changes ours don't show."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.models import County, Municipality, PlaceChange, RegisterCheck
from members.models.places import Level
from members.register.answers import Patience
from members.register.klass import Code, CodeChange, Klass

Kind, State = PlaceChange.Kind, PlaceChange.State
# The day after the last reform that members/data has.
FIRST = date(2024, 1, 2)
# Some changes are registered there long after their day.
REGISTERED_LATE = timedelta(days=2 * 365)
MONTH = timedelta(days=28)
LINK = ("from_municipality__number", "to_municipality__number")
Places = Mapping[str, County | Municipality]


def check_monthly(at: datetime) -> int:
    """Check if the last check is a month old, and return the number of changes found. Raises Unreachable."""
    state = RegisterCheck.objects.first()
    is_new = state and state.places_checked_on and state.places_checked_on > timezone.localdate(at) - MONTH
    return 0 if is_new else check(at)


def check(at: datetime) -> int:
    """Store the changes until the day that ours don't show, and return how many are new. Raises Unreachable."""
    day = timezone.localdate(at)
    state = RegisterCheck.objects.first()
    last = state.places_checked_on if state else None
    since = max(FIRST, last - REGISTERED_LATE) if last else FIRST
    with Klass.open(Patience.of_command()) as klass:
        found = {level: klass.changes(level, since, day) for level in Level}
    with transaction.atomic():
        RegisterCheck.objects.get_or_create(pk=1)
        stored = RegisterCheck.objects.select_for_update().get()
        count = sum(store(level, changes, since, day) for level, changes in found.items())
        stored.places_checked_on = day
        stored.save()
    return count


def store(level: Level, changes: list[CodeChange], since: date, day: date) -> int:
    """Store the changes that ours don't show, and return how many are new. What waits and is not among them goes.

    What was decided is not listed again while it is the same.
    """
    places: Places = {
        place.number: place for place in (County if level == Level.COUNTY else Municipality).objects.all()
    }
    successors = set(Municipality.successors.through.objects.values_list(*LINK))
    rows = PlaceChange.objects.select_for_update().filter(level=level, day__gte=since)
    known = {(row.state, row.day, row.numbers): row for row in rows}
    waiting = {row.pk for row in rows if row.state == State.WAITING}
    count = 0
    for group in connected(changes):
        found = _described(level, group, day)
        decided = [known.get((state, found.day, found.numbers)) for state in (State.IGNORED, State.TAKEN_OVER)]
        if is_shown(group, places, successors) or any(row and row.links == found.links for row in decided):
            continue
        row = known.get((State.WAITING, found.day, found.numbers))
        if row:
            waiting.discard(row.pk)
            found.pk, found.found_on = row.pk, row.found_on
        found.save()
        count += row is None
    PlaceChange.objects.filter(pk__in=waiting).delete()
    return count


def connected(changes: Iterable[CodeChange]) -> list[list[CodeChange]]:
    """Return the changes of each day in groups that share an old or a new number.

    Without those that change nothing.
    """
    groups = []
    by_day = sorted(changes, key=lambda change: (change.day, _number(change.old), _number(change.new)))
    for _day, of_day in groupby(by_day, key=lambda change: change.day):
        left = list(of_day)
        while left:
            group = [left.pop(0)]
            # A number that goes on is the same place before and after.
            while near := [change for change in left if any(_touch(change, other) for other in group)]:
                group += near
                left = [change for change in left if change not in near]
            if any(change.old != change.new for change in group):
                groups.append(sorted(group, key=lambda change: (_number(change.old), _number(change.new))))
    return groups


def is_shown(changes: Iterable[CodeChange], places: Places, successors: set[tuple[str, str]]) -> bool:
    """Return whether our places show all of the changes. Of municipalities, we know what they became."""
    return all(_is_one_shown(change, list(changes), places, successors) for change in changes)


def _is_one_shown(
    change: CodeChange, changes: list[CodeChange], places: Places, successors: set[tuple[str, str]]
) -> bool:
    old, new = places.get(_number(change.old)), places.get(_number(change.new))
    goes_on = any(
        each.old and each.new and each.old.number == each.new.number == _number(change.old) for each in changes
    )
    if change.new and (new is None or (new.valid_from and new.valid_from > change.day)):
        return False
    if change.old and not goes_on and (old is None or old.valid_until is None or old.valid_until >= change.day):
        return False
    if change.old and change.new and change.old.number == change.new.number:
        return change.old.name == change.new.name or _has_names(new, change.new)
    return not (isinstance(old, Municipality) and new) or (old.number, new.number) in successors


def _has_names(place: Any, code: Code) -> bool:
    """Return whether the place has the names, or is gone since."""
    ours = place.names if isinstance(place, Municipality) else [place.name]
    return place.valid_until is not None or {*map(str.casefold, ours)} == {*map(str.casefold, code.names)}


def _described(level: Level, changes: list[CodeChange], day: date) -> PlaceChange:
    olds, news = _codes(change.old for change in changes), _codes(change.new for change in changes)
    return PlaceChange(
        level=level,
        kind=_kind(changes, olds, news),
        day=changes[0].day,
        numbers=" ".join(code.number for code in olds or news),
        before=", ".join(map(_text, olds)),
        after=", ".join(map(_text, news)),
        links=[
            [part for code in (change.old, change.new) for part in ((code.number, code.name) if code else ("", ""))]
            for change in changes
        ],
        found_on=day,
    )


def _kind(changes: list[CodeChange], olds: list[Code], news: list[Code]) -> PlaceChange.Kind:
    if not olds or not news:
        return Kind.ENDED if olds else Kind.BEGUN
    if any(len(_codes(change.new for change in changes if change.old == old)) > 1 for old in olds):
        return Kind.SPLIT
    if len(olds) > 1:
        return Kind.MERGED
    return Kind.RENAMED if olds[0].number == news[0].number else Kind.RENUMBERED


def _codes(codes: Iterable[Code | None]) -> list[Code]:
    return sorted({code for code in codes if code}, key=lambda code: code.number)


def _text(code: Code) -> str:
    return f"{code.number} {code.name}"


def _number(code: Code | None) -> str:
    return code.number if code else ""


def _touch(change: CodeChange, other: CodeChange) -> bool:
    numbers = {_number(code) for code in (change.old, change.new)} - {""}
    return bool(numbers & {_number(code) for code in (other.old, other.new)})
