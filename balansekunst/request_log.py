"""The log: a line of JSON for each request and event, with the request's identifier and without personal data.

Addresses that people type, messages of exceptions and the visitor's own address may name somebody, and are left out: a
request is its route and the numbers in it, an error its type and where it was raised.
"""

import json
import logging
import re
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]
HEADER = "X-Request-ID"
KEY = "balansekunst.request_id"
# Nobody is to see in the log who has read about the advice line, or evaluated a course; its page has files of its own.
LEFT_OUT = ("/radgivning", "/static/", "/evaluering/")
# A number of more digits may be of a phone or a person.
DIGITS = 7
PERSONAL = re.compile(r"[^\s@/<>\"']+@[^\s@/<>\"']+|\d{8,}|\?\S+")
request_id: ContextVar[str] = ContextVar("request_id", default="")
logger = logging.getLogger(__name__)


def log_requests(get_response: GetResponse) -> GetResponse:
    """Give the request an identifier, which its response has too, and log it when it is answered.

    To be placed before other middleware, so that what that logs has the identifier.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        request.META[KEY] = identifier = token_hex(8)
        token, start = request_id.set(identifier), time.perf_counter()
        try:
            response = get_response(request)
            response.headers[HEADER] = identifier
            if not request.path_info.startswith(LEFT_OUT):
                facts = {"method": request.method, "status": response.status_code, "route": _route(request)}
                facts["ms"] = round((time.perf_counter() - start) * 1000)
                logger.info("Request", extra={"facts": facts | _numbers(request)})
            return response
        finally:
            request_id.reset(token)

    return respond


def _route(request: HttpRequest) -> str:
    """Return the address with names in place of what is particular to a row; nothing for one that does not exist."""
    return request.resolver_match.route if request.resolver_match else ""


def _numbers(request: HttpRequest) -> dict[str, str]:
    """Return the primary keys in the address."""
    found = getattr(request.resolver_match, "captured_kwargs", {})
    return {name: str(value) for name, value in found.items() if _is_key(value)}


def _is_key(value: Any) -> bool:
    return isinstance(value, UUID) or (str(value).isascii() and str(value).isdigit() and len(str(value)) <= DIGITS)


class JSONFormatter(logging.Formatter):
    """Formats a record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if identifier := request_id.get() or _identifier_of(record):
            line["request"] = identifier
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            line["error"] = [_error(error) for error in _chain(record.exc_info[1])]
        return json.dumps(line, ensure_ascii=False)


def _identifier_of(record: logging.LogRecord) -> str:
    """Return the identifier of the request that Django logs after all middleware."""
    request = getattr(record, "request", None)
    return request.META.get(KEY, "") if isinstance(request, HttpRequest) else ""


def _message(record: logging.LogRecord) -> str:
    """Return the message; that of Django about a request, which quotes the visitor, only as its status."""
    if hasattr(record, "request") and hasattr(record, "status_code"):
        return HTTPStatus(record.status_code).phrase
    return PERSONAL.sub("…", record.getMessage())


def _chain(error: BaseException | None) -> list[BaseException]:
    """Return the error and those that it was raised from, or while handling."""
    found: list[BaseException] = []
    while error and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def _error(error: BaseException) -> dict[str, Any]:
    """Return the type of an error and where it was raised, without its message, which may quote what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    return {"type": type(error).__name__, "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]}


def logging_settings(level: str, *, as_json: bool) -> dict[str, Any]:
    """Return settings.LOGGING: JSON where the program serves, text on a laptop."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"secrets": {"()": "balansekunst.log_filters.WithoutSecretAddresses"}},
        "formatters": {"json": {"()": "balansekunst.request_log.JSONFormatter"}, "text": {"format": "%(message)s"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["secrets"],
                "formatter": "json" if as_json else "text",
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Its own handlers write text, and e-mails to settings.ADMINS with all that a request contained.
            "django": {"handlers": [], "propagate": True},
            # Each task sends an e-mail, and the outbox shows the result.
            "django.tasks": {"level": "WARNING"},
            "django_tasks": {"level": "WARNING"},
            # It logs each address, with numbers that may be those of one person's business.
            "httpx2": {"level": "WARNING"},
            # Django's own server logs the requests on a laptop.
            **({} if as_json else {__name__: {"level": "WARNING"}}),
        },
    }
