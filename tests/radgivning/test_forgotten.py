"""Every note is deleted eventually: enquiries left open are closed, and notes on hold are listed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from balansekunst.models import Message
from radgivning import enquiries, retention
from radgivning.models import Enquiry
from tests.factories import EnquiryFactory

pytestmark = pytest.mark.django_db

LAST = date(2026, 1, 5)
NOTE = "Skuespilleren fortalte om regissøren"
DAY = timedelta(days=1)
TOUCHED = datetime(2026, 1, 5, 22, 59, 59, tzinfo=UTC)  # the last second of LAST in Oslo
FORGOTTEN = LAST + timedelta(days=180)


def left_open(time_machine, **facts):
    """Return an enquiry with a note, logged in the year before, that was last changed on the last day."""
    time_machine.move_to(TOUCHED - timedelta(days=60), tick=False)
    enquiry = EnquiryFactory.create(**{"date": date(2025, 11, 6), "note": NOTE, **facts})
    time_machine.move_to(TOUCHED, tick=False)
    enquiry.save()
    return enquiry


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        pytest.param(FORGOTTEN - DAY, 0, id="day-before"),
        pytest.param(FORGOTTEN, 1, id="the-day"),
        pytest.param(FORGOTTEN + DAY, 1, id="day-after"),
    ],
)
def test_untouched_enquiry_is_closed(time_machine, day, closed):
    enquiry = left_open(time_machine)

    assert retention.close_untouched(day) == closed

    enquiry.refresh_from_db()
    assert (enquiry.closed_on, enquiry.note) == (day if closed else None, NOTE)


def test_every_note_is_deleted_eventually(adviser, time_machine):
    """It is closed 180 days after the last change, warned of 83 days later, and deleted 7 days after that."""
    enquiry = left_open(time_machine)
    seen = {}

    for days in (0, 179, 180, 262, 263, 269, 270):
        time_machine.move_to(datetime(2026, 1, 5, 8, tzinfo=UTC) + timedelta(days=days), tick=False)
        call_command("daily")
        enquiry.refresh_from_db()
        seen.setdefault((enquiry.closed_on is not None, Message.objects.exists(), enquiry.note == ""), days)

    assert seen == {
        (False, False, False): 0,
        (True, False, False): 180,
        (True, True, False): 180 + 83,
        (True, True, True): 180 + 90,
    }


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"note": ""}, id="without-a-note"),
        pytest.param({"closed_on": LAST}, id="closed"),
        pytest.param({"date": FORGOTTEN}, id="new"),
    ],
)
def test_other_enquiries_are_not_closed(time_machine, facts):
    enquiry = left_open(time_machine, **facts)

    assert retention.close_untouched(FORGOTTEN + DAY) == 0
    assert Enquiry.objects.get().closed_on == enquiry.closed_on


def test_reopened_enquiry_counts_as_touched(adviser, moment, time_machine):
    enquiry = left_open(time_machine)
    retention.close_untouched(FORGOTTEN)

    time_machine.move_to(datetime(2026, 7, 5, 8, tzinfo=UTC), tick=False)
    enquiries.reopen(enquiry, by=adviser, at=moment)

    assert retention.close_untouched(FORGOTTEN + DAY) == 0


def test_notes_on_hold_are_listed(adviser_client):
    held = EnquiryFactory.create(note=NOTE, hold_reason="Saken er for retten")
    EnquiryFactory.create(note="", hold_reason="Saken er for retten")
    EnquiryFactory.create(note=NOTE)

    response = adviser_client.get(reverse("enquiry_list"))

    assert list(response.context["held"]) == [held]
    assert f"Henvendelse nummer {held.pk}</a>" in response.text
    assert [words in response.text for words in ("regissøren", "for retten")] == [False, False]
