"""Balansemerket on the pages of organisations in the admin."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin import object_page, timeline
from balansekunst.admin.object_page import Rows, Table
from balansekunst.admin.timeline import Facts, History, Kind
from balansemerket import ledger
from balansemerket.admin_forms import AwardForm, RenewalForm, StartForm, WithdrawalForm
from balansemerket.models import Certification, Event
from members.models import Organisation

MARK = Kind("balansemerket", gettext_lazy("Balansemerket"))
TITLES = {
    Event.Kind.STARTED: gettext_lazy("Begynte på veien mot merket"),
    Event.Kind.AWARDED: gettext_lazy("Fikk merket, gyldig til %(until)s"),
    Event.Kind.RENEWED: gettext_lazy("Fornyet merket, gyldig til %(until)s"),
    Event.Kind.WITHDRAWN: gettext_lazy("Merket ble trukket"),
}


def mark_summary(table: Table, today: date) -> str:
    """Return until when the organisation has the mark, if it has."""
    mark = ledger.mark_after(event for event in table.shown if event.date <= today)
    if mark.valid_until and mark.is_valid_on(today):
        return _("Har merket til %(day)s") % {"day": f"{mark.valid_until:%d.%m.%Y}"}
    return ""


def event_title(event: Event) -> str:
    until = f"{event.valid_until:%d.%m.%Y}" if event.valid_until else ""
    return str(TITLES[Event.Kind(event.kind)]) % {"until": until}


def event_name(version: Any) -> str:
    return f"{version.get_kind_display()} {version.date:%d.%m.%Y}"


def of_certifications(organisation: Organisation) -> Q:
    """Return the condition on versions of events: of the organisation's certifications, also of deleted ones."""
    return Q(certification__in=Certification.history.filter(organisation=organisation.pk).values("id"))


def register_pages() -> None:
    """Add the mark to the pages of organisations."""
    object_page.register(
        Organisation,
        Rows(
            key="balansemerket",
            title=gettext_lazy("Balansemerket"),
            empty=gettext_lazy("Virksomheten har ikke begynt på veien mot merket."),
            model=Event,
            path="certification__organisation",
            where=lambda row: Q(certification__organisation=row, is_cancelled=False),
            columns=("kind", "date", "valid_until", "version"),
            ordering=("-date", "-id"),
            related=("version",),
            limit=100,
            row_url=lambda event: reverse("admin:balansemerket_certification_change", args=[event.certification_id]),
            summary=mark_summary,
        ),
        forms=(StartForm, AwardForm, RenewalForm, WithdrawalForm),
    )
    timeline.register(
        Organisation,
        Facts(MARK, lambda row: Q(certification__organisation=row, is_cancelled=False), Event, "date", event_title),
        History(MARK, of_certifications, Event, event_name, without=("certification",)),
    )
