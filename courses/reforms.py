"""Courses, and bookings that wait, in a municipality that became another."""

from datetime import date

from django.utils.translation import gettext as _

from balansekunst.history import set_reason
from courses.models import Assignment, Booking
from members.models import Municipality


def follow(day: date, old: Municipality, new: Municipality) -> None:
    """Let the courses from the day on, and those that are asked for, be in the municipality that the old one became."""
    courses = Assignment.objects.select_for_update().filter(municipality=old, date__gte=day)
    bookings = Booking.objects.select_for_update().waiting().filter(municipality=old)
    rows: tuple[Assignment | Booking, ...] = (*courses, *bookings)
    for row in rows:
        row.municipality = new
        set_reason(row, _("Kommunen ble endret, tatt over fra Klass")).save()
