"""Logging enquiries: coded facts, and a note that must not point at anyone."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.no import fodselsnummer

from balansekunst.models import User
from radgivning import access_log
from radgivning.models import Enquiry, Ground, LogEntry, Topic

MAX_LENGTH = 500
BIRTH_NUMBER_LENGTH = 11

# Letters of Norwegian, Sámi and most other names in Latin script. The script on the page uses the same patterns.
_LETTERS = [chr(code) for code in range(0x41, 0x180) if chr(code).isalpha()]
_UPPER = "".join(letter for letter in _LETTERS if letter.isupper())
_LOWER = "".join(letter for letter in _LETTERS if letter.islower())
_WORD = f"[{_UPPER}][{_LOWER}]+(?:[-’'][{_UPPER}]?[{_LOWER}]+)*"
_GAP = r"[^0-9A-Za-z\n]{0,2}"


@dataclass(frozen=True)
class SensitivePattern:
    """A pattern for something that may point at a person, and the warning about it."""

    code: str
    pattern: str
    words: str | Promise


@dataclass(frozen=True)
class Problem:
    """A place in a text that may point at a person. If `is_refused`, the text can't be stored."""

    code: str
    found: str
    words: str | Promise
    is_refused: bool = False


BIRTH_NUMBER = SensitivePattern(
    "birth_number",
    rf"(?<!\d)\d(?:{_GAP}\d){{{BIRTH_NUMBER_LENGTH - 1}}}(?!\d)",
    _("Dette ser ut som et fødselsnummer"),
)
DATE = r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d\d-\d\d"
PHONE = _("Dette ser ut som et telefonnummer")
SENSITIVE_PATTERNS = (
    SensitivePattern("phone", rf"(?:\+|(?<!\d)00)\d(?:{_GAP}\d){{7,13}}(?!\d)", PHONE),
    BIRTH_NUMBER,
    SensitivePattern(
        "email", r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]*[^\s@<>.,;:!?)»]", _("Dette ser ut som en e-postadresse")
    ),
    SensitivePattern("phone", rf"(?<![\d.,])(?!{DATE})[2-9]\d(?:{_GAP}\d){{6}}(?!\d)", PHONE),
    SensitivePattern(
        "organisation_number", rf"(?<!\d)\d(?:{_GAP}\d){{8}}(?!\d)", _("Dette ser ut som et organisasjonsnummer")
    ),
    SensitivePattern(
        "name",
        rf"(?<![{_UPPER}{_LOWER}]){_WORD}(?: +[{_UPPER}]\.)*(?: +(?:av|da|de|den|der|von|van|el|al))? +{_WORD}",
        _("Dette ser ut som et navn"),
    ),
)


def note_problems(text: str) -> list[Problem]:
    """Return what in the text may point at a person, birth numbers, which are refused, first."""
    plain = _plain(text)
    problems = [
        Problem(BIRTH_NUMBER.code, found, BIRTH_NUMBER.words, is_refused=True) for found in _birth_numbers(plain)
    ]
    for sensitive in SENSITIVE_PATTERNS:
        for match in re.finditer(sensitive.pattern, plain):
            if not any(match[0] in problem.found for problem in problems):
                problems.append(Problem(sensitive.code, match[0], sensitive.words))
    return problems


def patterns() -> str:
    """Return the patterns and their warnings as JSON for the script that warns during typing."""
    return json.dumps(
        [[sensitive.pattern, str(sensitive.words)] for sensitive in SENSITIVE_PATTERNS], ensure_ascii=False
    )


def _plain(text: str) -> str:
    """Normalise the text: digits as 0 to 9, plain spaces, and no invisible characters."""
    visible = (
        character for character in unicodedata.normalize("NFKC", text) if unicodedata.category(character) != "Cf"
    )
    return "".join(str(unicodedata.digit(character)) if character.isdigit() else character for character in visible)


def _birth_numbers(plain: str) -> list[str]:
    """Return the birth numbers, including D-, H- and FH-numbers, however their digits are grouped.

    Only the two check digits are validated: whether such a person has been born depends on the day.
    """
    found = []
    for run in re.finditer(r"\d(?:[\W_]{0,3}\d)*", plain):
        groups = list(re.finditer(r"\d+", run[0]))
        for first, last in [*((group, group) for group in groups), *combinations(groups, 2)]:
            part = run[0][first.start() : last.end()]
            if _has_control_digits(re.sub(r"\D", "", part)):
                found.append(part)
    return found


