"""Time the pages at many rows: `uv run python -m bench.pages [ROWS] [--only TEXT] [DATABASE_URL ...]`.

Makes a scratch database on each server, or on that of DATABASE_URL, or in a file of SQLite, and fills it with ROWS
rows of each kind, by default 10 000. Prints a table: of each page the median time and the number of SQL statements;
beside each list the same of Django's own admin over the same table (`bench.stock`), and the ratio of the two; all of it
before and after ANALYZE. `--only` takes the pages whose name has the text.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import OperationalError, connection, transaction  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils.http import urlencode  # noqa: E402

from balansekunst.access import Role  # noqa: E402
from balansemerket.models import Certification  # noqa: E402
from balansepotten.models import Application, Call, Grant, Letter  # noqa: E402
from bench import rows, scratch, stock  # noqa: E402
from courses.models import Assignment  # noqa: E402
from members.models import Contact, Membership, Organisation  # noqa: E402
from radgivning.models import Enquiry  # noqa: E402
from tests.conftest import give_role, log_in, user_in_role  # noqa: E402
from tests.factories import UserFactory  # noqa: E402

MOST_RUNS = 5
ENOUGH_SECONDS = 4  # after so many a page is not asked for again
MOST_SECONDS = 60  # a page that takes more is given up
YEAR = 2024
PER_PAGE = 50
XLSX = {"format": "0", "resource": "0"}
START = [sys.executable, "-c", "import django; django.setup(); import balansekunst.urls"]


@dataclass(frozen=True)
class Timing:
    """The median time of a page in milliseconds, or None if it was given up, and its number of statements."""

    milliseconds: float | None
    statements: int

    def cells(self) -> list[str]:
        shown = f"{self.milliseconds:.0f}" if self.milliseconds else f"over {MOST_SECONDS * 1000}"
        return [shown, str(self.statements)]


@dataclass(frozen=True)
class Page:
    """A page, or a file, and the page of Django's own admin to hold it against."""

    name: str
    client: Client
    url: str
    floor: str = ""
    data: dict[str, str] | None = None

    def fetch(self) -> None:
        response = self.client.get(self.url) if self.data is None else self.client.post(self.url, self.data)
        sum(map(len, response)) if response.streaming else response.content
        if response.status_code != HTTPStatus.OK:
            raise AssertionError(f"{self.url}: {response.status_code}")


def main() -> None:
    """Time the pages on each of the databases, each in a process of its own."""
    arguments = argparse.ArgumentParser(prog="bench.pages", description=__doc__.splitlines()[0])
    arguments.add_argument("rows", nargs="?", type=int, default=10_000)
    arguments.add_argument("--only", default="")
    arguments.add_argument("database", nargs="*")
    options = arguments.parse_intermixed_args()
    scratch.run_on_each(options.database, "bench.pages", str(options.rows), "--only", options.only)
    if not options.database:
        setup_test_environment()
        settings = override_settings(ROOT_URLCONF="bench.stock")
        with TemporaryDirectory() as folder, scratch.database(Path(folder)), settings:
            report(options.rows, options.only)


def report(count: int, only: str) -> None:
    """Fill the database, time each page before and after ANALYZE, and print both."""
    people = {role: user_in_role(role, f"Ada {role}", is_staff=True) for role in (Role.STAFF, Role.ADVISER)}
    give_role(people[Role.STAFF], Role.MANAGEMENT)
    conflicted = user_in_role(Role.STAFF, "Inga Inhabil", is_staff=True)
    superuser = log_in(UserFactory.create(name="Dina Drift", is_staff=True, is_superuser=True))
    began = time.perf_counter()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = off)')
    with transaction.atomic():
        rows.fill(count, conflicted)
    filled = time.perf_counter() - began
    clients = {name: log_in(user) for name, user in people.items()}
    pages = pages_of(clients[Role.STAFF], clients[Role.ADVISER], log_in(conflicted))
    pages = [page for page in pages if only in page.name]
    before = [time_page(page, superuser) for page in pages]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    after = [time_page(page, superuser) for page in pages]
    print(f"\n{connection.vendor}, {count} rows (filled in {filled:.0f} s), median of up to {MOST_RUNS} requests\n")  # noqa: T201
    print_table([page.name for page in pages], before, after)
    if not only:
        print(f"\nstart of the program: {median(lambda: subprocess.run(START, check=True)):.0f} ms")  # noqa: S603, T201


