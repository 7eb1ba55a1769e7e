"""Querysets of members, as of any day."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from balansekunst.figures import Period
    from balansekunst.models import User


def active_on(day: date) -> Q:
    """Memberships in force on `day`: begun by then and not yet ended (`left` is the first day outside)."""
    return Q(joined__lte=day) & (Q(left__isnull=True) | Q(left__gt=day))


# The groups of members by whole years of membership: the fewest years, and the name.
YEARS_AS_MEMBER = {
    "under_1": (0, lambda: _("under 1 år")),
    "from_1": (1, lambda: _("1–2 år")),
    "from_3": (3, lambda: _("3–4 år")),
    "from_5": (5, lambda: _("5–9 år")),
    "from_10": (10, lambda: _("10 år eller mer")),
}


def years_before(day: date, years: int) -> date:
    """Return the same day so many years before: 28 February for 29 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


class PeriodQuerySet(models.QuerySet[Any]):
    """Rows from `joined`, the first day in, to `left`, the first day outside."""

    def active_on(self, day: date) -> Self:
        return self.filter(active_on(day))


class MembershipQuerySet(PeriodQuerySet):
    """Periods of membership."""

    def with_kind_of_joining(self) -> Self:
        """Annotate each with `kind_of_joining`: "again" if the organisation had an earlier period, or else "new"."""
        earlier = self.model.objects.filter(organisation=OuterRef("organisation"), joined__lt=OuterRef("joined"))
        return self.annotate(kind_of_joining=Case(When(Exists(earlier), then=Value("again")), default=Value("new")))

    def with_years_on(self, day: date) -> Self:
        """Annotate each with `years_as_member`: the key of its group in YEARS_AS_MEMBER on the day."""
        groups = [
            When(joined__lte=years_before(day, least), then=Value(key))
            for key, (least, _name) in reversed(YEARS_AS_MEMBER.items())
        ]
        return self.annotate(years_as_member=Case(*groups, default=Value("under_1")))

    def joined_in(self, period: "Period") -> Self:
        return self.filter(joined__range=period.days)

    def left_in(self, period: "Period") -> Self:
        """Filter to those whose first day outside is in the period."""
        return self.filter(left__range=period.days)

    def overlapping(self, joined: date, left: date | None) -> Self:
        """Filter to those that share a day with the period from `joined` until, not including, `left`."""
        begun = Q() if left is None else Q(joined__lt=left)
        return self.filter(begun & (Q(left__isnull=True) | Q(left__gt=joined)))


class TermQuerySet(models.QuerySet[Any]):
    """Terms of office: the last day is a part of them."""

    def during(self, first: date, last: date) -> Self:
        """Filter to terms that share a day with these."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=first), first_day__lte=last)

    def in_order(self) -> Self:
        """Order by office, as the offices are declared, and within each as the people are."""
        offices = self.model.Office.values
        places = [When(office=office, then=Value(place)) for place, office in enumerate(offices)]
        return self.order_by(Case(*places, default=Value(len(offices))), "order", "first_day", "pk")


class LeaveRequestQuerySet(models.QuerySet[Any]):
    """Requests to leave."""

    def waiting(self) -> Self:
        """Filter to those that are not withdrawn, of memberships without an end."""
        return self.filter(withdrawn_on__isnull=True, membership__left__isnull=True)


class FeeQuerySet(models.QuerySet[Any]):
    """Fees of members."""

    def outstanding(self) -> Self:
        """Filter to those that are neither paid, given as work, nor written off."""
        return self.filter(paid_on__isnull=True, worked_on__isnull=True, written_off_on__isnull=True)

    def without_invoice(self) -> Self:
        """Filter to those to be paid whose invoice has not been made."""
        return self.outstanding().filter(invoice_number__isnull=True)

    def settled_on(self, day: date) -> Self:
        """Filter to those paid, or given as work, by the day."""
        return self.filter(Q(paid_on__lte=day) | Q(worked_on__lte=day))

    def overdue_on(self, day: date) -> Self:
        """Filter to those due before `day` and outstanding."""
        return self.outstanding().filter(due_on__lt=day)

    def with_received(self) -> Self:
        """Annotate each with `received`: the sum of its payments, in øre."""
        payments = apps.get_model("members", "FeePayment").objects.filter(fee=OuterRef("pk")).order_by()
        total = payments.values("fee").annotate(total=Sum("amount")).values("total")
        return self.annotate(received=Coalesce(Subquery(total), 0))


class FeePaymentQuerySet(models.QuerySet[Any]):
    """Payments of fees."""

    def waiting(self) -> Self:
        """Filter to those that are of no fee yet, and not set aside."""
        return self.filter(fee__isnull=True, set_aside="")


class OrganisationQuerySet(models.QuerySet[Any]):
    """Culture organisations, members or not."""

    def members_on(self, day: date) -> Self:
        memberships = apps.get_model("members", "Membership").objects.active_on(day)
        return self.filter(Exists(memberships.filter(organisation=OuterRef("pk"))))

    def of_contact(self, user: "User") -> Self:
        """Filter to those that the user may act for."""
        contacts = apps.get_model("members", "Contact").objects.filter(user=user)
        return self.filter(Exists(contacts.filter(organisation=OuterRef("pk"))))

    def with_membership_on(self, day: date) -> Self:
        """Annotate each with `is_member`: whether it is a member on `day`."""
        memberships = apps.get_model("members", "Membership").objects.active_on(day)
        return self.annotate(is_member=Exists(memberships.filter(organisation=OuterRef("pk"))))


def valid_on(day: date) -> Q:
    """Counties or municipalities that exist on `day`: the last day is a part of the period."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


class ValidQuerySet(models.QuerySet[Any]):
    """Counties or municipalities of all times."""

    def valid_on(self, day: date) -> Self:
        return self.filter(valid_on(day))


class MunicipalityQuerySet(ValidQuerySet):
    """Municipalities of all times."""

    def last_of_name(self) -> Self:
        """Filter to those without a successor of the same name: those of today, and names that are gone."""
        same = self.model.objects.filter(predecessors=OuterRef("pk"), name=OuterRef("name"))
        return self.filter(~Exists(same))
