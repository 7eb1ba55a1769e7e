"""Registering the payments in a file from the bank, and connecting those that wait."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from balansekunst.access import Role
from balansekunst.models import ImportFile, User
from members import bank_files, kid, ocr_giro, payments
from members.bank_files import Outcome
from members.models import Fee, FeePayment
from tests.conftest import log_in, user_in_role
from tests.factories import FeeFactory
from tests.members.ocr_files import Paid, ocr_file

READ = reverse("admin:members_feepayment_read")
DAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


def invoiced(number: int, **values: Any) -> Fee:
    return FeeFactory.create(invoice_number=number, invoiced_on=date(2026, 2, 1), kid=kid.make(number), **values)


def paid(number: int, amount: int = 500_000, **values: Any) -> Paid:
    return Paid(kid.make(number), amount, DAY, **values)


def file(*payments_: Paid) -> bytes:
    return ocr_file(payments_, settled_on=DAY)


def outcomes(*payments_: Paid) -> list[Outcome]:
    return [row.outcome for row in bank_files.look_through(ocr_giro.read(file(*payments_)))]


def register(content: bytes) -> None:
    shipments = ocr_giro.read(content)
    rows = bank_files.look_through(shipments)
    bank_files.register(shipments, expected=bank_files.fingerprint(rows), file_name="ocr.txt")


def upload(client: Client, content: bytes) -> Any:
    return client.post(READ, {"bank_file": SimpleUploadedFile("ocr.txt", content)})


@pytest.mark.parametrize(
    ("payment", "outcome"),
    [
        pytest.param(paid(1), Outcome.PAID, id="all"),
        pytest.param(paid(1, 499_999), Outcome.PART, id="one ore short"),
        pytest.param(paid(1, 500_001), Outcome.OVER, id="one ore more"),
        pytest.param(paid(2), Outcome.UNKNOWN, id="unknown KID"),
        pytest.param(Paid("", 500_000, DAY, text="Kontingent"), Outcome.UNKNOWN, id="no KID"),
        pytest.param(paid(1, is_back=True), Outcome.BACK, id="back"),
        pytest.param(paid(1, 0), Outcome.EMPTY, id="nothing"),
    ],
)
def test_outcome_of_payment(payment: Paid, outcome: Outcome) -> None:
    invoiced(1)

    assert outcomes(payment) == [outcome]


@pytest.mark.one_database
@pytest.mark.parametrize("digit", range(9))
def test_wrong_digit_pays_no_fee(digit: int) -> None:
    """A KID with any wrong digit is no other fee's either."""
    for number in range(1, 12):
        invoiced(number)
    right = kid.make(7)

    for other in "0123456789".replace(right[digit], ""):
        wrong = right[:digit] + other + right[digit + 1 :]
        assert outcomes(Paid(wrong, 500_000, DAY)) == [Outcome.UNKNOWN]


def test_payments_of_one_fee_are_added_up() -> None:
    invoiced(1)

    assert outcomes(paid(1, 200_000), paid(1, 300_000), paid(1, 100)) == [Outcome.PART, Outcome.PAID, Outcome.OVER]


def test_file_read_twice_adds_nothing() -> None:
    invoiced(1)
    content = file(paid(1), paid(2), Paid("", 100, DAY, text="Gave"))
    register(content)

    register(content)

    assert FeePayment.objects.count() == 3
    assert Fee.objects.get().paid_on == DAY
    assert outcomes(paid(1), paid(2)) == [Outcome.READ, Outcome.READ]


def test_text_of_payment_is_its_note() -> None:
    register(file(Paid("", 100, DAY, text="Gave fra Kari")))

    payment = FeePayment.objects.get()
    assert (payment.note, payment.source, payment.history.get().history_change_reason) == (
        "Gave fra Kari",
        "ocr",
        "Lest inn fra ocr.txt",
    )


