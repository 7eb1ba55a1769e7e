"""Every route of the program, found in the URL resolver, and a reader who asks for their addresses."""

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.core.handlers.base import BaseHandler
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import Http404, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from balansekunst.models import User
from tests.balansepotten.call_with_conflict import shown

ONE_PARAMETER = re.compile(r"<(?:\w+:)?\w+>|\((?:[^()]|\([^()]*\))*\)")
# Where those are redirected who may not open a page: to log in, or, but from pages of the account, to a second factor.
LOGIN = ("/konto/login/", "/admin/login/")
SECOND_FACTOR = ("/konto/2fa/", "/konto/reauthenticate/")
OF_REPORT = re.compile(r"/arsrapport/.*\.\w+$")


@dataclass(frozen=True)
class Route:
    """A route: its pattern, with each parameter in brackets, and its name, or the pattern where it has none."""

    pattern: str
    name: str

    @property
    def model(self) -> str:
        """Return the label of the model whose list in the admin the route belongs to, or nothing."""
        admin, *parts = self.pattern.split("/")
        return ".".join(parts[:2]) if admin == "admin" and parts[0] in apps.app_configs else ""

    @property
    def rest(self) -> str:
        """Return what follows the model in a route of a list."""
        return self.pattern.split("/", 3)[3]

    def address(self, *values: Any) -> str:
        """Return the URL with these values of the parameters, in order."""
        left = iter(values)
        return "/" + ONE_PARAMETER.sub(lambda _found: str(next(left)), self.pattern)


def every_route() -> list[Route]:
    """Return the routes, each pattern once: the first one answers."""
    found: dict[str, Route] = {}
    for route in _routes(get_resolver()):
        if not route.pattern.startswith("demo/"):
            found.setdefault(route.pattern, route)
    return list(found.values())


def _routes(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[Route]:
    for found in resolver.url_patterns:
        pattern = before + str(found.pattern).removeprefix("^")
        if isinstance(found, URLResolver):
            yield from _routes(found, pattern, f"{found.namespace}:" if found.namespace else space)
        elif isinstance(found, URLPattern):
            pattern = pattern.removesuffix("$").removesuffix(r"\Z")
            yield Route(pattern, f"{space}{found.name}" if found.name else pattern)


def _handler(*, draws: bool) -> BaseHandler:
    handler: Any = BaseHandler()
    handler.load_middleware()
    if not draws:
        handler._template_response_middleware.append(_NotDrawn().process_template_response)
        handler._exception_middleware.append(_NotDrawn().process_exception)
    return handler


class _NotDrawn:
    """Middleware that gives a page no content, where Django would make it from its template now."""

    def process_template_response(self, _request: Any, response: Any) -> Any:
        response.content = b""
        return response

    def process_exception(self, _request: Any, exception: Exception) -> HttpResponse | None:
        refusals: dict[type[Exception], int] = {PermissionDenied: 403, Http404: 404}
        return HttpResponse(status=refusals[type(exception)]) if type(exception) in refusals else None


class Reader:
    """Asks for addresses as the client's user, in much less time than Django's client, which copies all contexts.

    What responses set in cookies is forgotten. Without `draws`, pages of the admin are not made from their templates.
    """

    def __init__(self, client: Client) -> None:
        key = client.session.get(SESSION_KEY)
        self.user = User.objects.get(pk=key) if key else None
        self.cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        self.handlers = {draws: _handler(draws=draws) for draws in (True, False)}

    def ask(self, method: str, address: str, *, draws: bool = True) -> HttpResponseBase:
        path, _mark, query = address.partition("?")
        headers: dict[str, Any] = {"HTTP_COOKIE": self.cookies} if self.cookies else {}
        if self.cookies and OF_REPORT.match(path):
            headers["HTTP_IF_NONE_MATCH"] = "*"  # a file that is the same for everyone, and takes long to make
        form = "application/x-www-form-urlencoded"
        request: Any = RequestFactory().generic(method, path, content_type=form, QUERY_STRING=query, **headers)
        request._dont_enforce_csrf_checks = True
        if self.user:
            request._cached_user = copy(self.user)  # as Django remembers who the session is of
        return self.handlers[draws].get_response(request)

    def page(self, address: str) -> str:
        """Return the status, the headers that tell something, and the content of the response."""
        return shown(self.ask("GET", address))

    def status(self, method: str, address: str) -> tuple[int, str]:
        """Return the status, and where the response redirects to."""
        response = self.ask(method, address, draws=False)
        request_finished.disconnect(close_old_connections)  # which would end the transaction of the test
        response.close()
        request_finished.connect(close_old_connections)
        return response.status_code, response.headers.get("Location", "")


def is_let_in(route: Route, status: int, location: str) -> bool:
    """Return whether the response is more than a redirect to log in, or a refusal."""
    if 300 <= status < 400 and status != 304:
        is_not_found = bool(route.model) and location == "/admin/"  # with a message
        refusing = LOGIN if route.pattern.startswith("konto/") else LOGIN + SECOND_FACTOR
        return not is_not_found and not location.startswith(refusing)
    return status < 400 or status in (400, 409)
