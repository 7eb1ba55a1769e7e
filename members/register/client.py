"""Enhetsregisteret's open API: organisations by number, and the numbers of those that changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from django.conf import settings

from members.register.answers import Answer, Params, Patience, Server, Unreachable, connect
from members.register.entities import NUMBER, Entity, read_day, read_entity, wrong_answer

__all__ = ["Change", "Register", "Unreachable", "look_up", "look_up_many"]

BATCH = 100
CHANGES_A_PAGE = 10_000
ENTITY = "application/vnd.brreg.enhetsregisteret.enhet.v2+json;charset=UTF-8"
BRANCH = "application/vnd.brreg.enhetsregisteret.underenhet.v2+json;charset=UTF-8"
CHANGE = "application/vnd.brreg.enhetsregisteret.oppdatering.enhet.v1+json;charset=UTF-8"
OK, NOT_FOUND, GONE = 200, 404, 410


def look_up(number: str) -> Entity | None:
    """Return the organisation or the branch with the number, with the patience of somebody who waits for a page.

    Returns None if no such number is in the register, or not any longer. Raises Unreachable.
    """
    if not NUMBER.fullmatch(number):
        return None
    with Register.open(Patience.of_page()) as register:
        entity = register.find(number)
    return None if entity is None or entity.is_removed else entity


def look_up_many(numbers: Iterable[str]) -> Mapping[str, Entity]:
    """Return the organisations by their numbers, without those that the register doesn't know. Raises Unreachable."""
    found: dict[str, Entity] = {}
    with Register.open(Patience.of_command()) as register:
        for batch in batched(sorted(set(numbers)), BATCH):
            found |= register.find_batch(batch)
    return found


@dataclass(frozen=True)
class Change:
    """That something was changed about an organisation. The identities grow by time."""

    identity: int
    number: str


class Register:
    """The register, for several requests over one connection. All methods raise Unreachable."""

    def __init__(self, server: Server) -> None:
        self._server = server

    @classmethod
    @contextmanager
    def open(cls, patience: Patience) -> "Iterator[Register]":
        with connect(settings.REGISTER_URL, patience) as server:
            yield cls(server)

    def find(self, number: str) -> Entity | None:
        """Return what the register has, or had (`is_removed`), of the number. Branches have a path of their own."""
        answer = self._server.get(f"/enheter/{number}", accept=ENTITY, expected=(NOT_FOUND, GONE))
        if answer.status != NOT_FOUND:
            return _entity(answer, number)
        answer = self._server.get(f"/underenheter/{number}", accept=BRANCH, expected=(NOT_FOUND, GONE))
        return None if answer.status == NOT_FOUND else _entity(answer, number, is_branch=True)

    def find_batch(self, numbers: Sequence[str]) -> dict[str, Entity]:
        """Return those of at most 100 numbers that the register knows or knew.

        A search finds no branches, and none that are deleted or removed: these are asked for one by one.
        """
        wanted = [number for number in numbers if NUMBER.fullmatch(number)]
        if not wanted:
            return {}
        answer = self._server.get(
            "/enheter", accept=ENTITY, params={"organisasjonsnummer": ",".join(wanted), "size": BATCH}
        )
        entities = [read_entity(each) for each in _embedded(answer, "enheter")]
        found = {entity.number: entity for entity in entities if entity.number in wanted}
        for number in wanted:
            if number not in found and (entity := self.find(number)):
                found[number] = entity
        return found

    def first_change(self, since: datetime) -> int | None:
        """Return the identity of the first change since the moment, or None if there is none."""
        moment = since.astimezone(UTC)
        text = f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
        changes = self._changes({"dato": text, "size": 1})
        return changes[0].identity if changes else None

    def changes(self, after: int) -> Iterator[list[Change]]:
        """Yield pages of the changes after the one with that identity, in order."""
        while True:
            # Whether the register counts from this identity or from the next one, none is missed or repeated.
            page = self._changes({"oppdateringsid": after, "size": CHANGES_A_PAGE})
            new = sorted((each for each in page if each.identity > after), key=lambda change: change.identity)
            if not new:
                return
            yield new
            after = new[-1].identity

    def _changes(self, params: Params) -> list[Change]:
        answer = self._server.get("/oppdateringer/enheter", accept=CHANGE, params=params)
        return [_change(each) for each in _embedded(answer, "oppdaterteEnheter")]


def _entity(answer: Answer, number: str, *, is_branch: bool = False) -> Entity:
    """Return what the answer says of the number. The answer about one that is removed may be empty."""
    if answer.status == GONE:
        return Entity(
            number, "", deleted_on=read_day(answer.content, "slettedato"), is_branch=is_branch, is_removed=True
        )
    entity = read_entity(answer.content, is_branch=is_branch)
    if entity.number != number or not (entity.name or entity.deleted_on):
        raise wrong_answer()
    return entity


def _embedded(answer: Answer, key: str) -> list[dict[str, Any]]:
    """Return the rows of an answer. One without rows has no `_embedded`, but it has a page."""
    embedded = answer.content.get("_embedded", {})
    rows = embedded.get(key, []) if isinstance(embedded, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise wrong_answer()
    if not isinstance(answer.content.get("page"), dict):
        raise wrong_answer()
    return rows


def _change(content: dict[str, Any]) -> Change:
    identity, number = content.get("oppdateringsid"), content.get("organisasjonsnummer")
    if not isinstance(identity, int) or not isinstance(number, str):
        raise wrong_answer()
    return Change(identity, number)
