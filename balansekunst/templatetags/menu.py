"""The rows of the admin's menu, without a template: each page has some fifty, half of the time it took to draw."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag(takes_context=True)
def menu_rows(context: Context, app: dict[str, Any], *, with_change_links: bool = False) -> SafeString:
    """Return a row of each list of the app: its name, a link to add, and one to read or change if asked for.

    Django's script that filters the menu looks for this table.
    """
    path, add = context["request"].path, _("Add")
    read, change = (_("View"), _("Change")) if with_change_links else ("", "")
    return format_html_join(
        "\n",
        '<tr class="model-{}{}"><th scope="row" id="{}">{}</th><td>{}</td><td>{}</td></tr>',
        (_cells(app["app_label"], model, path, add, read if model["view_only"] else change) for model in app["models"]),
    )


def _cells(label: str, model: dict[str, Any], path: str, add: str, change: str) -> tuple[Any, ...]:
    name, url = model["object_name"].lower(), model["admin_url"]
    row = f"{label}-{name}"
    is_current = bool(url) and url in path
    current = SafeString(' aria-current="page"') if is_current else ""
    kind = "viewlink" if model["view_only"] else "changelink"
    return (
        name,
        " current-model" if is_current else "",
        row,
        format_html('<a href="{}"{}>{}</a>', url, current, model["name"]) if url else model["name"],
        _link(model["add_url"], "addlink", row, add),
        _link(url if change else None, kind, row, change),
    )


def _link(url: str | None, kind: str, row: str, words: str) -> SafeString | str:
    return format_html('<a href="{}" class="{}" aria-describedby="{}">{}</a>', url, kind, row, words) if url else ""
