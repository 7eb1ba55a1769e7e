"""What an applicant knows of the outcome: what the last letter that was sent says, and nothing before it is sent."""

from typing import TYPE_CHECKING

from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

from balansekunst.models import Message
from balansepotten.models import Application, Decision

if TYPE_CHECKING:
    from balansepotten.querysets import ApplicationQuerySet


def as_told(applications: "ApplicationQuerySet") -> "ApplicationQuerySet":
    """Mark each with `told_status` and `told_amount`: where it stands and what it got, as the applicant knows it.

    In a round that is decided here that is what the last letter sent says, also while a newer decision waits for its
    letter. One brought in with its outcomes has no letters, and is told as it is.
    """
    letters = Decision.objects.filter(application=OuterRef("pk"), letter__message__status=Message.Status.SENT)
    last = letters.order_by("-decided_at", "-pk")
    decided_here = Q(call__locked_at__isnull=False) & ~Q(
        status__in=(Application.Status.DRAFT, Application.Status.WITHDRAWN)
    )
    outcome = Coalesce(Subquery(last.values("outcome")[:1]), Value(Application.Status.SUBMITTED.value))
    amount = NullIf(Subquery(last.values("amount_awarded")[:1]), 0)
    return applications.annotate(
        told_status=Case(When(decided_here, then=outcome), default=F("status")),
        told_amount=Case(When(decided_here, then=amount), default=F("amount_awarded")),
    )