def _has_control_digits(digits: str) -> bool:
    return (
        len(digits) == BIRTH_NUMBER_LENGTH
        and digits[-2] == fodselsnummer.calc_check_digit1(digits)
        and digits[-1] == fodselsnummer.calc_check_digit2(digits)
    )


def check_note(note: str) -> None:
    """Raise ValidationError if the note is too long, or contains a birth number."""
    if len(note) > MAX_LENGTH:
        raise ValidationError(
            _("Et notat kan ha %(most)s tegn. Dette har %(letters)s."),
            code="too_long",
            params={"most": MAX_LENGTH, "letters": len(note)},
        )
    if any(problem.is_refused for problem in note_problems(note)):
        raise ValidationError(_("Et fødselsnummer kan aldri stå her. Ta det bort."), code=BIRTH_NUMBER.code)


def check_reason(reason: str) -> None:
    """Raise ValidationError if a reason may point at someone: it is stored unencrypted, and for long."""
    for problem in note_problems(reason):
        raise ValidationError(
            _("%(words)s: «%(found)s». Skriv grunnen uten det."),
            code=problem.code,
            params={"words": problem.words, "found": problem.found},
        )


@transaction.atomic
def save_enquiry(
    enquiry: Enquiry, *, topics: Iterable[Topic], grounds: Iterable[Ground], by: User, at: datetime, why: str = ""
) -> Enquiry:
    """Save a new enquiry, with `by` as its adviser, or a changed one, and log it.

    Grounds are removed if no topic has them, and the referral if the outcome isn't one. Raises ValidationError.
    """
    chosen, is_new = list(topics), enquiry.pk is None
    if is_new:
        enquiry.adviser = by
    if enquiry.outcome != Enquiry.Outcome.REFERRED:
        enquiry.referral = ""
    _check(enquiry, chosen, timezone.localdate(at))
    enquiry.save()
    enquiry.topics.set(chosen)
    enquiry.grounds.set(grounds if any(topic.has_grounds for topic in chosen) else [])
    action = LogEntry.Action.ADD if is_new else LogEntry.Action.CHANGE
    access_log.record(user=by, action=action, at=at, enquiry=enquiry.pk, why=why)
    return enquiry


def _check(enquiry: Enquiry, topics: list[Topic], day: date) -> None:
    if not topics:
        raise ValidationError({"topics": _("Velg minst ett tema.")})
    if enquiry.date > day:
        raise ValidationError({"date": _("Datoen kan ikke være etter i dag.")})
    if enquiry.follows and enquiry.follows.date > enquiry.date:
        raise ValidationError({"follows": _("Velg en tidligere henvendelse.")})
    for name, check in (("note", check_note), ("hold_reason", check_reason)):
        try:
            check(getattr(enquiry, name))
        except ValidationError as error:
            raise ValidationError({name: error}) from error
    enquiry.full_clean()


@transaction.atomic
def close(enquiry: Enquiry, *, on: date, by: User, at: datetime, why: str = "") -> None:
    """Close the enquiry. The time until its note is deleted runs from `on`. Raises ValidationError."""
    _set_closed(enquiry, on, by=by, at=at, why=why)


@transaction.atomic
def reopen(enquiry: Enquiry, *, by: User, at: datetime, why: str = "") -> None:
    """Reopen a closed enquiry. Raises ValidationError if its note has been deleted."""
    _set_closed(enquiry, None, by=by, at=at, why=why)


def _set_closed(enquiry: Enquiry, on: date | None, *, by: User, at: datetime, why: str) -> None:
    now = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if on and now.closed_on:
        raise ValidationError(_("Henvendelsen er allerede avsluttet."))
    if on and on < now.date:
        raise ValidationError(_("En henvendelse kan ikke avsluttes før den kom."))
    if not on and now.note_shredded_on:
        raise ValidationError(_("Notatet er slettet. Registrer heller en ny henvendelse som hører til denne."))
    enquiry.closed_on = now.closed_on = on
    now.save(update_fields=["closed_on"])
    access_log.record(user=by, action=LogEntry.Action.CHANGE, at=at, enquiry=enquiry.pk, why=why)
