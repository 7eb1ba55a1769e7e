"""The gathering of a round, which may be a course that the association held for the organisation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.models import User
from balansemerket.models import Round, Step
from balansemerket.rounds import lock_step
from members.contacts import check_acts_for

# `courses` is beside this app: its model is only known through the relation.
Assignment: Any = Round._meta.get_field("gathering").related_model


def possible(work: Round) -> list[Any]:
    """Return the organisation's own courses that can have been the gathering, the newest first."""
    booked_or_held = (Assignment.Status.BOOKED, Assignment.Status.HELD)
    found = Assignment.objects.filter(client=work.organisation_id, status__in=booked_or_held)
    return list(found.select_related("municipality").order_by("-date", "-pk")[:5])


@transaction.atomic
def choose(work: Round, key: int, *, by: User) -> None:
    """Let a course be the gathering, with its day, place and participants."""
    check_acts_for(work.organisation, by)
    lock_step(work, Step.COURSES)
    course = next((each for each in possible(work) if each.pk == key), None)
    if course is None:
        raise ValidationError(_("Velg et av kursene i listen."))
    locked = Round.objects.get(pk=work.pk)
    locked.gathering, locked.gathering_on = course, course.date
    locked.gathering_place = str(course.municipality or _("Digitalt"))
    locked.gathering_people = course.participants or locked.gathering_people
    locked.save()
