"""Responses to autosave.js, which saves a form shortly after the last change: what the writer is shown, in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.core.exceptions import ValidationError


def saved(
    at: datetime,
    *,
    fields: Mapping[str, Any],
    saved: Sequence[str] = (),
    problems: Sequence[str] = (),
    parts: Mapping[str, str] | None = None,
) -> JsonResponse:
    """Confirm that the form is saved, except for the `problems`.

    `fields` are the new values of the form's fields, by name: of hidden ones, or what others have saved. `saved` names
    the fields whose hidden value, with what the writer began with, becomes what was sent. `parts` are elements of the
    page that show something else now, as HTML by their ids.
    """
    message = " ".join([_("Lagret kl.\xa0%(time)s.") % {"time": timezone.localtime(at).strftime("%H.%M")}, *problems])
    answer = {"message": message, "fields": dict(fields), "saved": list(saved), "complete": not problems}
    return JsonResponse(answer | ({"parts": dict(parts)} if parts else {}))


def refused(error: "ValidationError") -> JsonResponse:
    """Say why nothing is saved, and that autosaving stops."""
    return JsonResponse({"message": " ".join(error.messages)}, status=HTTPStatus.CONFLICT)


def logged_out(login: str, page: str, message: str, *, new_tab: bool = False) -> JsonResponse:
    """Ask the writer to log in, at the address `login` that leads to `page`; in a new tab, to keep the form open."""
    url = f"{login}?{urlencode({'next': page})}"
    return JsonResponse({"message": message, "login": url, "new_tab": new_tab}, status=HTTPStatus.UNAUTHORIZED)
