"""Folding makes the ways to write a word one, and both databases fold as Python does."""

import unicodedata

import pytest
from django.db import connection

from balansekunst.folding import fold, fold_text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Sámi", "sami", id="accent"),
        pytest.param("Ås", "as", id="aa"),
        pytest.param("AAS", "as", id="aa-as-two-letters"),
        pytest.param(unicodedata.normalize("NFD", "Ås"), "as", id="letter-and-mark"),
        pytest.param("Bjørn", "bjorn", id="oe"),
        pytest.param("Bjoern", "bjorn", id="oe-as-two-letters"),
        pytest.param("Björn", "bjorn", id="swedish"),
        pytest.param("Ærlig", "aerlig", id="ae"),
        pytest.param("Đuohtavuohta Ŋáŋŋá Ŧ", "duohtavuohta nanna t", id="sami"),
        pytest.param("ČÁJÁHUS", "cajahus", id="capitals"),
        pytest.param("  «Huset», A-B/c & 100\N{NO-BREAK SPACE}%\n", "huset a b c 100", id="words"),
        pytest.param("kari@eksempel.example", "kari eksempel example", id="e-mail"),
        pytest.param("% _ \\", "", id="no-word"),
    ],
)
def test_word_is_folded(text: str, folded: str) -> None:
    assert fold_text(text) == folded


def test_null_is_folded_to_null() -> None:
    assert fold(None) is None


@pytest.mark.django_db
def test_database_folds_each_letter_as_python() -> None:
    """Letters that are newer than the database's version of Unicode are left out."""
    letters = [chr(code) for code in range(1, 0x3000) if unicodedata.category(chr(code)) != "Cn"]
    text = "x".join(letters)

    with connection.cursor() as cursor:
        cursor.execute("SELECT fold(%s)", [text])
        [(folded,)] = cursor.fetchall()

    assert folded == fold_text(text)
