"""Sending the invoices of fees, in the admin, and their PDFs."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from balansekunst.mail import outbox
from balansekunst.models import Bounce, Message
from members import invoices, kid
from members.models import Fee
from tests.factories import ContactFactory, FeeFactory
from tests.members.fee_work import INVOICE, invoiced, preview, skipped

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(moment: datetime) -> Any:
    with time_machine.travel(moment, tick=False):
        yield


def test_invoices_have_running_numbers_and_are_sent_once(
    staff_client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    fees = [
        FeeFactory.create(membership__organisation__name=name, rate__year=2026 + place)
        for place, name in enumerate("AB")
    ]
    for fee in fees:
        ContactFactory.create(organisation=fee.membership.organisation)

    with django_capture_on_commit_callbacks(execute=True):
        invoiced(staff_client, *fees)
    again = preview(staff_client, "fee-invoice", fees, **INVOICE)

    found = Fee.objects.order_by("invoice_number")
    assert [(fee.pk, fee.invoice_number, fee.kid) for fee in found] == [
        (fees[0].pk, 1, "000000018"),
        (fees[1].pk, 2, kid.make(2)),
    ]
    assert set(skipped(again).values()) == {"Faktura 1 ble laget 16.03.2026.", "Faktura 2 ble laget 16.03.2026."}
    message = Message.objects.order_by("pk")[0]
    assert (message.subject, message.attachment_name) == ("Faktura for kontingenten for 2026", "faktura-1.pdf")
    assert "KID: 000000018" in message.body
    text = PdfReader(BytesIO(bytes(message.attachment or b""))).pages[0].extract_text()
    assert {"Faktura 1", "000000018", "15. april 2026"} <= {line.strip() for line in text.splitlines()} or (
        "000000018" in text and "15. april 2026" in text
    )


def test_pdf_is_made_once_when_email_is_sent(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fee = FeeFactory.create()
    ContactFactory.create_batch(2, organisation=fee.membership.organisation)
    invoiced(staff_client, fee)  # and nothing is sent, as if the process was killed at the end of the transaction
    first, second = Message.objects.order_by("pk")
    assert (first.attachment, first.attachment_name) == (None, "faktura-1.pdf")

    with monkeypatch.context() as patched:
        patched.setattr(invoices, "TYPST_SOURCE", invoices.TYPST_SOURCE.with_name("missing.typ"))
        outbox.send.call(first.pk)
    first.refresh_from_db()
    assert (first.status, first.failure, mail.outbox) == ("failed", "Vedlegget kunne ikke lages.", [])

    outbox.send_again(Message.objects.filter(pk=first.pk))
    made = [bytes(message.attachment or b"") for message in Message.objects.all()]
    outbox.resume(datetime(2026, 3, 16, 12).astimezone())
    outbox.send.call(first.pk)

    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF")
    assert [len(sent.attachments) for sent in mail.outbox] == [1, 1]
    assert {message.status for message in Message.objects.all()} == {"sent"}
    assert bytes(Message.objects.get(pk=second.pk).attachment or b"") == made[0]


def test_member_without_working_address_gets_invoice_on_paper(staff_client: Client) -> None:
    fee = FeeFactory.create(membership__organisation__email="borte@eksempel.example")
    Bounce.objects.create(email="borte@eksempel.example", bounced_at=datetime(2026, 3, 1).astimezone())

    invoiced(staff_client, fee)

    assert (Fee.objects.get().invoice_number, Message.objects.count()) == (1, 0)
    page = staff_client.get(reverse("admin:members_fee_invoice", args=[fee.pk]))
    assert page["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("values", "answers", "problem"),
    [
        pytest.param({"paid_on": date(2026, 3, 1)}, {}, "Allerede registrert som betalt 01.03.2026.", id="paid"),
        pytest.param({"due_on": date(2026, 3, 15)}, {"due_on": ""}, "Forfallet 15.03.2026 er passert.", id="late"),
        pytest.param({"due_on": date(2026, 3, 16)}, {"due_on": ""}, None, id="due-today"),
    ],
)
def test_who_gets_no_invoice(staff_client: Client, values: dict, answers: dict, problem: str | None) -> None:
    fee = FeeFactory.create(**values)

    page = preview(staff_client, "fee-invoice", [fee], **{**INVOICE, **answers})

    assert skipped(page).get(str(fee)) == problem


def test_missing_settings_are_named(staff_client: Client, settings: Any) -> None:
    settings.BANK_ACCOUNT = ""
    fee = FeeFactory.create()

    page = preview(staff_client, "fee-invoice", [fee], **INVOICE)

    assert "kontonummer (BANK_ACCOUNT)" in page.text
    assert page.context["preview"].planned == []
