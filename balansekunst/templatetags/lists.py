"""The rows of the admin's lists: each cell with the name of its column, and long text on one line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()

MOST_UNCUT = 24  # characters: a column with longer text gives way when the columns are wider than the page
MOMENT = re.compile(r"\d{1,2}\. \w+ \d{4}\b")  # never cut, with its time


@dataclass(frozen=True)
class Cell:
    """A cell as Django's admin writes it: its start tag without `>`, its content, and its end tag."""

    start: str
    content: str
    end: str

    @classmethod
    def of(cls, html: str) -> "Cell":
        start, _end, rest = html.partition(">")
        content, _start, end = rest.rpartition("</")
        return cls(start, content, f"</{end}")

    @property
    def text(self) -> str:
        return strip_tags(self.content) if "<" in self.content else self.content

    def render(self, label: str, *, is_long: bool) -> SafeString:
        """Return the cell with the name of its column, which a phone displays beside the content."""
        named = f"{self.start}{format_html(' data-label="{}"', label)}>" if label else f"{self.start}>"
        if not is_long:
            return self._safe(named, self.content)
        title = self.text.replace('"', "&quot;")
        return self._safe(named, f'<div class="one-line" title="{title}">{self.content}</div>')

    def _safe(self, start: str, content: str) -> SafeString:
        return mark_safe(f"{start}{content}{self.end}")  # noqa: S308 - of Django's own, escaped parts


def is_long(text: str) -> bool:
    return len(text) > MOST_UNCUT and not MOMENT.match(text)


@register.filter
def labelled(results: Iterable[Iterable[str]], headers: list[dict[str, Any]]) -> list[list[SafeString]]:
    """Return the cells of each row, named by the headers. Text of a column where any is long is cut to one line."""
    rows = [[Cell.of(html) for html in row] for row in results]
    labels = [capfirst(strip_tags(str(header["text"]))) for header in headers]
    long = [any(is_long(cell.text) for cell in column) for column in zip(*rows, strict=True)]
    return [
        [cell.render(label, is_long=is_cut) for cell, label, is_cut in zip(row, labels, long, strict=True)]
        for row in rows
    ]
