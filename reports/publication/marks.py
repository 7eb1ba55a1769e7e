"""The marks at numbers that were corrected after the report was published."""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.publication.correcting import Corrected


@dataclass(frozen=True)
class Mark:
    """What a number was corrected to, and the `anchor` where its note stands on the page."""

    told: Corrected
    anchor: str


def of(corrections: Iterable[Corrected]) -> list[Mark]:
    """Return a mark for each correction, in the order that they came."""
    return [Mark(one, f"rettelse-{place}") for place, one in enumerate(corrections, start=1)]
