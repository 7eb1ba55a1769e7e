"""Decisions in the admin, read-only: they are made on the pages of the call."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from balansekunst.admin.lists import ReadOnlyAdmin
from balansekunst.fields import kroner
from balansepotten.admin.conflicts import WithoutConflict
from balansepotten.models import Decision
from balansepotten.resources import DecisionResource


@admin.register(Decision)
class DecisionAdmin(WithoutConflict, ReadOnlyAdmin):
    """Decisions, without those about applications that the user has a conflict of interest with."""

    purpose = _("Et vedtak er det som er bestemt om en søknad, og det kan ikke endres i ettertid.")
    first_rows = _("Her kommer vedtakene når fordelingen er låst.")
    chapter = "fordelingen-og-vedtaket"
    application, call = "application", "application__call"
    resource_classes = [DecisionResource]
    list_display = ["about", "number", "outcome", "applied", "awarded", "decided_at", "decided_by", "is_change"]
    list_filter = ["application__call", "outcome"]
    list_select_related = ["application__call", "decided_by"]
    search_fields = [
        "application__title",
        "application__number",
        "application__organisation__name",
        "application__organisation__formerly",
    ]
    fields = ["page", "outcome", "amount_applied", "amount_awarded", "reason", "decided_at", "decided_by", "replaces"]
    readonly_fields = ["page"]

    @admin.display(description=_("søknad"), ordering="application__title")
    def about(self, decision: Decision) -> str:
        return str(decision.application)

    @admin.display(description=_("vedtaket"))
    def page(self, decision: Decision) -> str:
        return format_html('<a href="{}">{}</a>', reverse("decision_detail", args=[decision.pk]), decision)

    @admin.display(description=_("nr."), ordering="application__number")
    def number(self, decision: Decision) -> str:
        return decision.application.number

    @admin.display(description=_("søkt"), ordering="amount_applied")
    def applied(self, decision: Decision) -> str:
        return kroner(decision.amount_applied)

    @admin.display(description=_("tildelt"), ordering="amount_awarded")
    def awarded(self, decision: Decision) -> str:
        return kroner(decision.amount_awarded)

    @admin.display(description=_("erstatter et annet"), boolean=True)
    def is_change(self, decision: Decision) -> bool:
        return decision.replaces_id is not None
