"""Requests for JSON to a server that may be slow, down or wrong."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import httpx2
import stamina
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 30_000_000
Params = dict[str, str | int]
TEMPORARY = {429, 500, 502, 503, 504}


class Unreachable(Exception):  # noqa: N818 - what it says of the server is not an error of ours
    """The server gave no answer that can be used, in time. The message is for people."""

    def __init__(self, message: Any, *, is_temporary: bool = False) -> None:
        super().__init__(message)
        self.is_temporary = is_temporary


@dataclass(frozen=True)
class Patience:
    """How long to wait for an answer, and how many times to ask."""

    seconds: float
    attempts: int

    @classmethod
    def of_page(cls) -> Self:
        return cls(settings.REGISTER_PAGE_SECONDS, attempts=2)

    @classmethod
    def of_command(cls) -> Self:
        return cls(settings.REGISTER_COMMAND_SECONDS, attempts=4)


@dataclass(frozen=True)
class Answer:
    """An answer's status, and the object of its JSON; of a status other than 200 only if it has one."""

    status: int
    content: dict[str, Any]


class Server:
    """A server of JSON. `get` raises Unreachable; of other statuses than 200, it returns those that are `expected`."""

    def __init__(self, http: httpx2.Client, base: str, patience: Patience) -> None:
        self._http = http
        self._base = base.rstrip("/")
        self._patience = patience

    def get(self, path: str, *, accept: str, params: Params | None = None, expected: tuple[int, ...] = ()) -> Answer:
        deadline = time.monotonic() + self._patience.seconds
        attempts = stamina.retry_context(
            on=lambda error: isinstance(error, Unreachable) and error.is_temporary,
            attempts=self._patience.attempts,
            timeout=self._patience.seconds,
            wait_initial=0.2,
            wait_jitter=0.3,
        )
        for attempt in attempts:
            with attempt:
                return self._ask(f"{self._base}{path}", accept, params or {}, expected, deadline)
        raise AssertionError("unreachable")  # pragma: no cover

    def _ask(self, url: str, accept: str, params: Params, expected: tuple[int, ...], deadline: float) -> Answer:
        seconds = max(deadline - time.monotonic(), 0.1)
        try:
            with self._http.stream("GET", url, params=params, headers={"Accept": accept}, timeout=seconds) as response:
                body = _read(response, deadline)
        except httpx2.TimeoutException as error:
            raise Unreachable(_("Registeret svarte ikke i tide."), is_temporary=True) from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise Unreachable(_("Vi fikk ikke kontakt med registeret."), is_temporary=True) from error
        if response.status_code in TEMPORARY:
            raise Unreachable(_("Registeret er nede akkurat nå."), is_temporary=True)
        if response.status_code != httpx2.codes.OK and response.status_code not in expected:
            raise Unreachable(_("Registeret svarte ikke som ventet."))
        return Answer(response.status_code, _object(body, is_required=response.status_code == httpx2.codes.OK))


def _read(response: httpx2.Response, deadline: float) -> bytes:
    """Return the body, if it is not too long, and not sent so slowly that it takes too long."""
    chunks, size = [], 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > MOST_BYTES:
            raise Unreachable(_("Registeret svarte ikke som ventet."))
        if time.monotonic() > deadline:
            raise Unreachable(_("Registeret svarte ikke i tide."))
        chunks.append(chunk)
    return b"".join(chunks)


def _object(body: bytes, *, is_required: bool) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        if is_required:
            raise Unreachable(_("Registeret svarte ikke som ventet.")) from error
        return {}
    if is_required and not isinstance(content, dict):
        raise Unreachable(_("Registeret svarte ikke som ventet."))
    return content if isinstance(content, dict) else {}


@contextmanager
def connect(base: str, patience: Patience) -> Iterator[Server]:
    """Open connections to a server, which are closed after the block."""
    transport = import_string(settings.REGISTER_TRANSPORT)() if settings.REGISTER_TRANSPORT else None
    with httpx2.Client(transport=transport) as http:
        yield Server(http, base, patience)
