"""The append-only log of who has seen or changed an enquiry, or an account that can, with proof that it is complete.

Each entry contains SHA-256 over its fields and the digest of the entry before; LogHead contains the last number and
digest. Changing, removing, inserting or cutting off entries breaks the chain (`first_broken`). Somebody with write
access to the database could compute a whole new chain: comparing with a copy of the last digest stored elsewhere
reveals that.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.figures import Hidden, Number
from balansekunst.figures.suppression import suppress
from balansekunst.models import AccountChange, User
from radgivning.models import LogEntry, LogHead
from radgivning.querysets import LogEntryQuerySet


@transaction.atomic(savepoint=False)
def record(
    *, user: User | None, action: LogEntry.Action, at: datetime, enquiry: int | None = None, why: str = ""
) -> LogEntry:
    """Add an entry: that `user` saw or changed the enquiry with that number, or saw a list of them.

    Entries are numbered consecutively: concurrent calls wait for the lock on LogHead.
    """
    head = LogHead.objects.select_for_update().get(pk=1)
    entry = LogEntry(number=head.length + 1, at=at, user=user, action=action, enquiry=enquiry, why=why)
    entry.digest = digest(entry, after=head.digest)
    entry.save(force_insert=True)
    head.length, head.digest = entry.number, entry.digest
    head.save()
    return entry


def record_account_change(change: AccountChange, at: datetime) -> None:
    """Add an entry that a change of a protected account was asked for, made or rejected. It names nobody."""
    action = LogEntry.Action(change.status)
    user = change.asked_by if action == LogEntry.Action.ACCOUNT_ASKED else change.decided_by
    role = change.value if change.kind == AccountChange.Kind.ROLE else ""
    why = _("Konto %(account)d: %(kind)s %(role)s")
    params = {"account": change.account_id, "kind": change.get_kind_display(), "role": role}
    record(user=user, action=action, at=at, why=(why % params).strip())


def digest(entry: LogEntry, *, after: str) -> str:
    """Return SHA-256 over the entry's fields as canonical JSON, and the digest of the entry before it."""
    fields = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "user": entry.user_id,
        "action": str(entry.action),
        "enquiry": entry.enquiry,
        "why": entry.why,
        "after": after,
    }
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class UserAccess:
    """How often a user did what; `reads` and `writes` are suppressed, since they follow the number of enquiries."""

    name: str
    lists: int
    reads: Number
    reads_of_others: int
    writes: Number
    exports: int


def by_user(entries: LogEntryQuerySet, *, is_over: bool) -> list[UserAccess]:
    """Return how often each user did what in a month.

    Of a month that isn't over, reads and writes are withheld: two days' counts beside each other reveal an enquiry.
    """
    rows = list(entries.by_user())
    reads, writes = (_suppressed([row[name] for row in rows], is_over=is_over) for name in ("reads", "writes"))
    return [
        UserAccess(row["user__name"], row["lists"], read, row["reads_of_others"], write, row["exports"])
        for row, read, write in zip(rows, reads, writes, strict=True)
    ]


def _suppressed(counts: list[int], *, is_over: bool) -> list[Number]:
    if not is_over:
        return [Number(Hidden.WITHHELD)] * len(counts)
    table = suppress({str(place): count for place, count in enumerate(counts)})
    return [Number(table.count(str(place))) for place in range(len(counts))]


def first_broken() -> str | None:
    """Return a description of the first break in the log, or None. Entries may be added meanwhile."""
    head = LogHead.objects.filter(pk=1).first()
    if head is None:
        return _("Loggens slutt er borte.")
    before, number = "", 0
    for entry in LogEntry.objects.filter(number__lte=head.length).order_by("number").iterator():
        number += 1
        if entry.number > number:
            return _("Nummer %(number)d er tatt bort.") % {"number": number}
        if entry.number < number:
            return _("Nummer %(number)d er satt inn.") % {"number": entry.number}
        if entry.digest != digest(entry, after=before):
            return _("Nummer %(number)d er ikke som det ble skrevet.") % {"number": number}
        before = entry.digest
    if number < head.length:
        return _("Loggen er kuttet: nummer %(number)d er tatt bort.") % {"number": number + 1}
    if before != head.digest:
        return _("Loggens slutt er ikke som den ble skrevet.")
    beyond = LogEntry.objects.filter(number__gt=LogHead.objects.values("length")).order_by("number").first()
    return _("Nummer %(number)d er satt inn etter slutten.") % {"number": beyond.number} if beyond else None
