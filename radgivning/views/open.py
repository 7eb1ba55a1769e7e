"""The open page of the advice line, made so that visiting it leaves as little behind as a page can."""

import re

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from radgivning.retention import OPEN_DAYS
from radgivning.suppression import THRESHOLD

# Kept by no browser and no proxy, and told to no page that one goes on to.
TRACELESS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@login_not_required
@require_safe
def advice_line(_request: HttpRequest) -> HttpResponse:
    """Say what the line is, when it answers and what is kept.

    The page is made without the request, so that it is the same for all and can touch no session, cookie or message.
    """
    page = render_to_string(
        "radgivning/advice_line.html",
        {
            "phone": settings.ADVICE_PHONE,
            "dialled": re.sub(r"[^\d+]", "", settings.ADVICE_PHONE),
            "email": settings.ADVICE_EMAIL,
            "exit": settings.ADVICE_EXIT,
            "note_days": settings.NOTE_DAYS,
            "open_days": OPEN_DAYS,
            "coarse_months": settings.COARSE_MONTHS,
            "threshold": THRESHOLD,
        },
    )
    return HttpResponse(page, headers=TRACELESS)
