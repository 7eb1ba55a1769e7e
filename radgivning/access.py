"""Access to single enquiries: only for advisers who have recently shown a second factor.

Being a superuser isn't enough. Others get 404, so that the pages reveal nothing.
"""

from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from balansekunst.access import Role, ask_second_factor, has_role, has_second_factor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


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
        if not has_second_factor(request, hours=settings.ADVISER_HOURS):
            return ask_second_factor(request)
        return view(*args, **kwargs)

    return never_cache(sensitive_post_parameters()(guarded))
