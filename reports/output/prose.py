"""Running text of a report's document as HTML: paragraphs, headings, lists, quotes, and the numbers in them.

A draft that is looked over (`reports.drafting`) has its filled, typed and missing numbers told apart besides.
"""

from collections.abc import Iterable, Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.document.writing import Node
from reports.publication.marks import Mark

Marks = Mapping[str, Mark]
BREAK = SafeString("<br>")
KINDS = frozenset({"paragraph", "heading", "list", "quote"})


def of_blocks(blocks: Iterable[Node], marks: Marks) -> SafeString:
    """Return blocks of the KINDS as HTML, with a mark at each number that was corrected."""
    return _joined(_block(block, marks) for block in blocks)


def of_inline(nodes: Iterable[Node], marks: Marks) -> SafeString:
    """Return the nodes of a paragraph as HTML."""
    return _joined(_node(node, marks) for node in nodes)


def of_number(number: Node, marks: Marks) -> SafeString:
    """Return a number as it was published; one that was corrected tells the new one, and leads to the note."""
    shown = format_html('<b class="number">{}</b>', number["shown"])
    mark = marks.get(number["key"])
    if mark is None:
        return shown
    words = _("rettet til %(new)s") % {"new": mark.told.new}
    return format_html('{} <a class="corrected" href="#{}">({})</a>', shown, mark.anchor, words)


def as_text(nodes: Iterable[Node]) -> str:
    """Return the words of a paragraph, without what makes them strong or leads anywhere."""
    return "".join(as_text(node["inline"]) if "inline" in node else _words(node) for node in nodes)


def _words(node: Node) -> str:
    return str(node["shown"] if node["type"] == "number" else node.get("text", " "))


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _block(block: Node, marks: Marks) -> SafeString:
    match block:
        case {"type": "paragraph", "inline": inline}:
            return format_html("<p>{}</p>", of_inline(inline, marks))
        case {"type": "heading", "inline": inline}:
            return format_html("<h3>{}</h3>", of_inline(inline, marks))
        case {"type": "quote", "blocks": blocks}:
            return format_html("<blockquote>{}</blockquote>", of_blocks(blocks, marks))
        case {"type": "list", "ordered": ordered, "items": items}:
            told = format_html_join("", "<li>{}</li>", ((_item(item, marks),) for item in items))
            return format_html("<ol>{}</ol>" if ordered else "<ul>{}</ul>", told)
    raise ValueError(block["type"])


def _item(blocks: list[Node], marks: Marks) -> SafeString:
    """Return what stands at a list's point: a single paragraph needs none of its own."""
    if len(blocks) == 1 and blocks[0]["type"] == "paragraph":
        return of_inline(blocks[0]["inline"], marks)
    return of_blocks((block for block in blocks if block["type"] in KINDS), marks)


def _node(node: Node, marks: Marks) -> SafeString:
    match node:
        case {"type": "text", "text": text}:
            return format_html("{}", text)
        case {"type": "number"}:
            return of_number(node, marks)
        case {"type": "filled" | "typed" | "missing"}:
            return _drafted(node)
        case {"type": "strong", "inline": inline}:
            return format_html("<strong>{}</strong>", of_inline(inline, marks))
        case {"type": "emphasis", "inline": inline}:
            return format_html("<em>{}</em>", of_inline(inline, marks))
        case {"type": "link", "href": href, "inline": inline}:
            return format_html('<a href="{}">{}</a>', href, of_inline(inline, marks))
        case {"type": "break"}:
            return BREAK
    raise ValueError(node["type"])


def _drafted(node: Node) -> SafeString:
    """Return a number of a draft that is looked over."""
    match node:
        case {"type": "filled", "url": url, "shown": shown} if url:
            return format_html('<a class="filled" href="{}">{}</a>', url, shown)
        case {"type": "filled", "shown": shown}:
            return format_html('<span class="filled">{}</span>', shown)
        case {"type": "typed" | "missing" as kind, "text": text}:
            return format_html('<mark class="{}">{}</mark>', kind, text)
    raise ValueError(node["type"])
