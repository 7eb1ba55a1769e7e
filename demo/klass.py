"""Klass of the demo: made-up changes of municipalities, which staff can take over."""

from datetime import date
from typing import Any

import httpx2

from members.models.places import Level
from members.register import place_checking
from members.register.klass import CLASSIFICATIONS, read_changes

# What is said to have changed on the first day of the year: old and new, or none.
MADE_UP = (
    ("4601 Bergen", "4601 Bergen"),
    ("4601 Bergen", "4690 Åsane"),
    ("3903 Holmestrand", "3990 Holmestrand"),
    ("3905 Tønsberg", "3990 Holmestrand"),
    ("4203 Arendal", "4203 Arendal - Aerendale"),
    ("5501 Tromsø - Romsa - Tromssa", "5590 Tromsø - Romsa - Tromssa"),
)


def fill(day: date) -> None:
    """List the changes until the day."""
    changes = read_changes(content(Level.MUNICIPALITY, day), Level.MUNICIPALITY)
    place_checking.store(Level.MUNICIPALITY, changes, place_checking.FIRST, day)


def answer(request: httpx2.Request) -> httpx2.Response:
    """Return what Klass says of a classification."""
    number = int(request.url.path.split("/")[-2])
    day = date.fromisoformat(request.url.params["to"])
    level = next(level for level, each in CLASSIFICATIONS.items() if each == number)
    return httpx2.Response(200, json=content(level, day))


def content(level: Level, day: date) -> dict[str, Any]:
    changes = MADE_UP if level == Level.MUNICIPALITY else ()
    return {"codeChanges": [_row(old, new, date(day.year, 1, 1)) for old, new in changes]}


def _row(old: str, new: str, day: date) -> dict[str, Any]:
    (old_number, old_name), (new_number, new_name) = old.split(maxsplit=1), new.split(maxsplit=1)
    return {
        "oldCode": old_number,
        "oldName": old_name,
        "oldShortName": "",
        "newCode": new_number,
        "newName": new_name,
        "newShortName": "",
        "changeOccurred": day.isoformat(),
    }
