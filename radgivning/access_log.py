"""The log of who has seen or changed which enquiry: added to, never changed, and provably whole.

Each entry carries SHA-256 over its fields and the digest of the entry before, and LogHead carries the last number
and digest. An entry that is changed, taken out, put in or cut off the end breaks the chain (`first_broken`).
One who may write to the database could compute a whole new chain: the last digest, kept elsewhere, tells of that.
"""

import hashlib
import json
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.models import User
from radgivning.models import LogEntry, LogHead


@transaction.atomic(savepoint=False)
def record(*, user: User, action: LogEntry.Action, at: datetime, enquiry: int | None = None, why: str = "") -> LogEntry:
    """Add that `user` saw or changed the enquiry with that number, or a list of them; return the entry.

    Entries are numbered one by one, however many are added at once: each waits for the end of the log.
    """
    head = LogHead.objects.select_for_update().get(pk=1)
    entry = LogEntry(number=head.length + 1, at=at, user=user, action=action, enquiry=enquiry, why=why)
    entry.digest = digest(entry, after=head.digest)
    entry.save(force_insert=True)
    head.length, head.digest = entry.number, entry.digest
    head.save()
    return entry


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


def first_broken() -> str | None:
    """Return where the log is broken first, in words, or None when it is whole. It may be added to meanwhile."""
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
