"""What an organisation owes and has paid, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from django.utils.translation import gettext as _

from balansekunst.fields import kroner_and_ore
from members.models import Fee, Organisation
from members.payments import ORE, balance


@dataclass(frozen=True)
class Line:
    """A fee, more than 0, or what is subtracted from it, less than 0, in øre. `balance` is the sum so far."""

    day: date
    text: str
    amount: int
    invoice: Fee | None = None
    balance: int = 0

    @property
    def shown_amount(self) -> str:
        return kroner_and_ore(self.amount)

    @property
    def shown_balance(self) -> str:
        return kroner_and_ore(self.balance)


@dataclass(frozen=True)
class Statement:
    """The fees, the latest first, and the lines by day, the oldest first."""

    fees: list[Fee]
    lines: list[Line]

    @property
    def without_invoice(self) -> list[Fee]:
        """The fees to be paid whose invoice has not been made."""
        return [fee for fee in self.fees if fee.state == Fee.State.OUTSTANDING and not fee.invoice_number]

    @property
    def outstanding(self) -> int:
        """The sum in øre: more than 0 if the organisation owes, less if it has paid too much."""
        return self.lines[-1].balance if self.lines else 0

    @property
    def shown_outstanding(self) -> str:
        return kroner_and_ore(abs(self.outstanding))


def statement_of(organisation: Organisation) -> Statement:
    """Return the organisation's statement, in two queries."""
    rows = Fee.objects.filter(membership__organisation=organisation).select_related("rate")
    fees = list(rows.prefetch_related("payments").order_by("-rate__year", "-pk"))
    found = sorted((line for fee in fees for line in _lines_of(fee)), key=lambda line: (line.day, line.amount < 0))
    sums = accumulate(line.amount for line in found)
    return Statement(fees, [replace(line, balance=so_far) for line, so_far in zip(found, sums, strict=True)])


def remaining_of(fee: Fee) -> str:
    """Return what remains of a fee that is paid in part, or "". Its payments should be prefetched."""
    received = sum(payment.amount for payment in fee.payments.all())
    left = balance(fee, received).outstanding
    return kroner_and_ore(left) if received > 0 and left > 0 else ""


def _lines_of(fee: Fee) -> Iterator[Line]:
    params = {"year": fee.rate.year, "number": fee.invoice_number}
    text = _("Kontingent %(year)s, faktura %(number)s") if fee.invoice_number else _("Kontingent %(year)s")
    amount = fee.amount * ORE
    yield Line(fee.invoiced_on or fee.due_on, text % params, amount, fee if fee.invoice_number else None)
    received = 0
    for payment in fee.payments.all():
        received += payment.amount
        words = (
            _("Innbetaling, kontingent %(year)s") if payment.amount > 0 else _("Betalt tilbake, kontingent %(year)s")
        )
        yield Line(payment.paid_on, words % params, -payment.amount)
    found = balance(fee, received)
    if fee.paid_on and found.paid > received:
        yield Line(fee.paid_on, _("Registrert som betalt, kontingent %(year)s") % params, received - found.paid)
    if fee.worked_on:
        yield Line(fee.worked_on, _("Gitt som arbeid, kontingent %(year)s") % params, -amount)
    if fee.written_off_on:
        words = _("Kreditert") if fee.state == Fee.State.CREDITED else _("Avskrevet som tap")
        yield Line(fee.written_off_on, _("%(what)s, kontingent %(year)s") % {"what": words, **params}, -amount)
