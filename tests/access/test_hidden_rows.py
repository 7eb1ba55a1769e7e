"""No byte that a reader gets depends on what is hidden from them, at any address.

All is requested as in two databases that differ in one hidden thing: an application under conflict, a small count of
the advice line, or what another member has not sent. The time is fixed, and random bytes repeat, so that nothing needs
to be masked but what `comparable` does.
"""

import os
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.db import transaction

from balansepotten.models import Application
from radgivning import releases
from radgivning.models import Release
from tests.access import hidden, scene
from tests.access.declared import addresses, declared
from tests.access.pages import PAGES
from tests.access.people import READERS, client_of
from tests.access.routes import Reader, Route
from tests.database_work import statements
from tests.saved_rows import triggers_off

# The lists whose rows have something of what is hidden, or are referred to by it; others read none of its tables.
APPS = ("balansepotten.", "radgivning.", "reports.")
LISTS = ("members.organisation", "members.contact", "balansekunst.message", "balansekunst.user", "balansemerket.round")
# Pages of a list that have none of its rows.
WITHOUT_ROWS = {"import/", "import/kolonner/", "import/mal/", "kolonner/", "visninger/", "visninger/<int:pk>/"}
COUNTED = "rapporter/"
WRITTEN = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) ("\w+)"')
# What is stored about a person has the conflicts that they declared, and their own assessments.
OWN = ("/min-side/opplysninger/", "/min-side/opplysninger.json")
Response = tuple[int, list[tuple[str, str]], str, bytes]


class Chance:
    """What the operating system would return as random bytes, the same each time after `repeat`."""

    def __init__(self) -> None:
        self.repeat()

    def repeat(self) -> None:
        self.generator = random.Random(1)  # noqa: S311 (it has to be repeatable)

    def __call__(self, size: int) -> bytes:
        return self.generator.randbytes(size)


@pytest.fixture
def chance(monkeypatch: pytest.MonkeyPatch) -> Chance:
    """Let `secrets`, `uuid4` and all that is made from them repeat."""
    chance = Chance()
    monkeypatch.setattr(os, "urandom", chance)
    monkeypatch.setattr(random, "_urandom", chance)
    return chance


@pytest.mark.usefixtures("_scene")
@pytest.mark.parametrize("reader", [pytest.param(reader, marks=pytest.mark.one_database) for reader in READERS])
def test_no_byte_depends_on_what_is_hidden(reader: str, chance: Chance) -> None:
    asking = Reader(client_of(reader))
    first: dict[str, Response] = {}
    tables: dict[str, str] = {}
    with changed(lambda: None):
        for address in dict.fromkeys(addresses_for(reader)):
            with statements() as found:
                first[address] = response_to(asking, address, chance)
            tables[address] = " ".join(sql for sql, _params in found)

    differing: list[str] = []
    compared = 0
    for name, (change, seen_by) in hidden.CHANGES.items():
        if reader in seen_by:
            continue
        with changed(change) as written:
            # A page that reads no changed table is the same.
            pages = [address for address, read in tables.items() if any(table in read for table in written)]
            if reader in hidden.WITH_CONFLICT:
                pages = [address for address in pages if address not in OWN]
            compared += len(pages)
            differing += [
                f"{name}: {address}" for address in pages if response_to(asking, address, chance) != first[address]
            ]

    assert differing == []
    assert compared > 0


def addresses_for(reader: str) -> Iterator[str]:
    """Yield the URLs that the reader may open, also those of the years and of the call with something hidden.

    Pages that several may open are requested by staff, or the first of them, if they are lists of the admin or count a
    whole year, which takes long.
    """
    workers = sorted(READERS, key=lambda each: each != "staff")
    for route, address in addresses():
        first = next((each for each in workers if declared(route, each)["GET"]), "")
        if route.model:
            is_affected = route.model in LISTS or route.model.startswith(APPS)
            if first == reader and is_affected and route.rest not in WITHOUT_ROWS:
                yield address
        elif declared(route, reader)["GET"] and (first == reader or not is_left_to_first(route, reader)):
            yield address
            yield from _beside_hidden(route)
    if reader in ("staff", "management"):
        yield from (f"/admin/sok/?q={text}" for text in (f"{hidden.JUDGED}-90", "sak", "Zebra", "henvendelse"))


def is_left_to_first(route: Route, reader: str) -> bool:
    return reader == "superuser" or route.pattern.startswith(COUNTED)


def _beside_hidden(route: Route) -> Iterator[str]:
    about = PAGES[route.name][2]
    if about == "application":
        yield route.address(Application.objects.get(call__year=hidden.JUDGED, title="Åpen sak").uuid)
    elif about.endswith(("year", "payments")) and "<year" in route.pattern:
        endings = ("csv",) if about == "payments" else ()
        yield from (route.address(year, *endings) for year in (hidden.JUDGED, hidden.FEW_IN_ALL))
    elif route.name in ("report_detail", "report_workbook", "report_json"):
        yield from (route.address(year) for year in (hidden.JUDGED, hidden.FEW_IN_ALL))


@contextmanager
def changed(change: Callable[[], None]) -> Iterator[set[str]]:
    """Change something, release the years of the advice line after it, and return the tables that were written."""
    with transaction.atomic():
        with triggers_off():  # the scene's own, when its report was published
            Release.objects.all().delete()
        with statements() as found:
            change()
            releases.release(scene.TODAY)
        yield {written[1] for sql, _params in found if (written := WRITTEN.match(sql))}
        transaction.set_rollback(True)


def response_to(asking: Reader, address: str, chance: Chance) -> Response:
    """Return the response, and undo what the request changed."""
    cache.clear()
    chance.repeat()
    with transaction.atomic():
        response: Any = asking.ask("GET", address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        response.close()
        transaction.set_rollback(True)
    headers = sorted(response.headers.items())
    return response.status_code, headers, str(response.cookies), comparable(address, content)


def comparable(address: str, content: bytes) -> bytes:
    """Return the content without what differs each time."""
    if address.endswith(".jwt"):  # the signature has a random number, from OpenSSL itself
        return content.rpartition(b".")[0]
    if content.startswith(b"PK"):  # a workbook has the times of the files that it was packed from
        with ZipFile(BytesIO(content)) as packed:
            return b"".join(name.encode() + packed.read(name) for name in packed.namelist())
    return content
