"""Registering the payments in the bank's files: what becomes of each, and which fee it could be of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.fields import kroner_and_ore
from balansekunst.folding import fold_text
from members import payments
from members.models import Fee, FeePayment
from members.ocr_giro import Shipment, Transaction

SUGGESTED = 8
# Of words shorter than this, many names have one.
SHORTEST_WORD = 4


class Outcome(TextChoices):
    """What becomes of a payment in a file."""

    PAID = "paid", gettext_lazy("Betaler kontingenten")
    PART = "part", gettext_lazy("Betaler en del av kontingenten")
    OVER = "over", gettext_lazy("Mer enn det som gjenstår")
    UNKNOWN = "unknown", gettext_lazy("Ukjent KID: venter")
    BACK = "back", gettext_lazy("Penger tilbake: venter")
    READ = "read", gettext_lazy("Lest inn før: hoppes over")
    EMPTY = "empty", gettext_lazy("Beløpet er 0: hoppes over")


SKIPPED = (Outcome.READ, Outcome.EMPTY)
WAITING = (Outcome.UNKNOWN, Outcome.BACK)


@dataclass(frozen=True)
class FileRow:
    """A payment in the file, its fee, and what becomes of it. `left` is what is outstanding of the fee before it."""

    paid: Transaction
    outcome: Outcome
    fee: Fee | None = None
    left: int = 0

    @property
    def amount(self) -> str:
        return kroner_and_ore(self.paid.amount)

    @property
    def note(self) -> str:
        if self.outcome in (Outcome.PART, Outcome.OVER):
            return _("Det gjenstår %(left)s.") % {"left": kroner_and_ore(self.left)}
        return ""


class ChangedError(Exception):
    """Something has changed since the preview."""


def look_through(shipments: Iterable[Shipment]) -> list[FileRow]:
    """Return what would become of each payment. Raises ValidationError for one that can't be stored.

    A constant number of queries.
    """
    paid = [each for shipment in shipments for each in shipment.transactions]
    for each in paid:
        _check(each)
    known = FeePayment.objects.filter(source=FeePayment.Source.OCR, reference__in=[each.reference for each in paid])
    read = set(known.values_list("reference", flat=True))
    fees: Any = Fee.objects.with_received().select_related("membership__organisation", "rate").exclude(kid="")
    by_kid: dict[str, Any] = {fee.kid: fee for fee in fees.filter(kid__in={each.kid for each in paid if each.kid})}
    left = {kid: payments.balance(fee, fee.received).outstanding for kid, fee in by_kid.items()}
    rows = []
    for each in paid:
        fee, missing = by_kid.get(each.kid), left.get(each.kid, 0)
        outcome = _outcome(each, fee, missing, is_read=each.reference in read)
        read.add(each.reference)
        if outcome in SKIPPED or outcome in WAITING:
            rows.append(FileRow(each, outcome, fee if outcome == Outcome.READ else None))
            continue
        left[each.kid] = missing - each.amount
        rows.append(FileRow(each, outcome, fee, missing))
    return rows


def _check(paid: Transaction) -> None:
    """Raise ValidationError, with the line, if the payment's amount or day can't be."""
    try:
        FeePayment._meta.get_field("amount").run_validators(paid.amount)
        FeePayment._meta.get_field("paid_on").run_validators(paid.paid_on)
    except ValidationError as error:
        raise ValidationError(_("Linje %(line)s: ") % {"line": paid.line} + error.messages[0]) from error


def _outcome(paid: Transaction, fee: Fee | None, left: int, *, is_read: bool) -> Outcome:
    if is_read:
        return Outcome.READ
    if not paid.amount:
        return Outcome.EMPTY
    if paid.amount < 0:
        return Outcome.BACK
    if fee is None:
        return Outcome.UNKNOWN
    if paid.amount == left:
        return Outcome.PAID
    return Outcome.PART if paid.amount < left else Outcome.OVER


def fingerprint(rows: Iterable[FileRow]) -> str:
    """Return what identifies the preview, to compare it with what would be registered now."""
    facts = [(row.paid.reference, row.outcome.value, row.fee.pk if row.fee else None, row.left) for row in rows]
    return sha256(repr(facts).encode()).hexdigest()


@transaction.atomic
def register(shipments: Sequence[Shipment], *, expected: str, file_name: str) -> list[FileRow]:
    """Store the payments that aren't skipped, and return the rows. Raises ChangedError if these aren't `expected`."""
    rows = look_through(shipments)
    if fingerprint(rows) != expected:
        raise ChangedError
    found = [
        FeePayment(
            fee=row.fee,
            amount=row.paid.amount,
            paid_on=row.paid.paid_on,
            kid=row.paid.kid,
            note=" ".join(row.paid.text.split()),
            source=FeePayment.Source.OCR,
            reference=row.paid.reference,
        )
        for row in rows
        if row.outcome not in SKIPPED
    ]
    try:
        payments.add(found, reason=_("Lest inn fra %(file)s") % {"file": file_name})
    except IntegrityError as error:  # somebody else has read the file at the same time
        raise ChangedError from error
    return rows


class Suggestion(NamedTuple):
    """A fee that a waiting payment could be of, and why."""

    fee: Fee
    why: str
    outstanding: int


def suggest(payment: FeePayment) -> list[Suggestion]:
    """Return the fees that the payment is likely to be of, the likeliest first: by number, name and amount."""
    text = f"{payment.kid} {payment.note}"
    numbers = {*re.findall(r"[0-9]+", text, re.ASCII), "".join(re.findall(r"[0-9]", payment.note, re.ASCII))}
    words = [word for word in fold_text(payment.note).split() if len(word) >= SHORTEST_WORD and not word.isdigit()]
    invoices = {int(digits) for digits in numbers if 0 < len(digits) <= 9}
    organisation = "membership__organisation"
    likely = (
        Q(amount=payment.amount // payments.ORE)
        | Q(invoice_number__in=invoices)
        | Q(**{f"{organisation}__number__in": numbers})
    )
    likely |= Q(kid__in=_near(payment.kid))
    for word in words:
        likely |= Q(**{f"{organisation}__name__icontains": word})
    fees: Any = Fee.objects.outstanding().with_received().select_related(organisation, "rate").filter(likely)[:200]
    scored = []
    for fee in fees:
        left = payments.balance(fee, fee.received).outstanding
        name = f" {fold_text(fee.membership.organisation.name)} "
        reasons = [
            (5, _("organisasjonsnummeret"), fee.membership.organisation.number in numbers),
            (4, _("KID er nesten lik"), bool(fee.kid) and fee.kid in _near(payment.kid)),
            (4, _("fakturanummeret"), fee.invoice_number in invoices),
            (3, _("navnet"), any(f" {word}" in name for word in words)),
            (2, _("beløpet"), left == payment.amount),
        ]
        if score := sum(points for points, _why, holds in reasons if holds):
            why = ", ".join(why for _points, why, holds in reasons if holds)
            scored.append((-score, fee.due_on, fee.pk, Suggestion(fee, why, left)))
    return [suggestion for *_order, suggestion in sorted(scored)[:SUGGESTED]]


def _near(kid: str) -> set[str]:
    """Return the KIDs that differ in one digit, or in the order of two that are beside each other."""
    if not kid.isascii() or not kid.isdigit():
        return set()
    found = {kid[:place] + digit + kid[place + 1 :] for place in range(len(kid)) for digit in "0123456789"}
    found |= {kid[:place] + kid[place + 1] + kid[place] + kid[place + 2 :] for place in range(len(kid) - 1)}
    return found - {kid}
