"""Querysets of course assignments and events."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, FloatField, Func, IntegerField, OuterRef, Q, TextField
from django.db.models.functions import Cast, TruncDate

from balansekunst.dates import midnight

if TYPE_CHECKING:
    from balansekunst.figures import Period

ANSWERED_WITHIN_DAYS = 7


class DaysBetween(Func):
    """The number of days to a date from an earlier one, each an expression: PostgreSQL subtracts dates itself."""

    arity = 2
    arg_joiner = " - "
    template = "(%(expressions)s)"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        numbered = self.copy()
        numbered.set_source_expressions(
            [Func(day, function="julianday", output_field=FloatField()) for day in self.get_source_expressions()]
        )
        template = "CAST(%(expressions)s AS INTEGER)"
        return super(DaysBetween, numbered).as_sql(compiler, connection, template=template, **extra)


class AssignmentQuerySet(models.QuerySet[Any]):
    """Course assignments."""

    def held_in(self, period: "Period") -> Self:
        """Filter to those held in the period; not booked or cancelled ones."""
        return self.filter(status=self.model.Status.HELD, date__range=period.days)

    def cancelled_in(self, period: "Period") -> Self:
        """Filter to cancelled ones that were to be held in the period."""
        return self.filter(status=self.model.Status.CANCELLED, date__range=period.days)

    def moved_in(self, period: "Period") -> Self:
        """Filter to those in the period that have been moved. The sequence counts cancelling too."""
        moved = self.filter(sequence__gt=0, date__range=period.days)
        return moved.exclude(status=self.model.Status.CANCELLED)

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

    def received_in(self, period: "Period") -> Self:
        first, last = period.days
        return self.filter(received_at__gte=midnight(first), received_at__lt=midnight(last + timedelta(days=1)))

    def answered_in(self, period: "Period") -> Self:
        """Filter to those that were agreed on or declined in the period."""
        return self.filter(decided_on__range=period.days)

    def with_days_waited(self) -> Self:
        """Annotate those that are answered with how many days that took, as text: figures name groups by text."""
        days = DaysBetween(F("decided_on"), TruncDate("received_at"))
        return self.annotate(days_waited=Cast(days, TextField()))

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
