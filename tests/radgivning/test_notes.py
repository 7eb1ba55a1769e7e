"""Notes: birth numbers are refused, and other sensitive text gives a warning."""

import json
import re

import pytest
from django.core.exceptions import ValidationError
from stdnum.no import fodselsnummer

from radgivning.enquiries import MAX_LENGTH, check_note, check_reason, note_problems, patterns

# 15108695088 is python-stdnum's example; the D-, H- and FH-numbers are made from it and have valid check digits.
BIRTH_NUMBER = "15108695088"


def with_control_digits(nine: str) -> str:
    """Return a number of eleven digits with this beginning, or the next one that has valid check digits."""
    for serial in range(1000):
        stem = f"{nine[:6]}{(int(nine[6:]) + serial) % 1000:03}"
        first = fodselsnummer.calc_check_digit1(stem)
        second = fodselsnummer.calc_check_digit2(stem + first)
        if len(first + second) == 2:
            return stem + first + second
    raise ValueError(nine)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(BIRTH_NUMBER, id="plain"),
        pytest.param("151086 95088", id="in-two"),
        pytest.param("15 10 86 950 88", id="in-many"),
        pytest.param("15.10.86-95088", id="dots-and-dash"),
        pytest.param("151086\N{NO-BREAK SPACE}95088", id="no-break-space"),
        pytest.param("151086\N{EN DASH}95088", id="long-dash"),
        pytest.param("151086\n95088", id="two-lines"),
        pytest.param("1510\N{ZERO WIDTH SPACE}8695088", id="sign-unseen"),
        pytest.param("\uff11\uff15\uff11\uff10\uff18\uff16\uff19\uff15\uff10\uff18\uff18", id="wide-digits"),
        pytest.param("3 barn, 15108695088", id="after-another-number"),
        pytest.param("15108695088 kl. 12", id="before-another-number"),
        pytest.param("fnr15108695088x", id="among-letters"),
        pytest.param(with_control_digits("551086950"), id="d-number"),
        pytest.param(with_control_digits("155086950"), id="h-number"),
        pytest.param(with_control_digits("810000123"), id="fh-number"),
        pytest.param(with_control_digits("159086950"), id="synthetic"),
    ],
)
def test_note_with_a_birth_number_is_refused(number):
    with pytest.raises(ValidationError, match="fødselsnummer"):
        check_note(f"Ringte om {number} i går")


@pytest.mark.parametrize("digit", range(9))
def test_wrong_check_digits_give_warning_only(digit):
    number = f"1510869508{digit}"
    if number == BIRTH_NUMBER:
        number = "15108695089"

    check_note(number)

    assert [(problem.code, problem.is_refused) for problem in note_problems(number)] == [("birth_number", False)]


@pytest.mark.parametrize(
    ("note", "code", "found"),
    [
        pytest.param("Ringte Kari Hansen i går", "name", "Ringte Kari", id="name-after-a-capital"),
        pytest.param("snakket med Kari Hansen", "name", "Kari Hansen", id="name"),
        pytest.param("sjefen Ánne-Risten Šuoŋŋa", "name", "Ánne-Risten Šuoŋŋa", id="sami-name"),
        pytest.param("Åse B. Øvrebø sa ja", "name", "Åse B. Øvrebø", id="name-with-initial"),
        pytest.param("var Nils von Trapp med?", "name", "Nils von Trapp", id="name-with-von"),
        pytest.param("ring 91 23 45 67", "phone", "91 23 45 67", id="phone-in-pairs"),
        pytest.param("912 34 567", "phone", "912 34 567", id="mobile"),
        pytest.param("91234567", "phone", "91234567", id="phone-plain"),
        pytest.param("+4791234567", "phone", "+4791234567", id="phone-with-country"),
        pytest.param("0046 70 123 45 67", "phone", "0046 70 123 45 67", id="swedish-phone"),
        pytest.param("(91) 23 45 67", "phone", "91) 23 45 67", id="brackets"),
        pytest.param("skriv til kari@teater.example", "email", "kari@teater.example", id="e-mail"),
        pytest.param("(kari@teater.example), sa hun", "email", "(kari@teater.example", id="e-mail-before-a-sign"),
        pytest.param("nr 327182811", "organisation_number", "327182811", id="organisation-number"),
        pytest.param("nr 327 182 811", "organisation_number", "327 182 811", id="organisation-number-in-threes"),
    ],
)
def test_sensitive_text_is_found(note, code, found):
    assert [(problem.code, problem.found) for problem in note_problems(note)] == [(code, found)]


@pytest.mark.parametrize(
    "note",
    [
        pytest.param("", id="empty"),
        pytest.param("Leder ba om råd. Varslet er fra i fjor. Vil vente.", id="sentences"),
        pytest.param("Møte 26.03.2026 og 2026-03-18, 45 minutter", id="dates"),
        pytest.param("Søkte om 150 000 kr, fikk 85 000 kr", id="amounts"),
        pytest.param("Nord-Norge, NRK, § 13", id="short-names"),
        pytest.param("Se LDO 2023", id="year"),
    ],
)
def test_plain_note_has_no_problems(note):
    assert note_problems(note) == []


def test_script_patterns_match_alike():
    looks = json.loads(patterns())

    assert [words for pattern, words in looks if re.search(pattern, "kari@teater.example")] == [
        "Dette ser ut som en e-postadresse"
    ]


@pytest.mark.parametrize(("letters", "is_accepted"), [(MAX_LENGTH, True), (MAX_LENGTH + 1, False)])
def test_note_has_maximum_length(letters, is_accepted):
    if is_accepted:
        check_note("a" * letters)
    else:
        with pytest.raises(ValidationError, match=r"500 tegn\. Dette har 501"):
            check_note("a" * letters)


def test_reason_with_sensitive_text_is_refused():
    check_reason("Politiet har bedt om at notatet beholdes.")
    with pytest.raises(ValidationError, match="ser ut som et navn: «Kari Hansen»"):
        check_reason("saken til Kari Hansen")
