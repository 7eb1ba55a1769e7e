"""Public pages are answered from the memory of the worker until something that they show has changed.

A page is stored with the versions (`balansekunst.table_versions`) of the tables that it was made from, and used as long
as they are the same: a change is on the page as soon as it is committed. Nobody lists the tables: they are those in the
statements that were executed. A page that reads a table whose changes are not counted is not stored.

A stored page is for one address, language and day, and for readers without a session, who are all shown the same.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from balansekunst import table_versions

View = Callable[..., HttpResponseBase]
PAGES = "pages"  # in settings.CACHES
# A larger file is made, or read from where it is stored, each time.
LARGEST = 1_000_000


@dataclass(frozen=True)
class Page:
    """A stored response, its entity tag, the versions of the tables that it was made from, and when it is outdated."""

    content: bytes
    headers: dict[str, str]
    versions: dict[str, int]
    until: datetime | None

    def is_current(self, versions: dict[str, int]) -> bool:
        if self.until and timezone.now() >= self.until:
            return False
        return all(versions.get(table) == version for table, version in self.versions.items())

    def response(self, request: HttpRequest) -> HttpResponse:
        """Return the page, or 304 to a browser that has it."""
        response = HttpResponse(self.content, headers=self.headers)
        # Of a GET, it returns a response.
        return get_conditional_response(request, etag=self.headers["ETag"], response=response)  # type: ignore[return-value]


def cached_page(until: Callable[[], datetime | None] = lambda: None) -> Callable[[View], View]:
    """Store the responses of a public view. `until` returns when the same rows are shown otherwise, within the day.

    They are compressed. Browsers and proxies may store them too, and ask each time whether they are still the same.
    A response that is sent while it is made is not stored.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def respond(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not is_like_all(request):
                return _compress(request, view(request, *args, **kwargs))
            key, versions = _key(request), table_versions.versions()
            stored: Page | None = caches[PAGES].get(key)
            if stored and stored.is_current(versions):
                return stored.response(request)
            with _tables_read() as tables:
                outdated = until()
                response = view(request, *args, **kwargs)
            if not isinstance(response, HttpResponse) or not _is_for_all(request, response):
                return _compress(request, response)
            response.headers.setdefault("ETag", f'"{sha256(response.content).hexdigest()}"')
            if "Cache-Control" not in response.headers:
                patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
            patch_vary_headers(response, ["Cookie"])
            response = _compress(request, response)
            read = {table: versions.get(table, -1) for table in tables}
            page = Page(response.content, dict(response.items()), read, outdated)
            if page.is_current(versions) and len(page.content) <= LARGEST:
                caches[PAGES].set(key, page)
            return page.response(request)

        return respond

    return decorate


def is_like_all(request: HttpRequest) -> bool:
    """Whether the reader is shown what all are shown, having neither a session nor messages."""
    return not {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name} & request.COOKIES.keys()


def _key(request: HttpRequest) -> str:
    accepts_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    parts = (request.build_absolute_uri(), get_language(), timezone.localdate(), accepts_gzip)
    return sha256(repr(parts).encode()).hexdigest()


def _is_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the response is a page without anything of the reader: no cookie, session or token of a form."""
    return (
        response.status_code == HTTPStatus.OK
        and not response.cookies
        and not request.session.modified
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    )


def _compress[Response: HttpResponseBase](request: HttpRequest, response: Response) -> Response:
    compressed: Any = GZipMiddleware(lambda _request: response).process_response(request, response)
    return compressed


@contextmanager
def _tables_read() -> Iterator[set[str]]:
    """Collect the tables of models that are in the statements executed within this context."""
    tables: set[str] = set()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        tables.update(_all_tables().intersection(re.findall(r"\w+", sql)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables


@cache
def _all_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))
