"""A draft under review: which numbers are filled in, which were typed and equal no figure, and who edited it.

A typed number is out of date as soon as a row is corrected. What is clearly no figure is ignored: years, days, times,
phone numbers, ordinals and references, and numbers that are part of a word.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from balansekunst.figures import Hidden
from balansekunst.figures import Number as CountedNumber
from reports.document.markup import source_texts
from reports.document.nodes import Document, Inline, Node, Number, Text, Typed
from reports.document.traversal import transform
from reports.models import AnnualReport, Picture, Quote, Section

SPACE = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"
DIGITS = re.compile(
    rf"(?<![\w.,/:@#§+-])(?P<whole>\d{{1,3}}(?:{SPACE}\d{{3}}){{1,4}}|\d{{1,15}})(?:,(?P<part>\d{{1,6}}))?(?![\w-]|[.:/,]\d)"
    rf"(?:{SPACE}(?P<times>mill\b|million|mrd\b|milliard|tusen))?",
    re.IGNORECASE,
)
TIMES = {"mill": 10**6, "million": 10**6, "mrd": 10**9, "milliard": 10**9, "tusen": 10**3}
# Of the small ones only those with no other meaning: «tre» is also a tree, and «to» is part of «en eller to».
IN_WORDS = {
    "fem": 5,
    "seks": 6,
    "sju": 7,
    "syv": 7,
    "åtte": 8,
    "ni": 9,
    "ti": 10,
    "elleve": 11,
    "tolv": 12,
    "tretten": 13,
    "fjorten": 14,
    "femten": 15,
    "seksten": 16,
    "sytten": 17,
    "atten": 18,
    "nitten": 19,
    "tjue": 20,
    "tretti": 30,
    "førti": 40,
    "femti": 50,
    "seksti": 60,
    "sytti": 70,
    "åtti": 80,
    "nitti": 90,
}
WORDS = re.compile(rf"(?<![\w-])(?:{'|'.join(IN_WORDS)})(?![\w-])", re.IGNORECASE)
MONTH = "(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)"
CLOCK = r"\d{1,2}(?:[.:]\d{2})?"
IGNORED = re.compile(
    rf"\b\d{{1,2}}\.?(?:\s?[–-]\s?\d{{1,2}}\.)?\s{MONTH}\b"  # 8. april, 8.–10. april
    r"|\b\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b"  # 8.4.2024, 2024-04-08
    rf"|\bkl\.?\s{CLOCK}(?:\s?(?:[–-]|til)\s?{CLOCK})?|\b\d{{1,2}}:\d{{2}}\b"  # kl. 9–16, 16:30
    r"|\+\d{2}\s?\d[\d\s]{6,12}\d"  # +47 22 33 44 55
    r"|(?<!\d)(?<!\d\s)(?:\d{2}(?:\s\d{2}){3}|\d{3}\s\d{2}\s\d{3}|\d{8})(?!\d|\s\d)"  # 22 33 44 55, 930 12 345
    r"|(?:\b(?:nr|side|punkt|kapittel|kap|artikkel|paragraf)\b\.?|§+)\s\d+"  # nr. 3, § 26
    r"|\b\d+\.(?=\s(?-i:[a-zæøå]))"  # 10. gang
    r"|(?<![\d,])(?:19|20)\d{2}(?:\s?[–/-]\s?(?:19|20)?\d{2})?(?![\d,])",  # 2024, 2023–2024, 2023/24
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TypedNumber:
    """A number as it was typed, and where in the text: from `start` to before `end`."""

    start: int
    end: int
    shown: str


@dataclass(frozen=True)
class LastEdit:
    """When something of a report was last edited, and by whom: an empty name when the history has none."""

    at: datetime
    by: str


def for_review(document: Document, numbers: Mapping[str, CountedNumber]) -> Document:
    """Return the document for a reader who reviews it.

    Every number has the `url` of the rows behind it, if `numbers` has one. A typed number that equals no figure is a
    `Typed` node.
    """
    known = known_values(numbers)

    def marked(node: Node) -> Node | Iterable[Node]:
        match node:
            case Text(text=text):
                return _split(text, known)
            case Number(key=key):
                return replace(node, url=numbers[key].url if key in numbers else "")
        return node

    return transform(document, marked)


def find_typed(text: str, known: Collection[int]) -> list[TypedNumber]:
    """Return the numbers of the text that are none of the known ones."""
    ignored = [match.span() for match in IGNORED.finditer(text)]
    found = [*_in_digits(text), *_in_words(text)]
    return [
        TypedNumber(*span, text[slice(*span)])
        for span, value in sorted(found)
        if value not in known and not any(start < span[1] and span[0] < end for start, end in ignored)
    ]


def typed_by_line(text: str, known: Collection[int]) -> list[tuple[int, str]]:
    """Return the line and the words of each number in a report's text that is none of the known ones."""
    return [(words.line, typed.shown) for words in source_texts(text) for typed in find_typed(words.text, known)]


def known_values(numbers: Mapping[str, CountedNumber]) -> frozenset[int]:
    """Return the values that a typed number may have, without signs."""
    return frozenset(abs(number.value) for number in numbers.values() if not isinstance(number.value, Hidden))


def last_edit(report: AnnualReport) -> LastEdit | None:
    """Return the last edit of a report or a part of it, deletions included; None without history."""
    columns = ("history_date", Coalesce("history_user__name", Value("")))
    edits = [history.order_by().values_list(*columns) for history in _histories(report)]
    last = edits[0].union(*edits[1:]).order_by("-history_date").first()
    return LastEdit(*last) if last else None


def writers(report: AnnualReport) -> set[int]:
    """Return the keys of the users who have edited the report, deleted parts included, by its history."""
    first, *others = [found.order_by().values_list("history_user_id", flat=True) for found in _histories(report)]
    return set(first.union(*others).order_by()) - {None}


def _histories(report: AnnualReport) -> list[QuerySet[Any]]:
    """Return the histories of a report and its parts, deleted ones included."""
    parts = [model.history.filter(report=report.pk) for model in (Section, Quote, Picture)]
    return [AnnualReport.history.filter(id=report.pk), *parts]


def _split(text: str, known: Collection[int]) -> list[Inline]:
    """Split a text at the typed numbers that are not known."""
    parts: list[Inline] = []
    end = 0
    for number in find_typed(text, known):
        parts += [Text(text[end : number.start]), Typed(number.shown)]
        end = number.end
    return [part for part in (*parts, Text(text[end:])) if not isinstance(part, Text) or part.text]


def _in_digits(text: str) -> Iterator[tuple[tuple[int, int], Fraction]]:
    for match in DIGITS.finditer(text):
        part = match["part"] or ""
        value = Fraction(int("".join(match["whole"].split()) + part), 10 ** len(part))
        yield match.span(), value * TIMES.get((match["times"] or "").lower(), 1)


def _in_words(text: str) -> Iterator[tuple[tuple[int, int], Fraction]]:
    for match in WORDS.finditer(text):
        yield match.span(), Fraction(IN_WORDS[match.group().lower()])
