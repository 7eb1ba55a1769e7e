"""Invoices of the fee, and credit notes of them, as EHF, which is Peppol BIS Billing 3.0 (UBL 2.1).

The fee is outside the scope of VAT (category O), so an invoice has no VAT and no VAT number. The elements are in the
schema's order, and none is empty.
"""

from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, tostring

from django.utils.translation import gettext as _

from balansekunst.spreadsheets import remove_illegal_characters

SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd"
NAMESPACES = {
    "xmlns:cac": f"{SCHEMA}:CommonAggregateComponents-2",
    "xmlns:cbc": f"{SCHEMA}:CommonBasicComponents-2",
}
CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
COMMERCIAL_INVOICE, CREDIT_NOTE = "380", "381"
CREDIT_TRANSFER = "30"
# The code list's entries for Norwegian organisation numbers, and for a thing that is counted.
ORGANISATION_NUMBER, PIECE = "0192", "C62"
OUTSIDE_VAT = "O"


@dataclass(frozen=True)
class Party:
    """Who sends or gets an invoice. The number is that in Enhetsregisteret, by which EHF finds it."""

    name: str
    number: str
    address: str = ""
    postcode: str = ""
    postal_place: str = ""


@dataclass(frozen=True)
class Invoice:
    """An invoice with one line, in whole kroner. `reference` is what the buyer knows it by."""

    number: str
    issued_on: date
    due_on: date
    seller: Party
    buyer: Party
    reference: str
    description: str
    amount: int
    account: str
    kid: str
    period: tuple[date, date]


def write(invoice: Invoice) -> bytes:
    """Return the invoice as an XML file."""
    head = [
        _text("cbc:ID", invoice.number),
        _text("cbc:IssueDate", invoice.issued_on.isoformat()),
        _text("cbc:DueDate", invoice.due_on.isoformat()),
        _text("cbc:InvoiceTypeCode", COMMERCIAL_INVOICE),
    ]
    payment = _node(
        "cac:PaymentMeans",
        _text("cbc:PaymentMeansCode", CREDIT_TRANSFER),
        _text("cbc:PaymentID", invoice.kid),
        _node("cac:PayeeFinancialAccount", _text("cbc:ID", invoice.account)),
    )
    return _document("Invoice", invoice, head, payment=payment)


def write_credit_note(invoice: Invoice, *, number: str, issued_on: date, reason: str) -> bytes:
    """Return the credit note of the whole invoice as an XML file."""
    head = [
        _text("cbc:ID", number),
        _text("cbc:IssueDate", issued_on.isoformat()),
        _text("cbc:CreditNoteTypeCode", CREDIT_NOTE),
        _text("cbc:Note", reason),
    ]
    credited = _node(
        "cac:BillingReference",
        _node(
            "cac:InvoiceDocumentReference",
            _text("cbc:ID", invoice.number),
            _text("cbc:IssueDate", invoice.issued_on.isoformat()),
        ),
    )
    return _document("CreditNote", invoice, head, refers_to=credited)


def _document(
    name: str,
    invoice: Invoice,
    head: list[Element | None],
    *,
    refers_to: Element | None = None,
    payment: Element | None = None,
) -> bytes:
    """Return an invoice, or a credit note, which has the same amounts."""
    first, last = invoice.period
    root = _node(
        name,
        _text("cbc:CustomizationID", CUSTOMIZATION),
        _text("cbc:ProfileID", PROFILE),
        *head,
        _text("cbc:DocumentCurrencyCode", "NOK"),
        _text("cbc:BuyerReference", invoice.reference),
        _node(
            "cac:InvoicePeriod",
            _text("cbc:StartDate", first.isoformat()),
            _text("cbc:EndDate", last.isoformat()),
        ),
        refers_to,
        _node("cac:AccountingSupplierParty", _party(invoice.seller)),
        _node("cac:AccountingCustomerParty", _party(invoice.buyer)),
        payment,
        _tax(invoice.amount),
        _node(
            "cac:LegalMonetaryTotal",
            _amount("cbc:LineExtensionAmount", invoice.amount),
            _amount("cbc:TaxExclusiveAmount", invoice.amount),
            _amount("cbc:TaxInclusiveAmount", invoice.amount),
            _amount("cbc:PayableAmount", invoice.amount),
        ),
        _line(name, invoice),
    )
    root.attrib.update({"xmlns": f"{SCHEMA}:{name}-2", **NAMESPACES})
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _party(party: Party) -> Element:
    return _node(
        "cac:Party",
        _text("cbc:EndpointID", party.number, schemeID=ORGANISATION_NUMBER),
        _node("cac:PartyName", _text("cbc:Name", party.name)),
        _node(
            "cac:PostalAddress",
            _text("cbc:StreetName", party.address),
            _text("cbc:CityName", party.postal_place),
            _text("cbc:PostalZone", party.postcode),
            _node("cac:Country", _text("cbc:IdentificationCode", "NO")),
        ),
        _node(
            "cac:PartyLegalEntity",
            _text("cbc:RegistrationName", party.name),
            _text("cbc:CompanyID", party.number, schemeID=ORGANISATION_NUMBER),
        ),
    )


def _tax(amount: int) -> Element:
    return _node(
        "cac:TaxTotal",
        _amount("cbc:TaxAmount", 0),
        _node(
            "cac:TaxSubtotal",
            _amount("cbc:TaxableAmount", amount),
            _amount("cbc:TaxAmount", 0),
            _node(
                "cac:TaxCategory",
                _text("cbc:ID", OUTSIDE_VAT),
                _text("cbc:TaxExemptionReason", _("Medlemskontingent er unntatt (merverdiavgiftsloven § 3-13)")),
                _vat(),
            ),
        ),
    )


def _line(document: str, invoice: Invoice) -> Element:
    quantity = "cbc:InvoicedQuantity" if document == "Invoice" else "cbc:CreditedQuantity"
    return _node(
        f"cac:{document}Line",
        _text("cbc:ID", "1"),
        _text(quantity, "1", unitCode=PIECE),
        _amount("cbc:LineExtensionAmount", invoice.amount),
        _node(
            "cac:Item",
            _text("cbc:Name", invoice.description),
            _node("cac:ClassifiedTaxCategory", _text("cbc:ID", OUTSIDE_VAT), _vat()),
        ),
        _node("cac:Price", _amount("cbc:PriceAmount", invoice.amount)),
    )


def _vat() -> Element:
    return _node("cac:TaxScheme", _text("cbc:ID", "VAT"))


def _amount(name: str, kroner: int) -> Element | None:
    return _text(name, f"{kroner}.00", currencyID="NOK")


def _text(name: str, text: str, **attributes: str) -> Element | None:
    """Return an element with a text, or None for an empty text, since an invoice may not have empty elements."""
    cleaned = " ".join(remove_illegal_characters(text).split())
    if not cleaned:
        return None
    element = Element(name, attributes)
    element.text = cleaned
    return element


def _node(name: str, *children: Element | None) -> Element:
    element = Element(name)
    element.extend(child for child in children if child is not None)
    return element
