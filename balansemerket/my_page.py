"""The mark of an organisation on My page."""

from typing import Any

from balansekunst import my_page
from balansekunst.my_page import Part, Place, Visit
from balansemerket import ledger
from balansemerket.models import Event


def mark(visit: Visit) -> dict[str, Any]:
    rows = Event.objects.in_force().filter(certification__organisation=visit.organisation).select_related("version")
    events = list(rows.latest_first())
    found = ledger.mark_after(event for event in events if event.date <= visit.day)
    return {"mark": found, "events": events, "has_mark": found.is_valid_on(visit.day)}


def register() -> None:
    template = "balansemerket/_parts/my_mark.html"
    my_page.register(Part(order=40, place=Place.ORGANISATION, template=template, load=mark))
