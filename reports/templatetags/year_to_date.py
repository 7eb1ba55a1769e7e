"""The year to date, on a page."""

from typing import Any

from django import template
from django.utils import timezone

from balansepotten.admin.conflicts import reader_has_conflict
from reports.counting.year_to_date import a_year_before
from reports.views.year_to_date import year_to_date_for

register = template.Library()


@register.inclusion_tag("reports/_parts/year_to_date.html", takes_context=True)
def year_to_date(context: template.Context) -> dict[str, Any]:
    """Show the year so far beside the year before, to those who may read reports; nothing to others."""
    request, day = context["request"], timezone.localdate()
    areas = year_to_date_for(request, day)
    return {
        "areas": areas,
        "day": day,
        "day_before": a_year_before(day),
        "is_partial": bool(areas) and reader_has_conflict(request),
    }
