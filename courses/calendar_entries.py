"""The courses and events, in the calendar."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy

from balansekunst.calendar_entries import Entry, EntryKind
from balansekunst.models import User
from courses.models import Assignment, PublicEvent


def _courses(_user: User, first: date, last: date) -> Iterator[Entry]:
    """Yield the courses that are not cancelled."""
    found = Assignment.objects.filter(date__range=(first, last)).exclude(status=Assignment.Status.CANCELLED)
    related = found.select_related("client", "municipality", "instructor")
    for course in related.prefetch_related("other_instructors"):
        yield Entry(
            key=f"kurs-{course.pk}",
            title=f"{course.title} ({course.client or course.client_name})",
            on=course.begins or course.date,
            url=reverse("admin:courses_assignment_change", args=[course.pk]),
            place=str(course.municipality or course.get_form_display()),
            until=course.until,
            people=course.instructor_names,
        )


def _events(_user: User, first: date, last: date) -> Iterator[Entry]:
    """Yield the events that are not cancelled."""
    for event in PublicEvent.objects.between(first, last).select_related("municipality"):
        yield Entry(
            key=f"arrangement-{event.pk}",
            title=event.title,
            on=event.date,
            url=reverse("admin:courses_publicevent_change", args=[event.pk]),
            place=event.place,
        )


KINDS = [
    EntryKind("kurs", gettext_lazy("Kurs"), "courses.view_assignment", _courses),
    EntryKind("arrangementer", gettext_lazy("Arrangementer"), "courses.view_publicevent", _events),
]
