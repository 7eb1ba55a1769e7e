"""The two ways to go through a document, `walk` and `transform`, and what is found with them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

from reports.document.nodes import (
    Chart,
    Comparison,
    CorrectedNumber,
    Document,
    Inline,
    KeyFigures,
    LineBreak,
    Mark,
    Missing,
    Node,
    Number,
    Picture,
    Recipient,
    Recipients,
    Text,
    Typed,
)

Change = Callable[[Node], Node | Iterable[Node]]


def walk(within: Node | Iterable[Any]) -> Iterator[Node]:
    """Yield every node within a node or a sequence of them, itself first, in reading order."""
    if isinstance(within, Node):
        yield within
        for one in fields(within):
            yield from _walk_value(getattr(within, one.name))
    else:
        yield from _walk_value(tuple(within))


def _walk_value(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield from walk(value)
    elif isinstance(value, tuple):
        for part in value:
            yield from _walk_value(part)


def find[N: Node](within: Node | Iterable[Any], kind: type[N]) -> list[N]:
    """Return all nodes of a class, in reading order."""
    return [node for node in walk(within) if isinstance(node, kind)]


def transform[N: Node](node: N, change: Change) -> N:
    """Return the node with `change` applied to every node within it, the innermost first, but not to itself.

    `change` returns a node, or several where the node is one of a sequence.
    """
    changed = {}
    for one in fields(node):
        before = getattr(node, one.name)
        after = _change_value(before, change)
        if after is not before:
            changed[one.name] = after
    return replace(node, **changed) if changed else node


def _change_value(value: Any, change: Change) -> Any:
    if isinstance(value, Node):
        return change(transform(value, change))
    if isinstance(value, tuple):
        after = tuple(part for one in value for part in _change_part(one, change))
        same = len(after) == len(value) and all(new is old for new, old in zip(after, value, strict=True))
        return value if same else after
    return value


def _change_part(part: Any, change: Change) -> Iterable[Any]:
    changed = _change_value(part, change)
    if isinstance(part, Node) and not isinstance(changed, Node):
        return changed
    return (changed,)


def with_corrections(document: Document, corrections: Iterable[CorrectedNumber]) -> Document:
    """Return the document with its corrections, and a mark with the latest one at each number that was corrected."""
    found = tuple(corrections)
    marks = {one.key: Mark(place, one.new.shown) for place, one in enumerate(found, start=1)}

    def marked(node: Node) -> Node:
        return replace(node, mark=marks[node.key]) if isinstance(node, Number) and node.key in marks else node

    return replace(transform(document, marked), corrections=found)


def charts(document: Document) -> list[Chart]:
    """Return the charts in the order of their first place, each key once."""
    return list({chart.key: chart for chart in find(document.sections, Chart)}.values())


def pictures(document: Document) -> list[Picture]:
    """Return the pictures, that of the cover first."""
    return [*find(document.cover, Picture), *find(document.sections, Picture)]


def recipients(document: Document) -> tuple[Recipient, ...]:
    """Return those who were granted support, if the document lists them."""
    lists = find(document.sections, Recipients)
    return lists[0].rows if lists else ()


def standalone_figures(document: Document) -> list[Number]:
    """Return the numbers that are by themselves, each key once: those of the text under their names there."""
    placed = [figure for block in find(document.sections, KeyFigures) for figure in block.figures]
    return list({figure.key: figure for figure in [*placed, *document.key_figures]}.values())


def plain_text(inline: Iterable[Inline]) -> str:
    """Return the words of running text, without emphasis and links."""
    return "".join(_word(node) for node in walk(inline))


def _word(node: Node) -> str:
    match node:
        case Text(text=text) | Missing(text=text) | Typed(text=text):
            return text
        case Number(shown=shown) | Comparison(shown=shown):
            return shown
        case LineBreak():
            return " "
    return ""
