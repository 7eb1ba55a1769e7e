"""A draft as it is looked over: what is filled in is told from what is typed, and what remains is told."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce

from reports.counting.numbers import Number
from reports.document import typed_numbers
from reports.document.writing import Node
from reports.models import AnnualReport, Picture, Quote, Section

PARTS = (Section, Quote, Picture)


@dataclass(frozen=True)
class Written:
    """When something of a report was last written, and by whom: an empty name when nobody is known to have."""

    at: datetime
    by: str


def last_written(report: AnnualReport) -> Written | None:
    """Return when the report or a part of it was last written, what was deleted too; None when no history tells."""
    versions = [AnnualReport.history.filter(id=report.pk)]
    versions += [model.history.filter(report=report.pk) for model in PARTS]
    told = [
        found.order_by().values_list("history_date", Coalesce("history_user__name", Value(""))) for found in versions
    ]
    last = told[0].union(*told[1:]).order_by("-history_date").first()
    return Written(*last) if last else None


def marked(document: Node, numbers: Mapping[str, Number]) -> Node:
    """Return the document for the one who looks it over.

    A number that is filled in running text is of type `filled`, and every number has the `url` of the list behind it,
    if one may be opened. A typed number that equals no figure is of type `typed`.
    """
    known = typed_numbers.values(numbers)

    def marks(node: Node) -> list[Node]:
        if node.get("type") == "text":
            return _parted(node["text"], known)
        if "key" not in node or "shown" not in node:
            return [node]
        number = numbers.get(node["key"])
        kind = {"type": "filled"} if node.get("type") == "number" else {}
        return [{**node, **kind, "url": number.url if number else ""}]

    texts = {name: _changed(document[name], marks) for name in ("lead", "sections", "key_figures")}
    return {**document, **texts}


def for_print(document: Node) -> Node:
    """Return the document with what can't be filled as it was written, as plain text."""
    return _changed(document, lambda node: [{**node, "type": "text"} if node.get("type") == "missing" else node])


def _changed(within: Any, change: Callable[[Node], list[Node]]) -> Any:
    """Return the nodes with each replaced, those within it first; a plotly figure is left alone."""
    if isinstance(within, list):
        told: list[Any] = []
        for part in within:
            told += change(_changed(part, change)) if isinstance(part, dict) else [_changed(part, change)]
        return told
    if isinstance(within, dict):
        return {name: part if name == "figure" else _changed(part, change) for name, part in within.items()}
    return within


def _parted(text: str, known: Collection[int]) -> list[Node]:
    """Part a text at the numbers that are typed in it and aren't known."""
    parts: list[Node] = []
    end = 0
    for number in typed_numbers.find(text, known):
        parts += [{"type": "text", "text": text[end : number.start]}, {"type": "typed", "text": number.shown}]
        end = number.end
    return [*parts, {"type": "text", "text": text[end:]}]
