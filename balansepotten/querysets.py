"""Querysets of calls, applications and decisions."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Length, NullIf, TruncDate

from balansekunst.models import Message
from members.models import Organisation
from members.places import with_region_on

if TYPE_CHECKING:
    from balansekunst.figures import Period
    from balansekunst.models import User
    from balansepotten.models import Decision

# Of `Application.Status`, whose module needs this one. A declined grant was granted.
GRANTED = Q(status__in=("granted", "declined"))
DECLINED = Q(status="declined")


def of_period(period: "Period", path: str = "") -> Q:
    """Return the condition on calls of a period: those with the deadline in it.

    A call whose deadline is in another year than its own counts on the nearest day of its own, so that its year has it
    whole, and the parts of a year add up to it.
    """
    return _counts_from(period.first, path) & _counts_until(period.last, path)


def _counts_from(day: date, path: str) -> Q:
    if (day.month, day.day) == (1, 1):
        return Q(**{f"{path}year__gte": day.year})
    return Q(**{f"{path}year__gt": day.year}) | Q(**{f"{path}year": day.year, f"{path}deadline__date__gte": day})


def _counts_until(day: date, path: str) -> Q:
    if (day.month, day.day) == (12, 31):
        return Q(**{f"{path}year__lte": day.year})
    return Q(**{f"{path}year__lt": day.year}) | Q(**{f"{path}year": day.year, f"{path}deadline__date__lte": day})


def closed_at(moment: datetime, path: str = "") -> Q:
    """Return the condition on calls that no longer accept applications at `moment`, as `Call.closes_at` says."""
    return Q(**{f"{path}deadline__lt": moment - settings.DEADLINE_GRACE})


def closed_for_applicant_at(moment: datetime) -> Q:
    """Return the condition on applications that can no longer be submitted or changed, as `Application.phase_at` says.

    Their call has closed, and so has a longer deadline of the organisation.
    """
    return closed_at(moment, "call__") & ~Q(
        Exists(_extensions_at(moment).filter(organisation=OuterRef("organisation")))
    )


def _extensions_at(moment: datetime, call: str = "call") -> "models.QuerySet[Any]":
    """Return the longer deadlines at `moment` in the outer query's call."""
    extensions = apps.get_model("balansepotten", "DeadlineExtension").objects
    return extensions.filter(call=OuterRef(call), until__gte=moment - settings.DEADLINE_GRACE)


def notified_decisions(application: str = "pk") -> "models.QuerySet[Decision]":
    """Return the decisions of the outer query's application whose letter was sent, the newest first.

    An applicant knows only these: a decision is not shown to anybody outside before its letter is sent. Those before a
    decision that gives a declined grant anew are left out.
    """
    # Not imported, since the models import this module.
    decisions = apps.get_model("balansepotten", "Decision").objects
    sent = decisions.filter(
        application=OuterRef(application), letters__kind="decision", letters__message__status=Message.Status.SENT
    )
    given_anew = decisions.filter(application=OuterRef("application"), after_decline=True, pk__gt=OuterRef("pk"))
    return sent.filter(~Exists(given_anew)).order_by("-decided_at", "-pk")


class CallQuerySet(models.QuerySet[Any]):
    """Calls, one a year."""

    def of_period(self, period: "Period") -> Self:
        """Filter to the calls of the period (see the function of the same name)."""
        return self.filter(of_period(period))

    def open_at(self, moment: datetime) -> Self:
        """Filter to the calls that accept applications at `moment`."""
        return self.filter(~closed_at(moment), opens_at__lte=moment)

    def next_change_after(self, moment: datetime) -> datetime | None:
        """Return when the next call opens or closes after `moment`."""
        found = self.aggregate(
            opens=Min("opens_at", filter=Q(opens_at__gt=moment)), closes=Min("deadline", filter=~closed_at(moment))
        )
        closes = found["closes"] and found["closes"] + settings.DEADLINE_GRACE
        return min(filter(None, (found["opens"], closes)), default=None)

    def open_for(self, organisations: Collection[int], moment: datetime) -> Self:
        """Filter to the calls that accept applications of any of the organisations at `moment`."""
        longer = _extensions_at(moment, "pk").filter(organisation__in=organisations)
        return self.filter(~closed_at(moment) | Q(Exists(longer)), opens_at__lte=moment)

    def closing_between(self, first: datetime, last: datetime) -> Self:
        """Filter to the calls that are open at `first` and close by `last`."""
        return self.open_at(first).filter(deadline__lte=last)


