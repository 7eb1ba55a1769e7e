"""Invoices as EHF: valid by the schema and the rules, whatever the names are."""

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from peppol import check_rules, validate_xsd

from members import ehf

SELLER = ehf.Party("Balansekunst", "974760673", "Storgata 1", "0155", "Oslo")
INVOICE = ehf.Invoice(
    number="17",
    issued_on=date(2026, 2, 1),
    due_on=date(2026, 3, 1),
    seller=SELLER,
    buyer=ehf.Party("Fjell & Fjord <kultur>", "923609016", "Vegen 2", "9730", "Kárášjohka"),
    reference="Kontingent 2026",
    description="Medlemskontingent 2026",
    amount=10_000,
    account="86011117947",
    kid="000000174",
    period=(date(2026, 1, 1), date(2026, 12, 31)),
)
NAMES = st.text(min_size=1).filter(lambda text: text.strip().isprintable() and text.strip())


def read(invoice: ehf.Invoice) -> ElementTree.Element:
    return ElementTree.fromstring(ehf.write(invoice))  # noqa: S314 - written here


def found(invoice: ehf.Invoice, path: str) -> list[str | None]:
    names = {key.removeprefix("xmlns:"): address for key, address in ehf.NAMESPACES.items()}
    return [element.text for element in read(invoice).findall(path, names)]


@settings(max_examples=20, deadline=None)
@given(NAMES, st.text(), st.integers(0, 10**9))
def test_invoice_is_valid(name: str, address: str, amount: int) -> None:
    invoice = replace(INVOICE, buyer=replace(INVOICE.buyer, name=name, address=address), amount=amount)

    written = ehf.write(invoice)

    assert validate_xsd(written) == (True, [])
    assert check_rules(written) == []


def test_check_finds_what_is_wrong() -> None:
    written = ehf.write(INVOICE).replace(b"<cbc:PayableAmount", b"<cbc:PrepaidAmount").replace(b"BuyerRef", b"Ref")

    is_valid, errors = validate_xsd(written)

    assert not is_valid
    assert errors


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        pytest.param("cbc:ID", ["17"], id="number"),
        pytest.param("cbc:DueDate", ["2026-03-01"], id="due"),
        pytest.param("cac:PaymentMeans/cbc:PaymentID", ["000000174"], id="KID"),
        pytest.param(".//cbc:EndpointID", ["974760673", "923609016"], id="addresses"),
        pytest.param(".//cbc:RegistrationName", ["Balansekunst", "Fjell & Fjord <kultur>"], id="names"),
        pytest.param(".//cbc:CityName", ["Oslo", "Kárášjohka"], id="places"),
        pytest.param("cac:LegalMonetaryTotal/cbc:PayableAmount", ["10000.00"], id="amount"),
        pytest.param(".//cbc:TaxAmount", ["0.00", "0.00"], id="VAT"),
    ],
)
def test_invoice_says_what_is_due(path: str, texts: list[str]) -> None:
    assert found(INVOICE, path) == texts


def test_invoice_has_no_empty_elements() -> None:
    buyer = ehf.Party("Fjell", "923609016")

    elements = read(replace(INVOICE, buyer=buyer)).iter()

    assert all(len(element) or (element.text or "").strip() for element in elements)
