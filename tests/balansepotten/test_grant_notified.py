"""The grant that a recipient sees after a changed decision: that of the last letter."""

import pytest
from django.urls import reverse
from django.utils import timezone

from balansekunst.models import Message
from balansepotten import grants
from balansepotten.models import Call, Letter
from tests.factories import DecisionFactory

pytestmark = pytest.mark.django_db

ACCOUNT = "1234 56 78903"


@pytest.fixture(autouse=True)
def _now(moment, time_machine):
    time_machine.move_to(moment, tick=False)


def address(name, grant):
    return reverse(name, args=[grant.application.uuid])


def test_changed_decision_waits_for_its_letter(granted, contact_client, management, moment):
    Call.objects.update(locked_at=moment, locked_by=management)
    first = DecisionFactory.create(application=granted, decided_at=moment)
    Letter.objects.create(decision=first, message=sent_message())
    grant = grants.open_grant(granted)
    second = DecisionFactory.create(application=granted, amount_awarded=50_000, replaces=first)
    granted.amount_awarded = 50_000
    granted.save()

    before = contact_client.get(address("grant_detail", grant)).text
    form = {"account_number": ACCOUNT, "agreed": "on", "action": "submit", "version": "", "plan_changes": "Ingenting."}
    for kind in ("cost", "income"):
        form |= {f"{kind}-TOTAL_FORMS": 1, f"{kind}-INITIAL_FORMS": 0}
    form |= {"cost-0-description": "Honorar", "cost-0-amount": 90_000}
    refused = contact_client.post(address("grant_accept", grant), form)
    Letter.objects.create(decision=second, message=sent_message())
    after = contact_client.get(address("grant_detail", grant)).text

    assert ("90\xa0000" in before, "50\xa0000" in before) == (True, False)
    assert [error[:20] for error in refused.context["form"].non_field_errors()] == ["Vedtaket er endret, "]
    assert ("90\xa0000" in after, "50\xa0000" in after) == (False, True)


def sent_message():
    return Message.objects.create(
        recipient="kari@eksempel.example",
        subject="Svar",
        body="Svar",
        status=Message.Status.SENT,
        sent_at=timezone.now(),
    )
