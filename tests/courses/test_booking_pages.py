"""What the public form that books a course, and the page of a booking, look like."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from courses import bookings, scheduling
from courses.models import Assignment, Topic
from members.models import Contact
from tests.conftest import log_in
from tests.courses.booked import NOW, booking_of

pytestmark = pytest.mark.django_db


def test_errors_are_in_the_order_of_the_fields(client: Client) -> None:
    page = client.post(reverse("booking_form"), {"contact_name": ""}).text

    listed = re.findall(r'href="#(id_[a-z_0-9]+)"', page)
    assert len(listed) > 5
    assert listed == sorted(listed, key=lambda key: page.index(f'id="{key}'))


def test_cancelled_booking_has_the_reason_alone(contact: Contact) -> None:
    assert contact.user
    booking = booking_of(contact.organisation, answer="")
    course = Assignment(date=date(2026, 5, 4), title="Kurs", form="digital")
    bookings.confirm(booking, course, topics=Topic.objects.all()[:1], on=NOW.date(), words="Vi gleder oss.")
    url = reverse("my_booking", args=[booking.pk])
    before = log_in(contact.user).get(url).text

    scheduling.cancel(course, reason="Kursholderen er syk.")

    after = log_in(contact.user).get(url).text
    assert ("Vi gleder oss." in before, "Vi gleder oss." in after) == (True, False)
    assert "Kursholderen er syk." in after
    assert ("Det vi har avtalt" in after, "Det som var avtalt" in after) == (False, True)
