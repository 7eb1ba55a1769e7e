"""What the pages of applications and of project reports have in common: autosave, and a login that has expired."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from balansekunst import autosave
from balansepotten import unsaved
from balansepotten.versioned_forms import VersionedForm
from balansepotten.views import LoggedInRequest


def ask_to_log_in(request: HttpRequest, found: QuerySet[Any], *, at: datetime) -> HttpResponse:
    """Redirect to the login. What was posted into the form of a draft that is `found` is shown again afterwards."""
    if _keep_text(request, request.path, found, at):
        messages.info(request, _("Innloggingen hadde gått ut. Logg inn igjen, så er det du har skrevet, der fortsatt."))
    return redirect_to_login(request.path)


def autosave_logged_out(request: HttpRequest, page: str, found: QuerySet[Any], *, at: datetime) -> JsonResponse:
    """Ask the writer to log in. What was posted into the form of a draft that is `found` is on the page afterwards."""
    _keep_text(request, page, found, at)
    message = _("Innloggingen har gått ut. Logg inn igjen, så er det du har skrevet, der fortsatt.")
    return autosave.logged_out(reverse("account_login"), page, message)


def autosave_draft(
    request: LoggedInRequest, page: str, form: VersionedForm, save: Callable[[datetime], Any], *, at: datetime
) -> JsonResponse:
    """Save the valid fields of the draft while it is being written, by `save`, which takes the writer's version."""
    form.is_valid()
    try:
        draft = save(posted_version(request) or at)
    except ValidationError as error:
        return autosave.refused(error)
    unsaved.pop(request.session, page, at=at)
    names = ", ".join(form.invalid_labels())
    problems = [_("Dette må rettes før det kan lagres: %(names)s.") % {"names": names}] if names else []
    return autosave.saved(at, fields={"version": draft.changed_at.isoformat()}, problems=problems)


def posted_version(request: HttpRequest) -> datetime | None:
    """Return when the draft was last saved, as the page had it."""
    try:
        return parse_datetime(request.POST.get("version", ""))
    except ValueError:
        return None


def _keep_text(request: HttpRequest, page: str, found: QuerySet[Any], at: datetime) -> bool:
    if request.method != "POST" or not found.exists():
        return False
    return unsaved.save(request.session, page, typed=request.POST, at=at)
