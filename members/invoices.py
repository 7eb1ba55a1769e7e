"""Invoices of fees: their numbers, their e-mails and their PDFs.

An invoice is made once, when its fee gets a number. Numbers run without gaps: each follows the highest. The database
refuses the same one twice, also to two who make invoices at the same time. The PDF of an e-mail is made when the e-mail
is sent (`outbox.FILES`), so that nobody waits for it while the numbers are taken.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from email.utils import parseaddr
from io import BytesIO
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import FileResponse
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.translation import gettext as _
from stdnum.no import kontonr, orgnr

from balansekunst import typesetting
from balansekunst.fields import kroner
from balansekunst.file_responses import private_file
from balansekunst.imports.batches import Batch
from balansekunst.mail import outbox
from balansekunst.models import Message
from members import kid
from members.contacts import addressees
from members.fees import REMINDER, formatted_account, payment_words, settled_problem
from members.models import Fee
from members.models.organisations import spaced

TYPST_SOURCE = Path(__file__).parent / "typst" / "invoice.typ"
ASSOCIATION = "Balansekunst"
INVOICE = "invoice"  # what the dedupe keys of the e-mails begin with


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


def association_address() -> dict[str, str]:
    """Return the association's own address, which the setting has in one line: «Storgata 1, 0155 Oslo»."""
    address, _comma, place = settings.OFFICE_ADDRESS.rpartition(",")
    postcode, _space, postal_place = place.strip().partition(" ")
    return {"address": address.strip(), "postcode": postcode, "postal_place": postal_place.strip()}


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
    """Return the unsaved e-mails of an invoice, whose PDF is made later: to each contact, or to the organisation.

    The organisation's contacts should be prefetched.
    """
    fee = invoice.fee
    organisation = fee.membership.organisation
    context = {"invoice": invoice, "fee": fee, "organisation": organisation, "note": note, **payment_words(fee.amount)}
    email = {
        "subject": _("Faktura for kontingenten for %(year)s") % {"year": fee.rate.year},
        "body": render_to_string("members/mail/invoice_fee.txt", context),
        "about": outbox.reference(fee),
        "attachment_name": file_name(invoice.number),
    }
    return [
        Message(recipient=recipient, dedupe_key=f"{INVOICE}/{fee.pk}/{key}", **email)
        for key, recipient in addressees(organisation)
    ]


def file_name(number: int | None) -> str:
    return f"faktura-{number}.pdf"


def pdf_of_email(message: Message) -> bytes:
    """Return the PDF of the invoice that the e-mail is about. Raises DoesNotExist if there is none."""
    found = Fee.objects.filter(invoice_number__isnull=False).select_related("membership__organisation", "rate")
    return render_pdf(found.get(pk=message.about.rpartition(":")[2]))


def register() -> None:
    outbox.FILES.update({INVOICE: pdf_of_email, REMINDER: pdf_of_email})


def response(fee: Fee) -> FileResponse:
    """Return the PDF of the fee's invoice for download."""
    return private_file(BytesIO(render_pdf(fee)), name=file_name(fee.invoice_number))


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
            *([settings.OFFICE_ADDRESS] if settings.OFFICE_ADDRESS else []),
            _("Org.nr. %(number)s") % {"number": orgnr.format(settings.ORGANISATION_NUMBER)},
            parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        ],
        "headings": [_("Hva"), _("Beløp")],
        "tax": _("Uten merverdiavgift: medlemskontingent er unntatt (merverdiavgiftsloven §\N{NO-BREAK SPACE}3-13)."),
        "note": _("Bruk KID når dere betaler. Takk for at dere er med!"),
    }
    return {"invoice": invoice, "words": words}