def pages_of(staff: Client, adviser: Client, conflicted: Client) -> list[Page]:
    """Return the pages, in the order in which they are printed."""
    application = Application.objects.order_by("-pk").select_related("organisation")[0]
    organisation, call = application.organisation, Call.objects.order_by("year")[0]
    searches = {"name": organisation.name, "word": "østfronten", "number": organisation.number}
    of_application = {"title": application.title, "number": application.number, "organisation": organisation.name}
    field = f"field__exact={Organisation.Field.FILM}"
    in_region = ("landsdel=Nord-Norge", "municipality__county__region__exact=Nord-Norge")
    of_region = (in_region[0], f"organisation__{in_region[1]}")
    floor_of_index, floor_of_letters = reverse("stock:index"), changelist(Letter, "stock")
    return [
        Page("front page", staff, reverse("admin:index"), floor_of_index),
        Page("front page, with a conflict", conflicted, reverse("admin:index"), floor_of_index),
        *of_list(Organisation, staff, searches, {"field": field, "region": in_region}),
        Page("organisation, members on a day", staff, f"{changelist(Organisation)}?medlem={YEAR}-12-31"),
        *of_list(Membership, staff, searches, {"field": f"organisation__{field}"}),
        *of_list(Contact, staff, searches, {"region": of_region}),
        *of_list(Assignment, staff, {"title": "Kurs 77", **searches}, {"status": "status__exact=held"}),
        *of_list(Application, staff, of_application, {"status": "status__exact=rejected"}),
        *of_list(Application, conflicted, of_application, {"status": "status__exact=rejected"}, ", with a conflict"),
        *of_list(Grant, staff, of_application, {"call": f"application__call__id__exact={call.pk}"}),
        *of_list(Grant, conflicted, {}, {}, ", with a conflict"),
        *everywhere(
            staff,
            searches | {"two letters": "ås", "words": "teater ås", "title": application.title, "nothing": "ukjent"},
        ),
        *everywhere(conflicted, searches, ", with a conflict"),
        Page("letters of a call", staff, reverse("letter_list", args=[call.year]), floor_of_letters),
        *of_list(Enquiry, adviser, {}, {"channel": "channel__exact=telefon"}),
        *of_list(Certification, staff, searches, {"field": f"organisation__{field}"}),
        Page("edit organisation", staff, reverse("admin:members_organisation_change", args=[organisation.pk])),
        *object_pages(organisation, "organisation", staff),
        *object_pages(application, "application", staff),
        *object_pages(application, "application", conflicted, ", with a conflict"),
        *map(partial(export_of, client=staff), (Organisation, Membership, Assignment, Application)),
        *report_pages(staff),
    ]


def everywhere(client: Client, searches: dict[str, str], whom: str = "") -> Iterator[Page]:
    """Yield the searches in everything."""
    for label, text in searches.items():
        yield Page(f"search everywhere by {label}{whom}", client, f"{reverse('admin:search')}?{urlencode({'q': text})}")


def object_pages(row: Any, name: str, client: Client, whom: str = "") -> Iterator[Page]:
    """Yield the page of a row, and its timeline, each beside Django's own list of the same table."""
    floor = changelist(type(row), "stock")
    for page in ("page", "timeline"):
        address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])
        yield Page(f"{page} of an {name}{whom}", client, address, floor)


def export_of(model: Any, client: Client) -> Page:
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_export")
    return Page(f"{model._meta.model_name}, export as xlsx", client, url, data=XLSX)


