"""Access to single enquiries: only for advisers who have recently shown a second factor.

Being a superuser isn't enough. Others get 404, so that the pages reveal nothing.

If an adviser submits a form when the second factor or the reason has expired, the input is returned in a page that can
submit it again. It is in that page alone: not in the session, where it would be unencrypted, nor in the browser's
storage.
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
    """Allow a view for advisers who have shown a second factor in the last settings.ADVISER_HOURS.

    Other advisers are redirected to showing it again; everybody else gets 404. The response isn't cached, and error
    reports don't contain POST data.
    """
    return _page_for(Role.ADVISER, view)


def management_page[**P](view: "Callable[P, HttpResponse]") -> "Callable[P, HttpResponse]":
    """Allow a view for management, with the same second factor as `adviser_page`."""
    return _page_for(Role.MANAGEMENT, view)


def _page_for[**P](role: Role, view: "Callable[P, HttpResponse]") -> "Callable[P, HttpResponse]":
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> "HttpResponse":
        request: HttpRequest = args[0]  # type: ignore[assignment]
        if not has_role(request.user, role):
            raise Http404
        if not has_recent_second_factor(request, at=timezone.now()):
            return ask_second_factor(request)
        return view(*args, **kwargs)

    return never_cache(sensitive_post_parameters()(guarded))


def has_recent_second_factor(request: "HttpRequest", *, at: datetime) -> bool:
    """Return whether the session has shown a second factor in the last settings.ADVISER_HOURS before `at`."""
    since = (at - timedelta(hours=settings.ADVISER_HOURS)).timestamp()
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" and record["at"] >= since for record in records)


def ask_second_factor(request: "HttpRequest") -> "HttpResponse":
    """Redirect to the second factor and back. Submitted input, except files, is returned to be sent again."""
    if request.method == "POST" and not request.FILES:
        return render_send_again(
            request,
            step=_("Vis den andre faktoren"),
            url=f"{second_factor_step(request)}?{urlencode({'next': reverse('my_page')})}",
            why=_("Det er for lenge siden du viste den andre faktoren."),
        )
    return redirect(f"{second_factor_step(request)}?{urlencode({'next': request.get_full_path()})}")


def render_send_again(request: "HttpRequest", *, step: str, url: str, why: str) -> "HttpResponse":
    """Return a page with the submitted input, to be sent again once the user has done the step at `url`."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != CSRF_FIELD]
    context = {"sent": sent, "step": step, "url": url, "why": why}
    return render(request, "radgivning/send_again.html", context, status=HTTPStatus.FORBIDDEN)
