"""Logging an enquiry: its facts in codes, and a note that must not point at anyone."""

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

MOST_LETTERS = 500
BIRTH_NUMBER_LENGTH = 11

# Letters of Norwegian, Sámi and most other names in Latin letters. The script on the page reads the same patterns.
_LETTERS = [chr(code) for code in range(0x41, 0x180) if chr(code).isalpha()]
_UPPER = "".join(letter for letter in _LETTERS if letter.isupper())
_LOWER = "".join(letter for letter in _LETTERS if letter.islower())
_WORD = f"[{_UPPER}][{_LOWER}]+(?:[-’'][{_UPPER}]?[{_LOWER}]+)*"
_GAP = r"[^0-9A-Za-z\n]{0,2}"


@dataclass(frozen=True)
class Look:
    """What something that points at a person looks like, and what is said of it."""

    code: str
    pattern: str
    words: str | Promise


@dataclass(frozen=True)
class Problem:
    """A place in a text that points at a person, or looks like it; a refused one can't be kept at all."""

    code: str
    found: str
    words: str | Promise
    is_refused: bool = False


BIRTH_NUMBER = Look(
    "birth_number",
    rf"(?<!\d)\d(?:{_GAP}\d){{{BIRTH_NUMBER_LENGTH - 1}}}(?!\d)",
    _("Dette ser ut som et fødselsnummer"),
)
DATE = r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d\d-\d\d"
PHONE = _("Dette ser ut som et telefonnummer")
LOOKS = (
    Look("phone", rf"(?:\+|(?<!\d)00)\d(?:{_GAP}\d){{7,13}}(?!\d)", PHONE),
    BIRTH_NUMBER,
    Look("email", r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]*[^\s@<>.,;:!?)»]", _("Dette ser ut som en e-postadresse")),
    Look("phone", rf"(?<![\d.,])(?!{DATE})[2-9]\d(?:{_GAP}\d){{6}}(?!\d)", PHONE),
    Look("organisation_number", rf"(?<!\d)\d(?:{_GAP}\d){{8}}(?!\d)", _("Dette ser ut som et organisasjonsnummer")),
    Look(
        "name",
        rf"(?<![{_UPPER}{_LOWER}]){_WORD}(?: +[{_UPPER}]\.)*(?: +(?:av|da|de|den|der|von|van|el|al))? +{_WORD}",
        _("Dette ser ut som et navn"),
    ),
)


def note_problems(text: str) -> list[Problem]:
    """Return what in the text points at a person, or looks like it: birth numbers, which are refused, come first."""
    plain = _plain(text)
    problems = [
        Problem(BIRTH_NUMBER.code, found, BIRTH_NUMBER.words, is_refused=True) for found in _birth_numbers(plain)
    ]
    for look in LOOKS:
        for match in re.finditer(look.pattern, plain):
            if not any(match[0] in problem.found for problem in problems):
                problems.append(Problem(look.code, match[0], look.words))
    return problems


def patterns() -> str:
    """Return what is warned of, as JSON for the script that warns as one writes."""
    return json.dumps([[look.pattern, str(look.words)] for look in LOOKS], ensure_ascii=False)


def _plain(text: str) -> str:
    """Return the text with its digits as 0 to 9, its spaces plain, and without signs that can't be seen."""
    signs = (sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in signs)


def _birth_numbers(plain: str) -> list[str]:
    """Return the birth numbers, D-, H- and FH-numbers among them, however their digits are grouped.

    The two control digits alone decide: whether such a person can be born yet would depend on the day.
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
    """Raise ValidationError if the note can't be kept: it is too long, or has a birth number in it."""
    if len(note) > MOST_LETTERS:
        raise ValidationError(
            _("Et notat kan ha %(most)s tegn. Dette har %(letters)s."),
            code="too_long",
            params={"most": MOST_LETTERS, "letters": len(note)},
        )
    if any(problem.is_refused for problem in note_problems(note)):
        raise ValidationError(_("Et fødselsnummer kan aldri stå her. Ta det bort."), code=BIRTH_NUMBER.code)


def check_reason(reason: str) -> None:
    """Raise ValidationError if a reason looks as if it points at someone: it is kept in plain text, and for long."""
    for problem in note_problems(reason):
        raise ValidationError(
            _("%(words)s: «%(found)s». Skriv grunnen uten det."),
            code=problem.code,
            params={"words": problem.words, "found": problem.found},
        )


@transaction.atomic
def keep(
    enquiry: Enquiry, *, topics: Iterable[Topic], grounds: Iterable[Ground], by: User, at: datetime, why: str = ""
) -> Enquiry:
    """Keep a new enquiry, logged by `by`, or a changed one, and record who did it.

    Grounds of no topic that has them, and a referral of one who wasn't referred, are left out. Raises ValidationError.
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
        raise ValidationError({"follows": _("Velg en som kom før denne.")})
    for name, check in (("note", check_note), ("hold_reason", check_reason)):
        try:
            check(getattr(enquiry, name))
        except ValidationError as error:
            raise ValidationError({name: error}) from error
    enquiry.full_clean()


@transaction.atomic
def close(enquiry: Enquiry, *, on: date, by: User, at: datetime, why: str = "") -> None:
    """Close the enquiry: from `on` its note is counted towards being deleted. Raises ValidationError."""
    _set_closed(enquiry, on, by=by, at=at, why=why)


@transaction.atomic
def reopen(enquiry: Enquiry, *, by: User, at: datetime, why: str = "") -> None:
    """Open a closed enquiry again. Raises ValidationError when its note is already deleted."""
    _set_closed(enquiry, None, by=by, at=at, why=why)


def _set_closed(enquiry: Enquiry, on: date | None, *, by: User, at: datetime, why: str) -> None:
    now = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if on and now.closed_on:
        raise ValidationError(_("Henvendelsen er allerede avsluttet."))
    if on and on < now.date:
        raise ValidationError(_("En henvendelse kan ikke avsluttes før den kom."))
    if not on and now.note_shredded_on:
        raise ValidationError(_("Notatet er slettet. Før heller en ny henvendelse som hører til denne."))
    enquiry.closed_on = now.closed_on = on
    now.save(update_fields=["closed_on"])
    access_log.record(user=by, action=LogEntry.Action.CHANGE, at=at, enquiry=enquiry.pk, why=why)
