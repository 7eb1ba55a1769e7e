"""The sheets of fee rates, fees and payments, for the admin."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.rows import ImportRow
from balansekunst.imports.widgets import (
    CellWidget,
    ChoiceWidget,
    DateWidget,
    KronerWidget,
    NameWidget,
    OptionalChoiceWidget,
    OrganisationNumberWidget,
    RelatedWidget,
    TextWidget,
    WholeNumberWidget,
    cell_error,
)
from members.identities import EarlierIdentities, Warn, no_warning
from members.models import Fee, FeePayment, FeeRate, Membership, Organisation

# The fees have been 5 000 to 15 000 kr. Below this, the amount is probably written in thousands.
LIKELY_FEE = range(100, 100_001)


class FeeRateResource(SheetResource):
    """The fee rates, one row per size and year."""

    year = Column("year", "År", WholeNumberWidget(), required=True)
    size = Column("size", "Størrelse", ChoiceWidget(Organisation.Size), required=True)
    amount = Column("amount", "Beløp", KronerWidget(), required=True, likely=LIKELY_FEE)

    key = ("year", "size")

    class Meta:
        model = FeeRate


class MembershipWidget(RelatedWidget, OrganisationNumberWidget):
    """A membership by the organisation's number and the day it joined; without a day, the latest."""

    JOINED = "Innmeldt"
    written_as = "organisation__number"

    @cached_property
    def by_number(self) -> dict[str, list[Membership]]:
        """The memberships by organisation number, newest first."""
        found: dict[str, list[Membership]] = {}
        for membership in Membership.objects.select_related("organisation").order_by("-joined"):
            found.setdefault(membership.organisation.number, []).append(membership)
        return found

    @cached_property
    def earlier(self) -> EarlierIdentities:
        return EarlierIdentities()

    def read(self, value: Any, row: Any = None, warn: Warn = no_warning, **_kwargs: Any) -> Membership:
        number = super().read(value)
        joined = DateWidget().clean((row or {}).get(self.JOINED))
        if organisation := self.earlier.with_number(number, warn):
            number = organisation.number
        for membership in self.by_number.get(number, ()):
            if joined in (None, membership.joined):
                return membership
        raise cell_error(
            value, _("«%(value)s» har ikke et slikt medlemskap. Skriv et medlem, og dagen det ble innmeldt.")
        )


class FeeRateWidget(NameWidget):
    """A rate by its year and size: «2026 liten»."""

    def __init__(self) -> None:
        super().__init__(FeeRate)

    @property
    def allowed_texts(self) -> list[str]:
        return [self.render(rate) for rate in self.by_name.values()]

    @cached_property
    def by_name(self) -> dict[str, FeeRate]:
        return {self.render(rate).casefold(): rate for rate in FeeRate.objects.all()}

    def render(self, value: FeeRate | None, obj: Any = None, **_kwargs: Any) -> str:
        return f"{value.year} {value.get_size_display()}" if value else ""

    def render_stored(self, values: Sequence[Any]) -> Sequence[Any]:
        rates = FeeRate.objects.in_bulk(set(values))
        return [self.render(rates[pk]) for pk in values]


class FeeResource(SheetResource):
    """The members' fees."""

    membership = Column("membership", "Organisasjonsnummer", MembershipWidget(), required=True)
    name = Column("membership__organisation__name", "Virksomhet", TextWidget(), optional=True, readonly=True)
    joined = Column("membership__joined", MembershipWidget.JOINED, DateWidget(), optional=True, readonly=True)
    rate = Column("rate", "Sats", FeeRateWidget(), required=True, source="rate")
    amount = Column("amount", "Beløp", KronerWidget(), optional=True, readonly=True)
    due_on = Column("due_on", "Forfall", DateWidget(), required=True)
    paid_on = Column("paid_on", "Betalt", DateWidget())
    worked_on = Column("worked_on", "Gitt som arbeid", DateWidget(), optional=True)
    work_reason = Column("work_reason", "Arbeidet", TextWidget(), optional=True)
    written_off_on = Column("written_off_on", "Avskrevet", DateWidget(), optional=True)
    write_off_type = Column("write_off_type", "Avskrevet som", OptionalChoiceWidget(Fee.WriteOff), optional=True)
    write_off_reason = Column("write_off_reason", "Hvorfor avskrevet", TextWidget(), optional=True)
    invoice_number = Column("invoice_number", "Fakturanummer", WholeNumberWidget(), optional=True, readonly=True)
    invoiced_on = Column("invoiced_on", "Fakturadato", DateWidget(), optional=True, readonly=True)
    kid = Column("kid", "KID", TextWidget(), optional=True, readonly=True)

    key = ("membership", "rate")

    class Meta:
        model = Fee

    def get_queryset(self) -> QuerySet[Fee]:
        return Fee.objects.select_related("membership__organisation", "rate").order_by("due_on", "pk")

    def find_instances(self) -> Iterator[Fee]:
        """Yield the fees, those that are written off last: another for the same rate may have replaced them."""
        yield from sorted(self.get_queryset(), key=lambda fee: fee.written_off_on is not None)

    def new_instance(self, row: ImportRow) -> Fee:
        """Return a fee of the rate's amount."""
        rate = row.cells.get("rate")
        return Fee(amount=rate.amount if rate else 0)


class OreWidget(CellWidget):
    """An amount in øre, written in kroner."""

    def render(self, value: int, obj: Any = None, **_kwargs: Any) -> float:
        return value / 100


class FeePaymentResource(SheetResource):
    """The payments of fees, for export only."""

    paid_on = Column("paid_on", "Betalt", DateWidget())
    amount = Column("amount", "Beløp", OreWidget())
    number = Column("fee__membership__organisation__number", "Organisasjonsnummer", TextWidget())
    name = Column("fee__membership__organisation__name", "Virksomhet", TextWidget())
    year = Column("fee__rate__year", "År", WholeNumberWidget())
    invoice_number = Column("fee__invoice_number", "Fakturanummer", WholeNumberWidget())
    kid = Column("kid", "KID", TextWidget())
    source = Column("source", "Kilde", ChoiceWidget(FeePayment.Source))
    reference = Column("reference", "Referanse", TextWidget())
    note = Column("note", "Merknad", TextWidget())

    class Meta:
        model = FeePayment
