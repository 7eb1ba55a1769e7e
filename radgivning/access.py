"""Who may see single enquiries: advisers who have lately shown a second factor, and nobody else.

Being superuser is not enough. To others the pages are not there, so that nothing tells what there is.

What an adviser has typed when the second factor, or a reason, has run out is handed back in a page that can send it
again. It is in that page alone: not in the session, where it would stand in plain text, nor in the browser's storage.
"""

from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from balansekunst.access import Role, has_role, second_factor_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

CSRF_FIELD = "csrfmiddlewaretoken"


def adviser_page[**P](view: "Callable[P, HttpResponse]") -> "Callable[P, HttpResponse]":
    """Let only advisers see a view, who have shown a second factor in the last settings.ADVISER_HOURS.

    Those who haven't are led to showing it again. To others there is no such page. Nothing of it is cached, and a
    report of an error holds nothing of what was sent.
    """
    return _page_for(Role.ADVISER, view)


def overseer_page[**P](view: "Callable[P, HttpResponse]") -> "Callable[P, HttpResponse]":
    """Let only management see a view of who has seen what, under the same rule as `adviser_page`."""
    return _page_for(Role.MANAGEMENT, view)


def _page_for[**P](role: Role, view: "Callable[P, HttpResponse]") -> "Callable[P, HttpResponse]":
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> "HttpResponse":
        request: HttpRequest = args[0]  # type: ignore[assignment]
        if not has_role(request.user, role):
            raise Http404
        if not has_lately_shown_second_factor(request, at=timezone.now()):
            return show_second_factor(request)
        return view(*args, **kwargs)

    return never_cache(sensitive_post_parameters()(guarded))


def has_lately_shown_second_factor(request: "HttpRequest", *, at: datetime) -> bool:
    """Tell if the user of this session has shown a second factor in the last settings.ADVISER_HOURS before `at`."""
    since = (at - timedelta(hours=settings.ADVISER_HOURS)).timestamp()
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" and record["at"] >= since for record in records)


def show_second_factor(request: "HttpRequest") -> "HttpResponse":
    """Lead to the page where the user shows a second factor, and back. What was sent is handed back, but for files."""
    if request.method == "POST" and not request.FILES:
        return hand_back(
            request,
            step=_("Vis den andre faktoren"),
            url=f"{second_factor_step(request)}?{urlencode({'next': reverse('my_page')})}",
            why=_("Det er for lenge siden du viste den andre faktoren."),
        )
    return redirect(f"{second_factor_step(request)}?{urlencode({'next': request.get_full_path()})}")


def hand_back(request: "HttpRequest", *, step: str, url: str, why: str) -> "HttpResponse":
    """Return a page with all that was sent, to be sent again once the user has taken the step at `url` beside it."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != CSRF_FIELD]
    context = {"sent": sent, "step": step, "url": url, "why": why}
    return render(request, "radgivning/send_again.html", context, status=HTTPStatus.FORBIDDEN)