def report_pages(client: Client) -> list[Page]:
    """Return the pages of the figures of a year and of a period."""
    period = f"{reverse('report_period')}?fra={YEAR}-03-01&til={YEAR}-09-30"
    year = {"year": "report_detail", "year, PDF": "report_pdf", "year, workbook": "report_workbook"}
    return [
        *(Page(name, client, reverse(view, args=[YEAR])) for name, view in year.items()),
        Page("period", client, period),
        Page("list of years", client, reverse("report_list")),
    ]


def of_list(
    model: Any, client: Client, searches: dict[str, str], filters: dict[str, str | tuple[str, str]], whom: str = ""
) -> Iterator[Page]:
    """Yield the first and last page of a list, its searches and its filters, each beside Django's own.

    A filter with two queries has another one for Django's own list.
    """
    ours, floor, name = changelist(model), changelist(model, "stock"), f"{model._meta.model_name}{whom}"
    # Some rows are hidden from a person with a conflict, so that the last page has another number.
    last = (model.objects.count() - 1) // PER_PAGE + 1
    page = ("middle page", {"p": (last + 1) // 2}) if whom else ("last page", {"p": last})
    yield Page(name, client, ours, floor)
    for label, query in [
        (page[0], urlencode(page[1])),
        *((f"search by {label}", urlencode({"q": text})) for label, text in searches.items()),
        *((f"filter by {label}", query) for label, query in filters.items()),
    ]:
        own, stock_query = (query, query) if isinstance(query, str) else query
        yield Page(f"{name}, {label}", client, f"{ours}?{own}", f"{floor}?{stock_query}")


def changelist(model: Any, site: str = "admin") -> str:
    return reverse(f"{site}:{model._meta.app_label}_{model._meta.model_name}_changelist")


def time_page(page: Page, superuser: Client) -> tuple[Timing, Timing | None]:
    """Time the page and, with Django's own templates, its floor."""
    ours = time_requests(page.fetch)
    if not page.floor:
        return ours, None
    with stock.with_own_templates:
        return ours, time_requests(Page("floor", superuser, page.floor).fetch)


def time_requests(fetch: Callable[[], None]) -> Timing:
    """Return the median time of `fetch`, once it has been called to warm up, and how many statements it takes."""
    try:
        with limited(), CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            fetch()
            first = time.perf_counter() - began
            statements = len(queries)  # before the next request, which empties the log
    except OperationalError:
        return Timing(None, len(queries))
    return Timing(first * 1000 if first > ENOUGH_SECONDS else median(fetch), statements)


def median(call: Callable[[], Any]) -> float:
    """Return the median time of the call in milliseconds."""
    taken: list[float] = []
    while len(taken) < MOST_RUNS and sum(taken) < ENOUGH_SECONDS:
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return 1000 * statistics.median(taken)


@contextmanager
def limited() -> Iterator[None]:
    """Raise OperationalError when the database has worked too long."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = '{MOST_SECONDS}s'")
        yield
        return
    end = time.perf_counter() + MOST_SECONDS
    connection.connection.set_progress_handler(lambda: time.perf_counter() > end, 100_000)
    yield
    connection.connection.set_progress_handler(None, 0)


def print_table(names: list[str], *states: list[tuple[Timing, Timing | None]]) -> None:
    """Print the pages as a table of Markdown, with both states of the statistics beside each other."""
    headings = ["ms", "SQL", "stock ms", "SQL", "ratio"]
    print("| page |", " | ".join([*headings, *(f"{heading}, analysed" for heading in headings)]), "|")  # noqa: T201
    print("| --- |", " | ".join(["---:"] * len(headings) * len(states)), "|")  # noqa: T201
    for name, *timings in zip(names, *states, strict=True):
        cells = [cell for ours, floor in timings for cell in cells_of(ours, floor)]
        print(f"| {name} |", " | ".join(cells), "|")  # noqa: T201


def cells_of(ours: Timing, floor: Timing | None) -> list[str]:
    if floor is None:
        return [*ours.cells(), "", "", ""]
    ratio = f"{ours.milliseconds / floor.milliseconds:.2f}" if ours.milliseconds and floor.milliseconds else ""
    return [*ours.cells(), *floor.cells(), ratio]


if __name__ == "__main__":
    main()
