"""The author of a change, as django-simple-history stores it."""

from typing import Any

from django.db.models import Model

from balansekunst.models import User


def set_author[Row: Model](row: Row, author: User, *, reason: str | None = None) -> Row:
    """Return the row, whose next version in the history gets this author and reason.

    The middleware of simple_history finds the author of changes made within a request; this also serves commands.
    """
    row.__dict__ |= {"_history_user": author, "_change_reason": reason}
    return row


def latest_version(row: Any) -> Any:
    """Return the newest version of the row with its author, or None."""
    return row.history.select_related("history_user").order_by("history_date", "history_id").last()
