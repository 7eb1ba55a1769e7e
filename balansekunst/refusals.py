"""Middleware for requests that no view should see."""

from collections.abc import Callable
from urllib.parse import unquote

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]
NUL = "\0"


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
