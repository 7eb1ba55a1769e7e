"""Letters where workers send the e-mails: queued, taken back, and uncertain."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from balansekunst.mail import outbox
from balansekunst.models import Message
from balansepotten import decisions, letters
from balansepotten.letters import State
from balansepotten.models import Call, Decision, Letter
from tests.balansepotten.test_letters import send_ready
from tests.factories import ApplicationFactory, CallFactory, ContactFactory, DecisionFactory
from tests.workers import WORKERS, run_worker

pytestmark = pytest.mark.django_db

Status = Message.Status


@pytest.fixture(autouse=True)
def _workers(settings):
    settings.TASKS = WORKERS


@pytest.fixture
def letter(moment, management) -> Letter:
    call = CallFactory.create(pot=1_000_000, allocated=50_000, locked_at=moment, locked_by=management)
    application = ApplicationFactory.create(
        call=call, status="granted", amount_applied=100_000, amount_awarded=50_000, amount_proposed=50_000
    )
    ContactFactory.create(organisation=application.organisation)
    return letters.draft(DecisionFactory.create(application=application, amount_awarded=50_000))


def state(letter: Letter) -> State:
    return next(letters.rows_of(Decision.objects.get(pk=letter.decision_id))).state


def test_letter_is_queued_and_then_sent(letter, staff):
    queued = letters.send(letter, by=staff), state(letter), len(mail.outbox)
    run_worker()

    assert queued == (Status.QUEUED, State.QUEUED, 0)
    assert (state(letter), len(mail.outbox)) == (State.SENT, 1)
    assert letter.history.first().history_user == staff


def test_letter_queued_twice_is_sent_once(letter, staff):
    statuses = [letters.send(letter, by=staff) for _ in range(2)]
    run_worker()

    assert (statuses, len(mail.outbox)) == ([Status.QUEUED, Status.QUEUED], 1)


def test_page_says_that_letter_is_being_sent(letter, staff_client):
    year = Call.objects.get().year

    response = staff_client.post(reverse("letters_send", args=[year]), {"brev": [letter.pk]}, follow=True)
    detail = staff_client.get(reverse("letter_detail", args=[letter.pk])).text

    assert [str(message) for message in response.context["messages"]] == ["1 brev sendes nå."]
    assert response.context["counts"]["queued"] == 1
    assert "Brevet er i kø og sendes om litt." in detail


def test_letter_drafted_again_is_taken_out_of_queue(letter, staff):
    letters.send(letter, by=staff)
    letters.redraft(letter)
    run_worker()

    assert (state(letter), mail.outbox) == (State.DRAFT, [])


def test_letter_of_replaced_decision_is_taken_out_of_queue(letter, staff, management, moment):
    letters.send(letter, by=staff)
    decisions.change(letter.decision, amount=40_000, reason="Feil i budsjettet.", by=management, at=moment)
    run_worker()

    assert (Message.objects.get(pk=letter.message_id).status, mail.outbox) == (Status.DRAFTED, [])


def test_letter_being_sent_cannot_be_drafted_again(letter):
    Message.objects.update(status=Status.SENDING, claimed_at=timezone.now())

    with pytest.raises(ValidationError, match="sendt"):
        letters.redraft(letter)


def test_uncertain_letter_is_sent_only_after_it_is_drafted_again(letter, call, staff, staff_client):
    Message.objects.update(status=Status.UNCERTAIN)
    year = letter.decision.application.call.year

    detail = staff_client.get(reverse("letter_detail", args=[letter.pk])).text
    letters.redraft_all(letter.decision.application.call)
    sending = send_ready(letter.decision.application.call, by=staff)
    before = state(letter), sending.queued
    staff_client.post(reverse("letters_draft", args=[year]), {"brev": letter.pk})
    send_ready(letter.decision.application.call, by=staff)
    run_worker()

    assert "usikkert om e-posten kom fram" in detail
    assert before == (State.UNCERTAIN, [])
    assert (state(letter), len(mail.outbox)) == (State.SENT, 1)


def test_uncertain_letter_is_not_queued_again(letter, staff):
    Message.objects.update(status=Status.UNCERTAIN)

    assert letters.send(letter, by=staff) == Status.UNCERTAIN
    run_worker()
    assert mail.outbox == []


@pytest.mark.parametrize("status", [Status.SENDING, Status.UNCERTAIN])
def test_letter_that_may_have_arrived_is_listed_when_its_decision_is_replaced(letter, management, moment, status):
    Message.objects.update(status=status, claimed_at=timezone.now())

    decisions.change(letter.decision, amount=40_000, reason="Feil i budsjettet.", by=management, at=moment)

    rows = letters.overview(letter.decision.application.call)
    assert [row.letter for row in rows if row.is_replaced] == [letter]


def test_queued_letter_is_not_lost_with_its_task(letter, staff, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(type(outbox.send), "enqueue", lambda *_args: None)
        letters.send(letter, by=staff)

    run_worker()

    assert (state(letter), len(mail.outbox)) == (State.SENT, 1)
