"""The figures of bookings, and the lists that they open."""

from datetime import date, timedelta

import pytest

from balansekunst.dates import at, midnight
from balansekunst.figures import Period, count, figure_area
from courses.models import Assignment, Booking
from tests.courses.booked import booking_of
from tests.factories import AssignmentFactory, UserFactory
from tests.figures.lists import in_lists

pytestmark = pytest.mark.django_db

YEAR = Period.year(2026)


def confirmed(received: date, days: int) -> Booking:
    course = AssignmentFactory.create(date=date(2027, 3, 1), status="booked", participants=None)
    return booking_of(
        received_at=at(received, 0, 30),  # the day before in UTC
        status="confirmed",
        decided_on=received + timedelta(days=days),
        assignment=course,
    )


def course(day: date, status: str, sequence: int) -> Assignment:
    return AssignmentFactory.create(
        date=day, status=status, participants=20 if status == "held" else None, sequence=sequence
    )


def test_bookings_of_the_year_count():
    area = figure_area("courses").in_period(YEAR)
    assert count([area.figures])[0]["bookings_median"] == 0
    early = confirmed(date(2025, 12, 30), 7)
    first, second, third = confirmed(date(2026, 1, 1), 0), confirmed(date(2026, 7, 1), 2), confirmed(YEAR.last, 30)
    declined = booking_of(status="declined", answer="Nei.", decided_on=YEAR.last, received_at=midnight(YEAR.first))
    waiting = booking_of()
    booking_of(received_at=midnight(date(2027, 1, 1)))
    moved, cancelled = course(date(2026, 5, 1), "held", 2), course(date(2026, 5, 2), "cancelled", 2)
    for day, status, sequence in ((date(2026, 5, 3), "held", 0), (date(2025, 5, 3), "cancelled", 1)):
        course(day, status, sequence)

    values = count([area.figures])[0]
    rows = {key: set(area.figure(key).rows.all()) for key in ("bookings", "bookings_confirmed", "bookings_declined")}
    reader = UserFactory.create(is_staff=True, is_superuser=True)

    assert rows == {
        "bookings": {first, second, third, declined, waiting},
        "bookings_confirmed": {early, first, second},
        "bookings_declined": {declined},
    }
    assert values["bookings_days"] == {"7": 1, "0": 1, "2": 1}
    assert list(area.figure("bookings_days").rows_of("7")) == [early]
    assert values["bookings_median"] == 2
    assert (set(area.figure("moved").rows.all()), set(area.figure("cancelled").rows.all())) == ({moved}, {cancelled})
    assert [found for found in in_lists(YEAR, reader) if found[1] != found[2]] == []
