"""Applicants see an outcome when its letter is sent, not when it is decided."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from balansekunst.models import Message, User
from balansepotten import decisions
from balansepotten.models import Application, Call, Decision, Letter
from members.models import Contact
from tests.factories import ApplicationFactory, CallFactory, DecisionFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def by() -> User:
    return UserFactory.create()


@pytest.fixture
def award(contact: Contact, by: User) -> Decision:
    """An award of 100 000 kr decided here, whose letter is not sent."""
    call = CallFactory.create(locked_at=NOW, locked_by=by, allocated=100_000)
    award = DecisionFactory.create(
        application__call=call, application__organisation=contact.organisation, application__amount_proposed=100_000
    )
    draft_letter(award)
    return award


def draft_letter(decision: Decision) -> Message:
    message = Message.objects.create(recipient="en@eksempel.example", subject="Vedtak", body="Brevet")
    Letter.objects.create(decision=decision, message=message)
    return message


def send(decision: Decision) -> None:
    Message.objects.filter(letter__decision=decision).update(status=Message.Status.SENT, sent_at=NOW)


def known(application: Application) -> tuple[str, int | None]:
    found = Application.objects.filter(pk=application.pk).with_notified_outcome().get()
    return found.status_as_notified, found.notified_amount


def test_outcome_notified_once_letter_is_sent(award: Decision) -> None:
    assert known(award.application) == ("submitted", None)

    send(award)
    assert known(award.application) == ("granted", 100_000)


def test_changed_outcome_notified_by_own_letter(award: Decision, by: User) -> None:
    send(award)
    new = decisions.change(award, amount=None, reason="Prosjektet er avlyst.", by=by, at=NOW)
    draft_letter(new)
    assert known(award.application) == ("granted", 100_000)

    send(new)
    assert known(award.application) == ("rejected", None)


@pytest.mark.parametrize("status", [pytest.param(status, id=status) for status in Application.Status])
def test_imported_outcome_is_notified(call: Call, status: str) -> None:
    amount = 50_000 if status in Application.AWARDED else None
    number = "" if status == "draft" else "2026-900"
    application = ApplicationFactory.create(call=call, status=status, amount_awarded=amount, number=number)

    assert known(application) == (status, amount)


def test_a_withdrawn_application_stays_so(award: Decision) -> None:
    application = ApplicationFactory.create(call=award.application.call, status="withdrawn")

    assert known(application) == ("withdrawn", None)


@pytest.mark.parametrize("page", ["/min-side/", "/balansepotten/soknad/{uuid}/"])
def test_contact_sees_no_outcome_before_letter(contact_client: Client, award: Decision, page: str) -> None:
    address = page.format(uuid=award.application.uuid)
    before = contact_client.get(address).text

    send(award)
    after = contact_client.get(address).text

    assert ("Innvilget" in before, "Innvilget" in after) == (False, True)
    assert "tildelt" not in before
