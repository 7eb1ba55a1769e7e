"""The public form to join, as a person fills it in."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse

from members.models import Municipality
from members.public_joining import OpenedForm
from tests.factories import organisation_number

NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
NUMBER = organisation_number(900_001)
EMAIL = "kari@eksempel.example"
URL = reverse("joining_form", args=[NUMBER])


def answers(**changes: Any) -> dict[str, Any]:
    """Return what a person fills in, where the register has no such number."""
    place = Municipality.objects.valid_on(NOW.date()).get(number="5501")
    opened = OpenedForm.new(number=NUMBER, at=NOW - timedelta(minutes=2))
    return {
        "opened": opened.sign(),
        "name": "Nordlys scene",
        "field": "scenekunst",
        "size": "small",
        "municipality": place.pk,
        "reason": "Vi vil lære av andre.",
        "confirms_purpose": "on",
        "contact_name": "Kari Nordlys",
        "contact_email": EMAIL,
        **changes,
    }


def send(client: Client, **changes: Any) -> Any:
    return client.post(URL, answers(**changes))


def page_address() -> str:
    """Return the path of the secret page in the latest e-mail."""
    found = re.search(r"http://testserver(/bli-medlem/innmelding/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]
