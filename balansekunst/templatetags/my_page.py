"""The parts of My page."""

from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template

from balansekunst.my_page import Section

register = template.Library()


@register.simple_tag(takes_context=True)
def part(context: Context, section: Section) -> str:
    """Show a part of the page with the names that its template uses, beside those of the page."""
    found: Any = get_template(section.part.template)
    with context.push(**section.context):
        rendered: str = found.template.render(context)
    return rendered