class ApplicationQuerySet(models.QuerySet[Any]):
    """Applications."""

    def competing_in(self, period: "Period") -> Self:
        """Filter to those submitted and not withdrawn in the calls of the period."""
        return self.competing().filter(of_period(period, "call__"))

    def open_at(self, moment: datetime) -> Self:
        """Filter to those that can be submitted or changed at `moment`."""
        return self.filter(~closed_for_applicant_at(moment), call__opens_at__lte=moment)

    def competing(self) -> Self:
        """Filter to those submitted and not withdrawn."""
        return self.filter(status__in=self.model.COMPETING)

    def granted(self) -> Self:
        """Filter to those that were granted, also if the recipient declined afterwards."""
        return self.filter(GRANTED)

    def declined(self) -> Self:
        return self.filter(DECLINED)

    def drawn_from_pot(self) -> Self:
        """Filter to those whose award takes money from the pot."""
        return self.granted().exclude(DECLINED)

    def with_applicant_kind(self, known: Self) -> Self:
        """Annotate `applicant`: «returning» if the organisation competed in an earlier year, otherwise «new».

        Only earlier applications that are `known` to the reader count.
        """
        earlier = known.filter(
            organisation=OuterRef("organisation"),
            call__year__lt=OuterRef("call__year"),
            status__in=self.model.COMPETING,
        )
        return self.annotate(applicant=Case(When(Exists(earlier), then=Value("returning")), default=Value("new")))

    def with_region(self) -> Self:
        """Annotate `home_region`: the landsdel where the organisation belonged on the day of the deadline."""
        return with_region_on(self, TruncDate("call__deadline"))

    def drafts(self) -> Self:
        return self.filter(status=self.model.Status.DRAFT)

    def of_contact(self, user: "User") -> Self:
        """Filter to the organisations that the user is a contact of."""
        return self.filter(organisation__in=Organisation.objects.of_contact(user))

    def with_parts(self) -> Self:
        """Fetch what the pages of an application show."""
        parts = ("themes", "budget_lines", "answers", "call__questions")
        return self.select_related("call", "organisation", "submitted_by").prefetch_related(*parts)

    def with_letter(self) -> Self:
        """Annotate `letter_pk` and `letter_size`, of its PDF: those of the last letter sent about it, if any."""
        letters = apps.get_model("balansepotten", "Letter").objects
        sent = letters.filter(decision__application=OuterRef("pk"), message__status=Message.Status.SENT)
        last = sent.order_by("-message__sent_at", "-pk")
        size = last.annotate(size=Length("message__attachment")).values("size")
        return self.annotate(letter_pk=Subquery(last.values("pk")[:1]), letter_size=Subquery(size[:1]))

    def with_notified_outcome(self) -> Self:
        """Annotate `notified_status` and `notified_amount`: the outcome that the applicant has been informed of.

        In a call decided in the system that is the last letter sent, also while a newer decision waits for its letter;
        declined, where that one gives the grant anew.
        An application imported with its outcome has no letter; its applicant knows the outcome, and that of one that
        the applicant withdrew or declined.
        """
        last = notified_decisions()
        decided_here = Q(call__locked_at__isnull=False) & ~Q(
            status__in=(self.model.Status.DRAFT, self.model.Status.WITHDRAWN, self.model.Status.DECLINED)
        )
        decisions = apps.get_model("balansepotten", "Decision").objects
        given_anew = Exists(decisions.filter(application=OuterRef("pk"), after_decline=True))
        unknown = Case(
            When(given_anew, then=Value(self.model.Status.DECLINED.value)),
            default=Value(self.model.Status.SUBMITTED.value),
        )
        outcome = Coalesce(Subquery(last.values("outcome")[:1]), unknown)
        amount = NullIf(Subquery(last.values("amount_awarded")[:1]), 0)
        return self.annotate(
            notified_status=Case(When(decided_here, then=outcome), default=F("status")),
            notified_amount=Case(When(decided_here, then=amount), default=F("amount_awarded")),
        )
