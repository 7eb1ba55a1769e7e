"""Applications and project reports in templates that show them."""

from django import template

from balansepotten import displayed_fields

register = template.Library()
register.simple_tag(displayed_fields.displayed_sections)
register.simple_tag(displayed_fields.displayed_report)
