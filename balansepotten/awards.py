"""The awards that anyone may read. An award is not published before its applicant has been notified."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.utils import timezone

from balansekunst.models import Message
from balansepotten.models import Application, Call, Decision, Letter
from balansepotten.querysets import DECLINED, notified_decisions
from members.models import EarlierPlace
from members.models.reforms import Municipalities


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


def published_on(day: date, *, year: int | None = None) -> list[Award]:
    """Return the awards published on `day`, all or those of a year, by descending year and then by organisation.

    It takes two queries, and two more where a county was another one on the day of a decision.

    In a call decided here they follow the last letter sent, so a changed decision is published when its letter is sent.
    Those of an imported call are published from the day of the decision. A declined grant has no recipient.
    """
    municipalities = Municipalities()
    of_calls = Q() if year is None else Q(call__year=year)
    return [_award(row, municipalities) for row in _public(day).filter(of_calls)]


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


def _public(day: date) -> "QuerySet[Application]":
    last = notified_decisions()
    decided_here = Q(call__locked_at__isnull=False)
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
        .exclude(DECLINED)
        .select_related("call", "organisation__municipality__county")
        .prefetch_related(
            Prefetch("organisation__earlier_places", EarlierPlace.objects.select_related("municipality__county"))
        )
        .order_by("-call__year", "organisation__name", "number")
    )


def _award(row: Any, municipalities: Municipalities) -> Award:
    decided_on = timezone.localdate(row.notified_decided_at) if row.notified_decided_at else row.call.decided_on
    return Award(
        year=row.call.year,
        number=row.number,
        organisation=row.organisation.name,
        organisation_number=row.organisation.number,
        title=row.title,
        category=row.get_category_display(),
        county=municipalities.county_on(row.organisation.place_on(decided_on), decided_on).name,
        amount=row.public_amount,
        decided_on=decided_on,
        changed_at=row.notified_at or row.changed_at,
    )
