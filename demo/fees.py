"""Made-up fees: rates, invoices and payments, and fees that are given as work, written off, paid in part or overdue."""

from datetime import date, timedelta
from random import Random

from balansekunst.dates import midnight
from balansekunst.figures import Period
from balansekunst.imports.batches import Batch
from balansekunst.models import Message
from demo.made_up import NOTICE, SAMI_CENTRE, add, years
from members import invoices, kid
from members.models import Fee, FeePayment, FeeRate, Membership, Organisation
from members.payments import ORE

AMOUNTS = {Organisation.Size.SMALL: 5_000, Organisation.Size.MEDIUM: 10_000, Organisation.Size.LARGE: 15_000}
# Members that joined so late have no fee yet, so that there are some to make.
WITHOUT_FEE = timedelta(days=30)
# Which of the members, in their order, give work each year, and whose fee is written off.
WORKING, WRITTEN_OFF = 23, 77
WORK = f"Vertskap for et medlemsmøte ({NOTICE})"


def fill(day: date) -> None:
    """Add the fees of each year until `day`: most are paid, some late, a few not at all."""
    for year in years(day):
        rates = {size: add(FeeRate(year=year, size=size, amount=amount)) for size, amount in AMOUNTS.items()}
        if day >= date(year, 2, 1):
            _fees(year, day, rates)
    _part_of_fee(day)


def _fees(year: int, day: date, rates: dict[Organisation.Size, FeeRate]) -> None:
    period = Period(date(year, 1, 1), min(day - WITHOUT_FEE, date(year, 12, 31)))
    rows = Membership.objects.overlapping(period.first, period.last).select_related("organisation")
    chance, number, batch = Random(f"fees {year}"), invoices.next_number(), Batch(NOTICE)
    for place, membership in enumerate(rows.order_by("joined", "organisation")):
        rate = rates[Organisation.Size(membership.organisation.size)]
        invoiced_on = max(date(year, 2, 1), membership.joined)
        due_on = invoiced_on + timedelta(days=28)
        fee = Fee(membership=membership, rate=rate, amount=rate.amount, due_on=due_on)
        batch.insert(fee)
        paid_on = due_on + timedelta(days=chance.randrange(-25, 35))
        is_paid = paid_on <= day and chance.random() > 0.04
        if place == WORKING:
            fee.worked_on, fee.work_reason = invoiced_on, WORK
            continue
        fee.invoice_number, fee.invoiced_on, fee.kid = number, invoiced_on, kid.make(number)
        number += 1
        if place == WRITTEN_OFF:
            fee.written_off_on, fee.write_off_type = min(due_on + timedelta(days=60), day), Fee.WriteOff.LOST
            fee.write_off_reason = "Virksomheten er lagt ned"
        elif is_paid and membership.organisation.number != SAMI_CENTRE.number:
            fee.paid_on = paid_on
            batch.insert(_from_bank(fee, fee.amount * ORE, paid_on))
    batch.write()


def _from_bank(fee: Fee, amount: int, paid_on: date) -> FeePayment:
    reference = f"demo-{fee.kid}-{paid_on:%Y%m%d}"
    source = FeePayment.Source.OCR
    return FeePayment(fee=fee, amount=amount, paid_on=paid_on, kid=fee.kid, source=source, reference=reference)


def _part_of_fee(day: date) -> None:
    """Let the member that one can log in as have got its invoices, and have paid a part of the last one."""
    fees = Fee.objects.filter(membership__organisation__number=SAMI_CENTRE.number, invoice_number__isnull=False)
    found = list(fees.select_related("membership__organisation", "rate").order_by("rate__year"))
    for place, fee in enumerate(found):
        sent_on = fee.invoiced_on or day
        invoice = invoices.Invoice(fee, fee.invoice_number or 0, sent_on, fee.due_on)
        messages = invoices.emails(invoice, note=NOTICE)
        for message in messages:
            message.attachment = invoices.render_pdf(fee)
            message.status, message.drafted_at = Message.Status.SENT, midnight(sent_on)
            message.sent_at = message.drafted_at
            add(message)
        is_last = place == len(found) - 1
        batch = Batch(NOTICE)
        batch.insert(_from_bank(fee, 200_000 if is_last else fee.amount * ORE, min(fee.due_on, day)))
        if not is_last:
            fee.paid_on = fee.due_on
            batch.update(fee, ["paid_on"])
        batch.write()
