"""Finding typed numbers that should have been filled in."""

import pytest

from balansekunst.figures import Hidden, Number
from reports.document.review import find_typed, known_values, typed_by_line

KNOWN = {3, 12, 39, 214, 1557, 10_666_500, 1_500_000, 14}


def shown(text, known=KNOWN):
    return [typed.shown for typed in find_typed(text, known)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Vi fikk 38 nye", ["38"], id="digits"),
        pytest.param("Vi fikk 39 nye", [], id="known"),
        pytest.param("Vi fikk 38.", ["38"], id="at-the-end"),
        pytest.param("Vi fikk 38. Det var bra", ["38"], id="before-a-sentence"),
        pytest.param("(38)", ["38"], id="in-parentheses"),
        pytest.param("38 nye, 39 gamle, 40 til", ["38", "40"], id="several"),
        pytest.param("delte ut 10 666 500 kr", [], id="grouped-known"),
        pytest.param("delte ut 10\N{NO-BREAK SPACE}666\N{NO-BREAK SPACE}500 kr", [], id="no-break-spaces"),
        pytest.param("delte ut 10 666 501 kr", ["10 666 501"], id="grouped"),
        pytest.param("delte ut 1,5 millioner kroner", [], id="millions-known"),
        pytest.param("delte ut 1,5 mill. kroner", [], id="millions-short"),
        pytest.param("delte ut 1,6 millioner kroner", ["1,6 million"], id="millions"),
        pytest.param("13,7 prosent", ["13,7"], id="decimals"),
        pytest.param("14,0 prosent", [], id="decimals-of-nothing"),
        pytest.param("14 %", [], id="percent-known"),
        pytest.param("15 %", ["15"], id="percent"),
        pytest.param("elleve nye", ["elleve"], id="word"),
        pytest.param("Elleve nye", ["Elleve"], id="word-with-capital"),
        pytest.param("tolv nye", [], id="word-known"),
        pytest.param("syv nye", ["syv"], id="old-word"),
        pytest.param("1557 deltakere", [], id="four-digits-known"),
        pytest.param("1558 deltakere", ["1558"], id="four-digits"),
        pytest.param("over 1 550 deltakere", ["1 550"], id="floor"),
        pytest.param("\N{MINUS SIGN}38", ["38"], id="minus"),
        pytest.param("9–16", ["9", "16"], id="range"),
        pytest.param("38/39", [], id="fraction"),
        pytest.param("0", ["0"], id="zero"),
    ],
)
def test_typed_number_that_equals_no_figure_is_found(text, found):
    assert shown(text) == found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("I 2024 og 1999", id="years"),
        pytest.param("I 2023–2024", id="years-from-to"),
        pytest.param("Sesongen 2023/24", id="season"),
        pytest.param("I 2024.", id="year-at-the-end"),
        pytest.param("Den 8. april 2025", id="day"),
        pytest.param("8.–10. april", id="days"),
        pytest.param("31.12.2025", id="day-in-digits"),
        pytest.param("8.4.25", id="short-day"),
        pytest.param("2025-12-31", id="iso-day"),
        pytest.param("kl. 9–16", id="hours"),
        pytest.param("kl. 09.30", id="time"),
        pytest.param("16:30", id="time-with-colon"),
        pytest.param("Ring 22 33 44 55", id="phone"),
        pytest.param("Ring 930 12 345.", id="mobile"),
        pytest.param("Ring +47 22 33 44 55", id="phone-abroad"),
        pytest.param("Ring 22334455", id="phone-in-one"),
        pytest.param("for 10. gang", id="in-order"),
        pytest.param("nr. 38", id="numbered"),
        pytest.param("§ 26 og §§ 27", id="law"),
        pytest.param("side 38", id="page"),
        pytest.param("covid-19 og B2B, 38-åringer, 7B", id="part-of-a-word"),
        pytest.param("feminisme, seksuell, niese, tiltak, åttende", id="words-that-begin-so"),
        pytest.param("to av dem, tre og fire", id="words-that-mean-more"),
        pytest.param("v1.2.3 og 1.234", id="with-points"),
        pytest.param("", id="nothing"),
    ],
)
def test_other_numbers_are_ignored(text):
    assert shown(text) == []


def test_typed_number_has_its_position():
    text = "Det kom 38 nye og elleve til."

    assert [text[typed.start : typed.end] for typed in find_typed(text, KNOWN)] == ["38", "elleve"]


def test_typed_numbers_are_found_by_line():
    text = (
        "Vi fikk {members.joined} nye\nog mistet 4.\n\n{diagram members-2}\n\n- **41** [her](https://example.no/42)\n\n"
        "1. Først\n2. Så\n"
    )

    assert typed_by_line(text, KNOWN) == [(2, "4"), (6, "41")]


def test_hidden_number_is_no_known_value():
    numbers = {"a": Number(3), "b": Number(-36), "c": Number(Hidden.SMALL), "d": Number(Hidden.WITHHELD)}

    assert known_values(numbers) == {3, 36}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1 " * 20_000, id="spaced"),
        pytest.param("1" * 100_000, id="long"),
        pytest.param("1." * 50_000, id="points"),
        pytest.param("22 33 " * 10_000, id="phones"),
    ],
)
def test_huge_text_is_searched_quickly(text):
    assert set(shown(text)) <= {"1", "22", "33", text}
