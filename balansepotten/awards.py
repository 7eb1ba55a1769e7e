"""What anyone may read: who was awarded what. Nobody reads it here before those who applied have been told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from balansekunst.models import Message
from balansepotten.models import Application, Decision


@dataclass(frozen=True)
class Award:
    """An award as the public may know it; `county` is where the organisation has its home."""

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


def published_on(day: date) -> list[Award]:
    """Return what is public on `day`, the newest year first, in the order of the organisations' names.

    Of a round that was decided here: what the last letter that was sent says, so that a changed decision is public
    when its own letter is sent. Of an earlier one: what was granted, once the day of the decision has come. The
    number of queries is one.
    """
    return [_award(row) for row in _public(day)]


def by_year(found: Iterable[Award]) -> dict[int, list[Award]]:
    """Return the awards of each year, in the order that they came in."""
    return {year: list(group) for year, group in groupby(found, key=lambda award: award.year)}


def _public(day: date) -> "QuerySet[Application]":
    told = Decision.objects.filter(application=OuterRef("pk"), letter__message__status=Message.Status.SENT)
    last = told.order_by("-decided_at", "-pk")
    decided_here = Q(call__locked_at__isnull=False)
    return (
        Application.objects.annotate(
            told_outcome=Subquery(last.values("outcome")[:1]),
            told_decided_at=Subquery(last.values("decided_at")[:1]),
            told_at=Subquery(last.values("letter__message__sent_at")[:1]),
            public_amount=Case(
                When(decided_here, then=Subquery(last.values("amount_awarded")[:1])), default=F("amount_awarded")
            ),
        )
        .filter(
            (decided_here & Q(told_outcome=Decision.Outcome.GRANTED))
            | (~decided_here & Q(status=Application.Status.GRANTED, call__decided_on__lte=day))
        )
        .select_related("call", "organisation__municipality__county")
        .order_by("-call__year", "organisation__name", "number")
    )


def _award(row: Any) -> Award:
    return Award(
        year=row.call.year,
        number=row.number,
        organisation=row.organisation.name,
        organisation_number=row.organisation.number,
        title=row.title,
        category=row.get_category_display(),
        county=row.organisation.municipality.county.name,
        amount=row.public_amount,
        decided_on=timezone.localdate(row.told_decided_at) if row.told_decided_at else row.call.decided_on,
        changed_at=row.told_at or row.changed_at,
    )
