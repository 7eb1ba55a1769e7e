"""Payments of fees: adding, moving and deleting them, and the fees that they settle."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.history import set_reason
from balansekunst.imports.batches import Batch
from members.models import Fee, FeePayment

ORE = 100


class Balance(NamedTuple):
    """What a fee costs and what is paid of it, in øre. More is `outstanding` than 0 if too little is paid."""

    due: int
    paid: int

    @property
    def outstanding(self) -> int:
        return self.due - self.paid


def balance(fee: Fee, received: int) -> Balance:
    """Return the balance of the fee, of which the payments are `received` øre (`FeeQuerySet.with_received`).

    Nothing is due of one that is given as work or written off. One that is registered as paid is paid in full.
    """
    amount = fee.amount * ORE
    due = 0 if fee.worked_on or fee.written_off_on else amount
    return Balance(due, max(received, amount) if fee.paid_on else received)


@transaction.atomic
def add(payments: Iterable[FeePayment], *, reason: str = "") -> None:
    """Store new payments, and register the fees as paid that are covered now. A constant number of queries.

    Raises IntegrityError if the source of one has another with its reference.
    """
    new = list(payments)
    fees = _lock({payment.fee_id for payment in new})
    covered_before = _covered(fees)
    batch = Batch(reason)
    for payment in new:
        batch.insert(payment)
    batch.write()
    _settle(fees, covered_before)


@transaction.atomic
def move(payment: FeePayment, *, to: Fee | None) -> None:
    """Let the payment be of another fee, or of none. Registers what it covers as paid, and no longer the other one.

    Raises ValidationError if somebody has moved it since it was read.
    """
    stored = FeePayment.objects.select_for_update().filter(pk=payment.pk).first()
    if stored is None or stored.fee_id != payment.fee_id:
        raise ValidationError(_("Noen har koblet eller slettet innbetalingen i mellomtiden. Se på den på nytt."))
    fees = _lock({payment.fee_id, to.pk if to else None})
    covered_before = _covered(fees)
    payment.fee = to
    payment.save()
    _settle(fees, covered_before)


@transaction.atomic
def save(payment: FeePayment) -> None:
    """Save the payment, whose fee or amount may be another."""
    stored = FeePayment.objects.select_for_update().filter(pk=payment.pk).first()
    fees = _lock({payment.fee_id, stored.fee_id if stored else None})
    covered_before = _covered(fees)
    payment.save()
    _settle(fees, covered_before)


@transaction.atomic
def delete(payment: FeePayment, *, reason: str = "") -> None:
    """Delete the payment. The fee that it covered is not paid any more."""
    stored = FeePayment.objects.select_for_update().filter(pk=payment.pk).first()
    fees = _lock({payment.fee_id, stored.fee_id if stored else None})
    covered_before = _covered(fees)
    set_reason(payment, reason).delete()
    _settle(fees, covered_before)


@transaction.atomic
def settle(fees: Collection[Fee]) -> None:
    """Register those of the fees as paid that are outstanding, and that payments cover."""
    _settle(_lock({fee.pk for fee in fees}), covered_before={})


def _lock(keys: Iterable[int | None]) -> dict[int, Fee]:
    """Return the fees by primary key, locked, so that the sums of their payments hold."""
    found = Fee.objects.select_for_update().filter(pk__in=[key for key in keys if key]).order_by("pk")
    return {fee.pk: fee for fee in found}


def _covered(fees: Collection[int]) -> dict[int, FeePayment]:
    """Return the payment by which the amount was first covered, in the order of days, of each of the fees that are."""
    found: dict[int, FeePayment] = {}
    sums = dict.fromkeys(fees, 0)
    payments = FeePayment.objects.filter(fee__in=fees).select_related("fee").order_by("paid_on", "pk")
    for payment in payments:
        fee = payment.fee
        if fee is None:
            continue
        sums[fee.pk] += payment.amount
        if sums[fee.pk] < fee.amount * ORE:
            found.pop(fee.pk, None)
        else:
            found.setdefault(fee.pk, payment)
    return found


def _settle(fees: dict[int, Fee], covered_before: Collection[int]) -> None:
    """Set the day on which a fee was paid, or clear it of one that was covered before and isn't any more.

    One that was registered as paid by hand stays so: its payments never covered it.
    """
    covered = _covered(fees)
    batch = Batch(_("Etter innbetalingene"))
    for key, fee in fees.items():
        if key in covered and fee.state == Fee.State.OUTSTANDING:
            fee.paid_on = covered[key].paid_on
        elif key in covered_before and key not in covered:
            fee.paid_on = None
        else:
            continue
        batch.update(fee, ["paid_on"])
    batch.write()
