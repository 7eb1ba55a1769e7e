"""What is dated in the office's work: each app registers its kinds of entries in `settings.CALENDARS`.

An entry is shown to those who may open its row, and only to them: `EntryKind.find` leaves out what is hidden from the
user, such as applications that they have a conflict of interest with.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from balansekunst.models import User


@dataclass(frozen=True)
class Entry:
    """Something on a day, or at a moment of it. Its `key` stays the same when it is moved or renamed.

    `until` is when it ends, if that is known; `people` are the names of who does it.
    """

    key: str
    title: str
    on: date | datetime
    url: str
    place: str = ""
    until: datetime | None = None
    people: str = ""

    @property
    def day(self) -> date:
        return timezone.localdate(self.on) if isinstance(self.on, datetime) else self.on

    @property
    def moment(self) -> datetime | None:
        """The time in Norway, unless the whole day is meant."""
        return timezone.localtime(self.on) if isinstance(self.on, datetime) else None


@dataclass(frozen=True)
class EntryKind:
    """A kind of entries: its `key` in addresses, and who may see them.

    `find` returns those that the user may see, from the first day to the last, in a fixed number of queries.
    """

    key: str
    label: "StrOrPromise"
    permission: str
    find: Callable[["User", date, date], Iterable[Entry]]


def kinds_for(user: "User") -> list[EntryKind]:
    """Return the kinds that the user may see."""
    found: Iterator[EntryKind] = (kind for path in settings.CALENDARS for kind in import_string(path))
    return [kind for kind in found if user.has_perm(kind.permission)]


def entries_between(user: "User", kinds: Iterable[EntryKind], first: date, last: date) -> list[tuple[EntryKind, Entry]]:
    """Return the entries of these kinds that the user may see, those of whole days first on each day."""
    found = [(kind, entry) for kind in kinds for entry in kind.find(user, first, last)]
    return sorted(found, key=lambda pair: (pair[1].day, pair[1].moment is not None, pair[1].moment, pair[1].title))
