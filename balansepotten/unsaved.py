"""What was typed by one whose login had run out: kept in the session until they have logged in again.

It is kept for one application at a time, for a few hours, and only the fields of its form; who may see it again is
for the view to ask.
"""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import QueryDict
from django.utils.dateparse import parse_datetime

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

KEY = "unsaved_application"
MOST_LETTERS = 200_000
MOST_FIELDS = 500
AS_LONG_AS = timedelta(hours=12)
FIELDS = re.compile(
    r"seen|themes|title|category|objectives|target_group|expected_effect|plan|starts_on|ends_on|partners"
    r"|amount_applied|answer-\d{1,9}"
    r"|(?:cost|income)-(?:(?:TOTAL|INITIAL)_FORMS|\d{1,3}-(?:description|amount))",
    re.ASCII,
)


def keep(session: "SessionBase", uuid: UUID, *, typed: QueryDict, at: datetime) -> bool:
    """Keep what was typed into the form of the application, in the place of anything kept before.

    Tell if it could be kept: what is larger than any application is not.
    """
    fields = {name: typed.getlist(name) for name in typed if FIELDS.fullmatch(name)}
    texts = [text for values in fields.values() for text in values]
    if len(texts) > MOST_FIELDS or sum(map(len, texts)) > MOST_LETTERS:
        session.pop(KEY, None)
        return False
    session[KEY] = {"uuid": str(uuid), "at": at.isoformat(), "fields": fields}
    return True


def take(session: "SessionBase", uuid: UUID, *, at: datetime) -> QueryDict | None:
    """Return what was typed for the application, if it is not too long ago; it is then gone from the session."""
    kept: dict[str, Any] | None = session.get(KEY)
    if not kept or kept["uuid"] != str(uuid):
        return None
    del session[KEY]
    kept_at = parse_datetime(kept["at"])
    if kept_at is None or at - kept_at > AS_LONG_AS:
        return None
    typed = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        typed.setlist(name, values)
    return typed
