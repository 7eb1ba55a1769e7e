"""Payments of fees: what they settle, what is outstanding, and what an invoice fixes."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from members import kid, payments
from members.models import Fee, FeePayment
from tests.factories import FeeFactory

pytestmark = pytest.mark.django_db


def paid(fee: Fee, *amounts: int, day: int = 1, **values: str) -> list[FeePayment]:
    """Return payments of the fee on the following days, stored."""
    found = [
        FeePayment(fee=fee, amount=amount, paid_on=date(2026, 3, day + place), **values)
        for place, amount in enumerate(amounts)
    ]
    payments.add(found)
    fee.refresh_from_db()
    return found


def outstanding(fee: Fee) -> int:
    fee = Fee.objects.with_received().get(pk=fee.pk)
    return payments.balance(fee, fee.received).outstanding  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("amounts", "paid_on", "left"),
    [
        pytest.param([], None, 500_000, id="none"),
        pytest.param([200_000, 299_999], None, 1, id="one-ore-short"),
        pytest.param([200_000, 300_000], date(2026, 3, 2), 0, id="in-two-parts"),
        pytest.param([500_000, 20_000], date(2026, 3, 1), -20_000, id="too-much"),
        pytest.param([500_000, -500_000], None, 500_000, id="paid-back"),
    ],
)
def test_fee_is_paid_when_covered(amounts: list[int], paid_on: date | None, left: int) -> None:
    fee = FeeFactory.create()

    paid(fee, *amounts)

    assert (fee.paid_on, outstanding(fee)) == (paid_on, left)


def test_fee_paid_back_later_is_not_paid() -> None:
    fee = FeeFactory.create()
    paid(fee, 500_000)
    assert fee.paid_on

    paid(fee, -500_000, day=9)

    assert (fee.paid_on, outstanding(fee)) == (None, 500_000)


def test_payment_moved_meanwhile_is_not_moved_again() -> None:
    first, second = FeeFactory.create_batch(2)
    payment = FeePayment(amount=500_000, paid_on=date(2026, 3, 1))
    payments.add([payment])
    seen_by_another = FeePayment.objects.get(pk=payment.pk)
    payments.move(payment, to=first)

    with pytest.raises(ValidationError):
        payments.move(seen_by_another, to=second)

    second.refresh_from_db()
    assert second.paid_on is None


@pytest.mark.parametrize(
    "take",
    [
        pytest.param(payments.delete, id="deleted"),
        pytest.param(lambda payment: payments.move(payment, to=None), id="moved"),
    ],
)
def test_fee_is_unpaid_without_its_payment(take: Callable[[FeePayment], None]) -> None:
    fee = FeeFactory.create()
    (payment,) = paid(fee, 500_000)

    take(payment)

    fee.refresh_from_db()
    assert (fee.paid_on, outstanding(fee)) == (None, 500_000)


def test_moved_payment_settles_other_fee() -> None:
    fee, other = FeeFactory.create_batch(2)
    (payment,) = paid(fee, 500_000)

    payments.move(payment, to=other)

    assert [each.paid_on for each in Fee.objects.order_by("pk")] == [None, date(2026, 3, 1)]


def test_fee_registered_by_hand_is_paid_in_full(day: date) -> None:
    fee = FeeFactory.create(paid_on=day)
    (part,) = paid(fee, 200_000)

    assert outstanding(fee) == 0
    payments.delete(part)
    fee.refresh_from_db()
    assert (fee.paid_on, outstanding(fee)) == (day, 0)


@pytest.mark.parametrize(
    "settled",
    [
        pytest.param({"worked_on": date(2026, 3, 1), "work_reason": "Vertskap"}, id="work"),
        pytest.param(
            {"written_off_on": date(2026, 3, 1), "write_off_type": "lost", "write_off_reason": "Lagt ned"},
            id="written-off",
        ),
    ],
)
def test_nothing_is_due_otherwise_settled(settled: dict) -> None:
    fee = FeeFactory.create(**settled)

    paid(fee, 500_000)

    assert (fee.paid_on, outstanding(fee)) == (None, -500_000)


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_added_payment_queries_do_not_grow(count: int, django_assert_num_queries) -> None:
    fees = FeeFactory.create_batch(count)

    with django_assert_num_queries(13):
        payments.add(FeePayment(fee=fee, amount=500_000, paid_on=date(2026, 3, 1)) for fee in fees)


def test_payment_of_file_is_stored_once() -> None:
    fee = FeeFactory.create()
    paid(fee, 100_000, source="ocr", reference="7")

    with pytest.raises(IntegrityError), transaction.atomic():
        paid(fee, 100_000, source="ocr", reference="7")
    paid(fee, 100_000, source="hand", reference="7")

    assert FeePayment.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        pytest.param({"paid_on": date(2026, 3, 1), "worked_on": date(2026, 3, 1), "work_reason": "x"}, "paid_on"),
        pytest.param({"worked_on": date(2026, 3, 1)}, "work_reason"),
        pytest.param({"work_reason": "Vertskap"}, "work_reason"),
        pytest.param({"written_off_on": date(2026, 3, 1)}, "write_off_reason"),
        pytest.param({"write_off_reason": "Lagt ned"}, "write_off_reason"),
        pytest.param({"written_off_on": date(2026, 3, 1), "write_off_reason": "Lagt ned"}, "write_off_reason"),
    ],
    ids=[
        "twice",
        "work-without-reason",
        "reason-without-work",
        "write-off-without-reason",
        "reason-alone",
        "write-off-without-type",
    ],
)
def test_fee_is_settled_one_way_with_reason(values: dict, field: str) -> None:
    fee = FeeFactory.create()
    for name, value in values.items():
        setattr(fee, name, value)

    with pytest.raises(ValidationError) as caught:
        fee.full_clean()
    assert list(caught.value.message_dict) == [field]
    with pytest.raises(IntegrityError), transaction.atomic():
        fee.save()


def invoiced(number: int = 1) -> Fee:
    return FeeFactory.create(invoice_number=number, invoiced_on=date(2026, 2, 1), kid=kid.make(number))


@pytest.mark.parametrize(
    "values",
    [{"amount": 1}, {"invoice_number": 2}, {"invoice_number": None, "invoiced_on": None, "kid": ""}, {"kid": "18"}],
    ids=["amount", "number", "none", "kid"],
)
def test_invoice_is_not_changed(values: dict) -> None:
    invoiced()

    with pytest.raises(IntegrityError), transaction.atomic():
        Fee.objects.update(**values)
    Fee.objects.update(due_on=date(2026, 4, 1), paid_on=date(2026, 3, 1))


def test_fee_with_invoice_is_not_deleted() -> None:
    fee = invoiced()

    with pytest.raises(IntegrityError), transaction.atomic():
        fee.delete()


def test_changed_rate_changes_no_fee() -> None:
    fee = FeeFactory.create()

    fee.rate.amount = 9_000
    fee.rate.save()

    assert Fee.objects.get().amount == 5_000


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("text", "is_kid"),
    [
        pytest.param(kid.make(1), True, id="made"),
        pytest.param("000000018", True, id="of-first-invoice"),
        pytest.param("000000019", False, id="wrong-digit"),
        pytest.param("0", False, id="one-digit"),
        pytest.param("0" * 25, True, id="25-digits"),
        pytest.param("0" * 26, False, id="26-digits"),
        pytest.param("\N{ARABIC-INDIC DIGIT ZERO}" * 4, False, id="other-digits"),
        pytest.param("0000 00018", False, id="with-space"),
        pytest.param("", False, id="empty"),
    ],
)
def test_check_of_kid(text: str, is_kid: bool) -> None:  # noqa: FBT001
    assert kid.check(text) is is_kid
