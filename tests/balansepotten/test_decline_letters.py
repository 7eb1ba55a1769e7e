"""The letter about a declined grant: queued by the decline, and never taken for that of a decision."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from balansekunst.models import Message
from balansepotten import awards, decisions, declining, letters
from balansepotten.letters import State
from balansepotten.models import Application, Decision, Letter, LetterTemplate
from tests.balansepotten.test_letters import printed, words

pytestmark = pytest.mark.django_db

REASON = "Noe hemmelig"
Status = Application.Status


@pytest.fixture(autouse=True)
def _now(moment, time_machine):
    time_machine.move_to(moment, tick=False)


@pytest.fixture
def _sent(decided, user, moment, django_capture_on_commit_callbacks):
    """The grant is declined, and the letter about it sent."""
    with django_capture_on_commit_callbacks(execute=True):
        declining.decline(decided, reason=REASON, by=user, at=moment)


def calls_public():
    return list(awards.public_calls(date(2026, 12, 31)))


@pytest.mark.usefixtures("_sent")
def test_declining_sends_letter(user):
    letter = Letter.objects.get(kind=Letter.Kind.DECLINE)
    assert (letter.message.recipient, letter.message.status) == (user.email, Message.Status.SENT)
    for text in (words(letter.message.body), printed(letter)):
        assert "Dere har sagt fra dere støtten fra Balansepotten 2026" in text
        assert "90 000 kr" in text
        assert REASON not in text
    assert letter.history.latest().history_user == user
    assert [name for name, _content, _kind in mail.outbox[0].attachments] == [letter.message.attachment_name]


def test_decline_letter_follows_template_of_call(decided, user, moment):
    LetterTemplate.objects.create(call=decided.application.call, kind="decline", body="Sagt fra {frasagt}: {tildelt}.")

    declining.decline(decided, by=user, at=moment, reason=REASON)

    body = words(Letter.objects.get(kind=Letter.Kind.DECLINE).message.body)
    assert "Sagt fra 16. mars 2026: 90 000 kr." in body


def test_decline_without_address_has_letter_to_make(decided, staff, moment):
    contacts = decided.application.organisation.contacts
    contacts.update(email="", user=None)
    declining.register_decline(decided, reason="Ringte.", by=staff, at=moment)
    states = [row.state for row in letters.overview(decided.application.call)]
    contacts.update(email="ny@eksempel.example")

    drafted = letters.draft_all(decided.application.call)

    assert states == [State.SENT, State.NO_ADDRESS]
    assert [letter.kind for letter in drafted.made] == [Letter.Kind.DECLINE]
    assert list(letters.unsent_decisions(by=staff)) == [drafted.made[0].decision]
    assert letters.send(drafted.made[0], by=staff) == Message.Status.SENT
    assert not letters.unsent_decisions(by=staff)


@pytest.mark.usefixtures("_sent")
def test_decline_letter_is_no_news_of_the_decision(decided, management, moment):
    """The award that is given anew is known by its own letter, not by that of the decline before."""
    first = Decision.objects.get()
    assert calls_public() == [decided.application.call]

    new = decisions.change(first, amount=90_000, reason="De ombestemte seg.", by=management, at=moment)

    known = Application.objects.with_notified_outcome().get()
    assert (known.notified_status, known.notified_amount) == (Status.DECLINED, None)
    assert calls_public() == []
    rows = letters.overview(decided.application.call)
    assert [(row.decision, row.kind, row.state) for row in rows] == [
        (first, "decision", State.SENT),
        (first, "decline", State.SENT),
        (new, "decision", State.NONE),
    ]


def test_decline_letter_waiting_is_taken_back(decided, user, management, staff, moment):
    declining.decline(decided, by=user, at=moment, reason=REASON)
    letter = Letter.objects.get(kind=Letter.Kind.DECLINE)

    decisions.change(letter.decision, amount=90_000, reason="De ombestemte seg.", by=management, at=moment)

    letter.message.refresh_from_db()
    assert letter.message.status == Message.Status.DRAFTED
    [row] = [row for row in letters.overview(decided.application.call) if row.is_decline]
    assert (row.is_replaced, row.is_sendable) == (True, False)
    with pytest.raises(ValidationError, match="erstattet"):
        letters.send(letter, by=staff)
