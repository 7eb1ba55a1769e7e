"""Events that are not courses: what counts, in the figures, the calendar and the yearly report."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from balansekunst.figures import Period, ReportYear, count, figure_area
from courses.calendar_entries import KINDS
from courses.models import PublicEvent
from reports.document.annual_report import find_events
from tests.event_factories import PublicEventFactory
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_events_of_the_year_count():
    make = PublicEventFactory.create
    make(date=date(2023, 12, 31))
    first = make(date=date(2024, 1, 1), title="Debatt", partners="Scenehuset Ravn")
    supported = make(
        date=date(2024, 12, 31),
        title="Kulturnatt",
        role=PublicEvent.Role.SUPPORTED,
        digital=True,
        municipality=None,
        participants=1500,
        participants_at_least=True,
    )
    make(date=date(2024, 5, 1), cancelled=True, participants=None)
    make(date=date(2025, 1, 1))

    area = figure_area("courses").in_period(Period.year(2024))
    values = count([area.figures])[0]
    entries = list(KINDS[1].find(UserFactory.create(), date(2024, 1, 1), date(2024, 12, 31)))
    block = find_events(ReportYear(2024, date(2025, 2, 1)))

    assert (values["events"], values["events_supported"], values["event_participants"]) == (2, 1, 1540)
    assert set(area.figure("events").rows.all()) == {first, supported}
    assert {(entry.title, entry.place) for entry in entries} == {("Debatt", "Bergen"), ("Kulturnatt", "digitalt")}
    assert block.table.rows == (
        ("Debatt (Bergen), sammen med Scenehuset Ravn", "1. januar", "40"),
        ("Kulturnatt (digitalt)", "31. desember", "minst 1\N{NO-BREAK SPACE}500"),
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        pytest.param({"digital": True}, "municipality", id="digital-with-place"),
        pytest.param({"municipality": None}, "municipality", id="without-place"),
        pytest.param({"participants": None, "participants_at_least": True}, "participants", id="minimum-of-nothing"),
        pytest.param({"cancelled": True}, "participants", id="cancelled-with-people"),
    ],
)
def test_impossible_events_are_refused(values, field):
    event = PublicEventFactory.build(**values)

    with pytest.raises(ValidationError) as caught:
        event.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save()

    assert field in caught.value.error_dict
