"""The chapter of the handbook about a page of the admin."""

from django import template
from django.contrib import admin
from django.template import Context

from balansekunst.admin.lists import ListAdmin

register = template.Library()


@register.simple_tag(takes_context=True)
def chapter(context: Context) -> str:
    """Return the anchor of the chapter about the page's model, or "" for a page about none."""
    opts = context.get("opts")
    found = admin.site.get_model_admin(opts.model) if opts else None
    return found.chapter if isinstance(found, ListAdmin) else ""
