"""The buttons and anchors of a step's page, of rows whose keys have more than three digits."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from balansemerket import rounds
from balansemerket.models import Risk, Round, Step
from members.models import Contact
from tests.factories import AssignmentFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
NOON = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOON)


@pytest.fixture
def work(contact: Contact) -> Round:
    assert contact.user
    return rounds.begin(contact.organisation, by=contact.user, on=TODAY)


def page(work: Round, step: Step) -> str:
    return reverse("step_edit", args=[work.uuid, step])


def actions(client: Client, url: str, kind: str) -> list[str]:
    """Return what the buttons of a kind send."""
    return re.findall(f'name="action" value="({kind}:[^"]+)"', client.get(url).text)


def test_page_goes_to_the_added_risk(work: Round, contact_client: Client) -> None:
    response = contact_client.post(page(work, Step.MAPPING), {"action": "add:pay"})

    added = work.risks.filter(area="pay").latest("pk")
    assert work.risks.filter(area="pay").count() == 2
    assert response["Location"].endswith(f"#risiko-{added.pk}")
    assert f'id="risiko-{added.pk}"' in contact_client.get(response["Location"]).text


def test_added_risk_is_removed(work: Round, contact_client: Client) -> None:
    risk = Risk.objects.create(pk=1_234_567, round=work, area="pay")

    sent = f"drop:{risk.pk}"
    assert sent in actions(contact_client, page(work, Step.MAPPING), "drop")
    response = contact_client.post(page(work, Step.MAPPING), {"action": sent})

    assert response.status_code == 302
    assert not Risk.objects.filter(pk=risk.pk).exists()


def test_course_becomes_the_gathering(work: Round, contact_client: Client) -> None:
    course = AssignmentFactory.create(pk=1_234_567, client=work.organisation, date=TODAY, status="held")

    (sent,) = actions(contact_client, page(work, Step.COURSES), "gathering")
    response = contact_client.post(page(work, Step.COURSES), {"action": sent})

    work.refresh_from_db()
    assert response.status_code == 302
    assert work.gathering == course
