"""The public page of the advice line, which leaves as few traces of a visit as possible."""

import re

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from balansekunst.figures import THRESHOLD
from radgivning.retention import OPEN_DAYS

# No copy in the browser or a proxy, and no Referer header to the next page.
NO_TRACE_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@login_not_required
@require_safe
def advice_line(_request: HttpRequest) -> HttpResponse:
    """Show when the line is open, and what is stored about enquiries.

    The page is rendered without the request, so that it is the same for all and can't use sessions, cookies or
    messages.
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
    return HttpResponse(page, headers=NO_TRACE_HEADERS)
