"""Registering that courses were held."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.imports.batches import Batch
from courses.models import Assignment
from courses.participants import Participants

Status = Assignment.Status
HELD = gettext_lazy("Registrert som gjennomført")


def held_problem(assignment: Assignment, *, today: date) -> str:
    """Return why the course can't be registered as held, or ""."""
    if assignment.status != Status.BOOKED:
        return _("Allerede registrert som %(status)s.") % {"status": assignment.get_status_display().lower()}
    if assignment.date > today:
        return _("Kurset er først %(day)s.") % {"day": f"{assignment.date:%d.%m.%Y}"}
    return ""


@transaction.atomic
def register_held(participants: Mapping[int, Participants], *, today: date) -> None:
    """Register that courses were held with so many participants each, by the courses' primary keys.

    Raises ValidationError if one isn't booked, or is after today. A constant number of queries, and one version of each
    in the history.
    """
    batch = Batch(str(HELD))
    for assignment in Assignment.objects.select_for_update().filter(pk__in=participants).order_by("pk"):
        if problem := held_problem(assignment, today=today):
            raise ValidationError(problem)
        came = participants[assignment.pk]
        assignment.status, assignment.participants = Status.HELD, came.count
        assignment.participants_at_least = came.at_least
        batch.update(assignment, ["status", "participants", "participants_at_least"])
    batch.write()