@pytest.mark.parametrize(
    ("payment", "message"),
    [
        pytest.param(paid(1, 10**12), "Linje 3: Et beløp kan ikke være større enn én milliard kroner.", id="amount"),
        pytest.param(Paid("18", 1, date(2090, 1, 1)), "Linje 3: ", id="day"),
    ],
)
def test_impossible_payment_is_refused(payment: Paid, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        outcomes(payment)

    assert refused.value.messages[0].startswith(message)


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_preview_queries_do_not_grow(count: int, django_assert_num_queries: Any) -> None:
    for number in range(1, count + 1):
        invoiced(number)

    with django_assert_num_queries(2):
        outcomes(*(paid(number) for number in range(1, count + 1)))


def test_previewed_file_is_registered(staff_client: Client, staff: User) -> None:
    fee = invoiced(1)

    preview = upload(staff_client, file(paid(1), paid(2, 700_050)))

    assert "2 nye innbetalinger på 12\xa0000,50\xa0kr til sammen" in preview.text
    assert str(fee.membership.organisation) in preview.text
    assert not FeePayment.objects.exists()
    response = staff_client.post(READ, preview.context["stored"], follow=True)
    assert "2 innbetalinger er lest inn. 1 av dem er ikke koblet til en kontingent." in response.text
    assert "Venter: koble den" in response.text
    assert FeePayment.objects.get(fee=fee).history.get().history_user == staff
    assert not ImportFile.objects.exists()


def test_fee_paid_since_preview_is_shown_anew(staff_client: Client) -> None:
    fee = invoiced(1)
    preview = upload(staff_client, file(paid(1)))
    payments.add([FeePayment(fee=fee, amount=500_000, paid_on=DAY)])

    again = staff_client.post(READ, preview.context["stored"])

    assert "Noe er endret siden du så over filen." in again.text
    assert [row.outcome for row in again.context["rows"]] == [Outcome.OVER]
    assert FeePayment.objects.count() == 1
    staff_client.post(READ, again.context["stored"])
    assert FeePayment.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "Den innsendte filen er tom", id="empty"),
        pytest.param(b"%PDF-1.4", "Filen er ikke en OCR-fil fra banken.", id="PDF"),
        pytest.param(file(paid(1))[:300], "Linje 4: linjen har", id="truncated"),
        pytest.param(file(paid(1)).replace(b"NY000089", b"NY000099"), "Linje 6: ", id="damaged"),
    ],
)
def test_unreadable_file_gives_error_at_field(staff_client: Client, content: bytes, words: str) -> None:
    response = upload(staff_client, content)

    assert words in str(response.context["form"].errors["bank_file"]) or "tom" in words
    assert (FeePayment.objects.count(), ImportFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "changes",
    [{"import_file_name": "x"}, {"import_file_name": "\0"}, {"original_file_name": ""}, {"accepted": "x"}],
    ids=str,
)
def test_changed_confirmation_registers_nothing(staff_client: Client, changes: dict[str, str]) -> None:
    invoiced(1)
    preview = upload(staff_client, file(paid(1)))

    response = staff_client.post(READ, {**preview.context["stored"], **changes})

    assert response.status_code in (200, 302)
    assert not FeePayment.objects.exists()


def test_file_of_another_is_not_registered(staff_client: Client) -> None:
    preview = upload(staff_client, file(paid(1)))
    colleague = log_in(user_in_role(Role.STAFF, "Kari Kollega", is_staff=True))

    assert colleague.post(READ, preview.context["stored"])["Location"] == READ
    assert not FeePayment.objects.exists()


def test_management_reads_no_file(management: User) -> None:
    assert log_in(management).get(READ).status_code == 403


def waiting(amount: int = 500_000, number: str = "", note: str = "") -> FeePayment:
    payment = FeePayment(amount=amount, paid_on=DAY, kid=number, note=note)
    payments.add([payment])
    return payment


@pytest.mark.parametrize(
    ("number", "note", "why"),
    [
        pytest.param("", "Kontingent fra Fjellfestivalen", "navnet", id="name"),
        pytest.param("", "org 923 609 016", "organisasjonsnummeret", id="number"),
        pytest.param("", "faktura 17", "fakturanummeret", id="invoice"),
        pytest.param(kid.make(17)[:-3] + "9" + kid.make(17)[-2:], "", "KID er nesten lik", id="KID"),
    ],
)
def test_likely_fee_is_suggested_first(number: str, note: str, why: str) -> None:
    for other in (3, 4):
        invoiced(other)
    fee = invoiced(17, membership__organisation__name="Fjellfestivalen", membership__organisation__number="923609016")

    suggested = bank_files.suggest(waiting(number=number, note=note))

    assert suggested[0].fee == fee
    assert why in suggested[0].why
    assert "beløpet" in suggested[0].why


def test_paid_fees_are_not_suggested() -> None:
    invoiced(1, paid_on=DAY)

    assert bank_files.suggest(waiting()) == []


def test_waiting_payment_is_connected(staff_client: Client) -> None:
    fee, payment = invoiced(1), waiting()
    url = reverse("admin:members_feepayment_connect", args=[payment.pk])
    assert staff_client.get(url).context["form"].suggested

    staff_client.post(url, {"fee": str(fee.pk), "reason": ""})

    fee.refresh_from_db()
    assert (fee.paid_on, FeePayment.objects.waiting().count()) == (DAY, 0)


def test_payment_is_set_aside_with_reason(staff_client: Client) -> None:
    payment = waiting()
    url = reverse("admin:members_feepayment_connect", args=[payment.pk])
    refused = staff_client.post(url, {"aside": "1", "reason": " "})
    assert refused.context["form"].errors == {"reason": ["Skriv hvorfor innbetalingen legges til side."]}

    staff_client.post(url, {"aside": "1", "reason": "Gave"})

    payment.refresh_from_db()
    assert (payment.set_aside, FeePayment.objects.waiting().count()) == ("Gave", 0)


@pytest.mark.parametrize("key", ["0", "x", "9" * 40, "1%00"])
def test_no_such_payment_is_not_found(staff_client: Client, key: str) -> None:
    assert staff_client.get(f"/admin/members/feepayment/{key}/koble/").status_code in (400, 404)


def test_connected_payment_is_not_set_aside() -> None:
    fee = invoiced(1)

    with pytest.raises(IntegrityError), transaction.atomic():
        FeePayment.objects.create(fee=fee, amount=1, paid_on=DAY, set_aside="Gave")


def test_waiting_payments_are_task(staff_client: Client) -> None:
    waiting()
    FeePayment.objects.create(amount=1, paid_on=DAY, set_aside="Gave")

    page = staff_client.get(reverse("admin:index"))

    assert "innbetaling er ikke koblet til en kontingent" in page.text
    listed = staff_client.get(f"{reverse('admin:members_feepayment_changelist')}?status=venter")
    assert listed.context["cl"].result_count == 1
