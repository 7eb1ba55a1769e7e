"""Registering many courses as held."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from courses.models import Assignment
from tests.bulk import choose, confirm, skipped, undo
from tests.courses.test_outcomes import booked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]


@pytest.fixture
def fixed_day(moment):
    with time_machine.travel(moment, tick=False):
        yield


def test_courses_get_their_participants(staff_client: Client) -> None:
    held, unknown = booked(), booked()
    later, cancelled = booked(date(2026, 3, 17)), booked(status="cancelled")

    page = choose(staff_client, "held", held, unknown, later, cancelled)
    seen = confirm(staff_client, page, **{f"row_{held.pk}": "1 550"})
    confirm(staff_client, seen)

    assert skipped(seen) == {
        unknown.pk: "Skriv antall deltakere.",
        later.pk: "Kurset er først 17.03.2026.",
        cancelled.pk: "Allerede registrert som avlyst.",
    }
    held.refresh_from_db()
    assert (held.status, held.participants) == ("held", 1550)
    assert Assignment.objects.filter(status="held").count() == 1
    undo(staff_client)
    held.refresh_from_db()
    assert (held.status, held.participants) == ("booked", None)


def test_wrong_number_is_corrected_at_its_course(staff_client: Client) -> None:
    held, unknown = booked(), booked()

    page = choose(staff_client, "held", held, unknown)
    refused = confirm(staff_client, page, **{f"row_{held.pk}": "mange", f"row_{unknown.pk}": "over 30"})
    seen = confirm(staff_client, refused, **{f"row_{held.pk}": "12", f"row_{unknown.pk}": "over 30"})
    confirm(staff_client, seen)

    fields = {each.row.pk: field for each, field in refused.context["preview"].listed}
    assert fields[held.pk].errors
    assert 'value="over 30"' in str(fields[unknown.pk])
    assert 'name="confirm"' not in refused.text
    assert sorted(Assignment.objects.values_list("participants", "participants_at_least")) == [(12, False), (30, True)]
