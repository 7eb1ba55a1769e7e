"""Enhetsregisteret as tests need it: answers of the real API's shape about made-up organisations, without a network."""

from collections.abc import Callable
from typing import Any

import httpx2

Handler = Callable[[httpx2.Request], httpx2.Response]


def refuse(request: httpx2.Request) -> httpx2.Response:
    """Answer as without a network, which tests don't reach."""
    raise httpx2.ConnectError("tests reach no network", request=request)


handler: Handler = refuse


def transport() -> httpx2.BaseTransport:
    return httpx2.MockTransport(lambda request: handler(request))


def entity(number: str, name: str = "TONEVIKA KAMMERKOR", **changes: Any) -> dict[str, Any]:
    """Return an organisation as the register answers; one of `changes` that is None is left out."""
    address = {
        "land": "Norge",
        "landkode": "NO",
        "postnummer": "5003",
        "poststed": "BERGEN",
        "adresse": ["Sjøgata 1", "2. etasje"],
        "kommune": "BERGEN",
        "kommunenummer": "4601",
    }
    links = {"self": {"href": f"https://data.brreg.no/enhetsregisteret/api/enheter/{number}"}}
    content = {
        "organisasjonsnummer": number,
        "navn": name,
        "organisasjonsform": {"kode": "FLI", "beskrivelse": "Forening/lag/innretning", "_links": {}},
        "registreringsdatoEnhetsregisteret": "2011-03-14",
        "registrertIMvaregisteret": False,
        "naeringskode1": {"kode": "90.010", "beskrivelse": "Utøvende kunstnere"},
        "harRegistrertAntallAnsatte": False,
        "hjemmeside": "www.tonevika.example",
        "epostadresse": "Post@Tonevika.example",
        "forretningsadresse": address,
        "konkurs": False,
        "underAvvikling": False,
        "underTvangsavviklingEllerTvangsopplosning": False,
        "maalform": "Bokmål",
        "respons_klasse": "Enhet",
        "_links": links,
    } | changes
    return {key: value for key, value in content.items() if value is not None}


def branch(number: str, name: str, **changes: Any) -> dict[str, Any]:
    content = entity(number, name, organisasjonsform={"kode": "BEDR"}, overordnetEnhet="314159265", **changes)
    content["beliggenhetsadresse"] = content.pop("forretningsadresse")
    return content


def deleted(number: str, name: str, day: str) -> dict[str, Any]:
    """Return an organisation that is deleted: an answer with the status 200."""
    form = {"kode": "FLI", "beskrivelse": "Forening/lag/innretning"}
    content = {"organisasjonsnummer": number, "navn": name, "organisasjonsform": form}
    return content | {"slettedato": day, "respons_klasse": "SlettetEnhet"}


def page(key: str, rows: list[dict[str, Any]], size: int = 100) -> httpx2.Response:
    """Return a page of an answer with many rows. One without rows has no `_embedded`."""
    content: dict[str, Any] = {"_links": {}, "page": {"size": size, "totalElements": len(rows), "number": 0}}
    return httpx2.Response(200, json=content | ({"_embedded": {key: rows}} if rows else {}))


class RegisterServer:
    """A register with the organisations that a test adds; `requests` are those it was asked."""

    def __init__(self) -> None:
        self.entities: dict[str, dict[str, Any]] = {}
        self.branches: dict[str, dict[str, Any]] = {}
        self.removed: dict[str, str] = {}
        self.changes: list[dict[str, Any]] = []
        # What Klass has of each classification.
        self.code_changes: dict[str, list[dict[str, Any]]] = {"131": [], "104": []}
        self.requests: list[httpx2.Request] = []
        # Answers to be given before the right ones, such as that it is down.
        self.faults: list[Handler] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        if self.faults:
            return self.faults.pop(0)(request)
        path = request.url.path.removeprefix("/enhetsregisteret/api").removeprefix("/api/klass/v1")
        match path.strip("/").split("/"):
            case ["enheter"]:
                return self._search(request)
            case ["enheter", number]:
                return self._one(number, self.entities)
            case ["underenheter", number]:
                return self._one(number, self.branches)
            case ["oppdateringer", "enheter"]:
                return self._changes(request)
            case ["classifications", number, "changes"] if number in self.code_changes:
                return self._code_changes(number, request.url.params["from"], request.url.params["to"])
        return httpx2.Response(404)

    def add(self, number: str, name: str = "TONEVIKA KAMMERKOR", **changes: Any) -> None:
        self.entities[number] = entity(number, name, **changes)

    def change(self, identity: int, number: str, kind: str = "Endring") -> None:
        """Add a change to what the register says has changed, in the order of their identities."""
        row = {"oppdateringsid": identity, "dato": "2026-11-20T04:05:11.193Z", "organisasjonsnummer": number}
        self.changes.append(row | {"endringstype": kind})

    def change_code(self, day: str, old: str | None, new: str | None) -> None:
        """Add a change to Klass: «0220 Asker» became «3025 Asker»."""
        level = "104" if len((old or new or "").split()[0]) == len("00") else "131"
        row: dict[str, Any] = {}
        for which, code in (("old", old), ("new", new)):
            number, _space, name = code.partition(" ") if code else (None, "", None)
            row |= {f"{which}Code": number, f"{which}Name": name, f"{which}ShortName": code and ""}
        self.code_changes[level].append(row | {"changeOccurred": day})

    def _code_changes(self, number: str, since: str, until: str) -> httpx2.Response:
        rows = [row for row in self.code_changes[number] if since <= row["changeOccurred"] < until]
        return httpx2.Response(200, json={"codeChanges": rows})

    def _search(self, request: httpx2.Request) -> httpx2.Response:
        numbers = request.url.params["organisasjonsnummer"].split(",")
        found = [self.entities[number] for number in numbers if number in self.entities]
        return page("enheter", [each for each in found if "slettedato" not in each])

    def _one(self, number: str, known: dict[str, dict[str, Any]]) -> httpx2.Response:
        if number in self.removed and known is self.entities:
            return httpx2.Response(410, json={"organisasjonsnummer": number, "slettedato": self.removed[number]})
        return httpx2.Response(200, json=known[number]) if number in known else httpx2.Response(404)

    def _changes(self, request: httpx2.Request) -> httpx2.Response:
        after = int(request.url.params.get("oppdateringsid", 0))
        size = int(request.url.params["size"])
        rows = [row for row in self.changes if row["oppdateringsid"] >= after]
        return page("oppdaterteEnheter", rows[:size], size)
