"""The awards that anyone may read. An award is not published before its applicant has been notified."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from balansekunst.models import Message
from balansepotten.models import Application, Call, Decision, Letter
from balansepotten.querysets import DECLINED, notified_decisions
from members.models.reforms import Municipalities
from members.places import with_municipality_on

COLUMNS = (
    "number",
    "title",
    "category",
    "call__year",
    "call__decided_on",
    "organisation__name",
    "organisation__number",
    "home_municipality",
    "public_amount",
    "notified_decided_at",
    "notified_at",
    "changed_at",
)


@dataclass(frozen=True)
class Award:
    """A published award; `county` is where the organisation belonged on the day of the decision, by its name then."""

    year: int
    number: str
    organisation: str
    organisation_number: str
    title: str
    category: str
    county: str
    amount: int
    decided_on: date
    changed_at: datetime


@dataclass(frozen=True)
class Totals:
    """How many awards there are, what they add up to, and when one last changed; None without any."""

    count: int
    amount: int
    changed_at: datetime | None


def published_on(day: date, *, year: int | None = None, most: int | None = None) -> list[Award]:
    """Return the awards published on `day`, as `each_published_on` yields them: all, or the first ones."""
    return list(each_published_on(day, year=year, most=most))


def each_published_on(day: date, *, year: int | None = None, most: int | None = None) -> Iterator[Award]:
    """Yield the awards published on `day`, all or those of a year, by descending year and then by organisation.

    They are read a part at a time, whatever their number. It takes two queries, and one more where a county was another
    one on the day of a decision.

    In a call decided here they follow the last letter sent, so a changed decision is published when its letter is sent.
    Those of an imported call are published from the day of the decision. A declined grant has no recipient.
    """
    rows = with_municipality_on(_public(day, year), Coalesce(TruncDate("notified_decided_at"), "call__decided_on"))
    county_on = cache(Municipalities().county_by_key)
    categories = {category.value: str(category.label) for category in Application.Category}
    columns = rows.order_by("-call__year", "organisation__name", "number").values_list(*COLUMNS, named=True)
    for row in columns[:most].iterator():
        at = row.notified_decided_at
        decided_on = timezone.localdate(at) if at else row.call__decided_on
        yield Award(
            year=row.call__year,
            number=row.number,
            organisation=row.organisation__name,
            organisation_number=row.organisation__number,
            title=row.title,
            category=categories.get(row.category, row.category),
            county=county_on(row.home_municipality, decided_on).name,
            amount=row.public_amount,
            decided_on=decided_on,
            changed_at=row.notified_at or row.changed_at,
        )


def add_up(found: Sequence[Award]) -> Totals:
    """Return the totals of these awards."""
    changes = [award.changed_at for award in found]
    return Totals(len(found), sum(award.amount for award in found), max(changes, default=None))


def totals_on(day: date, *, year: int | None = None) -> Totals:
    """Add up the awards published on `day`, all or those of a year; one query."""
    found = _public(day, year).aggregate(
        count=Count("pk"), amount=Sum("public_amount"), changed_at=Max(Coalesce("notified_at", "changed_at"))
    )
    return Totals(found["count"], found["amount"] or 0, found["changed_at"])


def published_years(day: date) -> list[int]:
    """Return the years with awards published on `day`, newest first."""
    return list(_public(day).order_by("-call__year").values_list("call__year", flat=True).distinct())


def public_calls(day: date) -> "QuerySet[Call]":
    """Return the calls whose outcome is public on `day`.

    In a call decided here that is when all letters of decisions in force are sent. An imported call is public from the
    day of the decision, if all its applications have an outcome.
    """
    sent = Letter.objects.filter(
        decision=OuterRef("pk"), kind=Letter.Kind.DECISION, message__status=Message.Status.SENT
    )
    in_force = Decision.objects.filter(
        application__call=OuterRef("pk"), application__status__in=Application.COMPETING, replaced_by__isnull=True
    )
    undecided = Application.objects.filter(call=OuterRef("pk"), status=Application.Status.SUBMITTED)
    decided_here = Q(locked_at__isnull=False)
    return Call.objects.filter(
        (decided_here & ~Exists(in_force.filter(~Exists(sent))))
        | (~decided_here & Q(decided_on__lte=day) & ~Exists(undecided))
    )


def _public(day: date, year: int | None = None) -> "QuerySet[Application]":
    last = notified_decisions()
    decided_here = Q(call__locked_at__isnull=False)
    of_calls = Q() if year is None else Q(call__year=year)
    return (
        Application.objects.annotate(
            notified_outcome=Subquery(last.values("outcome")[:1]),
            notified_decided_at=Subquery(last.values("decided_at")[:1]),
            notified_at=Subquery(last.values("letters__message__sent_at")[:1]),
            public_amount=Case(
                When(decided_here, then=Subquery(last.values("amount_awarded")[:1])), default=F("amount_awarded")
            ),
        )
        .filter(
            (decided_here & Q(notified_outcome=Decision.Outcome.GRANTED))
            | (~decided_here & Q(status=Application.Status.GRANTED, call__decided_on__lte=day))
        )
        .filter(of_calls)
        .exclude(DECLINED)
    )
