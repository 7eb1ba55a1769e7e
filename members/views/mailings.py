"""Where recipients of mailings say no to more of them: by the link in an e-mail, and on My page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from members import mailings


@login_not_required
@csrf_exempt  # mail programs post without a cookie (RFC 8058); the signed link is what gives access
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mailings_decline(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the recipient says no to mailings, and store it. The page does not show whose link it is."""
    try:
        mailings.check_token(token)
    except BadSignature as error:
        raise Http404 from error
    declined = None
    if request.method == "POST":
        declined = "angre" not in request.POST
        mailings.set_wish(token, declined_on=timezone.localdate() if declined else None)
    return render(request, "members/mailings_decline.html", {"declined": declined})


@require_POST
def mailing_wish(request: HttpRequest) -> HttpResponse:
    """Store whether the contact who is logged in wants mailings."""
    user: Any = request.user
    declines = request.POST.get("onsker") != "ja"
    mailings.set_wish_of_user(user, declined_on=timezone.localdate() if declines else None)
    words = _("Du får ikke flere invitasjoner og nyheter.") if declines else _("Du får invitasjoner og nyheter igjen.")
    messages.success(request, words)
    return redirect("my_page")
