"""The files of invoices for bookkeeping: our own sheet, Tripletex's orders, and EHF."""

import csv
import io
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from peppol import check_rules, validate_xsd

from balansekunst.models import User
from members import bookkeeping, invoices, kid, payments
from members.models import Fee, FeePayment, Organisation
from tests.conftest import log_in
from tests.factories import FeeFactory, organisation_number

PAGE = reverse("admin:members_fee_bookkeeping")
ADDRESS = {"address": "Storgata 1", "postcode": "0155", "postal_place": "Oslo", "email": "post@a.example"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _association(settings: Any) -> None:
    settings.ORGANISATION_NUMBER, settings.BANK_ACCOUNT = "974760673", "86011117947"
    settings.OFFICE_ADDRESS = "Brugata 2, oppgang B, 0186 Oslo"


def invoiced(number: int, **organisation: str) -> Fee:
    values = {f"membership__organisation__{name}": value for name, value in (ADDRESS | organisation).items()}
    return FeeFactory.create(
        invoice_number=number, invoiced_on=date(2026, 2, 1), kid=kid.make(number), due_on=date(2026, 3, 1), **values
    )


def downloaded(client: Client, file: str, query: str = "") -> bytes:
    response = client.get(f"{PAGE}?{query}fil={file}")
    assert response.headers["Content-Disposition"].startswith("attachment")
    return b"".join(response) if response.streaming else response.content


def test_sheet_has_invoices_with_what_is_paid(staff_client: Client) -> None:
    fee = invoiced(7)
    FeeFactory.create()
    payments.add([FeePayment(fee=fee, amount=200_050, paid_on=date(2026, 2, 20))])

    book = load_workbook(io.BytesIO(downloaded(staff_client, "xlsx")))
    headings, *rows = book.worksheets[0].iter_rows(values_only=True)

    (row,) = (dict(zip(headings, cells, strict=True)) for cells in rows)
    assert (row["Fakturanummer"], row["KID"], row["Beløp"], row["Innbetalt"]) == (7, kid.make(7), 5000, 2000.5)
    assert (row["Kunde"], row["Poststed"]) == (fee.membership.organisation.name, "Oslo")
    text = downloaded(staff_client, "csv").decode("utf-8-sig").splitlines()
    assert len(text) == 2
    assert text[0].startswith("Fakturanummer;Fakturadato;Forfall;KID;Organisasjonsnummer;Kunde;")


def test_tripletex_gets_an_order_for_each_invoice(staff_client: Client) -> None:
    fee = invoiced(7, name='=cmd|"/c calc"!A1')
    number = fee.membership.organisation.number

    content = downloaded(staff_client, "tripletex").decode("utf-8-sig")

    (row,) = csv.DictReader(io.StringIO(content), delimiter=";")
    assert row == {
        "ORDER NO": "7",
        "ORDER DATE": "2026-02-01",
        "CUSTOMER NO": number,
        "CUSTOMER NAME": '\'=cmd|"/c calc"!A1',
        "ORGANIZATION NO": number,
        "CUSTOMER EMAIL": "post@a.example",
        "POSTAL ADDR - LINE 1": "Storgata 1",
        "POSTAL ADDR - POSTAL NO": "0155",
        "POSTAL ADDR - CITY": "Oslo",
        "POSTAL ADDR - COUNTRY": "Norge",
        "REFERENCE NO": kid.make(7),
        "COMMENTS": f"KID {kid.make(7)}",
        "CURRENCY": "NOK",
        "DELIVERY DATE": "2026-02-01",
        "ORDER LINE - DESCRIPTION": f"Medlemskontingent {fee.rate.year}",
        "ORDER LINE - UNIT PRICE": "5000",
        "ORDER LINE - COUNT": "1",
        "ORDER LINE - VAT CODE": "6",
    }


def test_archive_has_a_valid_invoice_for_each(staff_client: Client) -> None:
    invoiced(7)
    invoiced(8, address="", postcode="", postal_place="")

    archive = ZipFile(io.BytesIO(downloaded(staff_client, "ehf")))

    assert archive.namelist() == ["faktura-7.xml", "faktura-8.xml"]
    for name in archive.namelist():
        written = archive.read(name)
        assert validate_xsd(written) == (True, [])
        assert check_rules(written) == []


def test_wrong_invoice_is_credited_and_loss_is_not(staff_client: Client) -> None:
    for number, way in ((7, Fee.WriteOff.CREDITED), (8, Fee.WriteOff.LOST)):
        fee = invoiced(number)
        fee.written_off_on, fee.write_off_type, fee.write_off_reason = date(2026, 2, 5), way, "Feil størrelse"
        fee.save()

    book = load_workbook(io.BytesIO(downloaded(staff_client, "xlsx")))
    headings, *rows = book.worksheets[0].iter_rows(values_only=True)
    archive = ZipFile(io.BytesIO(downloaded(staff_client, "ehf")))
    note = archive.read("kreditnota-7.xml")

    found = [dict(zip(headings, cells, strict=True)) for cells in rows]
    assert [(bool(row["Kreditert"]), bool(row["Tap på krav"])) for row in found] == [(True, False), (False, True)]
    assert archive.namelist() == ["faktura-7.xml", "kreditnota-7.xml", "faktura-8.xml"]
    assert (validate_xsd(note), check_rules(note)) == ((True, []), [])
    assert b"<cbc:ID>K7</cbc:ID>" in note
    assert "Kreditert fordi fakturaen var feil: 1. Tap på krav: 1." in staff_client.get(PAGE).text


def test_invoice_has_the_addressee_of_its_day(staff_client: Client) -> None:
    fee = FeeFactory.create(**{f"membership__organisation__{name}": value for name, value in ADDRESS.items()})
    organisation = fee.membership.organisation
    was = (organisation.name, organisation.number, organisation.address)
    invoice = invoices.Invoice(fee, 7, invoiced_on=date(2026, 2, 1), due_on=date(2026, 3, 1))
    invoices.make([invoice], reason="Faktura")
    Organisation.objects.update(name="Nytt navn", number=organisation_number(880_000), address="Ny vei 2")
    fee = Fee.objects.select_related("membership__organisation", "rate").get()

    written = bookkeeping.as_ehf(fee).decode()
    (row,) = csv.DictReader(io.StringIO(downloaded(staff_client, "tripletex").decode("utf-8-sig")), delimiter=";")

    buyer = invoices.Addressee.of(fee)
    assert (buyer.name, buyer.number, buyer.address) == was
    assert all(text in written for text in was)
    assert row["CUSTOMER NO"] == was[1]
    assert fee.history.latest().invoiced_to == fee.invoiced_to
    with pytest.raises(DatabaseError), transaction.atomic():
        Fee.objects.update(invoiced_to={})


def test_one_invoice_is_downloaded_as_ehf(staff_client: Client) -> None:
    fee = invoiced(7)

    page = staff_client.get(reverse("admin:members_fee_change", args=[fee.pk]))
    response = staff_client.get(reverse("admin:members_fee_ehf", args=[fee.pk]))

    assert reverse("admin:members_fee_ehf", args=[fee.pk]) in page.text
    assert f"<cbc:PaymentID>{fee.kid}</cbc:PaymentID>" in response.text
    address = (("StreetName", "Brugata 2, oppgang B"), ("CityName", "Oslo"), ("PostalZone", "0186"))
    assert "".join(f"<cbc:{name}>{text}</cbc:{name}>" for name, text in address) in response.text
    assert 'filename="faktura-7.xml"' in response["Content-Disposition"]


def test_files_are_of_the_list(staff_client: Client) -> None:
    invoiced(7)
    FeeFactory.create(invoice_number=8, invoiced_on=date(2026, 2, 1), kid=kid.make(8), paid_on=date(2026, 2, 5))

    assert ZipFile(io.BytesIO(downloaded(staff_client, "ehf", "betaling=betalt&"))).namelist() == ["faktura-8.xml"]


def test_page_says_what_is_missing(staff_client: Client, settings: Any) -> None:
    settings.BANK_ACCOUNT = ""
    fee = invoiced(7, address="", email="")
    FeeFactory.create()

    page = staff_client.get(PAGE)

    assert "1 av kontingentene i listen har en faktura. " in " ".join(page.text.split())
    assert [(each.fee, each.words) for each in page.context["lacking"]] == [(fee, "adresse, e-postadresse")]
    assert "kontonummer (BANK_ACCOUNT)" in page.text
    assert "fil=ehf" not in page.text
    assert staff_client.get(f"{PAGE}?fil=ehf")["Content-Type"].startswith("text/html")
    assert staff_client.get(reverse("admin:members_fee_ehf", args=[fee.pk])).status_code == 302


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_page_queries_do_not_grow(staff_client: Client, count: int, django_assert_max_num_queries: Any) -> None:
    for number in range(1, count + 1):
        invoiced(number, address="")

    with django_assert_max_num_queries(25):
        staff_client.get(PAGE)


@pytest.mark.parametrize("query", ["fil=x", "fil=xlsx", "fil=", "fil=ehf&fil=csv", "betaling=tull", "rate__year=x"])
def test_page_without_invoices_is_shown(staff_client: Client, query: str) -> None:
    assert staff_client.get(f"{PAGE}?{query}").status_code in (200, 302)


@pytest.mark.parametrize("key", ["0", "x", "9" * 40])
def test_no_such_invoice_is_not_found(staff_client: Client, key: str) -> None:
    assert staff_client.get(f"/admin/members/fee/{key}/ehf/").status_code == 404


def test_fee_without_invoice_has_no_ehf(staff_client: Client) -> None:
    fee = FeeFactory.create()

    assert staff_client.get(reverse("admin:members_fee_ehf", args=[fee.pk])).status_code == 404


def test_adviser_downloads_nothing(adviser: User) -> None:
    fee = invoiced(7)
    client = log_in(adviser)

    for url in (PAGE, f"{PAGE}?fil=csv", reverse("admin:members_fee_ehf", args=[fee.pk])):
        assert client.get(url).status_code == 403
