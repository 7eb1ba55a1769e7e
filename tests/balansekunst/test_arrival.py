"""When a request arrived: the proxy's time, if there is a proxy and its time is believable."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpRequest, HttpResponse

from balansekunst.arrival import LONGEST_WAIT, arrived_at, note_arrival
from balansekunst.settings import MIDDLEWARE

NOW = datetime(2026, 4, 8, 22, 0, 5, 250_000, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def stamp(moment: datetime) -> str:
    return f"t={moment.timestamp():.3f}"


@pytest.fixture
def noted(settings, time_machine):
    """`noted(header)` is when a request with this X-Request-Start arrived; it is answered at NOW."""
    settings.REQUEST_START_HEADER = "HTTP_X_REQUEST_START"
    time_machine.move_to(NOW, tick=False)

    def note(header: str | None) -> datetime:
        request = HttpRequest()
        if header is not None:
            request.META["HTTP_X_REQUEST_START"] = header
        note_arrival(lambda _request: HttpResponse())(request)
        return arrived_at(request)

    return note


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("t=1775685599.999", id="nginx"),
        pytest.param("1775685599.999", id="seconds"),
        pytest.param("1775685599999", id="caddy"),
    ],
)
def test_arrival_is_the_time_of_the_proxy(noted, header):
    assert noted(header) == datetime(2026, 4, 8, 21, 59, 59, 999_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "is_believed"),
    [
        pytest.param(NOW - LONGEST_WAIT - MILLISECOND, False, id="too-old"),
        pytest.param(NOW - LONGEST_WAIT, True, id="oldest"),
        pytest.param(NOW, True, id="now"),
        pytest.param(NOW + MILLISECOND, False, id="in-the-future"),
    ],
)
def test_arrival_is_within_the_longest_wait(noted, moment, is_believed):
    assert noted(stamp(moment)) == (moment if is_believed else NOW)


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(None, id="none"),
        pytest.param("", id="empty"),
        pytest.param("t=", id="no-time"),
        pytest.param("t=1775685599", id="whole-seconds"),
        pytest.param("t=1775685599.999,t=1775685599.999", id="two"),
        pytest.param("t=١٧٧٥٦٨٥٥٩٩.٩٩٩", id="arabic-digits"),
        pytest.param("t=99999999999999999999", id="out-of-range"),
    ],
)
def test_arrival_without_a_readable_header_is_now(noted, header):
    assert noted(header) == NOW


def test_header_without_proxy_is_ignored(noted, settings):
    settings.REQUEST_START_HEADER = ""

    assert noted(stamp(NOW - timedelta(seconds=10))) == NOW


def test_arrival_is_noted_before_anything_else():
    assert MIDDLEWARE[0] == "balansekunst.arrival.note_arrival"
