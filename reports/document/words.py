"""Numbers in running text: up to twelve they are written in words, as Norwegian has it, and above in digits.

So says Språkrådet, and that small and large numbers in the same sentence all stand in digits.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from balansekunst.figures import Unit
from radgivning.sentences import compared
from radgivning.suppression import Hidden
from reports.counting.numbers import Number

MOST_IN_WORDS = 12
# A sentence ends where the next one doesn't begin with a small letter: «8. april» is a day.
SENTENCE_END = re.compile(r"[.!?…][»”\")]*\s+(?![a-zæøåáčđŋšŧž])")
ABBREVIATED = re.compile(
    r"\b(?:ca|bl\.\s?a|f\.\s?eks|nr|kl|jf|inkl|ekskl|pr|kr|mill|mrd|st|tlf|[a-zæøå])\.\s+\Z", re.IGNORECASE
)
OPENING = "«“\"'(–— \t\n"
FILLED = "\0"  # stands for what is filled in while the sentences are told apart


@dataclass(frozen=True)
class Comparison:
    """How many there are beside the year before: «dobbelt så mange som», to be followed by «i 2023»."""

    now: Number
    before: Number

    def __str__(self) -> str:
        return compared(self.now.value, self.before.value)


Part = str | Number | Comparison


def in_sentences(parts: Sequence[Part]) -> list[str]:
    """Return each part of a running text as it is read: a text as it is, what is filled in as its sentence has it.

    A plain count up to twelve is a word unless a count above it stands in the same sentence, and what begins a
    sentence has a capital letter.
    """
    places = _places(parts)
    large = {sentence for part, (sentence, _begins) in zip(parts, places, strict=True) if _is_large(part)}
    return [
        part if isinstance(part, str) else _told(part, digits=sentence in large, begins=begins)
        for part, (sentence, begins) in zip(parts, places, strict=True)
    ]


def _places(parts: Sequence[Part]) -> list[tuple[int, bool]]:
    """Return which sentence each part is in where it begins, and if the sentence begins with it."""
    texts = [part if isinstance(part, str) else FILLED for part in parts]
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
    """Tell if it is a count that stands in digits wherever it stands."""
    if not isinstance(part, Number) or part.unit is not Unit.COUNT or isinstance(part.value, Hidden):
        return False
    return abs(part.value) > MOST_IN_WORDS


def _told(part: Number | Comparison, *, digits: bool, begins: bool) -> str:
    told = in_text(part, digits=digits) if isinstance(part, Number) else str(part)
    return capfirst(told) if begins else told


def in_text(number: Number, *, digits: bool = False) -> str:
    """Return the number as it stands in running text, with `digits` beside larger ones.

    A plain count of 0, and from 2 to 12, is a word. One is a digit, since its word would need the gender of what
    follows; so are kroner, percents, and what is a floor. None is «ingen» beside any number.
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
