"""What the admin's front page tells: what waits to be done, the most urgent first, and short ways to what is new."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Urgency(TextChoices):
    """How much something hurries, in the order that it is told."""

    LATE = "late", _("Over fristen")
    WAITING = "waiting", _("Venter")
    SOON = "soon", _("Snart")


@dataclass(frozen=True)
class Task:
    """Something that waits to be done: how many rows, in words that follow the number, and the list of just those."""

    urgency: Urgency
    words: "StrOrPromise"
    count: int
    url: str


@dataclass(frozen=True)
class Shortcut:
    """A way straight to where something is begun."""

    words: "StrOrPromise"
    url: str


def by_urgency(tasks: Iterable[Task]) -> list[tuple[Urgency, list[Task]]]:
    """Return the tasks that there are, the most urgent first; no group is empty."""
    found = list(tasks)
    groups = [(urgency, [task for task in found if task.urgency == urgency]) for urgency in Urgency]
    return [(urgency, group) for urgency, group in groups if group]
