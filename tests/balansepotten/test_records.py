"""Rows that the database refuses to change."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from balansekunst.models import Message
from balansepotten.models import Decision
from tests.factories import DecisionFactory

pytestmark = pytest.mark.django_db


def test_a_decision_is_never_changed() -> None:
    decision = DecisionFactory.create(reason="Som det var")

    with pytest.raises(IntegrityError, match="can not be changed"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(reason="Som det ble")

    decision.refresh_from_db()
    assert decision.reason == "Som det var"


def test_sent_email_immutable() -> None:
    message = Message.objects.create(recipient="en@eksempel.example", subject="Emne", body="Utkast")
    Message.objects.update(body="Slik det ble", status=Message.Status.SENT, sent_at=timezone.now())

    with pytest.raises(IntegrityError, match="can not be changed"), transaction.atomic():
        Message.objects.update(body="Noe annet")

    message.refresh_from_db()
    assert message.body == "Slik det ble"
