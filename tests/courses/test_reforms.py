"""Courses and bookings follow when their municipality becomes another."""

from datetime import date

import pytest

from courses.reforms import follow
from tests.courses.booked import booking_of
from tests.factories import AssignmentFactory, municipality

pytestmark = pytest.mark.django_db


def test_later_courses_and_waiting_bookings_follow() -> None:
    old, new = municipality("Tromsø"), municipality("Bodø")
    before = AssignmentFactory.create(date=date(2026, 12, 31), municipality=old)
    after = AssignmentFactory.create(date=date(2027, 1, 1), municipality=old)
    waiting, declined = booking_of(), booking_of()
    for booking, values in (
        (waiting, {}),
        (declined, {"status": "declined", "decided_on": date(2026, 3, 1), "answer": "Fullt"}),
    ):
        type(booking).objects.filter(pk=booking.pk).update(municipality=old, form="physical", **values)

    follow(date(2027, 1, 1), old, new)

    for row, expected in ((before, old), (after, new), (waiting, new), (declined, old)):
        row.refresh_from_db()
        assert row.municipality == expected
    assert waiting.history.latest().history_change_reason == "Kommunen ble endret, tatt over fra Klass"
