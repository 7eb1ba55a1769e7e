"""Numbers in running text: words up to twelve, and digits above, which is the rule of Norwegian spelling.

The Language Council (Språkrådet) also has it that small and large numbers in one sentence are all digits.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from balansekunst.figures import Hidden, Number, Unit, compared

MOST_IN_WORDS = 12
# A sentence ends where the next one doesn't begin with a small letter: «8. april» is a day.
SENTENCE_END = re.compile(r"[.!?…][»”\")]*\s+(?![a-zæøåáčđŋšŧž])")
ABBREVIATED = re.compile(
    r"\b(?:ca|bl\.\s?a|f\.\s?eks|nr|kl|jf|inkl|ekskl|pr|kr|mill|mrd|st|tlf|[a-zæøå])\.\s+\Z", re.IGNORECASE
)
OPENING = "«“\"'(–— \t\n"
STAND_IN = "\0"  # for a number, while the text is split into sentences


@dataclass(frozen=True)
class NumberPair:
    """Two counts compared in words, such as «dobbelt så mange som», to be followed by «i 2023»."""

    now: Number
    before: Number

    def __str__(self) -> str:
        return compared(self.now.value, self.before.value)


Part = str | Number | NumberPair


def write_in_sentences(parts: Sequence[Part]) -> list[str]:
    """Return each part of a running text as it is read: words as they are, a number as its sentence needs it.

    A plain count up to twelve is a word unless its sentence has a count above it, and the first word of a sentence has
    a capital letter.
    """
    places = _places(parts)
    large = {sentence for part, (sentence, _begins) in zip(parts, places, strict=True) if _is_large(part)}
    return [
        part if isinstance(part, str) else _written(part, digits=sentence in large, begins=begins)
        for part, (sentence, begins) in zip(parts, places, strict=True)
    ]


def _places(parts: Sequence[Part]) -> list[tuple[int, bool]]:
    """Return the sentence that each part begins in, and whether the sentence begins with it."""
    texts = [part if isinstance(part, str) else STAND_IN for part in parts]
    whole = "".join(texts)
    starts = [0, *(end.end() for end in SENTENCE_END.finditer(whole) if not _is_abbreviated(whole, end.end()))]
    places, offset = [], 0
    for text in texts:
        sentence = bisect_right(starts, offset) - 1
        places.append((sentence, not whole[starts[sentence] : offset].strip(OPENING)))
        offset += len(text)
    return places


def _is_abbreviated(text: str, end: int) -> bool:
    return ABBREVIATED.search(text, max(0, end - 16), end) is not None


def _is_large(part: Part) -> bool:
    """Whether it is a count that is always digits."""
    if not isinstance(part, Number) or part.unit is not Unit.COUNT or isinstance(part.value, Hidden):
        return False
    return abs(part.value) > MOST_IN_WORDS


def _written(part: Number | NumberPair, *, digits: bool, begins: bool) -> str:
    text = number_in_text(part, digits=digits) if isinstance(part, Number) else str(part)
    return capfirst(text) if begins else text


def number_in_text(number: Number, *, digits: bool = False) -> str:
    """Return the number as it is written in running text; `digits` is for a sentence with a larger one.

    A plain count of 0, and from 2 to 12, is a word. 1 is a digit, since its word would need the gender of what
    follows; so are kroner, percentages and lower bounds. 0 is «ingen» beside any number.
    """
    if isinstance(number.value, Hidden):
        return _("et skjult antall") if number.value is Hidden.WITHHELD else str(number)
    if number.unit is not Unit.COUNT or number.at_least or (digits and number.value):
        return str(number)
    return _names().get(number.value, str(number))


def _names() -> dict[int, str]:
    return {
        0: pgettext("antall", "ingen"),
        2: pgettext("antall", "to"),
        3: pgettext("antall", "tre"),
        4: pgettext("antall", "fire"),
        5: pgettext("antall", "fem"),
        6: pgettext("antall", "seks"),
        7: pgettext("antall", "sju"),
        8: pgettext("antall", "åtte"),
        9: pgettext("antall", "ni"),
        10: pgettext("antall", "ti"),
        11: pgettext("antall", "elleve"),
        12: pgettext("antall", "tolv"),
    }
