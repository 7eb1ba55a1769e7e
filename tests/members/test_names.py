"""Which names of organisations are similar."""

import pytest

from members.names import Names, fold_name


@pytest.mark.parametrize(
    ("name", "other"),
    [
        pytest.param("Morild Kulturhus", "MORILD KULTURHUS", id="case"),
        pytest.param("Morild Kulturhus", "Morild Kultur-hus", id="punctuation"),
        pytest.param("Morild Kulturhus", "Morild Kultur hus", id="space"),
        pytest.param("Morild Kulturhus", "Morild Kulturhus AS", id="legal-form"),
        pytest.param("Morild Kulturhus", "Stiftelsen Morild Kulturhus", id="foundation"),
        pytest.param("Lys og Lyd", "Lys & Lyd", id="and"),
        pytest.param("Ås Scene", "Aas scene", id="aa"),
        pytest.param("Bølgebryter", "Boelgebryter", id="oe"),
        pytest.param("Bølgebryter", "Bolgebryter", id="o"),
        pytest.param("Máret Teáhter", "Maret Teahter", id="accent"),
        pytest.param("Sámi Dáiddačehpiid", "SAMI DAIDDACEHPIID", id="sami"),
        pytest.param("Cafe\N{COMBINING ACUTE ACCENT} Ung", "Café Ung", id="decomposed"),
    ],
)
def test_same_name_is_folded_alike(name: str, other: str) -> None:
    assert fold_name(name) == fold_name(other)


def test_name_of_left_out_words_is_not_empty() -> None:
    assert fold_name("Forening AS") == "foreningas"
    assert fold_name("AS") != fold_name("SA")


@pytest.mark.parametrize(
    ("name", "is_similar"),
    [
        pytest.param("Morild Kulturhus", True, id="same"),
        pytest.param("Morild Kultuhus", True, id="letter-missing"),
        pytest.param("Morilld Kulturhus", True, id="letter-too-many"),
        pytest.param("Morild Kulturhas", True, id="letter-wrong"),
        pytest.param("Morild Kultuhrus", True, id="letters-swapped"),
        pytest.param("Morild Kulturhuset", False, id="two-letters"),
        pytest.param("Morild Kulturlag", False, id="other-word"),
    ],
)
def test_name_with_one_letter_wrong_is_similar(name: str, *, is_similar: bool) -> None:
    names = Names()
    names.add("Morild Kulturhus", "1")

    assert (names.similar(name, "2") is not None) is is_similar


@pytest.mark.parametrize(
    ("name", "other", "is_similar"),
    [
        pytest.param("Rotatea", "Rosatea", False, id="seven-letters"),
        pytest.param("Rotateat", "Rosateat", True, id="eight-letters"),
        pytest.param("Kulturskole 1", "Kulturskole 2", False, id="digit"),
        pytest.param("Kulturskole 1", "Kulturskole", False, id="digit-missing"),
        pytest.param("Kulturskole 1", "Kulturskola 1", True, id="letter-beside-digit"),
    ],
)
def test_short_names_and_digits_are_exact(name: str, other: str, *, is_similar: bool) -> None:
    names = Names()
    names.add(name, "1")

    assert (names.similar(other, "2") is not None) is is_similar


@pytest.mark.parametrize(("letters", "is_similar"), [(399, True), (400, True), (401, False), (20_000, False)])
def test_very_long_name_is_exact(letters: int, *, is_similar: bool) -> None:
    names = Names()
    names.add("bcd" * 10_000, "1")
    names.add("e" * letters, "2")

    assert (names.similar("e" * (letters - 1), "3") is not None) == is_similar
    assert names.similar("E" * letters, "3") is not None


def test_own_name_is_not_similar() -> None:
    names = Names()
    names.add("Morild Kulturhus", "1")

    assert names.similar("Morild Kulturhus AS", "1") is None


def test_same_name_comes_before_similar_one() -> None:
    names = Names()
    names.add("Morild Kulturhu", "1")
    names.add("Morild Kulturhus AS", "2")

    found = names.similar("Morild Kulturhus", "3")

    assert found
    assert found.number == "2"
