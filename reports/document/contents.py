"""What there is in a report's document, wherever in the texts it stands."""

from collections.abc import Iterator
from typing import Any

from reports.document.writing import Node


def nodes(within: Any) -> Iterator[Node]:
    """Give every node of the texts, in the order that they are read; of a chart nothing but itself."""
    if isinstance(within, list):
        for part in within:
            yield from nodes(part)
    elif isinstance(within, dict):
        if "type" in within:
            yield within
        if within.get("type") != "chart":
            for part in within.values():
                yield from nodes(part)


def of_type(within: Any, kind: str) -> list[Node]:
    """Return the nodes of one type, such as every `chart`."""
    return [node for node in nodes(within) if node["type"] == kind]


def charts(document: Node) -> list[Node]:
    """Return the report's charts by their first place in it, each once."""
    return list({node["chart"]["key"]: node["chart"] for node in of_type(document["sections"], "chart")}.values())


def pictures(document: Node) -> list[Node]:
    """Return the report's pictures, that of the cover first."""
    cover = document["cover"]["picture"]
    return [*([cover] if cover else []), *of_type(document["sections"], "picture")]


def recipients(document: Node) -> list[Node]:
    """Return those who were granted support, if the report lists them."""
    lists = of_type(document["sections"], "recipients")
    return lists[0]["rows"] if lists else []


def figures(document: Node) -> list[Node]:
    """Return the figures that the report tells by themselves, each once, named as in its texts."""
    placed = [figure for node in of_type(document["sections"], "figures") for figure in node["figures"]]
    return list({figure["key"]: figure for figure in [*placed, *document["key_figures"]]}.values())
