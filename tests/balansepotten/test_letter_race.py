"""Concurrent sending of a letter, and sending while its decision is replaced."""

from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from balansekunst.models import Message
from balansepotten import letters
from balansepotten.models import Application
from tests.factories import ContactFactory, DecisionFactory
from tests.workers import WORKERS, run_worker

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

    # The other one finds it sent, or on its way.
    assert "sent" in given
    assert len(mail.outbox) == 1


def test_race_of_send_and_redraft_consistent(letter, staff):
    Application.objects.update(title="Et annet navn")

    sent, redrafted = at_once(lambda: letters.send(letter, by=staff), lambda: letters.redraft(letter))

    assert redrafted == letter
    assert "Et annet navn" in Message.objects.get().body
    # Sent after it was drafted anew, or refused since it came first: the old text never went out.
    assert (sent == "sent") == (len(mail.outbox) == 1)
    assert [message for message in mail.outbox if "Et annet navn" not in message.body] == []


def test_race_of_queueing_and_replacing_sends_no_outdated_letter(letter, staff, settings):
    """Either the letter is queued first, and taken back, or it is refused, since its decision is replaced."""
    settings.TASKS = WORKERS

    def replace():
        with transaction.atomic():
            letters.take_back(letter.decision)
            DecisionFactory.create(
                application=letter.decision.application, amount_awarded=1, replaces=letter.decision, decided_by=staff
            )

    at_once(lambda: letters.send(letter, by=staff), replace)
    run_worker()

    assert (Message.objects.get().status, mail.outbox) == (Message.Status.DRAFTED, [])
