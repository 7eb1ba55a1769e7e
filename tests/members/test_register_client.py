"""Looking organisations up in Enhetsregisteret, which may also be slow, down, wrong or gone."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import pytest

from members.register import client
from members.register.answers import Patience, Unreachable
from members.register.entities import Entity, readable
from tests.register_server import Handler, RegisterServer, branch, deleted, entity

NUMBER, OTHER, UNKNOWN = "314159306", "327182919", "331415219"


def test_look_up_reads_entity(register_server: RegisterServer) -> None:
    register_server.add(NUMBER, "STIFTELSEN KAMMERKORET I NORD AS", konkurs=True)

    assert client.look_up(NUMBER) == Entity(
        number=NUMBER,
        name="Stiftelsen Kammerkoret i Nord AS",
        legal_form="FLI",
        address="Sjøgata 1, 2. etasje",
        postcode="5003",
        postal_place="Bergen",
        municipality_number="4601",
        website="https://www.tonevika.example",
        email="post@tonevika.example",
        is_bankrupt=True,
    )
    assert register_server.requests[0].headers["Accept"] == client.ENTITY


def test_look_up_prefers_address_for_mail(register_server: RegisterServer) -> None:
    post = {"landkode": "NO", "postnummer": "5804", "poststed": "BERGEN", "adresse": [None, "Postboks 3"]}
    register_server.add(NUMBER, postadresse=post | {"kommunenummer": "4601"})

    found = client.look_up(NUMBER)

    assert found
    assert (found.address, found.postcode, found.municipality_number) == ("Postboks 3", "5804", "4601")


def test_look_up_foreign_address_has_no_postcode(register_server: RegisterServer) -> None:
    abroad = {"land": "Polen", "landkode": "PL", "poststed": "81-336 GDYNIA", "adresse": ["Ul. Polska 1"]}
    register_server.add(NUMBER, forretningsadresse=abroad)

    found = client.look_up(NUMBER)

    assert found
    assert (found.postcode, found.postal_place, found.municipality_number) == ("", "81-336 Gdynia", "")


@pytest.mark.parametrize("number", ["", "12345678", "12345678a", "٣١٤١٥٩٢٦٥", "1" * 40, f"{NUMBER}\x00"])
def test_look_up_asks_nothing_for_no_number(register_server: RegisterServer, number: str) -> None:
    assert client.look_up(number) is None
    assert register_server.requests == []


def test_look_up_of_gone_and_unknown_is_none(register_server: RegisterServer) -> None:
    register_server.removed[NUMBER] = "2024-05-01"

    assert client.look_up(NUMBER) is None
    assert client.look_up(UNKNOWN) is None


def test_look_up_many_finds_each_kind(register_server: RegisterServer) -> None:
    numbers = [f"{number:09}" for number in range(100)]
    for number in numbers:
        register_server.add(number)
    register_server.entities["900000001"] = deleted("900000001", "NEDLAGT KOR", "2024-02-15")
    register_server.branches["900000002"] = branch("900000002", "KORETS AVDELING")
    register_server.removed["900000003"] = "2023-12-31"

    found = client.look_up_many([*numbers, "900000001", "900000002", "900000003", "900000004"])

    assert len(found) == 103
    assert found["900000001"].deleted_on == date(2024, 2, 15)
    assert (found["900000002"].name, found["900000002"].is_branch) == ("Korets Avdeling", True)
    assert found["900000002"].municipality_number == "4601"
    assert (found["900000003"].is_removed, found["900000003"].deleted_on) == (True, date(2023, 12, 31))
    paths = [request.url.path.rpartition("/")[2] for request in register_server.requests]
    assert paths.count("enheter") == 2  # one for the first hundred
    assert len(paths) == 2 + 1 + 2 + 1 + 2


def test_changes_continue_after_identity(register_server: RegisterServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "CHANGES_A_PAGE", 3)
    for identity in (10, 11, 14, 20, 21):
        register_server.change(identity, NUMBER)

    with client.Register.open(Patience(5, attempts=1)) as register:
        first = register.first_change(datetime(2026, 11, 20, 4, 5, 6, 7000, tzinfo=UTC))
        pages = list(register.changes(after=10))

    assert first == 10
    assert register_server.requests[0].url.params["dato"] == "2026-11-20T04:05:06.007Z"
    assert [change.identity for page in pages for change in page] == [11, 14, 20, 21]


def test_changes_without_any_are_none(register_server: RegisterServer) -> None:
    with client.Register.open(Patience(5, attempts=1)) as register:
        assert list(register.changes(after=10)) == []
        assert register.first_change(datetime(2026, 11, 20, tzinfo=UTC)) is None


def time_out(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadTimeout("slow", request=request)


def hang_up(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.RemoteProtocolError("gone", request=request)


def answer(status: int = 200, **content: Any) -> Handler:
    return lambda _request: httpx2.Response(status, **content)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(time_out, id="slow"),
        pytest.param(hang_up, id="gone"),
        pytest.param(answer(503), id="down"),
        pytest.param(answer(500, text="<h1>Error"), id="broken"),
        pytest.param(answer(429), id="busy"),
    ],
)
def test_look_up_tries_again(register_server: RegisterServer, fault: Handler) -> None:
    register_server.add(NUMBER)
    register_server.faults = [fault]

    assert client.look_up(NUMBER)

    register_server.faults = [fault] * 3
    with pytest.raises(Unreachable):
        client.look_up(NUMBER)
    assert len(register_server.faults) == 1  # a page asks twice


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(answer(text="<html>Vedlikehold</html>"), id="page"),
        pytest.param(answer(content=b"\xff\xfe{"), id="bytes"),
        pytest.param(answer(text="[" * 100_000), id="nested"),
        pytest.param(answer(json=[entity(NUMBER)]), id="list"),
        pytest.param(answer(json={}), id="empty"),
        pytest.param(answer(json=entity(OTHER)), id="other number"),
        pytest.param(answer(json=entity(NUMBER, navn=3)), id="number for text"),
        pytest.param(answer(json=entity(NUMBER, navn=None)), id="no name"),
        pytest.param(answer(json=entity(NUMBER, konkurs="nei")), id="text for flag"),
        pytest.param(answer(json=entity(NUMBER, forretningsadresse="Sjøgata 1")), id="text for address"),
        pytest.param(answer(json=entity(NUMBER, slettedato="i går")), id="no date"),
        pytest.param(answer(json=entity(NUMBER, forretningsadresse={"adresse": {"1": "x"}})), id="lines"),
        pytest.param(answer(302, headers={"Location": "https://elsewhere.example/"}), id="elsewhere"),
        pytest.param(answer(406), id="other version"),
        pytest.param(answer(400), id="refused"),
    ],
)
def test_wrong_answer_is_unreachable_at_once(register_server: RegisterServer, fault: Handler) -> None:
    register_server.add(NUMBER)
    register_server.faults = [fault]

    with pytest.raises(Unreachable, match="Registeret"):
        client.look_up(NUMBER)

    assert len(register_server.requests) == 1


@pytest.mark.parametrize("content", [{}, {"_embedded": 3, "page": {}}, {"_embedded": {"enheter": [1]}, "page": {}}])
def test_wrong_list_is_unreachable(register_server: RegisterServer, content) -> None:
    register_server.faults = [answer(json=content)]

    with pytest.raises(Unreachable):
        client.look_up_many([NUMBER])


class Dripping(BaseHTTPRequestHandler):
    """A server that sends a byte now and then, so that no single wait is long."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        try:
            for _each in range(1000):
                self.wfile.write(b" ")
                time.sleep(0.05)
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the standard library
        pass


