from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from balansekunst.figures import Period
from courses.figures import AREA
from courses.models import Assignment, Topic
from members.models import Municipality
from tests.factories import AssignmentFactory, municipality

pytestmark = pytest.mark.django_db

YEAR = Period.year(2024)
Form, Status = Assignment.Form, Assignment.Status


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        pytest.param({"participants": None}, "participants", id="held-without-participants"),
        pytest.param({"status": Status.CANCELLED}, "participants", id="cancelled-with-participants"),
        pytest.param({"status": Status.BOOKED}, "participants", id="booked-with-participants"),
        pytest.param({"participants": -1}, "participants", id="fewer-than-none"),
        pytest.param({"municipality": None}, "municipality", id="physical-without-place"),
        pytest.param({"form": Form.HYBRID, "municipality": None}, "municipality", id="hybrid-without-place"),
        pytest.param({"form": Form.DIGITAL}, "municipality", id="digital-with-place"),
        pytest.param({"client": None}, "client", id="no-client"),
        pytest.param({"client_name": "En annen"}, "client", id="two-clients"),
    ],
)
def test_invalid_assignment_gives_error_at_field(fields, place):
    assignment = AssignmentFactory()
    for name, value in fields.items():
        setattr(assignment, name, value)

    with pytest.raises(ValidationError) as refusal:
        assignment.full_clean()
    assert set(refusal.value.message_dict) == {place}

    with pytest.raises(IntegrityError), transaction.atomic():
        assignment.save()


@pytest.mark.parametrize(
    ("day", "counted"),
    [
        pytest.param(date(2023, 12, 31), 0, id="day-before"),
        pytest.param(date(2024, 1, 1), 1, id="first-day"),
        pytest.param(date(2024, 12, 31), 1, id="last-day"),
        pytest.param(date(2025, 1, 1), 0, id="day-after"),
    ],
)
def test_held_in_year_includes_boundary_days(day, counted):
    AssignmentFactory(date=day)

    assert Assignment.objects.held_in(YEAR).count() == counted


def test_figures_only_count_held_assignments():
    AssignmentFactory(participants=12)
    AssignmentFactory(participants=30, form=Form.DIGITAL, municipality=None)
    AssignmentFactory(participants=5, form=Form.HYBRID, municipality=municipality("Bodø"), participants_at_least=True)
    AssignmentFactory(participants=None, status=Status.CANCELLED)
    AssignmentFactory(participants=None, status=Status.BOOKED)

    values = AREA.in_period(YEAR).values()

    assert values["held"] == 3
    assert values["participants"] == 47
    assert values["digital"] == 1
    assert values["places"] == 2
    assert values["participants_at_least"] == 1


def test_place_with_a_new_number_is_counted_once():
    before, after = Municipality.objects.filter(display_name="Bærum", number__in=["3024", "3201"]).order_by("number")
    AssignmentFactory(date=date(2023, 12, 31), municipality=before)
    AssignmentFactory(date=date(2024, 1, 1), municipality=after)
    AssignmentFactory(date=date(2024, 1, 1), form=Form.DIGITAL, municipality=None)

    values = AREA.in_period(Period(date(2023, 1, 1), date(2024, 12, 31))).values()

    assert values["places"] == len(values["by_municipality"]) == 1
    assert values["by_municipality"] == {"Bærum": 2}


def test_assignment_counts_in_each_topic():
    first, second, *others = Topic.objects.order_by("name")
    AssignmentFactory(topics=[first, second])
    AssignmentFactory(topics=[second])

    topics = AREA.in_period(YEAR).values()["topics"]

    assert topics == {first.name: 1, second.name: 2} | {other.name: 0 for other in others}
