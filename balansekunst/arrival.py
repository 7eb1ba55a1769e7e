"""When a request arrived, which may be seconds before a thread is free to answer it.

What is sent before a deadline is in time however long it waits in a queue. The proxy notes the time when it receives a
request, in a header (docs/deployment.md); without one it is noted before anything else is done with the request.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

KEY = "balansekunst.arrived_at"
# Longer than a proxy usually waits for an answer. An older time is of a clock that is wrong, or of a client that sends
# its request slowly on purpose.
LONGEST_WAIT = timedelta(minutes=2)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# nginx writes seconds with three decimals («t=1775685599.123»), Caddy and others milliseconds («1775685599123»).
STAMP = re.compile(r"(?:t=)?(\d{10})\.?(\d{3})", re.ASCII)


def note_arrival(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Note when the request arrived, for `arrived_at`. To be placed first of all middleware."""

    def respond(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        request.META[KEY] = _noted_by_proxy(request, now) or now
        return get_response(request)

    return respond


def arrived_at(request: HttpRequest) -> datetime:
    return request.META[KEY]


def _noted_by_proxy(request: HttpRequest, now: datetime) -> datetime | None:
    """Return the proxy's time if there is a trusted proxy and the time is neither in the future nor too old."""
    header = settings.REQUEST_START_HEADER
    stamp = STAMP.fullmatch(request.META.get(header, "")) if header else None
    if not stamp:
        return None
    noted = EPOCH + timedelta(milliseconds=int("".join(stamp.groups())))
    return noted if now - LONGEST_WAIT <= noted <= now else None
