"""A form of a member that is sent after the login has expired: its content is shown again after logging in.

It is stored in the session, encrypted and for some hours, until it is sent or discarded; a new login by somebody who
may not open the form removes it. Files are not stored. Forms that are saved while they are written, as applications
are, have a way of their own (`balansepotten.unsaved`).
"""

import json
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from balansekunst.encryption import decrypt, encrypt

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseRedirect
    from django.http.response import HttpResponseBase

KEY = "unsent_form"
DISCARD = "forkast"
CSRF_FIELD = "csrfmiddlewaretoken"
MAX_LENGTH = 200_000
MAX_VALUES = 500
MAX_AGE = timedelta(hours=12)

Sent = list[tuple[str, str]]


def shown_again[View: "Callable[..., Any]"](view: View) -> View:
    """Show again what is sent to the view without a login. Who may open the form may open the view by GET."""
    view.__dict__["is_shown_again"] = True
    return view


class LoginMiddleware(LoginRequiredMiddleware):
    """Django's middleware, which stores what is sent to views that are `shown_again`."""

    def process_view(
        self, request: "HttpRequest", view_func: "Callable[..., Any]", view_args: "tuple[Any, ...]", view_kwargs: Any
    ) -> "HttpResponseBase | None":
        if is_shown_again(view_func) and request.user.is_authenticated and KEY in request.session:
            if request.method == "POST" or DISCARD in request.GET:
                _forget(request)
            else:
                request.META[KEY] = _of_page(request)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: "HttpRequest", view_func: "Callable[..., Any]") -> "HttpResponseRedirect":
        if request.method == "POST" and is_shown_again(view_func) and _store(request):
            messages.info(
                request, _("Innloggingen hadde gått ut. Logg inn igjen, så er det du har skrevet, der fortsatt.")
            )
        return super().handle_no_permission(request, view_func)

    def process_response(self, request: "HttpRequest", response: "HttpResponseBase") -> "HttpResponseBase":
        """Show what was sent instead of the page, or forget it if the page is not the user's."""
        sent: Sent | None = request.META.get(KEY)
        if sent is None:
            return response
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            _forget(request)
            return response
        texts = [value for name, value in sent if " " in value and not name.startswith("initial-")]
        shown = render(request, "account/unsent_form.html", {"sent": sent, "texts": texts, "discard": f"?{DISCARD}"})
        add_never_cache_headers(shown)
        return shown


def is_shown_again(view: "Callable[..., Any]") -> bool:
    return getattr(view, "is_shown_again", False)


def _store(request: "HttpRequest") -> bool:
    """Store what was sent, instead of what was stored before. Return False if it is larger than a form can be."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != CSRF_FIELD]
    if len(sent) > MAX_VALUES or sum(len(value) for _name, value in sent) > MAX_LENGTH:
        return False
    stored = {"page": request.path, "at": timezone.now().isoformat(), "sent": sent}
    request.session[KEY] = encrypt(json.dumps(stored))
    request.session.set_expiry(MAX_AGE)  # until the login, which sets its own
    return True


def _of_page(request: "HttpRequest") -> Sent | None:
    """Return what was sent to the page, unless it is too old."""
    stored = json.loads(decrypt(request.session[KEY]))
    if stored["page"] != request.path:
        return None
    stored_at = parse_datetime(stored["at"])
    if stored_at is None or timezone.now() - stored_at > MAX_AGE:
        _forget(request)
        return None
    return [(name, value) for name, value in stored["sent"]]


def _forget(request: "HttpRequest") -> None:
    request.session.pop(KEY, None)
