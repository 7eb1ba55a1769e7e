"""Text typed into the application form after the login expired, saved in the session until the user logs in again.

Only one application's text is saved at a time, for a few hours, and only fields of its form. The view decides who may
see it again.
"""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from balansepotten.budget import Kind
from balansepotten.form_fields import ANSWER_PREFIX, APPLICATION_FIELDS
from balansepotten.forms import LineForm

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

KEY = "unsaved_application"
MAX_LENGTH = 200_000
MAX_VALUES = 500
MAX_AGE = timedelta(hours=12)
# Everything that the form posts but uploads and buttons.
NAMES = re.compile(
    rf"version|{'|'.join(field.name for field in APPLICATION_FIELDS)}"
    rf"|{ANSWER_PREFIX}\d{{1,9}}"
    rf"|(?:{'|'.join(Kind.values)})-(?:(?:TOTAL|INITIAL)_FORMS|\d{{1,3}}-(?:{'|'.join(LineForm.base_fields)}))",
    re.ASCII,
)


def save(session: "SessionBase", uuid: UUID, *, typed: QueryDict, at: datetime) -> bool:
    """Save what was typed into the application's form, replacing anything saved before.

    Return False, and save nothing, if it is larger than an application can be.
    """
    fields = {name: typed.getlist(name) for name in typed if NAMES.fullmatch(name)}
    texts = [text for values in fields.values() for text in values]
    if len(texts) > MAX_VALUES or sum(map(len, texts)) > MAX_LENGTH:
        session.pop(KEY, None)
        return False
    session[KEY] = {"uuid": str(uuid), "at": at.isoformat(), "fields": fields}
    return True


def pop(session: "SessionBase", uuid: UUID, *, at: datetime) -> QueryDict | None:
    """Remove what was typed into the application's form from the session; return it unless it is too old."""
    saved: dict[str, Any] | None = session.get(KEY)
    if not saved or saved["uuid"] != str(uuid):
        return None
    del session[KEY]
    saved_at = parse_datetime(saved["at"])
    if saved_at is None or at - saved_at > MAX_AGE:
        return None
    typed = QueryDict(mutable=True)
    for name, values in saved["fields"].items():
        typed.setlist(name, values)
    return typed
