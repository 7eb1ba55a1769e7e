"""A course as an event of calendars: in the file that a booker gets, and in the feed of an instructor."""

from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress
from icalendar.enums import STATUS

from balansekunst.calendar_feeds import PRODUCT
from courses.models import Assignment

FILE_NAME = "kurs.ics"


def event_of(assignment: Assignment, *, at: datetime) -> Event:
    """Return the course as an event. Its UID stays the same, so that a later one replaces it."""
    is_cancelled = assignment.status == Assignment.Status.CANCELLED
    begins, until = assignment.begins, assignment.until
    return Event.new(
        uid=f"kurs-{assignment.pk}@balansekunst",
        stamp=at,
        sequence=assignment.sequence,
        summary=assignment.title,
        start=begins or assignment.date,
        end=until if begins else assignment.date + timedelta(days=1),
        location=str(assignment.municipality or assignment.get_form_display()),
        status=STATUS.CANCELLED if is_cancelled else STATUS.CONFIRMED,
        description=_description(assignment),
    )


def _description(assignment: Assignment) -> str:
    lines = [_("For %(client)s") % {"client": assignment.client or assignment.client_name}]
    if names := assignment.instructor_names:
        lines.append(_("Kursholder: %(names)s") % {"names": names})
    return "\n".join(lines)


def invitation(assignment: Assignment, *, to: str, at: datetime) -> bytes:
    """Return the file that adds the course to a calendar, moves it there, or, once it is cancelled, removes it.

    Mail programs only do so for a recipient who is among those who attend.
    """
    is_cancelled = assignment.status == Assignment.Status.CANCELLED
    event = event_of(assignment, at=at)
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organiser = vCalAddress(f"mailto:{address}")
    organiser.params["CN"] = name or "Balansekunst"
    event.add("organizer", organiser)
    attendee = vCalAddress(f"mailto:{to}")
    attendee.params.update({"PARTSTAT": "ACCEPTED", "RSVP": "FALSE", "ROLE": "REQ-PARTICIPANT"})
    event.add("attendee", attendee)
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("method", "CANCEL" if is_cancelled else "REQUEST")
    file.add_component(event)
    day = assignment.date
    file.add_missing_timezones(first_date=day, last_date=day + timedelta(days=1))
    return file.to_ical()
