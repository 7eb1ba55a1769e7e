"""The syntax of a report's texts: simple markdown (headings, lists, links, quotes, emphasis) with placeholders.

In running text `{members.joined}` is a number. On a line of its own `{tall members.joined members.left}` is key
figures, `{diagram members-regions}` a chart, `{sitat navn}` a quote, `{bilde navn}` a picture, `{mottakere}` the list
of those who were granted support, `{styret}` the people of the association and `{arrangementer}` its events. A literal
brace is typed `\\{`. HTML is text like any other, and a link goes to a page or an e-mail address only.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from reports.document.nodes import Block, Emphasis, Heading, Inline, LineBreak, Link, List, Paragraph, Quote, Strong
from reports.document.traversal import find

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LINKS = re.compile(r"(https?://|mailto:|/(?!/)|#)", re.IGNORECASE)

# What can be placed on a line of its own, by the word that it is placed with.
FIGURES, CHART, QUOTE, PICTURE, RECIPIENTS, PEOPLE, EVENTS = PLACED = (
    "tall",
    "diagram",
    "sitat",
    "bilde",
    "mottakere",
    "styret",
    "arrangementer",
)
PLACEMENT = re.compile(rf"[ \t]*\{{({'|'.join(PLACED)})(?:[ \t]+([^{{}}\n]*))?\}}[ \t]*")
PLACEHOLDER = re.compile(r"\{([^{}\n]{1,200})\}")
NAMES = re.compile(r",?\s+(?=[a-zæøå_]+\.)")


@dataclass(frozen=True, slots=True)
class SourceText(Inline):
    """Words, and the line of the text that they begin in, from 1."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Placeholder(Inline):
    """A place in running text to fill in: what is asked for, the line, and what was typed."""

    key: str
    line: int
    source: str


@dataclass(frozen=True, slots=True)
class Placement(Block):
    """A block to fill in: one of PLACED, the names of what is to be placed, the line, and what was typed."""

    what: str
    names: tuple[str, ...]
    line: int
    source: str


def parse(text: str) -> tuple[Block, ...]:
    """Return the text's blocks: their words are `SourceText`, and what is to be filled in is not filled yet."""
    return _Parser(text).blocks()


def parse_inline(text: str) -> tuple[Inline, ...]:
    """Return the running text of one paragraph or more, a line break between them."""
    inline: list[Inline] = []
    for block in parse(text):
        inline += [LineBreak()] if inline else []
        inline += block.inline if isinstance(block, (Paragraph, Heading)) else ()
    return tuple(inline)


def source_texts(text: str) -> list[SourceText]:
    """Return the words of a text, without what is to be filled in."""
    return find(parse(text), SourceText)


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # large, and not needed when the program starts

    markdown = MarkdownIt("zero").enable(["heading", "list", "blockquote", "emphasis", "link", "newline", "escape"])
    markdown.validateLink = lambda url: bool(LINKS.match(url))  # type: ignore[method-assign]
    return markdown


class _Parser:
    """Parses a text, and knows the line that each parsed line was typed in."""

    def __init__(self, text: str) -> None:
        lines: list[tuple[int, str]] = []
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
            # What is placed on a line of its own is a block of its own.
            around = [(number, "")] if PLACEMENT.fullmatch(line) else []
            lines += [*around, (number, line.strip() if around else line), *around]
        self._numbers = [number for number, _line in lines]
        self._tokens = iter(_markdown().parse("\n".join(line for _number, line in lines)))

    def blocks(self, end: str = "") -> tuple[Block, ...]:
        """Parse blocks until the token of type `end`."""
        return tuple(self._blocks(end))

    def _blocks(self, end: str) -> Iterator[Block]:
        for token in self._tokens:
            if token.type == end:
                return
            if token.type in {"paragraph_open", "heading_open"}:
                yield self._leaf(token)
            elif token.type == "blockquote_open":
                yield Quote(self.blocks("blockquote_close"))
            elif token.type in {"bullet_list_open", "ordered_list_open"}:
                ordered = token.type == "ordered_list_open"
                yield List(ordered, tuple(self._items(token.type.replace("open", "close"))))

    def _items(self, end: str) -> Iterator[tuple[Block, ...]]:
        for token in self._tokens:
            if token.type == end:
                return
            yield self.blocks("list_item_close")

    def _leaf(self, opening: "Token") -> Block:
        """Parse a paragraph or a heading: its inline token, and its closing one."""
        content, _closing = next(self._tokens), next(self._tokens)
        line = self._numbers[content.map[0]] if content.map else 1
        placed = PLACEMENT.fullmatch(content.content)
        if placed and opening.type == "paragraph_open":
            return Placement(placed.group(1), _names(placed.group(2) or ""), line, content.content)
        kind = Heading if opening.type == "heading_open" else Paragraph
        return kind(tuple(_inline(iter(content.children or []), _Line(line))))


class _Line:
    """The line that inline tokens have come to: increased at each break."""

    def __init__(self, number: int) -> None:
        self.number = number


def _names(text: str) -> tuple[str, ...]:
    """Split names that follow each other; a figure's group may have spaces in its name."""
    return tuple(name for name in (name.strip(" ,") for name in NAMES.split(text)) if name)


def _inline(tokens: "Iterator[Token]", line: _Line, end: str = "") -> Iterator[Inline]:
    for token in tokens:
        if token.type == end:
            return
        if token.type == "strong_open":
            yield Strong(tuple(_inline(tokens, line, "strong_close")))
        elif token.type == "em_open":
            yield Emphasis(tuple(_inline(tokens, line, "em_close")))
        elif token.type == "link_open":
            yield Link(str(token.attrs["href"]), tuple(_inline(tokens, line, "link_close")))
        elif token.type == "softbreak":
            yield SourceText(" ", line.number)
            line.number += 1
        elif token.type == "hardbreak":
            yield LineBreak()
            line.number += 1
        else:
            yield from _split(token.content, line.number)


def _split(text: str, line: int) -> Iterator[Inline]:
    """Split a text at its placeholders."""
    parts: Sequence[str] = PLACEHOLDER.split(text)
    for place, part in enumerate(parts):
        if place % 2:
            yield Placeholder(" ".join(part.split()), line, f"{{{part}}}")
        elif part:
            yield SourceText(part, line)
