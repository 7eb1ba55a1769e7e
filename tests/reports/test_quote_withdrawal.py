"""A quote withdrawn from a published report: its words are nowhere, and the digest of the rest still holds."""

import hashlib
import json
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict
from django.urls import reverse
from pypdf import PdfReader
from tablib import Dataset

from balansemerket import quotes
from balansemerket.resources import QuoteResource
from reports.models import Quote, SealedQuote
from reports.publication import publishing, sealing
from tests.conftest import log_in
from tests.mark_factories import MarkQuoteFactory
from tests.reports import published_reports as made
from tests.reports.written import published

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 3, 16, 11, tzinfo=UTC)
WORDS = ("Endelig!", "Inga Eira")


def file(client, publication, ending):
    name = f"arsrapport-{publication.year}.{ending}"
    return client.get(reverse("annual_report_file", args=[publication.year, name])).content


def everything(client, publication):
    """Return all that anybody can read of the report, as text."""
    page = client.get(reverse("annual_report", args=[publication.year])).content
    archive = ZipFile(BytesIO(file(client, publication, "zip")))
    packed = [archive.read(name) for name in archive.namelist() if not name.endswith((".pdf", ".xlsx", ".png"))]
    workbook = ZipFile(BytesIO(file(client, publication, "xlsx")))
    cells = [workbook.read(name) for name in workbook.namelist()]
    texts = [page, *packed, *cells, file(client, publication, "sitater.json")]
    pages = PdfReader(BytesIO(file(client, publication, "pdf"))).pages
    return "\n".join([*(text.decode() for text in texts), *(page.extract_text() for page in pages)])


@pytest.mark.usefixtures("with_pictures")
def test_withdrawn_quote_is_nowhere_and_digest_holds(management, client):
    management_client = log_in(management)
    publication = made.publish()
    sealed = publication.sealed_quotes.get()
    before = everything(client, publication)
    assert all(word in before for word in WORDS)
    assert sealing.seal_of(sealed) == sealed.seal
    tag = publishing.etag(publication.year)
    page = reverse("report_quotes", args=[publication.year])

    refused = management_client.post(page, {"quote": "", "note": ""})
    assert "quote" in refused.context["form"].errors
    response = management_client.post(page, {"quote": sealed.pk, "note": "Personen ba om det."})

    assert response.status_code == 302
    after = everything(client, publication)
    assert not any(word in after for word in WORDS)
    assert "Et sitat som sto her, ble trukket" in after
    assert "Personen ba om det." in after
    content = file(client, publication, "json")
    assert hashlib.sha256(content).hexdigest() == publication.digest
    assert publishing.etag(publication.year) != tag
    assert json.loads(file(client, publication, "sitater.json"))["quotes"][0]["seal"] == sealed.seal
    assert "ingen sitater som kan trekkes" in management_client.get(page).text


def test_draft_and_history_of_quote_are_emptied(management):
    publication = published(management)
    sealed, draft = publication.sealed_quotes.all(), publication.report.quotes.get()
    row = SealedQuote(publication=publication, salt="0", text=draft.text, person=draft.person, role=draft.role)
    row.seal = sealing.seal_of(row)
    assert not sealed.exists()  # the text doesn't use it
    row.save()

    sealing.withdraw(row, note="", by=management, at=LATER)

    draft.refresh_from_db()
    assert (draft.text, draft.person, draft.slug) == ("", "", "festivalen")
    assert {(version.text, version.person) for version in Quote.history.filter(id=draft.pk)} == {("", "")}
    with pytest.raises(ValidationError, match="allerede trukket"):
        sealing.withdraw(row, note="", by=management, at=LATER)


@pytest.mark.usefixtures("with_pictures")
def test_withdrawn_consent_withdraws_from_reports(staff, client, monkeypatch):
    publication = made.publish()
    quote = MarkQuoteFactory.create(text="Endelig!", person="Inga Eira", in_report=True)
    page = reverse("admin:balansemerket_quote_change", args=[quote.pk])
    values = model_to_dict(quote) | {"consent_on": "2025-06-01", "approved_on": "2025-06-02"}
    values = {name: value for name, value in values.items() if value} | {"withdrawn_on": "2026-03-15"}
    staff_client = log_in(staff)

    def refuse(*_args):
        raise ValidationError("Nei")

    with monkeypatch.context() as patch:
        patch.setattr(quotes, "WITHDRAWALS", [*quotes.WITHDRAWALS, refuse])
        with pytest.raises(ValidationError, match="Nei"):
            staff_client.post(page, values)
    quote.refresh_from_db()
    assert (quote.withdrawn_on, publication.sealed_quotes.get().text) == (None, "Endelig!")

    saved = staff_client.post(page, values, follow=True).text

    sealed = publication.sealed_quotes.get()
    assert (sealed.text, sealed.withdrawn_by) == ("", staff)
    assert "Sitatet er også trukket fra årsrapporten for 2024." in saved
    assert "Endelig!" not in client.get(reverse("annual_report", args=[2024])).text


@pytest.fixture
def printed_quote():
    """A quote whose consent was withdrawn and given again before a report with its words was published."""
    quote = MarkQuoteFactory.create(text="Endelig!", person="Inga Eira", in_report=True, withdrawn_on=date(2025, 7, 1))
    quote.withdrawn_on = None
    quote.save()
    return quote


def test_restored_withdrawal_withdraws_from_reports(staff, printed_quote):
    publication = made.publish()
    withdrawn = printed_quote.history.order_by("history_id").first()
    printed_quote.text = "Endelig er vi her!"
    printed_quote.save()
    page = reverse("admin:balansemerket_quote_simple_history", args=[printed_quote.pk, withdrawn.pk])

    log_in(staff).post(page, {"latest": printed_quote.history.order_by("history_id").last().pk})

    printed_quote.refresh_from_db()
    assert printed_quote.withdrawn_on == date(2025, 7, 1)
    assert publication.sealed_quotes.get().text == ""


def test_imported_withdrawal_withdraws_from_reports(staff, printed_quote):
    publication = made.publish()
    headings = ["Organisasjonsnummer", "Sitat", "Hvem", "Samtykket", "Samtykke fra", "Samtykket trukket"]
    number = printed_quote.certification.organisation.number
    cells = [number, "Endelig!", "Inga Eira", "01.06.2025", printed_quote.consent_by, "15.03.2026"]

    result = QuoteResource().import_data(Dataset(cells, headers=headings), user=staff, raise_errors=True)

    assert not result.has_errors()
    printed_quote.refresh_from_db()
    assert printed_quote.withdrawn_on == date(2026, 3, 15)
    assert publication.sealed_quotes.get().withdrawn_by == staff
    assert printed_quote.history.order_by("history_id").last().history_change_reason == "Importer"


def test_sealed_quote_is_only_withdrawn():
    publication = made.publish()
    rows = publication.sealed_quotes.all()

    for change in (
        lambda: rows.update(text="Noe annet"),
        lambda: rows.delete(),
        lambda: rows.update(withdrawn_at=LATER),
        lambda: Quote.objects.create(report=publication.report, slug="ny", text="Ny", person="Ola"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
