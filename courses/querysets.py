"""Querysets of course assignments and events."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from balansekunst.figures import Period


class AssignmentQuerySet(models.QuerySet[Any]):
    """Course assignments."""

    def held_in(self, period: "Period") -> Self:
        """Filter to those held in the period; not booked or cancelled ones."""
        return self.filter(status=self.model.Status.HELD, date__range=period.days)

    def without_outcome_on(self, day: date) -> Self:
        """Filter to those before `day` that are still only booked."""
        return self.filter(status=self.model.Status.BOOKED, date__lt=day)

    def digital(self) -> Self:
        """Filter to digital ones, which have no municipality."""
        return self.filter(form=self.model.Form.DIGITAL)


class PublicEventQuerySet(models.QuerySet[Any]):
    """Events that are not courses."""

    def between(self, first: date, last: date) -> Self:
        """Filter to those from the first day to the last that are not cancelled."""
        return self.filter(cancelled=False, date__range=(first, last))
