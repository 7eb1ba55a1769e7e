"""Merging what is typed into a form with what others saved while it was open, field by field.

Of each field three values matter: the one that the writer began with, the one that is stored now, and the typed one.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

UNKNOWN = object()  # what the writer began with, where it is not known


class Merge(Enum):
    """The result for a field."""

    TYPED = auto()  # only the writer changed it, or both did so in the same way
    STORED = auto()  # only others changed it
    CONTESTED = auto()  # others changed it, and the writer did so in another way, or may have done so


@dataclass(frozen=True)
class Change:
    """A field that others have saved, with its text now. It is contested if the writer changed it too."""

    label: str
    text: str
    is_contested: bool


def merge(*, began: Any, stored: Any, typed: Any) -> Merge:
    """Return whose value of a field is to be saved, or that it is contested."""
    if stored in (typed, began):
        return Merge.TYPED
    return Merge.STORED if typed == began else Merge.CONTESTED
