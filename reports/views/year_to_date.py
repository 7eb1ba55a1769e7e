"""The year to date, as one reader may see it: for the admin's front page, and for the list of reports."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from balansekunst.access import READ_REPORTS
from balansekunst.admin_lists import ListAdmin
from balansepotten.admin.conflicts import reader_has_conflict
from reports.counting.year_to_date import Visible, YearToDate, all_rows, year_to_date
from reports.views.summary import lists_open_to


def year_to_date_for(request: HttpRequest, day: date) -> list[YearToDate]:
    """Return the year so far for the user; nothing for one who may not read reports.

    Rows that are withheld from them in a list aren't counted either, so that no number reveals them.
    """
    if not request.user.has_perm(READ_REPORTS):
        return []
    visible = listed(request) if reader_has_conflict(request) else all_rows
    return year_to_date(day, can_open=lists_open_to(request.user), visible=visible)


def listed(request: HttpRequest) -> Visible:
    """Return a filter to the rows that the reader finds in the admin's lists."""

    def visible(rows: QuerySet[Any]) -> QuerySet[Any]:
        model_admin = admin.site.get_model_admin(rows.model)
        if not isinstance(model_admin, ListAdmin) or not model_admin.hides_rows:
            return rows
        return rows.filter(pk__in=model_admin.get_queryset(request).order_by().values("pk"))

    return visible
