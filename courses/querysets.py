"""Questions about course assignments."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from balansekunst.figures import Period


class AssignmentQuerySet(models.QuerySet[Any]):
    """Course assignments."""

    def held_in(self, period: "Period") -> Self:
        """Keep those that were held in the period; booked and cancelled ones are none."""
        return self.filter(status=self.model.Status.HELD, date__range=period.days)

    def without_outcome_on(self, day: date) -> Self:
        """Keep those that were to be held before `day`, and are neither told to be held nor cancelled."""
        return self.filter(status=self.model.Status.BOOKED, date__lt=day)

    def digital(self) -> Self:
        """Keep those that were digital alone, without a place."""
        return self.filter(form=self.model.Form.DIGITAL)
