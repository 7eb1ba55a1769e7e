"""Courses in a municipality that became another."""

from datetime import date

from django.utils.translation import gettext as _

from balansekunst.history import set_reason
from courses.models import Assignment
from members.models import Municipality


def follow(day: date, old: Municipality, new: Municipality) -> None:
    """Let the courses from the day on be in the municipality that the old one became."""
    for course in Assignment.objects.select_for_update().filter(municipality=old, date__gte=day):
        course.municipality = new
        set_reason(course, _("Kommunen ble endret, tatt over fra Klass")).save()
