"""The monthly overview of the access log, for management. It shows no facts of enquiries."""

from datetime import date, timedelta

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from balansekunst.access import Role
from balansekunst.dates import midnight
from balansekunst.models import User
from radgivning import access_log
from radgivning.access import management_page
from radgivning.models import LogEntry, LogHead

A_MONTH = timedelta(days=31)


@management_page
@require_safe
def access_log_overview(request: HttpRequest, year: int | None = None, month: int | None = None) -> HttpResponse:
    """Show how often each adviser saw, changed and exported enquiries, why they opened others', and account changes."""
    this_month = timezone.localdate().replace(day=1)
    first = date(year, month, 1) if year is not None and month is not None else this_month
    if first > this_month:
        raise Http404
    next_month = (first + A_MONTH).replace(day=1)
    entries = LogEntry.objects.between(midnight(first), midnight(next_month))
    of_accounts = entries.of_accounts().select_related("user").order_by("number")
    explained = entries.of_others() | entries.filter(action=LogEntry.Action.EXPORT)
    context = {
        "month": first,
        "earlier": (first - timedelta(days=1)).replace(day=1),
        "later": next_month if next_month <= this_month else None,
        "account_entries": of_accounts.fetch_mode(models.FETCH_RAISE),
        "users": access_log.by_user(entries, is_over=first < this_month),
        "entries": explained.select_related("user").order_by("number").fetch_mode(models.FETCH_RAISE),
        "advisers": User.objects.filter(groups__name=Role.ADVISER, is_active=True).order_by("name"),
        "head": LogHead.objects.first(),
    }
    return render(request, "radgivning/access_log_overview.html", context)
