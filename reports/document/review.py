"""A draft under review: which numbers are filled in, which are typed, and who last edited it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Coalesce

from balansekunst.figures import Number as CountedNumber
from reports.document import typed_numbers
from reports.document.nodes import Document, Inline, Node, Number, Text, Typed
from reports.document.traversal import transform
from reports.models import AnnualReport, Picture, Quote, Section

PARTS = (Section, Quote, Picture)


@dataclass(frozen=True)
class LastEdit:
    """When something of a report was last edited, and by whom: an empty name when the history has none."""

    at: datetime
    by: str


def last_edit(report: AnnualReport) -> LastEdit | None:
    """Return the last edit of a report or a part of it, deletions included; None without history."""
    histories = [AnnualReport.history.filter(id=report.pk)]
    histories += [model.history.filter(report=report.pk) for model in PARTS]
    columns = ("history_date", Coalesce("history_user__name", Value("")))
    edits = [history.order_by().values_list(*columns) for history in histories]
    last = edits[0].union(*edits[1:]).order_by("-history_date").first()
    return LastEdit(*last) if last else None


def for_review(document: Document, numbers: Mapping[str, CountedNumber]) -> Document:
    """Return the document for a reader who reviews it.

    Every number has the `url` of the rows behind it, if `numbers` has one. A typed number that equals no figure is a
    `Typed` node.
    """
    known = typed_numbers.values(numbers)

    def marked(node: Node) -> Node | Iterable[Node]:
        match node:
            case Text(text=text):
                return _split(text, known)
            case Number(key=key):
                return replace(node, url=numbers[key].url if key in numbers else "")
        return node

    return transform(document, marked)


def _split(text: str, known: Collection[int]) -> list[Inline]:
    """Split a text at the typed numbers that are not known."""
    parts: list[Inline] = []
    end = 0
    for number in typed_numbers.find(text, known):
        parts += [Text(text[end : number.start]), Typed(number.shown)]
        end = number.end
    return [part for part in (*parts, Text(text[end:])) if not isinstance(part, Text) or part.text]
