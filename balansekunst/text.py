"""Text in one form, for imports, forms and searches: the same word is the same characters wherever it comes from."""

import re
import unicodedata
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

if TYPE_CHECKING:

    class _Field:
        def to_python(self, value: Any) -> Any: ...

else:
    _Field = object

# Soft hyphens, zero-width characters, marks of direction and byte order marks: pasted along, and seen by nobody.
INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# `slugify` leaves out the letters that have no accent to take away.
NORWEGIAN_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})
MINUSES = str.maketrans(dict.fromkeys("\N{MINUS SIGN}\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}", "-"))
WHOLE_NUMBER = re.compile(r"-?(?:\d{1,3}(?:[ .]\d{3})+|\d{1,15})(?:,0{1,2})?", re.ASCII)
NUMBER = re.compile(r"-?(?:\d{1,3}(?: \d{3})+|\d{1,3}(?:\.\d{3})+(?=,)|\d{1,15})(?:[.,]\d{1,20})?", re.ASCII)
LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# More marks on a letter than in any language. They are removed, since normalising takes the square of their number.
MOST_MARKS = 30
PERHAPS_MARKS = re.compile(rf"[^\w\x00-\x7f]{{{MOST_MARKS + 1},}}")


def clean_text(text: str) -> str:
    """Return the text in NFC, without invisible characters, and with `\\n` as its only line break."""
    if text.isascii() and text.isprintable():
        return text
    visible = PERHAPS_MARKS.sub(_with_fewer_marks, INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", LINE_BREAK.sub("\n", visible))


def _with_fewer_marks(match: re.Match[str]) -> str:
    """Return the characters without the marks that follow MOST_MARKS others."""
    remaining, marks = [], 0
    for character in match[0]:
        marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
        if marks <= MOST_MARKS:
            remaining.append(character)
    return "".join(remaining)


def clean_line(text: str) -> str:
    """Return the text of one line, with single plain spaces. A line break within it stays, to be refused."""
    if text.isprintable() and text.isascii():
        return " ".join(text.split())
    return "\n".join(" ".join(line.split()) for line in clean_text(text).strip().split("\n"))


def clean_url(text: str) -> str:
    """Return the address with its scheme: «www.eksempel.no» is https."""
    line = clean_line(text)
    return f"https://{line}" if line and "://" not in line else line


def read_whole_number(text: str) -> int:
    """Return the whole number in «1 000», «1.000» or «25,0». Raises ValueError for anything else."""
    line = clean_line(text).translate(MINUSES)
    if not WHOLE_NUMBER.fullmatch(line):
        raise ValueError(text)
    return int(re.sub(r"[ .]", "", line.partition(",")[0]))


def read_number(text: str) -> float:
    """Return the number in «78,22», «78.22» or «1 000,5». Raises ValueError for anything else."""
    line = clean_line(text).translate(MINUSES)
    if not NUMBER.fullmatch(line):
        raise ValueError(text)
    line = line.replace(" ", "")
    return float(line.replace(".", "").replace(",", ".") if "," in line else line)


def slug(text: str) -> str:
    """Return the text as part of an address or of a file's name: «soknader» for «Søknader»."""
    return slugify(text.lower().translate(NORWEGIAN_LETTERS))


def validate_line(text: str) -> None:
    """Raise ValidationError if there is a line break in the text."""
    if "\n" in text:
        raise ValidationError(_("Teksten går over flere linjer. Skriv den på én linje."), code="line_break")


class CleanText(_Field):
    """Mixed into a field of a form or of a model: its text is cleaned before it is validated or stored."""

    clean_value: ClassVar = staticmethod(clean_text)

    def to_python(self, value: Any) -> Any:
        return super().to_python(self.clean_value(value) if isinstance(value, str) else value)


class CleanLine(CleanText):
    """The same for a text of one line."""

    clean_value = staticmethod(clean_line)
