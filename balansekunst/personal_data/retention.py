"""How long each kind of personal data is stored: one table of rules, which the command `daily` carries out.

Apps add their rules to `RULES`. docs/personvern.md shows the table, and a test compares the two. What a rule with rows
deletes is listed a month ahead, and a legal hold (`holds`) excludes a row from it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from balansekunst.personal_data.holds import is_held
from balansekunst.search import forget_deleted

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AHEAD = timedelta(days=31)


@dataclass(frozen=True)
class Rule:
    """What is deleted after which period, and why then.

    `delete` takes the moment and returns how many rows it deleted.
    """

    what: "StrOrPromise"
    after: "StrOrPromise"
    basis: "StrOrPromise"
    delete: Callable[[datetime], int]


@dataclass(frozen=True)
class RowRule:
    """A rule whose rows are known ahead: `due` returns those to delete by the end of a day, `dispose` deletes them."""

    what: "StrOrPromise"
    after: "StrOrPromise"
    basis: "StrOrPromise"
    due: Callable[[date], QuerySet[Any]]
    dispose: Callable[[QuerySet[Any]], None]

    def rows(self, day: date) -> QuerySet[Any]:
        """Return the rows to delete by the end of the day, without those that have a legal hold."""
        due = self.due(day)
        return due.exclude(is_held(due.model))

    @transaction.atomic
    def delete(self, at: datetime) -> int:
        due = self.rows(timezone.localdate(at)).order_by("pk")
        keys = list(due.select_for_update(of=("self",)).values_list("pk", flat=True))
        if keys:
            self.dispose(due.model._meta.default_manager.filter(pk__in=keys))
            forget_deleted()
        return len(keys)


RULES: list[Rule | RowRule] = []


def listed_ahead(today: date) -> Iterator[tuple[RowRule, QuerySet[Any]]]:
    """Yield each rule with rows, and the rows it deletes within a month."""
    for rule in RULES:
        if isinstance(rule, RowRule):
            yield rule, rule.rows(today + AHEAD)


def correspondence_limit(day: date) -> date:
    """Return the day before which agreements and correspondence are no longer needed.

    They are needed for 3.5 years after the end of the fiscal year (bokføringsloven § 13).
    """
    return date(day.year - (3 if day.month > 6 else 4), 1, 1)


def voucher_limit(day: date) -> date:
    """Return the day before which vouchers are no longer needed: 5 years after the end of the fiscal year."""
    return date(day.year - 5, 1, 1)


def as_markdown() -> str:
    """Return the table of all rules, for docs/personvern.md."""
    rows = [f"| {rule.what} | {rule.after} | {rule.basis} |" for rule in RULES]
    return "\n".join(["| hva | slettes | grunnlag |", "| --- | --- | --- |", *rows])
