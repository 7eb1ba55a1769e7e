"""The year to date, on a page."""

from typing import Any

from django import template
from django.utils import timezone

from balansekunst.access import READ_REPORTS
from balansekunst.figures import reader_of
from reports.counting import year_to_date as counting

register = template.Library()


@register.inclusion_tag("reports/_parts/year_to_date.html", takes_context=True)
def year_to_date(context: template.Context) -> dict[str, Any]:
    """Show the year so far beside the year before, to those who may read reports; nothing to others."""
    user, day = context["request"].user, timezone.localdate()
    may_read = user.has_perm(READ_REPORTS)
    return {
        "areas": counting.year_to_date(day, reader_of(user, day, with_lists=True)) if may_read else [],
        "day": day,
        "day_before": counting.a_year_before(day),
    }
