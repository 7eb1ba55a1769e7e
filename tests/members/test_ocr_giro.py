"""Reading the bank's files of payments."""

from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from members import ocr_giro
from tests.members.ocr_files import Paid, ocr_file

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
# What a terminal may send, in the bank's character set.
TEXTS = st.text(st.characters(codec="latin-1", exclude_categories=["Cc", "Zs"]), max_size=40)
PAYMENTS = st.builds(Paid, st.text("0123456789", max_size=25), st.integers(0, 10**12), DAYS, TEXTS, st.booleans())
FILE = ocr_file([Paid("000000018", 500_000), Paid("000000026", 1_000_050, text="Kvittering Bodø")], [Paid("34", 1)])


@given(st.lists(st.lists(PAYMENTS, max_size=4), max_size=3), DAYS, st.sampled_from(["\r\n", "\n", "\r"]))
def test_written_payments_are_read(assignments: list[list[Paid]], day: date, line_break: str) -> None:
    (shipment,) = ocr_giro.read(ocr_file(*assignments, settled_on=day, line_break=line_break))

    paid = [
        Paid(each.kid, abs(each.amount), each.paid_on, each.text, paid.is_back)
        for each, paid in zip(shipment.transactions, [paid for each in assignments for paid in each], strict=True)
    ]
    assert paid == [paid for each in assignments for paid in each]
    assert all(each.amount <= 0 for each, paid in zip(shipment.transactions, paid, strict=True) if paid.is_back)
    assert len({each.reference for each in shipment.transactions}) == len(paid)
    assert shipment.sent_on == day


def test_file_has_lines_and_days() -> None:
    (shipment,) = ocr_giro.read(FILE)

    assert shipment.number == "0170031"
    assert [each.account for each in shipment.assignments] == ["99991042764"] * 2
    first, second, third = shipment.transactions
    assert (first.line, first.kid, first.amount, first.paid_on) == (3, "000000018", 500_000, date(2026, 11, 25))
    assert (second.line, second.text) == (5, "Kvittering Bodø")
    assert third.reference == "20261126-0170031-0000002-0000001"


def test_file_saved_as_utf8_is_read() -> None:
    (shipment,) = ocr_giro.read(b"\xef\xbb\xbf" + FILE.decode("latin-1").encode() + b"\r\n\r\n\x1a")

    assert shipment.transactions[1].text == "Kvittering Bodø"


def test_shipments_in_one_file_are_read() -> None:
    shipments = ocr_giro.read(FILE + ocr_file([], number=170032))

    assert [each.number for each in shipments] == ["0170031", "0170032"]


@pytest.mark.parametrize("cut", range(1, len(FILE.splitlines())))
def test_file_without_last_lines_is_refused(cut: int) -> None:
    remaining = b"".join(FILE.splitlines(keepends=True)[:-cut])

    with pytest.raises(ValidationError, match="Filen slutter før den siste linjen"):
        ocr_giro.read(remaining)


@given(st.data())
def test_changed_digit_of_amount_is_refused(data: st.DataObject) -> None:
    """Each amount is in the sums, which have the numbers too."""
    lines = FILE.decode("latin-1").split("\r\n")
    line = data.draw(st.sampled_from([n for n, text in enumerate(lines) if text[6:8] in ("30", "88", "89")]))
    first, last = (32, 49) if lines[line][6:8] == "30" else (8, 41)
    place = data.draw(st.integers(first, last - 1))
    digit = data.draw(st.sampled_from([each for each in "0123456789" if each != lines[line][place]]))
    lines[line] = lines[line][:place] + digit + lines[line][place + 1 :]

    with pytest.raises(ValidationError):
        ocr_giro.read("\r\n".join(lines).encode("latin-1"))


