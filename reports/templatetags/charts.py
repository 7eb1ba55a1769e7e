"""Charts in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports.charts import svg
from reports.charts.drawing import Chart

register = template.Library()


@register.simple_tag
def drawing(chart: Chart) -> SafeString:
    """Draw the chart as an SVG in the page."""
    return mark_safe(svg.draw(chart))  # noqa: S308 - all text in it is escaped where it is drawn
