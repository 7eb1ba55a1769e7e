"""The text of a report: simple markdown (headings, lists, links, quotes, emphasis) with places to fill in.

A text is read into blocks, plain data that a page, the PDF and the published JSON all print. In running text
`{members.joined}` is a number. On a line of its own `{tall members.joined members.left}` is key figures,
`{diagram members-regions}` a chart, `{sitat navn}` a quote, `{bilde navn}` a picture and `{mottakere}` the list of
those who were granted support. A brace is written `\\{`. HTML is text like any other, and a link leads to a page or
an e-mail address only.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

Node = dict[str, Any]

LINKS = re.compile(r"(https?://|mailto:|/(?!/)|#)", re.IGNORECASE)
MARKDOWN = MarkdownIt("zero").enable(["heading", "list", "blockquote", "emphasis", "link", "newline", "escape"])
MARKDOWN.validateLink = lambda url: bool(LINKS.match(url))  # type: ignore[method-assign]

PLACED = re.compile(r"[ \t]*\{(tall|diagram|sitat|bilde|mottakere)(?:[ \t]+([^{}\n]*))?\}[ \t]*")
FILLED = re.compile(r"\{([^{}\n]{1,200})\}")
NAMES = re.compile(r",?\s+(?=[a-zæøå_]+\.)")
PLACED_TYPES = {
    "tall": "figures",
    "diagram": "chart",
    "sitat": "said",
    "bilde": "picture",
    "mottakere": "recipients",
}
WRAPPERS = {"strong_open": "strong", "em_open": "emphasis", "link_open": "link"}


def read(text: str) -> list[Node]:
    """Return the text's blocks.

    A block has a `type`: paragraph, heading and quote with `inline` or `blocks`; list with `ordered` and `items`,
    each of them blocks; figures, chart, said, picture and recipients with the `names` that are to be placed there. Of
    the inline nodes, text has `text`; number has `key`; strong, emphasis and link (with `href`) have `inline`; break
    has nothing. Running text, and what is to be filled in, has the `line` that it stands in, from 1; what is to be
    filled in also has what is `written` there.
    """
    return _Reader(text).blocks()


def inline_of(text: str) -> list[Node]:
    """Return the inline nodes of a text of one paragraph or more, a break between them."""
    nodes: list[Node] = []
    for block in read(text):
        nodes += [*([{"type": "break"}] if nodes else []), *block.get("inline", [])]
    return nodes


def leaves(nodes: Iterable[Node]) -> Iterator[Node]:
    """Walk all nodes that hold no others, in the order of the text."""
    for node in nodes:
        items = (block for item in node.get("items", ()) for block in item)
        inner = [*node.get("blocks", ()), *node.get("inline", ()), *items]
        if inner:
            yield from leaves(inner)
        else:
            yield node


class _Reader:
    """Reads a text, and knows the line that each line of what is parsed was written in."""

    def __init__(self, text: str) -> None:
        lines: list[tuple[int, str]] = []
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
            # What is placed on a line of its own is a block of its own.
            around = [(number, "")] if PLACED.fullmatch(line) else []
            lines += [*around, (number, line.strip() if around else line), *around]
        self._numbers = [number for number, _line in lines]
        self._tokens = iter(MARKDOWN.parse("\n".join(line for _number, line in lines)))

    def blocks(self, end: str = "") -> list[Node]:
        """Read blocks until the token of type `end`."""
        return list(self._blocks(end))

    def _blocks(self, end: str) -> Iterator[Node]:
        for token in self._tokens:
            if token.type == end:
                return
            if token.type in {"paragraph_open", "heading_open"}:
                yield self._leaf(token)
            elif token.type == "blockquote_open":
                yield {"type": "quote", "blocks": self.blocks("blockquote_close")}
            elif token.type in {"bullet_list_open", "ordered_list_open"}:
                ordered = token.type == "ordered_list_open"
                yield {"type": "list", "ordered": ordered, "items": self._items(token.type.replace("open", "close"))}

    def _items(self, end: str) -> list[list[Node]]:
        items = []
        for token in self._tokens:
            if token.type == end:
                break
            items.append(self.blocks("list_item_close"))
        return items

    def _leaf(self, opening: Token) -> Node:
        """Read a paragraph or a heading: its inline token, and its closing one."""
        content, _closing = next(self._tokens), next(self._tokens)
        line = self._numbers[content.map[0]] if content.map else 1
        placed = PLACED.fullmatch(content.content)
        if placed and opening.type == "paragraph_open":
            names = _names(placed.group(2) or "")
            return {"type": PLACED_TYPES[placed.group(1)], "names": names, "line": line, "written": content.content}
        kind = "heading" if opening.type == "heading_open" else "paragraph"
        return {"type": kind, "inline": list(_inline(iter(content.children or []), _Line(line)))}


class _Line:
    """The line that inline tokens have come to: it is counted on at each break."""

    def __init__(self, number: int) -> None:
        self.number = number


def _names(written: str) -> list[str]:
    """Part the names that stand after each other; a figure's group may have spaces in its name."""
    return [name for name in (name.strip(" ,") for name in NAMES.split(written)) if name]


def _inline(tokens: Iterator[Token], line: _Line, end: str = "") -> Iterator[Node]:
    for token in tokens:
        if token.type == end:
            return
        if token.type in WRAPPERS:
            kind = WRAPPERS[token.type]
            href = {"href": token.attrs["href"]} if kind == "link" else {}
            yield {"type": kind, **href, "inline": list(_inline(tokens, line, token.type.replace("open", "close")))}
        elif token.type == "softbreak":
            yield {"type": "text", "text": " ", "line": line.number}
            line.number += 1
        elif token.type == "hardbreak":
            yield {"type": "break"}
            line.number += 1
        else:
            yield from _filled(token.content, line.number)


def _filled(text: str, line: int) -> Iterator[Node]:
    """Part a text at what is to be filled in."""
    parts: Sequence[str] = FILLED.split(text)
    for place, part in enumerate(parts):
        if place % 2:
            key = " ".join(part.split())
            yield {"type": "number", "key": key, "line": line, "written": f"{{{part}}}"}
        elif part:
            yield {"type": "text", "text": part, "line": line}
