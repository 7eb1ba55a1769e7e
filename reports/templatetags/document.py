"""Filters for the nodes of a document."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from reports import pictures
from reports.document.nodes import Block, Cell, Inline, Picture
from reports.output import html

register = template.Library()


@register.filter
def inline(nodes: Iterable[Inline]) -> SafeString:
    return html.inline_html(nodes)


@register.filter
def number(cell: Cell) -> SafeString:
    return html.number_html(cell)


@register.filter
def correction(cell: Cell) -> SafeString:
    return html.correction_html(cell)


@register.filter
def block_template(block: Block) -> str:
    """Return the name of the template that prints a block."""
    return f"reports/_blocks/{block.type}.html"


@register.filter
def small_file(picture: Picture) -> str:
    """Return the file of the smaller version of a picture, or its own file where the picture is small."""
    return pictures.small(picture.file) if picture.width > pictures.SMALL_WIDTH else picture.file
