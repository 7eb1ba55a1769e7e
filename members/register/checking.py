"""The check of our members against Enhetsregisteret: all of them, or those that the register says have changed.

A check can be stopped at any time, and goes on where it was. Two at once do no harm: what was found is stored together
with how far the check has come, by the one that first locks the row of `RegisterCheck`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from members.models import Municipality, Organisation, RegisterCheck, RegisterDifference
from members.register.answers import Patience
from members.register.client import BATCH, Register
from members.register.comparing import Found, compare
from members.register.entities import Entity

# The legal forms of branches, whose changes are not among those of organisations.
BRANCHES = ("BEDR", "AAFY")
# Changes are looked for since before a check of all began, in case the clocks differ.
MARGIN = timedelta(days=1)
State = RegisterDifference.State


def check_all(at: datetime, *, progress: Callable[[int], object] = lambda _count: None) -> int:
    """Check all members of the day, or those that an earlier check had left; return the number of differences found.

    `progress` gets the number checked in each batch. Raises Unreachable; what was found until then is stored.
    """
    day = timezone.localdate(at)
    state = _begin(at)
    found = 0
    with Register.open(Patience.of_command()) as register:
        while numbers := _numbers_after(state.after, day):
            entities = register.find_batch(numbers)
            with transaction.atomic():
                stored = RegisterCheck.objects.select_for_update().get()
                if (stored.begun_at, stored.after) == (state.begun_at, state.after):
                    found += store(numbers, entities, day)
                    stored.after = numbers[-1]
                    stored.save()
            state = stored
            progress(len(numbers))
            if not state.begun_at:
                break  # another check has finished
    _finish(state, day)
    return found


def check_changes(at: datetime) -> int:
    """Check the members that the register says have changed, and return the number of differences found.

    The first time, and after a check of all that was interrupted, all are checked. Raises Unreachable.
    """
    state = RegisterCheck.objects.first()
    if state is None or state.begun_at or state.checked_at is None:
        return check_all(at)
    day = timezone.localdate(at)
    with Register.open(Patience.of_command()) as register:
        found = _check_numbers(register, _members(day).filter(legal_form__in=BRANCHES).values_list("number"), day)
        if state.last_change is None:
            first = register.first_change(state.checked_at - MARGIN)
            state.last_change = first - 1 if first else None
        if state.last_change is not None:
            for page in register.changes(state.last_change):
                changed = _members(day).values_list("number")
                numbers = {change.number for change in page}
                found += _check_numbers(register, [row for row in changed if row[0] in numbers], day)
                RegisterCheck.objects.update(last_change=page[-1].identity)
    RegisterCheck.objects.update(checked_at=at)
    return found


def count_left(at: datetime) -> int:
    """Return how many members a check of all would ask about now."""
    state = RegisterCheck.objects.first()
    return _left(state.after if state and state.begun_at else "", timezone.localdate(at)).count()


@transaction.atomic
def store(numbers: Iterable[str], entities: Mapping[str, Entity], day: date) -> int:
    """Store what differs about the organisations with these numbers, and return how much of it is new.

    What waits and does not differ any more goes. What was ignored is not shown again while it is the same.
    """
    organisations = Organisation.objects.filter(number__in=numbers).select_related("municipality")
    names = dict(Municipality.objects.values_list("number", "display_name"))
    rows = RegisterDifference.objects.select_for_update().filter(organisation__in=organisations)
    waiting = {(row.organisation_id, row.kind): row for row in rows.filter(state=State.WAITING)}
    ignored = set(rows.filter(state=State.IGNORED).values_list("organisation", "kind", "theirs"))
    count = 0
    for organisation in organisations.order_by("pk"):
        for each in compare(organisation, entities.get(organisation.number)):
            theirs = (
                names.get(each.theirs, each.theirs)
                if each.kind == RegisterDifference.Kind.MUNICIPALITY
                else each.theirs
            )
            if (organisation.pk, each.kind, theirs) in ignored:
                continue
            count += _store_one(waiting.pop((organisation.pk, each.kind), None), organisation, each, theirs, day)
    RegisterDifference.objects.filter(pk__in=[row.pk for row in waiting.values()]).delete()
    return count


def _store_one(
    row: RegisterDifference | None, organisation: Organisation, found: Found, theirs: str, day: date
) -> bool:
    """Store a difference in the row that waits, if there is one, and return whether it is another than before."""
    if row and (row.ours, row.theirs, row.value) == (found.ours, theirs, found.value):
        return False
    row = row or RegisterDifference(organisation=organisation, kind=found.kind)
    is_new = row.theirs != theirs
    row.ours, row.theirs, row.value, row.found_on = found.ours, theirs, found.value, day
    row.save()
    return is_new


def _check_numbers(register: Register, rows: Iterable[tuple[str]], day: date) -> int:
    numbers = sorted(number for (number,) in rows)
    found = 0
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        found += store(batch, register.find_batch(batch), day)
    return found


def _begin(at: datetime) -> RegisterCheck:
    """Return the check that is under way, or a new one."""
    with transaction.atomic():
        RegisterCheck.objects.get_or_create(pk=1)
        state = RegisterCheck.objects.select_for_update().get()
        if state.begun_at is None:
            state.begun_at, state.after = at, ""
            state.save()
    return state


def _finish(state: RegisterCheck, day: date) -> None:
    """Let the next check begin anew, and changes be looked for since this one began. Others than members don't wait."""
    with transaction.atomic():
        stored = RegisterCheck.objects.select_for_update().get()
        if stored.begun_at and stored.begun_at == state.begun_at:
            stored.begun_at, stored.after, stored.checked_at = None, "", stored.begun_at
            stored.save()
            waiting = RegisterDifference.objects.filter(state=State.WAITING)
            waiting.exclude(organisation__in=_members(day)).delete()


def _members(day: date) -> QuerySet[Organisation]:
    return Organisation.objects.members_on(day)


def _left(after: str, day: date) -> QuerySet[Organisation]:
    return _members(day).filter(number__gt=after).order_by("number")


def _numbers_after(after: str, day: date) -> list[str]:
    return list(_left(after, day).values_list("number", flat=True)[:BATCH])
