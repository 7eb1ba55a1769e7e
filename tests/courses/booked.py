"""Bookings of courses, as the public form sends them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse

from courses.bookings import OpenedForm
from courses.models import Booking, Topic, WishedDate
from members.models import Municipality, Organisation

NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
EMAIL = "bo@nordlys.example"
FORM = reverse("booking_form")


def booking_of(organisation: Organisation | None = None, **values: Any) -> Booking:
    """Return a stored booking with a topic and two wishes."""
    number = Booking.objects.count() + 1
    booking = Booking.objects.create(
        **{
            "received_at": NOW - timedelta(days=2),
            "organisation": organisation,
            "organisation_name": "" if organisation else "Nordlys kulturskole",
            "is_member": False,
            "form": "digital",
            "people": 30,
            "purpose": "En dag for alle ansatte.",
            "contact_name": "Bo Nordlys",
            "contact_email": EMAIL,
            "digest": f"{number:064}",
            "form_key": f"{number:032}",
            **values,
        }
    )
    booking.topics.set(Topic.objects.all()[:1])
    for place, day in enumerate((date(2026, 5, 4), date(2026, 5, 11)), 1):
        WishedDate.objects.create(booking=booking, place=place, day=day, starts=time(10))
    return booking


def answers(**changes: Any) -> dict[str, Any]:
    """Return what a person fills in who is not logged in."""
    return {
        "opened": OpenedForm.new(at=NOW - timedelta(minutes=2)).sign(),
        "topics": [Topic.objects.all()[0].pk],
        "purpose": "En dag for alle ansatte.",
        "people": "ca. 30",
        "form": "physical",
        "municipality": Municipality.objects.valid_on(NOW.date()).get(number="5501").pk,
        "day_1": "2026-05-04",
        "starts_1": "10.00",
        "day_2": "11.05.2026",
        "part_2": "evening",
        "organisation_name": "Nordlys kulturskole",
        "is_member": "nei",
        "contact_name": "Bo Nordlys",
        "contact_email": EMAIL,
        **changes,
    }


def send(client: Client, **changes: Any) -> Any:
    return client.post(FORM, answers(**changes))


def page_address() -> str:
    """Return the path of the secret page in the latest e-mail."""
    found = re.search(r"http://testserver(/bestill-kurs/bestilling/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]
