"""The courses of an organisation on My page, and the bookings that wait or were declined."""

from typing import Any

from balansekunst import my_page
from balansekunst.my_page import Part, Place, Visit
from courses.models import Assignment, Booking

MOST = 10
MOST_BOOKINGS = 5


def courses(visit: Visit) -> dict[str, Any]:
    """Return the newest courses, each with its booking, and the bookings that did not become one."""
    found = Assignment.objects.filter(client=visit.organisation).select_related("municipality", "booking")[:MOST]
    bookings = Booking.objects.filter(organisation=visit.organisation, assignment__isnull=True)
    return {
        "assignments": list(found),
        "bookings": list(bookings.prefetch_related("topics")[:MOST_BOOKINGS]),
        "organisation": visit.organisation,
    }


def register() -> None:
    template = "courses/_parts/my_courses.html"
    my_page.register(Part(order=60, place=Place.ORGANISATION, template=template, load=courses))
