"""Made-up OCR giro files, as the bank's documentation describes them."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Paid(NamedTuple):
    """A payment in a file: its KID, its amount in øre and its day. One with a text is a purchase at a terminal."""

    kid: str
    amount: int
    paid_on: date = date(2026, 11, 25)
    text: str = ""
    is_back: bool = False


def ocr_file(
    *assignments: Iterable[Paid], settled_on: date = date(2026, 11, 26), number: int = 170031, line_break: str = "\r\n"
) -> bytes:
    """Return a file with one shipment, whose assignments have these payments."""
    lines: list[str] = [f"NY00001000008080{number:07}00010200{'0' * 49}"]
    everything: list[Paid] = []
    for place, each in enumerate(assignments, 1):
        payments = list(each)
        records = [record for order, paid in enumerate(payments, 1) for record in _records(order, paid, settled_on)]
        lines.append(f"NY090020001008566{place:07}99991042764{'0' * 45}")
        lines += records
        lines.append(
            f"NY090088{_sums(payments, len(records) + 2)}{settled_on:%d%m%y}{settled_on:%d%m%y}".ljust(80, "0")
        )
        everything += payments
    lines.append(f"NY000089{_sums(everything, len(lines) + 1)}{settled_on:%d%m%y}".ljust(80, "0"))
    return "".join(line + line_break for line in lines).encode("latin-1")


def _sums(payments: list[Paid], records: int) -> str:
    return f"{len(payments):08}{records:08}{sum(paid.amount for paid in payments):017}"


def _records(order: int, paid: Paid, settled_on: date) -> list[str]:
    variant = ("20" if paid.is_back else "21") if paid.text else ("18" if paid.is_back else "10")
    day = f"{settled_on:%d%m%y}"
    lines = [
        f"NY09{variant}30{order:07}{day}01{settled_on:%d}0000010{paid.amount:017}{paid.kid:>25}000000",
        f"NY09{variant}31{order:07}00000000000000000000000000{paid.paid_on:%d%m%y}99990512341{'0' * 22}",
    ]
    return [*lines, f"NY09{variant}32{order:07}{paid.text:40}{'0' * 25}"] if paid.text else lines
