"""Enhetsregisteret of the demo: made-up answers of the real one's shape, without a network.

It knows the organisations of the demo, some of them otherwise than we do, and some that are not members: their numbers
can be tried in the form for those who want to join.
"""

from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import unquote

import httpx2

from demo import klass
from demo.made_up import FIRST_YEAR, organisations_of
from members.models import Organisation, RegisterCheck
from members.register import checking
from members.register.entities import read_entity

NOT_MEMBERS: tuple[dict[str, Any], ...] = (
    {"number": "314159306", "name": "TØMMERVIKA JAZZ- OG VISEKLUBB", "form": "FLI", "place": "0301 OSLO"},
    {"number": "327182919", "name": "NORDAVIND SAMTIDSDANS AS", "form": "AS", "place": "5501 TROMSØ"},
    {"number": "331415219", "name": "STIFTELSEN SKODDEHEIM MUSEUM", "form": "STI", "place": "4601 BERGEN"},
)

MOVED = {"adresse": ["Oppdiktbrygga 12"], "postnummer": "0150", "poststed": "OSLO"}
TO_BERGEN = {"adresse": ["Oppdiktkaien 4"], "postnummer": "5003", "poststed": "BERGEN", "kommunenummer": "4601"}
# What the register says otherwise, about members by their place among the first made-up ones.
OTHERWISE: dict[int, dict[str, Any]] = {
    5: {"navn": "TJÆREGRYTE SCENEKUNST SA"},
    2: {"forretningsadresse": MOVED},
    4: {"forretningsadresse": TO_BERGEN},
    6: {"organisasjonsform": {"kode": "AS"}},
    8: {"konkurs": True},
    10: {"underAvvikling": True},
    12: {"slettedato": "2026-03-01", "respons_klasse": "SlettetEnhet"},
}


def fill(day: date) -> None:
    """Let the members be checked against the register on the day."""
    numbers = list(Organisation.objects.members_on(day).values_list("number", flat=True))
    found = {entity["organisasjonsnummer"]: read_entity(entity) for entity in entities(numbers)}
    checking.store(numbers, found, day)
    checked_at = datetime.combine(day, time(4), tzinfo=UTC)
    RegisterCheck.objects.create(pk=1, checked_at=checked_at, places_checked_on=day)
    klass.fill(day)


def transport() -> httpx2.BaseTransport:
    return httpx2.MockTransport(answer)


def answer(request: httpx2.Request) -> httpx2.Response:
    """Return what the register says."""
    path = unquote(request.url.path)
    if path.startswith("/api/klass/"):
        return klass.answer(request)
    kind, _slash, number = path.partition("/enhetsregisteret/api/")[2].partition("/")
    if kind == "enheter" and number:
        found = entities([number])
        return httpx2.Response(200, json=found[0]) if found else httpx2.Response(404)
    if kind == "enheter":
        found = entities(request.url.params.get("organisasjonsnummer", "").split(","))
        return page("enheter", [entity for entity in found if "slettedato" not in entity])
    if kind == "oppdateringer":
        return page("oppdaterteEnheter", [])
    return httpx2.Response(404)


def page(key: str, rows: list[dict[str, Any]]) -> httpx2.Response:
    content: dict[str, Any] = {"page": {"size": 100, "totalElements": len(rows), "totalPages": 1, "number": 0}}
    return httpx2.Response(200, json=content | ({"_embedded": {key: rows}} if rows else {}))


def entities(numbers: list[str]) -> list[dict[str, Any]]:
    """Return what the register has of the numbers."""
    members = Organisation.objects.filter(number__in=numbers).select_related("municipality").order_by("pk")
    others = [each for each in NOT_MEMBERS if each["number"] in numbers]
    otherwise = {organisations_of(FIRST_YEAR)[place].number: changes for place, changes in OTHERWISE.items()}
    return [_of_member(each, otherwise.get(each.number, {})) for each in members] + [
        _of_other(**each) for each in others
    ]


def _of_member(member: Organisation, otherwise: dict[str, Any]) -> dict[str, Any]:
    address = {
        "land": "Norge",
        "landkode": "NO",
        "postnummer": member.postcode,
        "poststed": member.postal_place.upper(),
        "adresse": [member.address] if member.address else [],
        "kommune": member.municipality.name.upper(),
        "kommunenummer": member.municipality.number,
    }
    entity = _entity(member.number, member.name.upper(), {"kode": member.legal_form}, address) | otherwise
    entity["forretningsadresse"] = address | otherwise.get("forretningsadresse", {})
    return entity


def _of_other(*, number: str, name: str, form: str, place: str) -> dict[str, Any]:
    municipality, _space, name_of_place = place.partition(" ")
    address = {
        "land": "Norge",
        "landkode": "NO",
        "postnummer": "0001",
        "poststed": name_of_place,
        "adresse": ["Oppdiktet gate 3"],
        "kommune": name_of_place,
        "kommunenummer": municipality,
    }
    return _entity(number, name, {"kode": form}, address)


def _entity(number: str, name: str, form: dict[str, str], address: dict[str, Any]) -> dict[str, Any]:
    return {
        "organisasjonsnummer": number,
        "navn": name,
        "organisasjonsform": form,
        "forretningsadresse": address,
        "konkurs": False,
        "underAvvikling": False,
        "underTvangsavviklingEllerTvangsopplosning": False,
        "respons_klasse": "Enhet",
    }
