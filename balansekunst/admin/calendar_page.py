"""The calendar in the admin: a month, and the address of the user's feed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balansekunst import calendar_feeds
from balansekunst.access import may_enter_admin
from balansekunst.calendar_entries import EntryKind, entries_between, kinds_for
from balansekunst.calendar_month import Month
from balansekunst.front_page import Shortcut
from balansekunst.models import CalendarFeed


def kinds_of(request: Any) -> list[EntryKind]:
    """Return the kinds of entries that the user may see; none before they may enter the admin."""
    return kinds_for(request.user) if may_enter_admin(request.user) else []


def shortcuts(request: HttpRequest) -> list[Shortcut]:
    return [Shortcut(_("Kalender"), reverse("admin:calendar"))] if kinds_of(request) else []


@require_safe
def calendar_view(request: Any, context: dict[str, Any]) -> TemplateResponse:
    """Show a month, this one unless another is asked for, and the kinds of entries to choose among."""
    today = timezone.localdate()
    try:
        month = Month.parse(request.GET["maaned"]) if "maaned" in request.GET else Month.of(today)
    except ValueError as error:
        raise Http404 from error
    kinds = kinds_of(request)
    if not kinds:
        raise PermissionDenied
    chosen = next((kind for kind in kinds if kind.key == request.GET.get("vis")), None)
    found = entries_between(request.user, [chosen] if chosen else kinds, month.first, month.last)
    context |= {
        "title": _("Kalender"),
        "month": month,
        "month_name": date_format(month.first, "F Y"),
        "today": today,
        "this_month": Month.of(today),
        "kinds": kinds,
        "chosen": chosen,
        "count": len(found),
        "weeks": month.weeks(found),
        "feed_url": _feed_url(request),
    }
    return TemplateResponse(request, "admin/calendar.html", context)


@require_POST
def feed_view(request: Any) -> HttpResponse:
    """Give the user a new address for the feed, or none. Who sees nothing in the calendar has none."""
    if not kinds_of(request):
        raise PermissionDenied
    if "fjern" in request.POST:
        calendar_feeds.revoke(request.user)
        messages.success(request, _("Adressen virker ikke lenger."))
    else:
        had_one = CalendarFeed.objects.filter(user=request.user).exists()
        calendar_feeds.renew(request.user)
        words = _("Du har fått en ny adresse. Den gamle virker ikke lenger.") if had_one else _("Adressen er laget.")
        messages.success(request, words)
    return redirect(f"{reverse('admin:calendar')}#abonner")


def _feed_url(request: HttpRequest) -> str:
    feed = CalendarFeed.objects.filter(user=request.user.pk).first()
    return request.build_absolute_uri(reverse("calendar_feed", args=[feed.token])) if feed else ""
