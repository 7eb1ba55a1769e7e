"""Persons see what they wrote and handed in on the way to the mark, and not what others did."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balansekunst.models import User
from balansemerket import rounds
from balansemerket.models import Comment, Round, RoundStep, Step
from members.models import Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(contact: Contact) -> Round:
    assert contact.user
    return rounds.begin(contact.organisation, by=contact.user, on=date(2026, 3, 16))


def stored(client: Client) -> str:
    response: Any = client.get(reverse("personal_data_download"))
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def test_own_comments_and_steps_are_listed(contact: Contact, contact_client: Client, staff: User, work: Round) -> None:
    assert contact.user
    now = timezone.now()
    rounds.comment(work, Step.MAPPING, text="Holder dette?", by=contact.user, at=now, as_staff=False)
    Comment.objects.create(round=work, step=Step.MAPPING, text="Fra en kollega.", author=staff, written_at=now)
    handed_in = {"status": RoundStep.Status.HANDED_IN, "handed_in_at": now, "handed_in_by": contact.user}
    work.steps.filter(step=Step.COURSES).update(**handed_in)

    text = stored(contact_client)

    assert "Holder dette?" in text
    assert "Fra en kollega." not in text
    assert "Levert" in text
