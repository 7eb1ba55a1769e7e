"""Random requests to every route of the program, with good and bad values of every parameter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from uuid import UUID

from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import get_resolver

from balansekunst.settings import BASE_DIR
from tests.balansepotten.call_with_conflict import PARAMETER, routes

# A tag that no page has, unless it shows what was sent to it unescaped.
MARKUP = "<i fuzz>"
BAD_TEXTS = (
    *("", " ", "a\0b", "\0", "[", "(", "a{2,1}", "(?P<", "\\", "%", "%ZZ", "'", '"', "<b>", "abc", "é", "ǅ", "\u202e"),
    *(
        "0",
        "-1",
        "1",
        "2",
        "1,2",
        "1,,x",
        "1.5",
        "1e9",
        "NaN",
        "inf",
        "1000",
        "9998",
        "9" * 5,
        "9" * 19,
        "9" * 40,
        "٣",
        "²",
    ),
    *("None", "null", "true", "[]", "{}", '{"a": [1]}', "a" * 5000, "a,b,c", "__all__", "pk", "-pk.-1.9"),
    *("0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "10000-01-01", "2026-01-01T25:00", "31.12.9999"),
    *("9999-12-31T23:59", "0001-01-01T00:00", "2026-01-01,2026-12-31", "00000000-0000-0000-0000-000000000000"),
    *("0001-01-01/9999-12-31/members.closing", "2026-01-01/2025-01-01/members.joined", "2026-01-01/2026-12-31/x/y"),
    *("//eksempel.example", "http://[", "javascript:x", "../../etc/passwd", "import.xlsx", ":", "a@b", "@"),
    *(f"'\">{MARKUP}", f"</script>{MARKUP}"),
)
LOOKUPS = (
    *("exact", "iexact", "in", "range", "regex", "iregex", "isnull", "contains", "startswith", "gt", "lte", "year"),
    *("month", "date", "time", "week_day", "iso_year", "search", "trigram_similar", "pk", "id", "x", "", "year__in"),
    *("date__range", "has_key", "overlap", "unaccent"),
)
LIST_PARAMETERS = ("q", "o", "p", "e", "all", "_popup", "_to_field", "_facets", "_changelist_filters", "tall")
AUTOCOMPLETE = ("term", "page", "app_label", "model_name", "field_name")
FILES = (b"", b"\0", b"a;b\n1;2\n", b'"', b"\xff\xfea", b"PK\x03\x04", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"a;b\n" * 999)
FILE_NAMES = ("fil.csv", "fil.xlsx", "fil", "fil.png", "a\0b.csv", "x" * 300 + ".csv")
READ_IN_SOURCE = re.compile(r'\b(?:GET|POST|given)(?:\.get|\.getlist)?[\[(]"(\w+)"')
REGEX_PARAMETER = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|\([^()]*\)")
# What takes long, and has few parameters: a PDF, a workbook and pictures.
SLOW = re.compile(r"(pdf|regneark|deling\.png|forside\.jpg|diagram/.*|nedlasting/.*)/?$")


def fault_in(response: Any) -> str:
    """Return what is wrong with the response, or an empty text."""
    if response.status_code >= 500:
        return str(response.status_code)
    is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
    return "shows markup that was sent" if is_page and MARKUP.encode() in response.content else ""


@dataclass(frozen=True)
class Case:
    """A request, which its seed makes again."""

    method: str
    address: str
    data: dict[str, Any]

    def send(self, client: Client) -> Any:
        return getattr(client, self.method)(self.address, self.data)

    def __str__(self) -> str:
        return f"{self.method} {self.address[:300]!r} {str(self.data)[:500]}"


class Fields(HTMLParser):
    """The fields of a page's forms with their values, and the parameters in its links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.files: set[str] = set()
        self.linked: set[str] = set()
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        if tag == "a" and "?" in found.get("href", ""):
            self.linked |= parse_qs(urlsplit(found["href"]).query, keep_blank_values=True).keys()
        elif tag == "select":
            self.select = name
            self.values.setdefault(name, "")
        elif tag == "option" and ("selected" in found or not self.values.get(self.select)):
            self.values[self.select] = found.get("value", "")
        elif tag in {"input", "textarea", "button"} and name and name != "csrfmiddlewaretoken":
            if found.get("type") == "file":
                self.files.add(name)
            else:
                self.values.setdefault(name, found.get("value", ""))


@cache
def names_in_source() -> list[str]:
    """Return the names of parameters that views read without a form."""
    paths = [path for app in ("balansekunst", "balansepotten", "radgivning", "reports") for path in _modules(app)]
    return sorted({name for path in paths for name in READ_IN_SOURCE.findall(path.read_text())})


