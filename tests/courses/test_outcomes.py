"""Registering that courses were held."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from courses import outcomes
from courses.models import Assignment, Topic
from courses.participants import Participants
from tests.factories import AssignmentFactory

pytestmark = pytest.mark.django_db


def booked(on: date = date(2026, 3, 16), **values: Any) -> Assignment:
    return AssignmentFactory.create(**{"date": on, "status": "booked", "participants": None, **values})


def test_held_courses_get_participants(day: date) -> None:
    first, second = booked(topics=Topic.objects.all()[:2]), booked()

    outcomes.register_held({first.pk: Participants(0), second.pk: Participants(30)}, today=day)

    assert list(Assignment.objects.order_by("pk").values_list("status", "participants")) == [("held", 0), ("held", 30)]
    version = first.history.latest()
    assert (version.history_change_reason, version.topics.count()) == ("Registrert som gjennomført", 2)


@pytest.mark.parametrize(
    ("on", "values", "problem"),
    [
        pytest.param(date(2026, 3, 17), {}, "først 17.03.2026", id="tomorrow"),
        pytest.param(date(2026, 3, 16), {"status": "cancelled"}, "registrert som avlyst", id="cancelled"),
    ],
)
def test_other_courses_are_refused(on: date, values: dict, problem: str, day: date) -> None:
    course = booked(on, **values)

    with pytest.raises(ValidationError, match=problem):
        outcomes.register_held({course.pk: Participants(12)}, today=day)
