"""What waits for the user, on the admin's front page and on management's own page, and shortcuts."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, IntegerField, QuerySet, TextChoices, Value
from django.db.models.functions import Cast
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from balansekunst.access import Role, has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django_stubs_ext import StrOrPromise

    from balansekunst.models import User


class Urgency(TextChoices):
    """How urgent a task is, in the order of display."""

    LATE = "late", _("Over fristen")
    WAITING = "waiting", _("Venter")
    SOON = "soon", _("Snart")


@dataclass(frozen=True)
class Task:
    """Something waiting to be done: a number of rows, the text after the number, and the URL of their list.

    `work` is what can be done to all of the rows at once.
    """

    urgency: Urgency
    words: "StrOrPromise"
    count: int
    url: str
    work: "Shortcut | None" = None


@dataclass(frozen=True)
class TaskRows:
    """Rows that wait for the user. `task` makes their task from their number, or the task of each group `by` a year."""

    rows: QuerySet[Any]
    task: Callable[[int, int], Task]
    by: str = ""

    def counting(self, place: int) -> QuerySet[Any, Any]:
        """Select (`place`, year, number) for each year; without years one row, whose year is 0."""
        year = Cast(self.by, IntegerField()) if self.by else Value(0)
        groups = self.rows.order_by().annotate(task_place=Value(place), task_year=year)
        return groups.values_list("task_place", "task_year").annotate(task_number=Count("pk"))


@dataclass(frozen=True)
class Shortcut:
    """A link straight to a frequent action."""

    words: "StrOrPromise"
    url: str


def management_tasks(user: "User | AnonymousUser", moment: datetime) -> Iterator[TaskRows]:
    """Yield what waits for management at `moment`, each linked to where it is done, if the user has that role."""
    if has_role(user, Role.MANAGEMENT):
        for path in settings.MANAGEMENT_TASKS:
            yield from import_string(path)(user, moment)


def count_tasks(waiting: Iterable[TaskRows]) -> list[Task]:
    """Return the tasks that have rows, each once, in this order, counted in one query."""
    each = list(waiting)
    queries = [rows.counting(place) for place, rows in enumerate(each)]
    counted = queries[0].union(*queries[1:], all=True).order_by() if queries else ()
    return list(dict.fromkeys(each[place].task(number, year) for place, year, number in sorted(counted) if number))


def by_urgency(tasks: Iterable[Task]) -> list[tuple[Urgency, list[Task]]]:
    """Return the tasks grouped by urgency, without empty groups."""
    found = list(tasks)
    groups = [(urgency, [task for task in found if task.urgency == urgency]) for urgency in Urgency]
    return [(urgency, group) for urgency, group in groups if group]
