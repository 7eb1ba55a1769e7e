"""Text typed into a draft's form after the login expired, saved in the session until the user logs in again.

Only one form's text is saved at a time, for a few hours, and only fields of the forms of applications, adjusted budgets
and project reports, without bank accounts. The view decides who may see it again.
"""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from balansepotten.budget import Kind
from balansepotten.form_fields import ACTUAL_PREFIX, ANSWER_PREFIX, APPLICATION_FIELDS, REPORT_FIELDS
from balansepotten.versioned_forms import LineForm

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

KEY = "unsaved_draft"
MAX_LENGTH = 200_000
MAX_VALUES = 500
MAX_AGE = timedelta(hours=12)
# Everything that the forms post but uploads, buttons and the bank account.
NAMES = re.compile(
    rf"version|plan_changes|{'|'.join(field.name for field in (*APPLICATION_FIELDS, *REPORT_FIELDS))}"
    rf"|(?:{ANSWER_PREFIX}|{ACTUAL_PREFIX})\d{{1,9}}"
    rf"|(?:{'|'.join(Kind.values)})-(?:(?:TOTAL|INITIAL)_FORMS|\d{{1,3}}-(?:{'|'.join(LineForm.base_fields)}))",
    re.ASCII,
)


def save(session: "SessionBase", page: str, *, typed: QueryDict, at: datetime) -> bool:
    """Save what was typed into the form of the page, at this address, replacing anything saved before.

    Return False, and save nothing, if it is larger than a draft can be.
    """
    fields = {name: typed.getlist(name) for name in typed if NAMES.fullmatch(name)}
    texts = [text for values in fields.values() for text in values]
    if len(texts) > MAX_VALUES or sum(map(len, texts)) > MAX_LENGTH:
        session.pop(KEY, None)
        return False
    session[KEY] = {"page": page, "at": at.isoformat(), "fields": fields}
    return True


def pop(session: "SessionBase", page: str, *, at: datetime) -> QueryDict | None:
    """Remove what was typed into the form of the page from the session; return it unless it is too old."""
    saved: dict[str, Any] | None = session.get(KEY)
    if not saved or saved["page"] != page:
        return None
    del session[KEY]
    saved_at = parse_datetime(saved["at"])
    if saved_at is None or at - saved_at > MAX_AGE:
        return None
    typed = QueryDict(mutable=True)
    for name, values in saved["fields"].items():
        typed.setlist(name, values)
    return typed
