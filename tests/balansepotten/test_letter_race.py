"""Concurrent sending of a letter, and sending while its decision is replaced."""

from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction

from balansekunst.models import Message
from balansepotten import letters
from balansepotten.models import Application
from tests.factories import ContactFactory, DecisionFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def letter(call):
    decision = DecisionFactory.create()
    ContactFactory.create(organisation=decision.application.organisation)
    return letters.draft(decision)


def at_once(*acts):
    """Run the functions at once, each in a connection of its own, and return their results or errors."""
    barrier, given = Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        barrier.wait()
        try:
            given[place] = act()
        except ValidationError as error:
            given[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=[place, act]) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def test_race_to_send_sends_once(letter, staff, management):
    given = at_once(lambda: letters.send(letter, by=staff), lambda: letters.send(letter, by=management))

    assert given == ["sent", "sent"]
    assert len(mail.outbox) == 1


def test_race_of_send_and_redraft_consistent(letter, staff):
    Application.objects.update(title="Et annet navn")

    sent, redrafted = at_once(lambda: letters.send(letter, by=staff), lambda: letters.redraft(letter))

    assert redrafted == letter
    assert "Et annet navn" in Message.objects.get().body
    # Sent after it was drafted anew, or refused since it came first: the old text never went out.
    assert (sent == "sent") == (len(mail.outbox) == 1)
    assert [message for message in mail.outbox if "Et annet navn" not in message.body] == []


def test_decision_not_replaced_while_sending(letter, staff, monkeypatch):
    """The replacement waits until the e-mail is sent, so the letter was right when sent."""
    begun, order = Barrier(2), []
    real = EmailBackend.send_messages

    def slow(self, messages):
        begun.wait()
        connection.cursor().execute("SELECT pg_sleep(0.5)")
        order.append("sent")
        return real(self, messages)

    def replace():
        begun.wait()
        with transaction.atomic():
            DecisionFactory.create(
                application=letter.decision.application, amount_awarded=1, replaces=letter.decision, decided_by=staff
            )
        order.append("replaced")

    monkeypatch.setattr(EmailBackend, "send_messages", slow)

    at_once(lambda: letters.send(letter, by=staff), replace)

    assert order == ["sent", "replaced"]
