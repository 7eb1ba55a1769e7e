"""Making the year's fees: one for each member, by its size, that has none for the year yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from balansekunst.imports.batches import Batch
from members.models import Fee, FeeRate, Membership
from members.querysets import active_on


def day_of(year: int, *, today: date) -> date:
    """Return the day on which members are asked for the year's fee: today, or the nearest day of the year to it."""
    return min(max(today, date(year, 1, 1)), date(year, 12, 31))


def with_last_work(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    """Annotate `last_work`: what the organisation gave instead of the last fee it had, or ""."""
    last = Fee.objects.filter(membership__organisation=OuterRef("organisation")).order_by("-rate__year", "-pk")
    return memberships.annotate(last_work=Subquery(last.values("work_reason")[:1], default=""))


@dataclass
class YearFees:
    """What is needed to make a year's fees, queried once."""

    year: int
    today: date
    rates: dict[str, FeeRate] = field(init=False)
    with_fee: set[int] = field(init=False)
    active: set[int] = field(init=False)

    def __post_init__(self) -> None:
        day = day_of(self.year, today=self.today)
        self.rates = {rate.size: rate for rate in FeeRate.objects.filter(year=self.year)}
        # A wrong invoice was never owed: its member still gets the year's fee.
        fees = Fee.objects.filter(rate__year=self.year).exclude(write_off_type=Fee.WriteOff.CREDITED).order_by()
        self.with_fee = set(fees.values_list("membership__organisation", flat=True))
        self.active = set(Membership.objects.filter(active_on(day)).order_by().values_list("pk", flat=True))
        self.day = day

    def problem(self, membership: Membership) -> str:
        """Return why no fee is made for the membership, or ""."""
        organisation = membership.organisation
        if membership.pk not in self.active:
            return _("Ikke medlem %(day)s.") % {"day": f"{self.day:%d.%m.%Y}"}
        if organisation.pk in self.with_fee:
            return _("Har kontingent for %(year)s.") % {"year": self.year}
        if not organisation.size:
            return _("Størrelsen mangler. Sett den på siden til virksomheten.")
        if organisation.size not in self.rates:
            params = {"year": self.year, "size": organisation.get_size_display()}
            return _("Satsen for %(size)s mangler i %(year)s. Legg den inn under «Kontingentsatser».") % params
        return ""

    def fee_of(self, membership: Membership, *, due_on: date, work: str) -> Fee:
        """Return the unsaved fee of the membership, given as work today if `work` says what that is."""
        rate = self.rates[membership.organisation.size]
        fee = Fee(membership=membership, rate=rate, amount=rate.amount, due_on=due_on, work_reason=work)
        fee.worked_on = self.today if work else None
        return fee


def make(fees: Sequence[Fee], *, reason: str) -> None:
    """Store the new fees. A constant number of queries, and one version of each in the history."""
    batch = Batch(reason)
    for fee in fees:
        batch.insert(fee)
    batch.write()
