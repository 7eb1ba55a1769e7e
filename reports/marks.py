"""The marks at numbers that were corrected after the report was published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Mark:
    """A correction, with both numbers as they are shown, and the `anchor` where its note stands on the page."""

    key: str
    label: str
    group: str
    old: str
    new: str
    note: str
    date: date
    anchor: str


def of(corrections: Iterable[Mapping[str, Any]]) -> list[Mark]:
    """Return the marks in the order that the corrections came (`reports.correcting.corrections`)."""
    return [
        Mark(
            ".".join(filter(None, (one["key"], one["group"]))),
            one["label"],
            one["group"],
            one["old"],
            one["new"],
            one["note"],
            one["date"],
            f"rettelse-{place}",
        )
        for place, one in enumerate(corrections, start=1)
    ]
