"""The rows of the admin's lists, drawn a column at a time: what all its cells share is found once."""

import re
from collections.abc import Callable, Iterable
from datetime import date, time
from functools import cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django import template
from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.admin.utils import display_for_field, display_for_value, quote
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, ForeignKey, TimeField
from django.utils.html import conditional_escape, escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

if TYPE_CHECKING:
    from balansekunst.admin.change_list import NamedList

register = template.Library()

ANY_KEY = "key"  # a primary key in the address of a row
MOST_UNCUT = 24  # characters: a column with longer text gives way when the columns are wider than the page
MOMENT = re.compile(r"\d{1,2}\. \w+ \d{4}\b")  # never cut, with its time
CHECKBOX = "action_checkbox"


@register.inclusion_tag("admin/change_list_results.html")
def list_rows(listed: "NamedList") -> dict[str, Any]:
    """Draw the table of a list. Django's `result_list` finds out in each cell how its column is drawn."""
    headers = list(result_headers(listed))
    return {
        "result_headers": headers,
        "num_sorted_fields": sum(header["sortable"] and header["sorted"] for header in headers),
        "rows": rows_of(listed, headers),
    }


def rows_of(listed: "NamedList", headers: Iterable[dict[str, Any]]) -> list[SafeString]:
    """Return the cells of each row: as Django draws them, but named by the headers, and with long text on one line."""
    labels = [capfirst(strip_tags(str(header["text"]))) for header in headers]
    columns = [cells_of(listed, str(name), label) for name, label in zip(listed.list_display, labels, strict=True)]
    return [mark_safe("".join(cells)) for cells in zip(*columns, strict=True)]  # noqa: S308 - of escaped parts


def cells_of(listed: "NamedList", name: str, label: str) -> list[str]:
    """Return the column's cell in each row. A phone displays the label beside the content."""
    links = listed.list_display_links or ()
    css, texts = _contents(listed, name, is_link=name in links)
    contents = texts
    if name in links:
        contents = [f"{start}{text}</a>" for start, text in zip(_links(listed), texts, strict=True)]
    if label and any(map(is_long, texts)):
        contents = [_on_one_line(content, _plain(text)) for content, text in zip(contents, texts, strict=True)]
    tag = "th" if name in links[:1] else "td"
    start = f'<{tag} class="{css}" data-label="{escape(label)}">' if label else f'<{tag} class="{css}">'
    return [f"{start}{content}</{tag}>" for content in contents]


def _contents(listed: "NamedList", name: str, *, is_link: bool) -> tuple[str, list[str]]:
    """Return the CSS class of the column, and what it displays of each row, escaped."""
    css = "action-checkbox" if name == CHECKBOX else f"field-{name}"
    empty = listed.model_admin.get_empty_value_display()
    show: Callable[[Any], Any]
    try:
        field: Any = listed.opts.get_field(name)
    except FieldDoesNotExist:
        read = str if name == "__str__" else getattr(listed.model_admin, name)
        values = [read(row) for row in listed.result_list]
        show = partial(display_for_value, empty_value_display=empty, boolean=getattr(read, "boolean", False))
        is_unbroken = any(isinstance(value, (date, time)) for value in values)
    else:
        values = list(map(attrgetter(name), listed.result_list))
        show = cache(partial(display_for_field, field=field, empty_value_display=empty, avoid_link=is_link))
        is_unbroken = isinstance(field, (DateField, TimeField, ForeignKey))
    return f"{css} nowrap" if is_unbroken else css, [conditional_escape(show(value)) for value in values]


def _links(listed: "NamedList") -> list[str]:
    """Return the start tag of each row's link. Its page leads back to the list with these filters."""
    query = escape(f"?{listed.preserved_filters}") if listed.preserved_filters else ""
    start, end = listed.model_admin.row_url(ANY_KEY).split(ANY_KEY)
    addresses = [f"{start}{quote(row.pk)}{end}{query}" for row in listed.result_list]
    if not listed.is_popup:
        return [f'<a href="{address}">' for address in addresses]
    keys = [escape(row.serializable_value(listed.to_field or "pk")) for row in listed.result_list]
    return [f'<a href="{url}" data-popup-opener="{key}">' for url, key in zip(addresses, keys, strict=True)]


def is_long(content: str) -> bool:
    """Return whether the content is cut to one line."""
    if len(content) <= MOST_UNCUT:
        return False
    text = _plain(content)
    return len(text) > MOST_UNCUT and not MOMENT.match(text)


def _on_one_line(content: str, text: str) -> str:
    title = text.replace('"', "&quot;")
    return f'<div class="one-line" title="{title}">{content}</div>'


def _plain(content: str) -> str:
    return strip_tags(content) if "<" in content else content