@given(
    st.binary(max_size=300)
    | st.tuples(st.integers(0, len(FILE)), st.binary(max_size=90)).map(
        lambda change: FILE[: change[0]] + change[1] + FILE[change[0] + len(change[1]) :]
    )
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(ValidationError):
        shipments = ocr_giro.read(data)

        assert all(len(each.kid) <= 25 for shipment in shipments for each in shipment.transactions)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        pytest.param(b"NY000010", b"NY210010", "Filen er ikke en OCR-fil fra banken", id="not OCR"),
        pytest.param(b"NY090020", b"NY210020", "Linje 3: linjen begynner med «NY091030»", id="service"),
        pytest.param(b"00000000500000", b"0000000050000", "Linje 3: linjen har 79 tegn, men skal ha 80.", id="short"),
        pytest.param(b"00000000500000", b"0000000050000O", "Linje 3: beløpet er «0000000000050000O»", id="letter"),
        pytest.param(
            b"00000000500000",
            b"00000000500001",
            "Linje 8: summen er 15\xa0000,50\xa0kr, men innbetalingene er på 15\xa0000,51\xa0kr",
            id="sum",
        ),
        pytest.param(b"000000018", b"0000O0018", "Linje 3: KID er «0000O0018», som ikke er et tall.", id="KID"),
        pytest.param(b"0000001261126", b"0000001310226", "Linje 3: datoen «310226» finnes ikke.", id="no such day"),
        pytest.param(
            b"NY0910310000001", b"NY0910310000009", "Linje 4: linjen hører ikke til innbetalingen på", id="other"
        ),
        pytest.param(b"NY09103100", b"NY09103000", "Linje 4: linjen begynner med «NY091030»", id="twice"),
        pytest.param(b"NY090088000000020", b"NY090088000000030", "Linje 8: antall innbetalinger er 3, men", id="count"),
        pytest.param(
            b"NY0900880000000200000007", b"NY0900880000000200000008", "Linje 8: antall linjer er 8", id="lines"
        ),
        pytest.param(b"NY000089", b"XX000089", "Linje 13: linjen begynner med «XX000089»", id="end"),
    ],
)
def test_damaged_file_is_refused_by_line(before: bytes, after: bytes, message: str) -> None:
    assert FILE.count(before)

    with pytest.raises(ValidationError) as refused:
        ocr_giro.read(FILE.replace(before, after, 1))

    assert refused.value.messages[0].startswith(message)


def test_agreements_are_reported_and_the_rest_is_read() -> None:
    lines = FILE.decode("latin-1").split("\r\n")
    agreements = ["NY212420".ljust(80, "0"), "NY219470".ljust(80, "0"), "NY2124880000000100000003".ljust(80, "0")]
    end = lines[12]
    count, records = int(end[8:16]) + 1, int(end[16:24]) + 3
    lines[12:13] = [*agreements, f"{end[:8]}{count:08}{records:08}{end[24:]}"]
    file = "\r\n".join(lines).encode("latin-1")

    (shipment,) = ocr_giro.read(file)

    assert shipment.transactions == ocr_giro.read(FILE)[0].transactions
    assert [str(each) for each in shipment.unsupported] == [
        "Linje 13 til 15 er fra AvtaleGiro, som programmet ikke leser."
    ]
    for before, after in ((b"NY212488", b"NY092488"), (b"NY219470", b"NY099470"), (b"0000000100000003", b"0" * 16)):
        with pytest.raises(ValidationError, match=r"Linje 1[45]: "):
            ocr_giro.read(file.replace(before, after))


def test_text_after_the_end_is_refused() -> None:
    with pytest.raises(ValidationError, match="Linje 14: linjen har 5 tegn"):
        ocr_giro.read(FILE + b"hello")


def test_too_large_file_is_refused() -> None:
    with pytest.raises(ValidationError, match="Filen er for stor"):
        ocr_giro.read(FILE * 6000)


def test_empty_file_is_refused() -> None:
    with pytest.raises(ValidationError, match="Filen er ikke en OCR-fil"):
        ocr_giro.read(b"")
