"""Files of payments from the bank (OCR giro): shipments of assignments, with a transaction for each payment.

Each line has 80 characters, and its first eight say which service and which type of record it is. The whole file is
read before anything is made of it: a damaged file gives no payment at all. Assignments of other services, such as
AvtaleGiro's list of who has an agreement, have no payments: they are `unsupported`, and the rest is read.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from balansekunst.fields import kroner_and_ore
from balansekunst.imports.limits import check_size

LENGTH = 80
BEGINNING = "NY000010"
# The services: that of whole shipments, and that of payments with a KID.
ALL, OCR_GIRO, AVTALEGIRO = "00", "09", "21"
SHIPMENT_START, ASSIGNMENT_START, FIRST_PART, SECOND_PART, TEXT_PART = "10", "20", "30", "31", "32"
ASSIGNMENT_END, SHIPMENT_END = "88", "89"
# Purchases and reversals at terminals, which have a text instead of a KID.
WITH_TEXT = ("20", "21")
REVERSALS = ("18", "20")
DIGITS = re.compile(r"[0-9]+", re.ASCII)
KID = re.compile(r" *[0-9]*-?", re.ASCII)
NO_DAY = "000000"
AT_THE_END = "\r\n\t\x1a "
LINE_BREAK = re.compile("\r\n|\r|\n")


@dataclass(frozen=True)
class Transaction:
    """A payment: its amount in øre, negative if money went back, and the day on which the payer's bank paid it.

    `reference` is different for each payment in all files. `text` is what a terminal sends instead of a KID.
    """

    line: int
    reference: str
    kid: str
    amount: int
    paid_on: date
    text: str = ""


@dataclass(frozen=True)
class Assignment:
    """The payments to one of the association's accounts."""

    number: str
    account: str
    transactions: tuple[Transaction, ...]


@dataclass(frozen=True)
class Unsupported:
    """An assignment of another service, which is not read: its first and last line, and its number and sum."""

    service: str
    first: int
    last: int
    count: int
    total: int

    def __str__(self) -> str:
        name = _("AvtaleGiro") if self.service == AVTALEGIRO else _("tjeneste %(code)s") % {"code": self.service}
        params = {"first": self.first, "last": self.last, "name": name}
        return _("Linje %(first)s til %(last)s er fra %(name)s, som programmet ikke leser.") % params


@dataclass(frozen=True)
class Shipment:
    """What the bank sends at once."""

    number: str
    sent_on: date
    assignments: tuple[Assignment, ...]
    unsupported: tuple[Unsupported, ...] = ()

    @property
    def transactions(self) -> list[Transaction]:
        return [each for assignment in self.assignments for each in assignment.transactions]


@dataclass(frozen=True)
class Record:
    """A line of the file. Positions are those of the bank's documentation, from 1."""

    line: int
    text: str

    @property
    def service(self) -> str:
        return self.text[2:4]

    @property
    def kind(self) -> str:
        return self.text[6:8]

    @property
    def variant(self) -> str:
        """Which type of payment the line is about."""
        return self.text[4:6]

    def part(self, first: int, last: int) -> str:
        return self.text[first - 1 : last]

    def number(self, first: int, last: int, name: str) -> int:
        """Return the whole number in these positions. Raises ValidationError, with the name of what it is."""
        digits = self.part(first, last)
        if not DIGITS.fullmatch(digits):
            raise self.error(_("%(name)s er «%(value)s», som ikke er et tall."), name=name, value=digits.strip())
        return int(digits)

    def day(self, first: int) -> date:
        """Return the date, written DDMMYY. Raises ValidationError."""
        digits = f"{self.number(first, first + 5, _('datoen')):06}"
        try:
            return date(2000 + int(digits[4:]), int(digits[2:4]), int(digits[:2]))
        except ValueError:
            raise self.error(_("datoen «%(value)s» finnes ikke."), value=digits) from None

    def error(self, words: str, **params: Any) -> ValidationError:
        return ValidationError(_("Linje %(line)s: ") % {"line": self.line} + words, code="line", params=params)


def read(data: bytes) -> tuple[Shipment, ...]:
    """Return the shipments in a file. Raises ValidationError that says what is wrong, and in which line."""
    check_size(len(data))
    records = iter(_records(data))
    first = next(records)
    shipments = [_shipment(first, records)]
    shipments += [_shipment(record, records) for record in records]
    return tuple(shipments)


def _records(data: bytes) -> list[Record]:
    """Return the lines of the file, all of the right length. Blank lines at the end don't count."""
    lines = _lines(data)
    if not lines[0].startswith(BEGINNING):
        raise ValidationError(
            _("Filen er ikke en OCR-fil fra banken. En slik fil begynner med «%(beginning)s»."),
            code="not_ocr",
            params={"beginning": BEGINNING},
        )
    records = [Record(line, text) for line, text in enumerate(lines, 1)]
    if wrong := next((record for record in records if len(record.text) != LENGTH), None):
        words = _("linjen har %(count)s tegn, men skal ha %(length)s.")
        raise wrong.error(words, count=len(wrong.text), length=LENGTH)
    return records


def _lines(data: bytes) -> list[str]:
    """Return the lines in Latin-1, as the bank writes them, or in UTF-8 if only so they have the right length."""
    lines = LINE_BREAK.split(data.decode("latin-1").rstrip(AT_THE_END))
    if all(len(line) == LENGTH for line in lines):
        return lines
    try:
        return LINE_BREAK.split(data.decode("utf-8-sig").rstrip(AT_THE_END))
    except UnicodeDecodeError:
        return lines


