"""The year as it grows, as one reader may see it: for the admin's front page, and for the list of reports."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from balansekunst.access import READ_REPORTS
from balansekunst.admin_lists import ListAdmin
from balansepotten.admin.conflicts import reader_has_conflict
from reports.counting.growing import Grown, Seen, everything, grow
from reports.views.summary import lists_open_to


def grown_for(request: HttpRequest, day: date) -> list[Grown]:
    """Return the year so far for the one who asks; nothing for one who may not read reports.

    What is kept from them in a list isn't counted either, so that no number tells of it.
    """
    if not request.user.has_perm(READ_REPORTS):
        return []
    seen = listed(request) if reader_has_conflict(request) else everything
    return grow(day, opens=lists_open_to(request.user), seen=seen)


def listed(request: HttpRequest) -> Seen:
    """Return what keeps the rows that the reader finds in the admin's lists."""

    def seen(rows: QuerySet[Any]) -> QuerySet[Any]:
        model_admin = admin.site.get_model_admin(rows.model)
        if not isinstance(model_admin, ListAdmin) or not model_admin.hides_rows:
            return rows
        return rows.filter(pk__in=model_admin.get_queryset(request).order_by().values("pk"))

    return seen
