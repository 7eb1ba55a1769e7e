"""How numbers are written in running text: the words of small ones, sentence by sentence."""

import pytest

from balansekunst.figures import Hidden, Number, Unit
from reports.document import wording
from reports.document.wording import NumberPair

KRONER, PERCENT = Unit.KRONER, Unit.PERCENT


def text_of(*parts):
    return "".join(wording.write_in_sentences([Number(part) if isinstance(part, int) else part for part in parts]))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(0, "ingen", id="none"),
        pytest.param(1, "1", id="one-needs-a-gender"),
        pytest.param(2, "to", id="two"),
        pytest.param(11, "elleve", id="eleven"),
        pytest.param(12, "tolv", id="last-word"),
        pytest.param(13, "13", id="first-digits"),
        pytest.param(1557, "1\N{NO-BREAK SPACE}557", id="thousands"),
        pytest.param(-3, "\N{MINUS SIGN}3", id="below-none"),
    ],
)
def test_plain_count_is_word_up_to_twelve(value, text):
    assert text_of("Det kom ", value, " til.") == f"Det kom {text} til."


@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param(Number(3, unit=KRONER), "3\N{NO-BREAK SPACE}kr", id="kroner"),
        pytest.param(Number(7, unit=PERCENT), "7\N{NO-BREAK SPACE}%", id="percent"),
        pytest.param(Number(9, at_least=True), "minst 9", id="lower-bound"),
        pytest.param(Number(Hidden.SMALL), "færre enn 5", id="small"),
        pytest.param(Number(Hidden.WITHHELD), "et skjult antall", id="withheld"),
    ],
)
def test_other_numbers_are_never_words(number, text):
    assert text_of("Det er ", number, ".") == f"Det er {text}."


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        pytest.param(("Det kom ", 39, ", og ", 3, " gikk."), "Det kom 39, og 3 gikk.", id="large-then-small"),
        pytest.param(("Det kom ", 3, ", og ", 39, " gikk."), "Det kom 3, og 39 gikk.", id="small-then-large"),
        pytest.param(("Det kom ", 39, ", og ", 0, " gikk."), "Det kom 39, og ingen gikk.", id="none-is-a-word"),
        pytest.param(("Det kom ", 12, ", og ", 3, " gikk."), "Det kom tolv, og tre gikk.", id="all-small"),
        pytest.param(("Det kom ", 39, ". Og ", 3, " gikk."), "Det kom 39. Og tre gikk.", id="two-sentences"),
        pytest.param(("Det kom ", 39, "! Og ", 3, "?"), "Det kom 39! Og tre?", id="called-out"),
        pytest.param(
            ("Vi ga ", Number(39, unit=KRONER), " til ", 3, "."), "Vi ga 39\xa0kr til tre.", id="kroner-apart"
        ),
        pytest.param(
            ("Vi ga ", Number(39, unit=PERCENT), " til ", 3, "."), "Vi ga 39\xa0% til tre.", id="percent-apart"
        ),
        pytest.param(
            ("Minst ", Number(99, at_least=True), " på ", 3, "."), "Minst minst 99 på 3.", id="beside-lower-bound"
        ),
        pytest.param((39, " kom ca. ", 3, " ganger."), "39 kom ca. 3 ganger.", id="abbreviation"),
        pytest.param((39, " kom 8. april, ", 3, " gikk."), "39 kom 8. april, 3 gikk.", id="day"),
        pytest.param((39, " kom i 2024. Så gikk ", 3, "."), "39 kom i 2024. Så gikk tre.", id="year-at-the-end"),
    ],
)
def test_small_number_beside_large_one_is_digits(parts, text):
    assert text_of(*parts) == text


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        pytest.param((3, " kom."), "Tre kom.", id="paragraph"),
        pytest.param(("Fint. ", 3, " kom."), "Fint. Tre kom.", id="sentence"),
        pytest.param(("Fint! ", 3, " kom."), "Fint! Tre kom.", id="called-out"),
        pytest.param(("I 2024. ", 3, " kom."), "I 2024. Tre kom.", id="after-a-year"),
        pytest.param(("«Fint.» ", 3, " kom."), "«Fint.» Tre kom.", id="after-a-quote"),
        pytest.param(("Fint. «", 3, " kom.»"), "Fint. «Tre kom.»", id="in-a-quote"),
        pytest.param(("(", 3, " kom.)"), "(Tre kom.)", id="in-parentheses"),
        pytest.param(("Ca. ", 3, " kom."), "Ca. tre kom.", id="abbreviation"),
        pytest.param(("Det var f.eks. ", 3, "."), "Det var f.eks. tre.", id="two-abbreviations"),
        pytest.param(("Her: ", 3, " kom."), "Her: tre kom.", id="colon"),
        pytest.param(("Mange – ", 3, " – kom."), "Mange – tre – kom.", id="dash"),
        pytest.param(("Fint.", 3), "Fint.tre", id="no-space"),
        pytest.param((Number(Hidden.WITHHELD), " kom."), "Et skjult antall kom.", id="hidden"),
        pytest.param(
            (NumberPair(Number(60), Number(30)), " i 2023 ringte."),
            "Dobbelt så mange som i 2023 ringte.",
            id="comparison",
        ),
        pytest.param(
            ("Det er ", NumberPair(Number(60), Number(30)), " i 2023."),
            "Det er dobbelt så mange som i 2023.",
            id="comparison-within",
        ),
    ],
)
def test_first_word_of_sentence_has_capital(parts, text):
    assert text_of(*parts) == text


def test_no_parts_give_no_texts():
    assert wording.write_in_sentences([]) == []
