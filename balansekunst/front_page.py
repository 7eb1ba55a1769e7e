"""What apps show on the admin's front page: tasks by urgency, and shortcuts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Urgency(TextChoices):
    """How urgent a task is, in the order of display."""

    LATE = "late", _("Over fristen")
    WAITING = "waiting", _("Venter")
    SOON = "soon", _("Snart")


@dataclass(frozen=True)
class Task:
    """Something waiting to be done: a number of rows, the text after the number, and the URL of their list."""

    urgency: Urgency
    words: "StrOrPromise"
    count: int
    url: str


@dataclass(frozen=True)
class Shortcut:
    """A link straight to a frequent action."""

    words: "StrOrPromise"
    url: str


def by_urgency(tasks: Iterable[Task]) -> list[tuple[Urgency, list[Task]]]:
    """Return the tasks grouped by urgency, without empty groups."""
    found = list(tasks)
    groups = [(urgency, [task for task in found if task.urgency == urgency]) for urgency in Urgency]
    return [(urgency, group) for urgency, group in groups if group]
