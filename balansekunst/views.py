"""The front page, pages of the user's own account, and the page where changes of accounts are confirmed."""

import errno
import sys
from http import HTTPStatus
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.usersessions.adapter import get_adapter as get_session_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, ValidationError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template import loader
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.http import require_POST, require_safe

from balansekunst import account_changes
from balansekunst.access import PROTECTED_ROLES, role_page
from balansekunst.models import AccountChange

# What passes by itself, or when somebody mends the server: no free space, a quota, a limit of files or their size, a
# disk or a store of files that fails.
FILES_FAIL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.EIO}
RETRY_AFTER = 60


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


@login_not_required
def not_offered(_request: HttpRequest) -> HttpResponse:
    """Return 404 for a page of allauth's that isn't used."""
    raise Http404


class RemovePasskeyView(RemoveWebAuthnView):
    """allauth's page, with the same question to the adapter as its page for authenticator apps."""

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.object):
            form.add_error(None, adapter.validation_error("cannot_delete_authenticator"))
            return self.form_invalid(form)
        return super().form_valid(form)


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the user's other sessions, and return to the list of them."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user.pk)
    if session.is_current():
        raise Http404
    get_session_adapter().end_sessions([session])
    messages.success(request, _("Nettleseren er logget ut."))
    return redirect("usersessions_list")


@role_page(*PROTECTED_ROLES)
@require_safe
def account_change_list(request: HttpRequest) -> HttpResponse:
    """Show the changes of accounts that wait for a second person."""
    return render(request, "balansekunst/account_change_list.html", {"changes": account_changes.waiting()})


@role_page(*PROTECTED_ROLES)
@require_POST
def account_change_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or reject a change."""
    change = get_object_or_404(AccountChange, pk=pk)
    user: Any = request.user
    confirms = request.POST.get("decision") == "confirm"
    decide = account_changes.confirm if confirms else account_changes.reject
    try:
        decide(change, by=user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Endringen er bekreftet.") if confirms else _("Endringen er avvist."))
    return redirect("account_change_list")


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 413 to a request that is too large, and 400 to others, without what depends on the user."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        page = loader.get_template("413.html").render({"most": settings.MAX_BODY_MB})
        return HttpResponse(page, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return defaults.bad_request(request, exception)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 when the database is lost or files can't be stored or read, and 500 to other errors.

    Without context, as Django's own: nothing here may ask the database.
    """
    error = sys.exc_info()[1]
    has_no_files = isinstance(error, OSError) and error.errno in FILES_FAIL
    if has_no_files or isinstance(error, (OperationalError, InterfaceError)):
        page = loader.get_template("503.html").render()
        headers = {"Retry-After": str(RETRY_AFTER)}
        return HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)
    return defaults.server_error(request)
