"""What to try in the demo, and as whom."""

from typing import Any

from django import template
from django.conf import settings

from balansekunst.demo import steps
from balansekunst.demo.accounts import ACCOUNTS

register = template.Library()


@register.inclusion_tag("demo/_panel.html")
def demo_panel() -> dict[str, Any]:
    """Show what to try step by step and a card for each role in demo mode, and nothing at all elsewhere."""
    if not settings.DEMO:
        return {}
    return {"accounts": ACCOUNTS, "steps": steps.told(), "report_steps": steps.reports_told()}
