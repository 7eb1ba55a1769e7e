"""The pages where a person sees what is stored about them, downloads it, and asks to be erased."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from balansekunst.file_responses import named
from balansekunst.personal_data import requests
from balansekunst.personal_data.download import collect


@require_safe
@never_cache
def personal_data(request: HttpRequest) -> HttpResponse:
    """Show the user everything that is stored about them."""
    user: Any = request.user
    found = collect(user, at=timezone.now())
    return render(request, "personal_data/personal_data.html", {"found": found, "asked": requests.waiting_of(user)})


@require_safe
@never_cache
def personal_data_download(request: HttpRequest) -> JsonResponse:
    """Return the same as a file."""
    user: Any = request.user
    found = collect(user, at=timezone.now())
    headers = named(f"mine-opplysninger-{timezone.localdate()}.json")
    return JsonResponse(found.as_json(), json_dumps_params={"ensure_ascii": False, "indent": 2}, headers=headers)


@require_POST
def erasure_ask(request: HttpRequest) -> HttpResponse:
    """Store that the user wants to be erased, or no longer wants to."""
    user: Any = request.user
    if "angre" in request.POST:
        if requests.withdraw(user):
            messages.success(request, _("Du blir ikke slettet."))
    else:
        requests.ask(user, at=timezone.now())
        messages.success(request, _("Ønsket ditt er sendt. Du får svar på e-post."))
    return redirect("personal_data")