def _shipment(start: Record, records: Iterator[Record]) -> Shipment:
    """Return the shipment that begins with this record, and check it against its last record."""
    _check_kind(start, ALL, SHIPMENT_START)
    number = f"{start.number(17, 23, _('forsendelsesnummeret')):07}"
    assignments: list[Assignment] = []
    unsupported: list[Unsupported] = []
    for record in records:
        if record.kind == SHIPMENT_END:
            _check_kind(record, ALL, SHIPMENT_END)
            paid = [each for assignment in assignments for each in assignment.transactions]
            _check_sums(start, record, paid, unsupported)
            return Shipment(number, record.day(42), tuple(assignments), tuple(unsupported))
        if record.kind == ASSIGNMENT_START and record.service not in (ALL, OCR_GIRO):
            unsupported.append(_unsupported(record, records))
            continue
        assignments.append(_assignment(record, records, number))
    raise _truncated()


def _assignment(start: Record, records: Iterator[Record], shipment: str) -> Assignment:
    """Return the assignment that begins with this record, and check it against its last record."""
    _check_kind(start, OCR_GIRO, ASSIGNMENT_START)
    number = f"{start.number(18, 24, _('oppdragsnummeret')):07}"
    account = f"{start.number(25, 35, _('kontonummeret')):011}"
    transactions: list[Transaction] = []
    for record in records:
        if record.kind == ASSIGNMENT_END:
            _check_kind(record, OCR_GIRO, ASSIGNMENT_END)
            _check_sums(start, record, transactions)
            return Assignment(number, account, tuple(transactions))
        _check_kind(record, OCR_GIRO, FIRST_PART)
        transactions.append(_transaction(record, records, f"{shipment}-{number}"))
    raise _truncated()


def _unsupported(start: Record, records: Iterator[Record]) -> Unsupported:
    """Return the assignment of another service that begins with this record, and check that it is whole."""
    _check_kind(start, start.service, ASSIGNMENT_START)
    for record in records:
        if record.kind in (SHIPMENT_START, ASSIGNMENT_START, ASSIGNMENT_END, SHIPMENT_END):
            _check_kind(record, start.service, ASSIGNMENT_END)
            _check_lines(start, record)
            count, total = record.number(9, 16, _("antallet")), record.number(25, 41, _("summen"))
            return Unsupported(start.service, start.line, record.line, count, total)
        _check_kind(record, start.service, record.kind)
    raise _truncated()


def _transaction(first: Record, records: Iterator[Record], prefix: str) -> Transaction:
    """Return the payment that begins with this record. One with a text has three, others two."""
    number = first.number(9, 15, _("nummeret"))
    settled_on = first.day(16)
    amount = first.number(33, 49, _("beløpet"))
    kid = first.part(50, 74)
    if not KID.fullmatch(kid):
        raise first.error(_("KID er «%(value)s», som ikke er et tall."), value=kid.strip())
    second = _following(first, records, SECOND_PART)
    third = _following(first, records, TEXT_PART) if first.variant in WITH_TEXT else None
    is_back = first.variant in REVERSALS or first.part(32, 32) == "-"
    return Transaction(
        line=first.line,
        reference=f"{settled_on:%Y%m%d}-{prefix}-{number:07}",
        kid=kid.strip(),
        amount=-amount if is_back else amount,
        paid_on=settled_on if second.part(42, 47) == NO_DAY else second.day(42),
        text=third.part(16, 55).strip() if third else "",
    )


def _following(first: Record, records: Iterator[Record], kind: str) -> Record:
    """Return the next record, which should be another part of the same payment."""
    record = next(records, None)
    if record is None:
        raise _truncated()
    _check_kind(record, OCR_GIRO, kind)
    if (record.variant, record.part(9, 15)) != (first.variant, first.part(9, 15)):
        raise record.error(_("linjen hører ikke til innbetalingen på linje %(first)s."), first=first.line)
    return record


def _check_sums(
    start: Record, end: Record, transactions: list[Transaction], unsupported: Iterable[Unsupported] = ()
) -> None:
    """Raise ValidationError unless the last record states the numbers and the sum of what is between.

    In the bank's sum, money that went back is added too.
    """
    count = len(transactions) + sum(each.count for each in unsupported)
    _check_number(end, 9, _("antall innbetalinger"), count)
    _check_lines(start, end)
    total = sum(abs(each.amount) for each in transactions) + sum(each.total for each in unsupported)
    if (stated := end.number(25, 41, _("summen"))) != total:
        raise end.error(
            _("summen er %(stated)s, men innbetalingene er på %(found)s til sammen."),
            stated=kroner_and_ore(stated),
            found=kroner_and_ore(total),
        )


def _check_lines(start: Record, end: Record) -> None:
    _check_number(end, 17, _("antall linjer"), end.line - start.line + 1)


def _check_number(end: Record, first: int, name: str, found: int) -> None:
    if (stated := end.number(first, first + 7, name)) != found:
        raise end.error(
            _("%(name)s er %(stated)s, men det er %(found)s i filen."), name=name, stated=stated, found=found
        )


def _check_kind(record: Record, service: str, kind: str) -> None:
    """Raise ValidationError unless the record is of this service and type."""
    if (record.part(1, 2), record.service, record.kind) != ("NY", service, kind):
        raise record.error(
            _("linjen begynner med «%(found)s». Her skal det være en linje som begynner med «NY%(service)s…%(kind)s»."),
            found=record.part(1, 8),
            service=service,
            kind=kind,
        )


def _truncated() -> ValidationError:
    return ValidationError(_("Filen slutter før den siste linjen. Hent den på nytt fra banken."), code="truncated")
