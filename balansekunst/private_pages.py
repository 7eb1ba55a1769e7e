"""What a user who is logged in sees is stored by no cache, nor by the browser that somebody else uses after them."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def forbid_storing(get_response: GetResponse) -> GetResponse:
    """Forbid to store responses to users who are logged in. To be placed after AuthenticationMiddleware.

    A view that did not ask who the user is answers all alike, and one that says «public» does so too.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        directives = {each.strip() for each in response.headers.get("Cache-Control", "").split(",")}
        is_for_all = "public" in directives or not request.session.accessed
        if not is_for_all and request.user.is_authenticated and not {"private", "no-store"} <= directives:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return respond
