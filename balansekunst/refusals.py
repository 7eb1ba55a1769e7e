"""Middleware for requests that no view should see."""

from collections.abc import Callable
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

GetResponse = Callable[[HttpRequest], HttpResponse]
METHODS = ("GET", "HEAD", "POST")
NUL = "\0"
MEGABYTE = 1_000_000


def refuse_nul(get_response: GetResponse) -> GetResponse:
    """Answer 400 to a NUL character in the address or a cookie, which PostgreSQL can't compare with a text.

    Forms refuse it by themselves, with a message at the field.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        texts = (request.path_info, unquote(request.META.get("QUERY_STRING", "")), *request.COOKIES.values())
        if any(NUL in text for text in texts):
            raise BadRequest("A NUL character in the address or a cookie")
        return get_response(request)

    return respond


def refuse_methods(get_response: GetResponse) -> GetResponse:
    """Answer 405 to methods that no form or link has. The admin's own pages would take them for GET."""

    def respond(request: HttpRequest) -> HttpResponse:
        return get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)

    return respond


def limit_body(get_response: GetResponse) -> GetResponse:
    """Answer 413 to a body above settings.MAX_BODY_MB, or above what Django reads into memory from one not logged in.

    It is refused by its `Content-Length`, before any file in it is written to the disk. Django reads no more than that
    header says, and nothing without it. To be placed after AuthenticationMiddleware.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        length = _length(request)
        # In this order, since asking for the user reads the session.
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and (
            length > settings.MAX_BODY_MB * MEGABYTE or not request.user.is_authenticated
        ):
            raise RequestDataTooBig("The body of the request is too large")
        return get_response(request)

    return respond


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