@pytest.fixture
def dripping_server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_dripping_server_is_given_up(dripping_server: str, settings) -> None:
    settings.REGISTER_TRANSPORT, settings.REGISTER_URL, settings.REGISTER_PAGE_SECONDS = "", dripping_server, 0.2
    start = time.monotonic()

    with pytest.raises(Unreachable, match="i tide"):
        client.look_up(NUMBER)

    assert time.monotonic() - start < 2


def test_no_server_is_unreachable(settings) -> None:
    settings.REGISTER_TRANSPORT, settings.REGISTER_URL = "", "http://127.0.0.1:9/api"
    settings.REGISTER_PAGE_SECONDS = 1

    with pytest.raises(Unreachable, match="ikke kontakt"):
        client.look_up(NUMBER)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("TEATER I NORD AS", "Teater i Nord AS"),
        ("Sámi teáhter", "Sámi teáhter"),
        ("ÅSGÅRD KUNST- OG KULTURHUS", "Åsgård Kunst- og Kulturhus"),
        ("I FORGRUNNEN", "I Forgrunnen"),
        ("NRK", "NRK"),
        ("D'ARTAGNAN SCENE 2", "D'artagnan Scene 2"),
        ("", ""),
    ],
)
def test_name_in_capitals_is_readable(name: str, expected: str) -> None:
    assert readable(name) == expected
