"""Invoices of the fee for bookkeeping: a sheet of our own, Tripletex's import of orders, and EHF."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.no import kontonr

from balansekunst.imports.exports import Export
from balansekunst.spreadsheets import escape_formula
from members import ehf, payments
from members.invoices import ASSOCIATION, Addressee, association_address
from members.models import Fee
from members.querysets import FeeQuerySet

# Of Tripletex: outgoing VAT outside the law.
OUTSIDE_VAT = "6"
TRIPLETEX = (
    *("ORDER NO", "ORDER DATE", "CUSTOMER NO", "CUSTOMER NAME", "ORGANIZATION NO", "CUSTOMER EMAIL"),
    *("POSTAL ADDR - LINE 1", "POSTAL ADDR - POSTAL NO", "POSTAL ADDR - CITY", "POSTAL ADDR - COUNTRY"),
    *("REFERENCE NO", "COMMENTS", "CURRENCY", "DELIVERY DATE"),
    *("ORDER LINE - DESCRIPTION", "ORDER LINE - UNIT PRICE", "ORDER LINE - COUNT", "ORDER LINE - VAT CODE"),
)
HEADINGS = (
    *(gettext_lazy("Fakturanummer"), gettext_lazy("Fakturadato"), gettext_lazy("Forfall"), gettext_lazy("KID")),
    *(gettext_lazy("Organisasjonsnummer"), gettext_lazy("Kunde"), gettext_lazy("Adresse"), gettext_lazy("Postnummer")),
    *(gettext_lazy("Poststed"), gettext_lazy("E-post"), gettext_lazy("Tekst"), gettext_lazy("Beløp")),
    *(gettext_lazy("Mva-kode"), gettext_lazy("Innbetalt"), gettext_lazy("Betalt"), gettext_lazy("Kreditert")),
    *(gettext_lazy("Tap på krav"), gettext_lazy("Hvorfor avskrevet")),
)
ZIP_DAY = (1980, 1, 1, 0, 0, 0)  # the same bytes for the same invoices


@dataclass(frozen=True)
class Missing:
    """What is missing in the data of an invoice."""

    fee: Fee
    words: str


def invoices(fees: FeeQuerySet) -> Any:
    """Return those of the fees that have an invoice, with what the files say, in the order of their numbers."""
    found = fees.filter(invoice_number__isnull=False).with_received()
    return found.select_related("membership__organisation", "rate").order_by("invoice_number")


def missing(fees: Iterable[Fee]) -> Iterator[Missing]:
    """Yield the invoices whose member has no address, or no e-mail address to send the invoice to."""
    for fee in fees:
        organisation = fee.membership.organisation
        absent = [
            words
            for words, value in (
                (_("adresse"), organisation.address),
                (_("postnummer"), organisation.postcode),
                (_("poststed"), organisation.postal_place),
                (_("e-postadresse"), organisation.email),
            )
            if not value
        ]
        if absent:
            yield Missing(fee, ", ".join(absent))


def description(fee: Fee) -> str:
    return _("Medlemskontingent %(year)s") % {"year": fee.rate.year}


def sheet(fees: Iterable[Any]) -> Export:
    """Return the sheet of our own: a row for each invoice, with what is paid of it."""
    return Export(_("Fakturaer"), [str(heading) for heading in HEADINGS], map(_row, fees))


def _row(fee: Any) -> Sequence[Any]:
    buyer = Addressee.of(fee)
    return (
        *(fee.invoice_number, fee.invoiced_on, fee.due_on, fee.kid),
        *(buyer.number, buyer.name, buyer.address, buyer.postcode),
        *(buyer.postal_place, fee.membership.organisation.email, description(fee), fee.amount),
        *(OUTSIDE_VAT, fee.received / payments.ORE, fee.paid_on),
        *(fee.written_off_on if fee.state == state else None for state in (Fee.State.CREDITED, Fee.State.LOST)),
        fee.write_off_reason,
    )


def tripletex(fees: Iterable[Fee]) -> bytes:
    """Return the csv file of Tripletex's import of orders: one order, with one line, for each invoice."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(TRIPLETEX)
    for fee in fees:
        writer.writerow([escape_formula(str(cell)) for cell in _order(fee)])
    return file.getvalue().encode("utf-8-sig")


def _order(fee: Fee) -> Sequence[Any]:
    buyer = Addressee.of(fee)
    invoiced_on = fee.invoiced_on.isoformat() if fee.invoiced_on else ""
    return (
        *(fee.invoice_number, invoiced_on, buyer.number, buyer.name, buyer.number),
        *(fee.membership.organisation.email, buyer.address, buyer.postcode, buyer.postal_place, "Norge"),
        *(fee.kid, _("KID %(kid)s") % {"kid": fee.kid}, "NOK", invoiced_on),
        *(description(fee), fee.amount, 1, OUTSIDE_VAT),
    )


def as_ehf(fee: Fee) -> bytes:
    """Return the invoice of the fee as an EHF file."""
    return ehf.write(_ehf_invoice(fee))


def as_credit_note(fee: Fee) -> bytes:
    """Return the credit note of the fee's invoice, which was wrong, as an EHF file: «K7» of invoice 7."""
    return ehf.write_credit_note(
        _ehf_invoice(fee),
        number=f"K{fee.invoice_number}",
        issued_on=fee.written_off_on or fee.due_on,
        reason=fee.write_off_reason,
    )


def _ehf_invoice(fee: Fee) -> ehf.Invoice:
    year = fee.rate.year
    return ehf.Invoice(
        number=str(fee.invoice_number),
        issued_on=fee.invoiced_on or fee.due_on,
        due_on=fee.due_on,
        seller=ehf.Party(ASSOCIATION, settings.ORGANISATION_NUMBER, **association_address()),
        buyer=ehf.Party(**asdict(Addressee.of(fee))),
        reference=description(fee),
        description=description(fee),
        amount=fee.amount,
        account=kontonr.compact(settings.BANK_ACCOUNT),
        kid=fee.kid,
        period=(date(year, 1, 1), date(year, 12, 31)),
    )


def ehf_name(fee: Fee) -> str:
    return f"faktura-{fee.invoice_number}.xml"


def ehf_archive(fees: Iterable[Fee]) -> bytes:
    """Return a zip archive with an EHF file for each invoice, and for the credit note of one that was wrong."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for fee in fees:
            archive.writestr(ZipInfo(ehf_name(fee), ZIP_DAY), as_ehf(fee), ZIP_DEFLATED)
            if fee.state == Fee.State.CREDITED:
                name = f"kreditnota-{fee.invoice_number}.xml"
                archive.writestr(ZipInfo(name, ZIP_DAY), as_credit_note(fee), ZIP_DEFLATED)
    return file.getvalue()