def _modules(app: str) -> Iterator[Path]:
    return (BASE_DIR / app).rglob("*.py")


@cache
def all_routes() -> list[str]:
    """Return every route, also of the admin and of the log-in."""
    return sorted({route for route in routes(get_resolver()) if not route.startswith("demo/")})


class Maker:
    """Makes requests for one reader."""

    def __init__(self, client: Client, known: dict[str, list[str]]) -> None:
        self.client, self.known = client, known
        self.pages: dict[str, Fields] = {}

    def make(self, random: Random) -> Case:
        """Return the request that `random` decides."""
        route = random.choice(all_routes())
        if SLOW.search(route) and random.random() < 0.9:
            route = random.choice(all_routes())
        address = "/" + self._fill(route, random)
        if random.random() < 0.4:
            return Case("post", address, self._form(address, random))
        return Case("get", address, self._query(route, address, random))

    def _fill(self, route: str, random: Random) -> str:
        """Return the route with a value for each parameter: mostly one that exists, at times any."""
        model = _model(route)

        def value(name: str) -> str:
            known = _keys(model) if name in {"object_id", ""} and model else self.known.get(name, [])
            if known and random.random() < 0.7:
                return random.choice(known)
            return quote(random.choice(BAD_TEXTS).encode("utf-8", "surrogatepass")) or "0"

        without_patterns = REGEX_PARAMETER.sub(lambda found: value(found[1] or ""), route)
        return PARAMETER.sub(lambda found: value(found[1]), without_patterns)

    def _query(self, route: str, address: str, random: Random) -> dict[str, Any]:
        names = self._names(route, address)
        return {random.choice(names): _text(random) for _ in range(random.randint(0, 3)) if names}

    def _names(self, route: str, address: str) -> list[str]:
        if "autocomplete" in route:
            return list(AUTOCOMPLETE)
        if (model := _model(route)) and route.count("/") == 3:
            return _list_names(model)
        if model:
            return sorted({*_list_names(model)[: len(LIST_PARAMETERS)], *_field_names(model)})
        return sorted({*self._fields(address).linked, *self._fields(address).values, *names_in_source()})

    def _form(self, address: str, random: Random) -> dict[str, Any]:
        """Return the values of the page's form, with some of them replaced."""
        fields = self._fields(address)
        data: dict[str, Any] = dict(fields.values)
        for name in random.sample(sorted(data), min(len(data), random.randint(0, 3))):
            data[name] = _text(random)
        for name in random.sample(names_in_source(), 1):
            data[name] = _text(random)
        for name in sorted(fields.files):
            if random.random() < 0.7:
                data[name] = SimpleUploadedFile(random.choice(FILE_NAMES), random.choice(FILES))
        return data

    def _fields(self, address: str) -> Fields:
        if address not in self.pages:
            self.pages[address] = Fields("" if SLOW.search(address) else self._page(address))
        return self.pages[address]

    def _page(self, address: str) -> str:
        """Return the page as text, or nothing where there is no page: a request that fails is found by its own case."""
        with transaction.atomic():
            try:
                response = self.client.get(address)
            except Exception:  # noqa: BLE001
                return ""
            finally:
                transaction.set_rollback(True)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        return response.content.decode() if is_page else ""


def _text(random: Random) -> str:
    return random.choice(BAD_TEXTS)


def _model(route: str) -> type[Model] | None:
    parts = route.split("/")
    if parts[0] != "admin" or len(parts) < 3 or (parts[1], parts[2]) not in _listed():
        return None
    return apps.get_model(parts[1], parts[2])


@cache
def _listed() -> set[tuple[str, str]]:
    return {(model._meta.app_label, str(model._meta.model_name)) for model in admin.site._registry}


def _keys(model: type[Model]) -> list[str]:
    return [str(pk) for pk in model._base_manager.order_by("pk").values_list("pk", flat=True)[:5]]


def _field_names(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.get_fields()]


@cache
def _list_names(model: type[Model]) -> list[str]:
    """Return the parameters of a list: its own, its filters', and lookups of each field."""
    fields = _field_names(model)
    lookups = [f"{field}__{lookup}" for field in fields for lookup in LOOKUPS]
    filters: list[str] = [
        getattr(each, "parameter_name", str(each[0] if isinstance(each, tuple) else each))
        for each in admin.site.get_model_admin(model).list_filter
    ]
    return [*LIST_PARAMETERS * 10, *filters * 5, *fields, *lookups]


def existing(rows: dict[str, Any]) -> dict[str, list[str]]:
    """Return the values as texts, unique and in order."""
    return {name: list(dict.fromkeys(_shown(value) for value in values)) for name, values in rows.items()}


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, (UUID, int)) else quote(str(value))
