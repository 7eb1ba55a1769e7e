"""Questions about calls and applications."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from members.models import Organisation

if TYPE_CHECKING:
    from balansekunst.figures import Period
    from balansekunst.models import User


def of_period(period: "Period", path: str = "") -> Q:
    """Calls that a period tells of: of whole years, those years' calls; else those with their deadline in it."""
    if period.is_whole_years:
        return Q(**{f"{path}year__range": (period.first.year, period.last.year)})
    return Q(**{f"{path}deadline__date__range": period.days})


class CallQuerySet(models.QuerySet[Any]):
    """Calls, one a year."""

    def of_period(self, period: "Period") -> Self:
        """Keep the calls of the period: of whole years, those years' calls; else those with their deadline in it."""
        return self.filter(of_period(period))

    def open_at(self, moment: datetime) -> Self:
        """Keep those that take applications at `moment`."""
        return self.filter(opens_at__lte=moment, deadline__gte=moment)

    def closing_between(self, first: datetime, last: datetime) -> Self:
        """Keep those that are open at `first`, and close by `last`."""
        return self.open_at(first).filter(deadline__lte=last)


class ApplicationQuerySet(models.QuerySet[Any]):
    """Applications."""

    def competing_in(self, period: "Period") -> Self:
        """Keep those submitted, and not withdrawn, in the calls of the period."""
        return self.filter(of_period(period, "call__"), status__in=self.model.COMPETING)

    def granted(self) -> Self:
        """Keep those that got support."""
        return self.filter(status=self.model.Status.GRANTED)

    def telling_applicant(self) -> Self:
        """Mark each with its `applicant`: «returning» if the organisation competed in an earlier year, or «new»."""
        earlier = self.model.objects.filter(
            organisation=OuterRef("organisation"),
            call__year__lt=OuterRef("call__year"),
            status__in=self.model.COMPETING,
        )
        return self.annotate(applicant=Case(When(Exists(earlier), then=Value("returning")), default=Value("new")))

    def drafts(self) -> Self:
        """Keep those that are still being written."""
        return self.filter(status=self.model.Status.DRAFT)

    def of_contact(self, user: "User") -> Self:
        """Keep those of the organisations that the user is a contact of."""
        return self.filter(organisation__in=Organisation.objects.of_contact(user))

    def with_parts(self) -> Self:
        """Fetch with each what a page about it shows."""
        parts = ("themes", "budget_lines", "answers", "call__questions")
        return self.select_related("call", "organisation", "submitted_by").prefetch_related(*parts)
