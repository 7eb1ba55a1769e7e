"""An organisation as Enhetsregisteret has it, read from the JSON of its answers."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from balansekunst.text import clean_line, clean_url
from members.register.answers import Unreachable

NUMBER = re.compile(r"\d{9}", re.ASCII)
# The register writes names in capitals. These words are written so by people too, or all in small letters.
CAPITAL_WORDS = {
    *("AS", "ASA", "ANS", "BA", "DA", "IKS", "KF", "KS", "NUF", "SA", "SF", "FKF", "SE", "UIO", "NTNU", "NRK", "DNT"),
    *("I", "II", "III", "IV"),
}
SMALL_WORDS = {"av", "for", "fra", "i", "med", "og", "om", "på", "til", "under", "ved", "the", "of", "and", "in"}
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True)
class Entity:
    """An organisation in the register. Texts that are missing there are empty; names are not in capitals.

    Of one that is deleted, the register has the number, the name, the legal form and the date, and of one that is
    removed from it only the first and the last. A bankrupt one, or one that is being wound up, is still registered.
    """

    number: str
    name: str
    legal_form: str = ""
    address: str = ""
    postcode: str = ""
    postal_place: str = ""
    municipality_number: str = ""
    website: str = ""
    email: str = ""
    deleted_on: date | None = None
    is_bankrupt: bool = False
    is_winding_up: bool = False
    is_branch: bool = False
    is_removed: bool = False


def readable(name: str) -> str:
    """Return a name as people write it, if it is in capitals: «Teater i nord AS» for «TEATER I NORD AS»."""
    if name != name.upper():
        return name
    return WORD.sub(lambda word: _readable_word(word[0], is_first=not WORD.search(name[: word.start()])), name)


def _readable_word(word: str, *, is_first: bool) -> str:
    if not is_first and word.lower() in SMALL_WORDS:
        return word.lower()
    return word if word in CAPITAL_WORDS else word[0] + word[1:].lower()


def read_entity(content: dict[str, Any], *, is_branch: bool = False) -> Entity:
    """Return the organisation of an answer, live or deleted. Raises Unreachable if the answer is of another shape."""
    number = _text(content, "organisasjonsnummer")
    if not NUMBER.fullmatch(number):
        raise wrong_answer()
    place = _part(content, "beliggenhetsadresse" if is_branch else "forretningsadresse")
    post = _part(content, "postadresse") or place
    is_norwegian = _text(post, "landkode") in {"", "NO"}
    return Entity(
        number=number,
        name=readable(_text(content, "navn")),
        legal_form=_text(_part(content, "organisasjonsform"), "kode"),
        address=_lines(post),
        postcode=_text(post, "postnummer") if is_norwegian else "",
        postal_place=readable(_text(post, "poststed")),
        municipality_number=_text(place or post, "kommunenummer"),
        website=clean_url(_text(content, "hjemmeside")),
        email=_text(content, "epostadresse").lower(),
        deleted_on=read_day(content, "slettedato") or read_day(content, "nedleggelsesdato"),
        is_bankrupt=_flag(content, "konkurs"),
        is_winding_up=_flag(content, "underAvvikling") or _flag(content, "underTvangsavviklingEllerTvangsopplosning"),
        is_branch=is_branch,
    )


def read_day(content: dict[str, Any], key: str) -> date | None:
    """Return the date of a text that begins with one, since some have a time after it."""
    text = _text(content, key)
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError as error:
        raise wrong_answer() from error


def wrong_answer() -> Unreachable:
    return Unreachable(_("Registeret svarte ikke som ventet."))


def _text(content: dict[str, Any], key: str) -> str:
    value = content.get(key)
    if value is not None and not isinstance(value, str):
        raise wrong_answer()
    return clean_line(value or "").replace("\x00", "").replace("\n", " ")


def _part(content: dict[str, Any], key: str) -> dict[str, Any]:
    value = content.get(key)
    if value is not None and not isinstance(value, dict):
        raise wrong_answer()
    return value or {}


def _flag(content: dict[str, Any], key: str) -> bool:
    value = content.get(key, False)
    if not isinstance(value, bool):
        raise wrong_answer()
    return value


def _lines(address: dict[str, Any]) -> str:
    lines = address.get("adresse") or []
    if not isinstance(lines, list) or not all(isinstance(line, str | None) for line in lines):
        raise wrong_answer()
    return ", ".join(filter(None, (_text({"line": line}, "line") for line in lines)))
