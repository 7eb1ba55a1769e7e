"""When courses are, and who gives them: double bookings, moving a course, and cancelling it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.mail import outbox
from courses import booking_letters
from courses.models import Assignment, Instructor

Status = Assignment.Status


@dataclass(frozen=True)
class Clash:
    """Another course at the same time, and those of the instructors who give both."""

    assignment: Assignment
    instructors: Sequence[Instructor]

    def __str__(self) -> str:
        names = [str(instructor) for instructor in self.instructors]
        values = {
            "names": _(" og ").join(names),
            "title": self.assignment.title,
            "client": self.assignment.client or self.assignment.client_name,
            "when": self.assignment.when,
        }
        return _("%(names)s har også «%(title)s» for %(client)s, %(when)s.") % values


def clashes(
    instructors: Collection[Instructor],
    *,
    day: date,
    starts: time | None,
    ends: time | None,
    without: int | None = None,
) -> list[Clash]:
    """Return the other courses that the instructors give at the time, each with who; without a time, on the day."""
    keys = {instructor.pk for instructor in instructors}
    if not keys:
        return []
    found = Assignment.objects.of_instructors(keys).at_once_with(day, starts, ends).exclude(pk=without or 0)
    found = found.select_related("client", "instructor").prefetch_related("other_instructors")
    return [
        Clash(each, [instructor for instructor in each.instructors if instructor.pk in keys])
        for each in found.order_by("starts", "pk")
    ]


@transaction.atomic
def move(assignment: Assignment, *, day: date, starts: time | None, ends: time | None, words: str = "") -> Assignment:
    """Move the course, and send the booker the new time. Raises ValidationError if it isn't booked."""
    assignment = _booked(assignment)
    before = assignment.when
    assignment.date, assignment.starts, assignment.ends = day, starts, ends
    if assignment.when == before:
        raise ValidationError(_("Skriv en annen dato, eller et annet klokkeslett."))
    assignment.sequence += 1
    assignment.full_clean()
    assignment.save()
    if booking := booking_letters.booking_of(assignment):
        outbox.post_all([booking_letters.moved(booking, before=before, words=words)])
    return assignment


@transaction.atomic
def cancel(assignment: Assignment, *, reason: str) -> Assignment:
    """Cancel the course, and send the booker why. Raises ValidationError without a reason, or if it isn't booked."""
    assignment = _booked(assignment)
    if not reason:
        raise ValidationError({"reason": _("Skriv hvorfor kurset er avlyst.")})
    assignment.status, assignment.cancellation_reason = Status.CANCELLED, reason
    assignment.sequence += 1
    assignment.full_clean()
    assignment.save()
    if booking := booking_letters.booking_of(assignment):
        outbox.post_all([booking_letters.cancelled(booking)])
    return assignment


def _booked(assignment: Assignment) -> Assignment:
    locked = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if locked.status != Status.BOOKED:
        raise ValidationError(
            _("Kurset er allerede registrert som %(status)s."), params={"status": locked.get_status_display().lower()}
        )
    return locked
