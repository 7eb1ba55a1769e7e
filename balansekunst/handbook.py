"""The handbook for staff, docs/handbok.md: its chapters as HTML, for a page of the admin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from PIL import Image

from balansekunst.settings import BASE_DIR

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

DOCS = BASE_DIR / "docs"
FILE = DOCS / "handbok.md"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter, under a heading of the second level."""

    anchor: str
    title: str
    text: SafeString


@dataclass(frozen=True, slots=True)
class Handbook:
    """The title, what is before the first chapter, and the chapters."""

    title: str
    introduction: SafeString
    chapters: tuple[Chapter, ...]


@cache
def handbook() -> Handbook:
    """Return the handbook, read once."""
    markdown = _markdown()
    tokens = markdown.parse(FILE.read_text(encoding="utf-8"))
    starts = [place for place, token in enumerate(tokens) if token.type == "heading_open" and token.tag in ("h1", "h2")]
    parts = [tokens[start:end] for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True)]
    (title, introduction), *chapters = ((part[1].content, _html(markdown, part[3:])) for part in parts)
    return Handbook(title, introduction, tuple(Chapter(anchor(name), name, text) for name, text in chapters))


def anchor(heading: str) -> str:
    """Return the anchor of a heading, which is also that of the file on GitHub."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # large, and not needed when the program starts

    return MarkdownIt("commonmark", {"html": False})


def _html(markdown: "MarkdownIt", tokens: Sequence["Token"]) -> SafeString:
    """Return the HTML of the tokens, with anchors on headings, and with the addresses and sizes of pictures."""
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following:
            token.attrSet("id", anchor(following.content))
        for child in token.children or ():
            if child.type == "image":
                _set_picture(child)
    return mark_safe(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S308 without HTML of the file


def _set_picture(token: "Token") -> None:
    path = str(token.attrs["src"])
    with Image.open(DOCS / path) as picture:
        width, height = picture.size
    for name, value in {"src": static(path), "width": str(width), "height": str(height), "loading": "lazy"}.items():
        token.attrSet(name, value)
