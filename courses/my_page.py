"""The courses of an organisation on My page."""

from typing import Any

from balansekunst import my_page
from balansekunst.my_page import Part, Place, Visit
from courses.models import Assignment

MOST = 10


def courses(visit: Visit) -> dict[str, Any] | None:
    found = Assignment.objects.filter(client=visit.organisation).select_related("municipality")[:MOST]
    return {"assignments": list(found)} if found else None


def register() -> None:
    template = "courses/_parts/my_courses.html"
    my_page.register(Part(order=60, place=Place.ORGANISATION, template=template, load=courses))
