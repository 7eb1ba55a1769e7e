"""Invoices of fees: their numbers, their e-mails and their PDFs.

An invoice is made once, when its fee gets a number. Numbers run without gaps: each follows the highest. The database
refuses the same one twice, also to two who make invoices at the same time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from stdnum.no import kontonr, orgnr

from balansekunst import typesetting
from balansekunst.fields import kroner
from balansekunst.imports.batches import Batch
from balansekunst.mail import outbox
from balansekunst.models import Message
from members import kid
from members.contacts import addressees
from members.fees import formatted_account, payment_words, settled_problem
from members.models import Fee
from members.models.organisations import spaced

TYPST_SOURCE = Path(__file__).parent / "typst" / "invoice.typ"
ASSOCIATION = "Balansekunst"


@dataclass(frozen=True)
class Addressee:
    """Who gets an invoice, as the organisation is that day."""

    name: str
    number: str
    address: str
    postcode: str
    postal_place: str

    @classmethod
    def of(cls, fee: Fee) -> Self:
        """Return who got the fee's invoice, or who would get it now."""
        organisation = fee.membership.organisation
        now = {field.name: getattr(organisation, field.name) for field in fields(cls)}
        return cls(**(fee.invoiced_to or now))


@dataclass(frozen=True)
class Invoice:
    """What the invoice of a fee is going to be: its number and its days."""

    fee: Fee
    number: int
    invoiced_on: date
    due_on: date

    @property
    def kid(self) -> str:
        return kid.make(self.number)


def missing_settings() -> list[str]:
    """Return what whoever runs the program must set before invoices are made."""
    missing = []
    if not orgnr.is_valid(settings.ORGANISATION_NUMBER):
        missing.append(_("foreningens organisasjonsnummer (ORGANISATION_NUMBER)"))
    if not kontonr.is_valid(settings.BANK_ACCOUNT):
        missing.append(_("foreningens kontonummer (BANK_ACCOUNT)"))
    return missing


def check_settings() -> None:
    """Raise ValidationError if something is missing before invoices can be made."""
    if missing := missing_settings():
        raise ValidationError(
            _("Dette må settes opp av den som drifter programmet, før dere kan lage fakturaer: %(missing)s."),
            params={"missing": ", ".join(missing)},
        )


def invoice_problem(fee: Fee, *, due_on: date, today: date) -> str:
    """Return why no invoice can be made of the fee with that last day, or ""."""
    if fee.invoice_number:
        params = {"number": fee.invoice_number, "day": f"{fee.invoiced_on:%d.%m.%Y}"}
        return _("Faktura %(number)s ble laget %(day)s.") % params
    if problem := settled_problem(fee):
        return problem
    return _("Forfallet %(day)s er passert.") % {"day": f"{due_on:%d.%m.%Y}"} if due_on < today else ""


def next_number() -> int:
    return (Fee.objects.aggregate(highest=Max("invoice_number"))["highest"] or 0) + 1


def make(invoices: Iterable[Invoice], *, reason: str) -> None:
    """Store the invoices in their fees. A constant number of queries, and one version of each in the history.

    Raises ValidationError if settings are missing, and IntegrityError if a number is taken.
    """
    check_settings()
    batch = Batch(reason)
    for invoice in invoices:
        fee = invoice.fee
        fee.invoice_number, fee.invoiced_on, fee.kid = invoice.number, invoice.invoiced_on, invoice.kid
        fee.due_on, fee.invoiced_to = invoice.due_on, asdict(Addressee.of(fee))
        batch.update(fee, ["invoice_number", "invoiced_on", "kid", "due_on", "invoiced_to"])
    batch.write()


def emails(invoice: Invoice, *, note: str) -> list[Message]:
    """Return the unsaved e-mails of an invoice without its PDF: to each contact, or to the organisation, or none.

    The organisation's contacts should be prefetched.
    """
    fee = invoice.fee
    organisation = fee.membership.organisation
    context = {"invoice": invoice, "fee": fee, "organisation": organisation, "note": note, **payment_words(fee.amount)}
    email = {
        "subject": _("Faktura for kontingenten for %(year)s") % {"year": fee.rate.year},
        "body": render_to_string("members/mail/invoice_fee.txt", context),
        "about": outbox.reference(fee),
    }
    return [
        Message(recipient=recipient, dedupe_key=f"invoice/{fee.pk}/{key}", **email)
        for key, recipient in addressees(organisation)
    ]


def attach(fee: Fee, messages: Sequence[Message]) -> None:
    """Attach the PDF of the fee's invoice to its e-mails."""
    content = render_pdf(fee)
    for message in messages:
        message.attachment, message.attachment_name = content, file_name(fee)


def file_name(fee: Fee) -> str:
    return f"faktura-{fee.invoice_number}.pdf"


def response(fee: Fee) -> HttpResponse:
    """Return the PDF of the fee's invoice for download."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=file_name(fee))}
    return HttpResponse(render_pdf(fee), content_type="application/pdf", headers=headers)


def render_pdf(fee: Fee) -> bytes:
    """Return the invoice of the fee as a PDF, the same bytes for the same data."""
    day = fee.invoiced_on or fee.due_on
    return typesetting.render(TYPST_SOURCE, data=_content(fee, day), day=day)


def _content(fee: Fee, invoiced_on: date) -> Mapping[str, Any]:
    buyer, rate = Addressee.of(fee), fee.rate
    place = f"{buyer.postcode} {buyer.postal_place}".strip()
    org_number = _("Org.nr. %(number)s") % {"number": spaced(buyer.number)}
    size = {"year": rate.year, "size": rate.get_size_display()}
    amount, due_on = kroner(fee.amount), formats.date_format(fee.due_on)
    invoice = {
        "title": _("Faktura %(number)s") % {"number": fee.invoice_number},
        "addressee": [line for line in (buyer.name, buyer.address, place, org_number) if line],
        "facts": [
            (_("Fakturanummer"), str(fee.invoice_number)),
            (_("Fakturadato"), formats.date_format(invoiced_on)),
            (_("Forfall"), due_on),
        ],
        "lines": [(_("Medlemskontingent %(year)s, %(size)s virksomhet") % size, amount)],
        "payment": [(_("Kontonummer"), formatted_account()), (_("KID"), fee.kid), (_("Forfall"), due_on)],
        "total": (_("Å betale"), amount),
    }
    words = {
        "association": ASSOCIATION,
        "tagline": _("For et likestilt og mangfoldig kulturliv"),
        "sender": [
            ASSOCIATION,
            _("Org.nr. %(number)s") % {"number": orgnr.format(settings.ORGANISATION_NUMBER)},
            parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        ],
        "headings": [_("Hva"), _("Beløp")],
        "tax": _("Uten merverdiavgift: medlemskontingent er unntatt (merverdiavgiftsloven § 3-13)."),
        "note": _("Bruk KID når dere betaler. Takk for at dere er med!"),
    }
    return {"invoice": invoice, "words": words}
