"""Querysets of certifications and events, as of any day."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Case, DateTimeField, Exists, ExpressionWrapper, OuterRef, When

if TYPE_CHECKING:
    from balansekunst.figures import Period


class EventQuerySet(models.QuerySet[Any]):
    """Events of certifications."""

    def in_force(self) -> Self:
        """Filter to events that aren't cancelled."""
        return self.filter(is_cancelled=False)

    def awarded_in(self, period: "Period") -> Self:
        """Filter to first awards in the period: an award after a withdrawal isn't one."""
        awarded = self.model.Kind.AWARDED
        earlier = self.model.objects.in_force().filter(
            certification=OuterRef("certification"), kind=awarded, date__lt=OuterRef("date")
        )
        return self.in_force().filter(~Exists(earlier), kind=awarded, date__range=period.days)

    def renewed_in(self, period: "Period") -> Self:
        return self.in_force().filter(kind=self.model.Kind.RENEWED, date__range=period.days)

    def lapsed_in(self, period: "Period") -> Self:
        """Filter to awards and renewals that ended without another: the first day without the mark is in the period.

        A mark that is renewed later lapsed all the same. A withdrawn one has not lapsed.
        """
        first, last = (day - timedelta(days=1) for day in period.days)
        others = self.model.objects.in_force().filter(certification=OuterRef("certification"))
        the_day_after = ExpressionWrapper(OuterRef("valid_until") + timedelta(days=1), output_field=DateTimeField())
        longer = others.filter(
            kind__in=self.model.GIVES_PERIOD, date__lte=the_day_after, valid_until__gt=OuterRef("valid_until")
        )
        withdrawals = others.filter(
            kind=self.model.Kind.WITHDRAWN, date__gt=OuterRef("date"), date__lte=OuterRef("valid_until")
        )
        ended = self.in_force().filter(kind__in=self.model.GIVES_PERIOD, valid_until__range=(first, last))
        return ended.filter(~Exists(longer), ~Exists(withdrawals))

    def giving_mark_on(self, day: date) -> Self:
        """Filter to awards and renewals whose period covers `day` and hasn't been withdrawn by the end of it."""
        giving = self.in_force().filter(kind__in=self.model.GIVES_PERIOD, date__lte=day, valid_until__gte=day)
        return giving.not_withdrawn_by(day)

    def not_withdrawn_by(self, day: date) -> Self:
        """Filter to events that no withdrawal until the end of `day` comes after.

        On the day of a withdrawal the mark can be awarded anew.
        """
        withdrawals = self.model.objects.in_force().filter(
            certification=OuterRef("certification"),
            kind=self.model.Kind.WITHDRAWN,
            date__gt=OuterRef("date"),
            date__lte=day,
        )
        return self.filter(~Exists(withdrawals))

    def ending_between(self, first: date, last: date) -> Self:
        """Filter to awards and renewals that end from `first` to `last`, unless renewed, or withdrawn before."""
        others = self.model.objects.in_force().filter(certification=OuterRef("certification"))
        renewals = others.filter(kind__in=self.model.GIVES_PERIOD, valid_until__gt=OuterRef("valid_until"))
        withdrawals = others.filter(
            kind=self.model.Kind.WITHDRAWN, date__gt=OuterRef("date"), date__lte=OuterRef("valid_until")
        )
        ending = self.in_force().filter(kind__in=self.model.GIVES_PERIOD, valid_until__range=(first, last))
        return ending.exclude(Exists(renewals)).exclude(Exists(withdrawals))

    def latest_first(self) -> Self:
        in_one_day = [When(kind=kind, then=position) for position, kind in enumerate(self.model.IN_ONE_DAY)]
        return self.order_by("-date", Case(*in_one_day).desc())


class CertificationQuerySet(models.QuerySet[Any]):
    """Certifications of organisations."""

    def held_on(self, day: date) -> Self:
        """Filter to those that hold the mark on `day`."""
        periods = apps.get_model("balansemerket", "Event").objects.giving_mark_on(day)
        return self.filter(pk__in=periods.order_by().values("certification"))

    def with_events_of(self, uuid: UUID) -> Self:
        """Filter to the one, if any, that has the events of another, which was merged into it."""
        other = self.model.history.filter(uuid=uuid).values("id")
        events = apps.get_model("balansemerket", "Event").history.filter(certification__in=other).values("id")
        return self.exclude(uuid=uuid).filter(events__in=events).distinct()

    def lapsing_between(self, first: date, last: date) -> Self:
        """Filter to those that hold the mark on `first`, and by the events so far not on `last`."""
        return self.held_on(first).exclude(pk__in=self.model.objects.held_on(last).values("pk"))

    def lapsed_between(self, first: date, last: date) -> Self:
        """Filter to those whose mark expired from `first` until `last`, without withdrawn ones."""
        events = apps.get_model("balansemerket", "Event").objects
        withdrawn = events.in_force().filter(
            certification=OuterRef("pk"), kind=events.model.Kind.WITHDRAWN, date__range=(first, last)
        )
        return self.lapsing_between(first, last).exclude(Exists(withdrawn))


class RoundQuerySet(models.QuerySet[Any]):
    """Rounds of organisations."""

    def of_contact(self, user: Any) -> Self:
        """Filter to rounds of the organisations that the user is a contact of."""
        organisations = apps.get_model("members", "Organisation").objects.of_contact(user)
        return self.filter(organisation__in=organisations.values("pk"))

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def for_mark(self) -> Self:
        return self.filter(version__isnull=False)

    def documented_in(self, period: "Period") -> Self:
        """Filter to rounds that were begun in the period and have a risk that is described."""
        risks = apps.get_model("balansemerket", "Risk").objects.described().filter(round=OuterRef("pk"))
        return self.filter(Exists(risks), started_on__range=period.days)

    def unread_by_staff(self) -> Self:
        """Filter to rounds whose risks staff can't read: they aren't shared, and the mapping was never handed in."""
        steps = apps.get_model("balansemerket", "RoundStep")
        handed_in = steps.objects.filter(round=OuterRef("pk"), step="mapping").exclude(status=steps.Status.DRAFT)
        return self.filter(~Exists(handed_in), shared_at__isnull=True)

    def with_answers(self) -> Self:
        """Fetch all that `balansemerket.steps` reads, in a constant number of queries."""
        return self.select_related("organisation", "version", "gathering").prefetch_related(
            *("steps__handed_in_by", "version__requirements", "participations", "area_reviews", "risks", "evidence"),
        )


class RiskQuerySet(models.QuerySet[Any]):
    """Risks of rounds."""

    def described(self) -> Self:
        """Filter to those that are written: a draft has empty rows to write in."""
        return self.exclude(risk="")
