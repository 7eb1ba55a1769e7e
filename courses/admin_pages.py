"""Courses on the pages of other rows in the admin: of their client and their instructor."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from balansekunst.admin import object_page, timeline
from balansekunst.admin.object_page import Rows
from balansekunst.admin.timeline import Facts, History, Kind
from courses.admin_forms import CourseForm
from courses.evaluation_admin import INSTRUCTOR_PART
from courses.feed_admin import FEED, RenewFeedForm, RevokeFeedForm
from courses.models import Assignment, Instructor
from members.models import Organisation

COURSES = Kind("kurs", gettext_lazy("Kurs"))
OUTCOMES = {
    Assignment.Status.HELD: gettext_lazy("Kurs gjennomført: %(title)s"),
    Assignment.Status.CANCELLED: gettext_lazy("Avlyst kurs: %(title)s"),
    Assignment.Status.BOOKED: gettext_lazy("Avtalt kurs: %(title)s"),
}


def outcome(assignment: Assignment) -> str:
    """Return what happened on the day of the course."""
    return str(OUTCOMES[Assignment.Status(assignment.status)]) % {"title": assignment.title}


def course_name(version: Any) -> str:
    return f"{version.title} {version.date:%d.%m.%Y}"


def is_given_by(instructor: Any) -> Q:
    """Return the condition on courses that the instructor gives them, alone or with others."""
    return Q(pk__in=Assignment.objects.of_instructors([instructor.pk]).values("pk"))


def register_pages() -> None:
    """Add courses to the pages of organisations and instructors."""
    object_page.register(
        Organisation,
        Rows(
            key="kurs",
            title=gettext_lazy("Kurs"),
            empty=gettext_lazy("Ingen kurs ennå."),
            model=Assignment,
            path="client",
            columns=("title", "date", "participants_display", "status"),
        ),
        forms=(CourseForm,),
    )
    timeline.register(
        Organisation,
        Facts(COURSES, lambda row: Q(client=row), Assignment, "date", outcome),
        History(COURSES, lambda row: Q(client=row.pk), Assignment, course_name, without=("client",)),
    )
    object_page.register(
        Instructor,
        Rows(
            key="kurs",
            title=gettext_lazy("Kurs"),
            empty=gettext_lazy("Ingen kurs ennå."),
            model=Assignment,
            where=is_given_by,
            all_query=lambda row: {"instructor__id__exact": str(row.pk)},
            columns=("title", "date", "client_display", "status"),
            related=("client",),
            limit=20,
        ),
        INSTRUCTOR_PART,
        FEED,
        forms=(RenewFeedForm, RevokeFeedForm),
    )
    timeline.register(
        Instructor,
        Facts(COURSES, is_given_by, Assignment, "date", outcome),
        History(COURSES, lambda row: Q(id=row.pk), Instructor, name=lambda version: version.name),
    )
