"""Statistics Norway's Klass: how municipalities and counties have changed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from balansekunst.text import clean_line
from members.models.places import BETWEEN_LANGUAGES, Level
from members.register.answers import Patience, Server, connect
from members.register.entities import read_day, wrong_answer

JSON = "application/json;charset=UTF-8"
CLASSIFICATIONS = {Level.COUNTY: 104, Level.MUNICIPALITY: 131}
NUMBERS = {Level.COUNTY: re.compile(r"\d{2}", re.ASCII), Level.MUNICIPALITY: re.compile(r"\d{4}", re.ASCII)}
# «Uoppgitt», which is no place.
UNKNOWN = {"99", "9999"}
LONGEST_NAME = 200


@dataclass(frozen=True)
class Code:
    """A number, and the name in all languages: «Porsanger - Porsáŋgu - Porsanki»."""

    number: str
    name: str

    @property
    def names(self) -> list[str]:
        return [name.strip() for name in BETWEEN_LANGUAGES.split(self.name) if name.strip()]


@dataclass(frozen=True)
class CodeChange:
    """That a number, or a part of its area, became another from a day. A new one has no `old`, an ended one no `new`.

    A number that goes on, when it takes in others or gives away a part, becomes itself.
    """

    day: date
    old: Code | None
    new: Code | None


class Klass:
    """The classifications. The methods raise Unreachable."""

    def __init__(self, server: Server) -> None:
        self._server = server

    @classmethod
    @contextmanager
    def open(cls, patience: Patience) -> Iterator["Klass"]:
        with connect(settings.KLASS_URL, patience) as server:
            yield cls(server)

    def changes(self, level: Level, since: date, until: date) -> list[CodeChange]:
        """Return the changes from the first of the days to the last."""
        answer = self._server.get(
            f"/classifications/{CLASSIFICATIONS[level]}/changes",
            accept=JSON,
            # The last day is not a part of Klass' period.
            params={"from": since.isoformat(), "to": (until + timedelta(days=1)).isoformat()},
        )
        return [change for change in read_changes(answer.content, level) if since <= change.day <= until]


def read_changes(content: dict[str, Any], level: Level) -> list[CodeChange]:
    """Return the changes of an answer. Raises Unreachable if it is of another shape."""
    rows = content.get("codeChanges")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise wrong_answer()
    changes = [_read_change(row, level) for row in rows]
    return [change for change in changes if change.old or change.new]


def _read_change(row: dict[str, Any], level: Level) -> CodeChange:
    day = read_day(row, "changeOccurred")
    if day is None:
        raise wrong_answer()
    return CodeChange(day, _read_code(row, "old", level), _read_code(row, "new", level))


def _read_code(row: dict[str, Any], which: str, level: Level) -> Code | None:
    number, name = row.get(f"{which}Code"), row.get(f"{which}Name")
    if number is None or number in UNKNOWN:
        return None
    if not isinstance(number, str) or not NUMBERS[level].fullmatch(number) or not isinstance(name, str):
        raise wrong_answer()
    name = clean_line(name.replace("\x00", ""))
    if not name or len(name) > LONGEST_NAME:
        raise wrong_answer()
    return Code(number, name)
