"""Querysets of course assignments and events."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from balansekunst.figures import Period

ANSWERED_WITHIN_DAYS = 7


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

    def of_instructors(self, instructors: Collection[int]) -> Self:
        """Filter to those that one of the instructors gives, alone or with others."""
        others = self.model.other_instructors.through.objects.filter(assignment=OuterRef("pk"))
        return self.filter(Q(instructor__in=instructors) | Exists(others.filter(instructor__in=instructors)))

    def at_once_with(self, day: date, starts: time | None, ends: time | None) -> Self:
        """Filter to those that are not cancelled, and may overlap: without a time, one takes the whole day."""
        found = self.filter(date=day).exclude(status=self.model.Status.CANCELLED)
        if ends:
            found = found.filter(Q(starts__isnull=True) | Q(starts__lt=ends))
        return found.filter(Q(ends__isnull=True) | Q(ends__gt=starts)) if starts else found


class BookingQuerySet(models.QuerySet[Any]):
    """Bookings of courses."""

    def waiting(self) -> Self:
        return self.filter(status=self.model.Status.RECEIVED)

    def late_at(self, moment: datetime) -> Self:
        """Filter to those that have waited longer than we promise."""
        return self.waiting().filter(received_at__lt=moment - timedelta(days=ANSWERED_WITHIN_DAYS))

    def with_page(self) -> Self:
        """Fetch what the booker's page shows."""
        related = ("organisation", "municipality", "assignment__municipality", "assignment__instructor")
        return self.select_related(*related).prefetch_related("topics", "wishes", "assignment__other_instructors")


class PublicEventQuerySet(models.QuerySet[Any]):
    """Events that are not courses."""

    def between(self, first: date, last: date) -> Self:
        """Filter to those from the first day to the last that are not cancelled."""
        return self.filter(cancelled=False, date__range=(first, last))
