"""The mark of an organisation on My page."""

from typing import Any

from balansekunst import my_page
from balansekunst.my_page import Part, Place, Visit
from balansemerket import ledger
from balansemerket.models import Event


def mark(visit: Visit) -> dict[str, Any]:
    rows = (
        Event.objects.in_force()
        .filter(certification__organisation=visit.organisation)
        .select_related("version", "certification")
    )
    events = list(rows.latest_first())
    found = ledger.mark_after(event for event in events if event.date <= visit.day)
    url = events[0].certification.get_absolute_url() if events else ""
    return {"mark": found, "events": events, "has_mark": found.is_valid_on(visit.day), "mark_url": url}


def register() -> None:
    template = "balansemerket/_parts/my_mark.html"
    my_page.register(Part(order=40, place=Place.ORGANISATION, template=template, load=mark))
