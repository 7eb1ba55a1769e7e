"""The text of a report: simple markdown (headings, lists, links, quotes, emphasis) with places to fill in.

A text is read into blocks, plain data that a page, the PDF and the published JSON all print. In running text
`{members.joined}` is a number. On a line of its own `{tall members.joined members.left}` is key figures,
`{diagram members-regions}` a chart, `{sitat navn}` a quote, `{bilde navn}` a picture and `{mottakere}` the list of
those who were granted support. HTML is text like any other, and a link leads to a page or an e-mail address only.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

Node = dict[str, Any]

MARKDOWN = MarkdownIt("zero").enable(["heading", "list", "blockquote", "emphasis", "link", "newline", "escape"])
MARKDOWN.validateLink = lambda url: url.startswith(("https://", "http://", "mailto:", "/", "#"))  # type: ignore[method-assign]

PLACED = re.compile(r"^[ \t]*\{(tall|diagram|sitat|bilde|mottakere)(?:[ \t]+([^{}\n]*))?\}[ \t]*$", re.MULTILINE)
NUMBER = re.compile(r"\{([a-zæøå_]+(?:\.[^{}.]+){0,2})\}")
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

    A block has a `type`: paragraph, heading and quote with `inline`; list with `ordered` and `items`, each of them
    blocks; figures, chart, said, picture and recipients with the `names` that are to be placed there. Of the inline
    nodes, text has `text`; number has `key`; strong, emphasis and link (with `href`) have `inline`; break has nothing.
    """
    apart = PLACED.sub(lambda place: f"\n{place.group().strip()}\n", text.replace("\r\n", "\n"))
    return list(_blocks(iter(MARKDOWN.parse(apart))))


def inline_of(text: str) -> list[Node]:
    """Return the inline nodes of a text of one paragraph or more, a break between them."""
    nodes: list[Node] = []
    for block in read(text):
        nodes += [*([{"type": "break"}] if nodes else []), *block.get("inline", [])]
    return nodes


def _blocks(tokens: Iterable[Token], end: str = "") -> Iterable[Node]:
    """Read blocks until the token of type `end`. The tokens are an iterator that is used up on the way."""
    for token in tokens:
        if token.type == end:
            return
        if token.type in {"paragraph_open", "heading_open"}:
            yield _leaf(token, tokens)
        elif token.type == "blockquote_open":
            yield {"type": "quote", "blocks": list(_blocks(tokens, "blockquote_close"))}
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            ordered = token.type == "ordered_list_open"
            items = list(_items(tokens, token.type.replace("open", "close")))
            yield {"type": "list", "ordered": ordered, "items": items}


def _items(tokens: Iterable[Token], end: str) -> Iterable[list[Node]]:
    for token in tokens:
        if token.type == end:
            return
        yield list(_blocks(tokens, "list_item_close"))


def _leaf(opening: Token, tokens: Iterable[Token]) -> Node:
    """Read a paragraph or a heading: its inline token, and its closing one."""
    content, _closing = next(iter(tokens)), next(iter(tokens))
    placed = PLACED.fullmatch(content.content)
    if placed and opening.type == "paragraph_open":
        return {"type": PLACED_TYPES[placed.group(1)], "names": (placed.group(2) or "").split()}
    kind = "heading" if opening.type == "heading_open" else "paragraph"
    return {"type": kind, "inline": list(_inline(iter(content.children or [])))}


def _inline(tokens: Iterable[Token], end: str = "") -> Iterable[Node]:
    for token in tokens:
        if token.type == end:
            return
        if token.type in WRAPPERS:
            kind = WRAPPERS[token.type]
            href = {"href": token.attrs["href"]} if kind == "link" else {}
            yield {"type": kind, **href, "inline": list(_inline(tokens, token.type.replace("open", "close")))}
        elif token.type == "softbreak":
            yield {"type": "text", "text": " "}
        elif token.type == "hardbreak":
            yield {"type": "break"}
        else:
            yield from _numbers(token.content)


def _numbers(text: str) -> Iterable[Node]:
    """Part a text at the numbers that are to be filled in."""
    parts: Sequence[str] = NUMBER.split(text)
    for place, part in enumerate(parts):
        if place % 2:
            yield {"type": "number", "key": part}
        elif part:
            yield {"type": "text", "text": part}
