"""Letters: drafted from the decision, sent once, and never changed."""

from io import BytesIO

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from balansekunst.fields import kroner
from balansekunst.models import Message, User
from balansepotten import conflicts, letters
from balansepotten.letter_templates import fields_of
from balansepotten.letters import State
from balansepotten.models import Application, Call, Decision, Letter, LetterTemplate
from tests.factories import ApplicationFactory, ContactFactory, DecisionFactory, UserFactory

REASON = "Andre prosjekter traff formålet bedre.\n\nPlanen var også uklar."


def words(text: str) -> str:
    """Return the text with plain spaces and no line breaks."""
    return " ".join(text.split())


def send_ready(call: Call, *, by: User) -> letters.Sending:
    """Send the call's letters that are ready, as the page does."""
    ready = [row.letter for row in letters.overview(call, by=by) if row.letter and row.is_sendable]
    return letters.send_these(ready, by=by)


def printed(letter: Letter) -> str:
    """Return the text of the PDF."""
    content = Message.objects.get(pk=letter.message_id).attachment
    return words(" ".join(page.extract_text() for page in PdfReader(BytesIO(bytes(content or b""))).pages))


@pytest.fixture
def make(call, db):
    """`make()` creates an award with a recipient, `make(rejected=True)` a rejection."""

    def make_decision(*, rejected: bool = False, awarded: int = 85_000, **fields: object) -> Decision:
        outcome = Decision.Outcome.REJECTED if rejected else Decision.Outcome.GRANTED
        application = ApplicationFactory.create(
            call=call, status=outcome.value, amount_awarded=None if rejected else awarded, **fields
        )
        ContactFactory.create(organisation=application.organisation)
        reason, amount = (REASON, 0) if rejected else ("", awarded)
        return DecisionFactory.create(application=application, outcome=outcome, amount_awarded=amount, reason=reason)

    return make_decision


@pytest.fixture
def replace():
    """`replace(decision, …)` creates a newer decision about the same application."""

    def replaced(decision: Decision, awarded: int = 50_000) -> Decision:
        Application.objects.filter(pk=decision.application_id).update(amount_awarded=awarded)
        return DecisionFactory.create(application=decision.application, amount_awarded=awarded, replaces=decision)

    return replaced


def test_letters_state_decision(call, make):
    decisions = [make(awarded=amount) for amount in (1, 85_000, 100_000)] + [make(rejected=True) for _ in range(3)]

    drafted = letters.draft_all(call)

    assert (len(drafted.made), drafted.refused) == (6, [])
    for decision in decisions:
        letter = Letter.objects.select_related("message").get(decision=decision)
        for text in (words(letter.message.body), printed(letter)):
            assert decision.application.number in text
            assert decision.application.title in text
            assert decision.application.organisation.name in text
            assert f"Søkt: {words(kroner(100_000))}" in text.replace("Søkt ", "Søkt: ")
            if decision.amount_awarded:
                assert f"får {words(kroner(decision.amount_awarded))} fra Balansepotten" in text
                assert f"Tildelt {words(kroner(decision.amount_awarded))}" in text.replace("Tildelt:", "Tildelt")
                assert "Avslag" not in text
            else:
                assert words(REASON) in text
                assert "Avslag" in text
                assert "Tildelt" not in text


def test_every_field_of_template_has_value(call, make):
    fields = fields_of("award")
    every = "\n\n".join(f"{name}: {{{name}}}" for name in fields)
    LetterTemplate.objects.create(call=call, kind="award", body=every)

    body = letters.draft(make()).message.body

    assert [name for name in fields if f"{name}:" not in body] == []


def test_letter_parts_equal_payments(make):
    letter = letters.draft(make(awarded=85_000))

    assert "Da betaler vi 56 666 kr. Resten, 28 334 kr, kommer" in printed(letter)


def test_subject_has_no_personal_data_or_outcome(call, make):
    made = letters.draft_all(call) if make() and make(rejected=True) else None

    assert made
    assert {letter.message.subject for letter in made.made} == {"Svar på søknaden til Balansepotten 2026"}
    assert {letter.message.attachment_name for letter in made.made} == {
        f"brev-{decision.application.number}.pdf" for decision in Decision.objects.select_related("application")
    }


def test_draft_is_not_sent(make, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        letter = letters.draft(make())

    assert letter.message.status == Message.Status.DRAFTED
    assert mail.outbox == []


def test_letter_is_drafted_once(make):
    decision = make()

    assert letters.draft(decision) == letters.draft(decision)
    assert Message.objects.count() == 1


def test_unprintable_characters_in_title_replaced(make):
    letter = letters.draft(make(title="Fest 🎉"))

    assert "«Fest 🎉»" in letter.message.body
    assert "«Fest □»" in printed(letter)


def test_same_decision_gives_the_same_pdf(make):
    letter = letters.draft(make())
    before = bytes(Message.objects.get().attachment)

    letters.redraft(letter)

    assert bytes(Message.objects.get().attachment) == before


def test_recipient_is_contact_who_submitted(make):
    sender = UserFactory.create()
    decision = make(submitted_by=sender)
    ContactFactory.create(
        organisation=decision.application.organisation, name="Åse Sist", email="sender@eksempel.example", user=sender
    )

    assert letters.draft(decision).message.recipient == "sender@eksempel.example"


def test_recipient_is_other_contact_after_change(make):
    decision = make(submitted_by=UserFactory.create(email="sluttet@eksempel.example"))

    contact = decision.application.organisation.contacts.get()
    assert letters.draft(decision).message.recipient == contact.email


def test_letter_without_recipient_refused(call, make):
    decision = make()
    decision.application.organisation.contacts.update(email="")
    other = make()

    drafted = letters.draft_all(call)

    assert [letter.decision for letter in drafted.made] == [other]
    assert drafted.refused == [(decision, "Ingen kontaktperson har en e-postadresse.")]
    assert [row.state for row in letters.overview(call)] == [State.NO_ADDRESS, State.DRAFT]


def test_letter_sent_once_with_pdf(make, staff):
    letter = letters.draft(make())

    statuses = [letters.send(letter, by=staff) for _ in range(2)]

    assert statuses == ["sent", "sent"]
    assert [(sent.to, sent.body) for sent in mail.outbox] == [([letter.message.recipient], letter.message.body)]
    name, content, kind = mail.outbox[0].attachments[0]
    assert (name, kind) == (letter.message.attachment_name, "application/pdf")
    assert content == bytes(Message.objects.get().attachment)
    assert letter.history.first().history_user == staff


def test_sent_letter_immutable(make, staff):
    letter = letters.draft(make())
    letters.send(letter, by=staff)

    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.update(body="Noe annet")
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.update(attachment=b"%PDF")
    with pytest.raises(ValidationError, match="sendt"):
        letters.redraft(letter)


def test_failed_letter_can_be_sent_again(call, make, staff, monkeypatch):
    letter = letters.draft(make())

    def refuse(*_args):
        raise ConnectionRefusedError(111, "Connection refused")

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", refuse)
        first = send_ready(call, by=staff)
    states = [row.state for row in letters.overview(call)]
    again = send_ready(call, by=staff)

    assert (first.failed, states, again.sent) == ([letter], [State.FAILED], [letter])
    assert len(mail.outbox) == 1


def test_slow_server_leaves_letters_waiting(call, make, staff, monkeypatch):
    made = [letters.draft(make()) for _ in range(2)]
    monkeypatch.setattr(letters, "MAX_SECONDS", -1)

    sending = send_ready(call, by=staff)

    assert (sending.waiting, mail.outbox) == (made, [])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d.application.organisation.contacts.update(email="ny@eksempel.example"), id="recipient"),
        pytest.param(lambda _: Application.objects.update(title="Et annet navn"), id="project"),
        pytest.param(
            lambda d: LetterTemplate.objects.create(call=d.application.call, kind="award", body="Nå: {tildelt}"),
            id="template",
        ),
        pytest.param(lambda _: Message.objects.update(body="Dere får 1 000 000 kr"), id="text-of-the-draft"),
        pytest.param(lambda _: Message.objects.update(attachment=b"%PDF-1.7"), id="pdf-of-the-draft"),
    ],
)
def test_stale_letter_refused_until_redrafted(call, make, staff, change):
    decision = make()
    letter = letters.draft(decision)
    change(decision)

    refused = send_ready(call, by=staff).refused or [(letter, "")]
    with pytest.raises(ValidationError, match="Lag brevet på nytt"):
        letters.send(letter, by=staff)
    letters.redraft_all(call)
    sending = send_ready(call, by=staff)

    assert [one for one, _ in refused] == [letter]
    assert sending.sent == [letter]


def test_letter_of_replaced_decision_refused(call, make, replace, staff):
    old = make()
    letter = letters.draft(old)
    new = replace(old)

    with pytest.raises(ValidationError, match="erstattet"):
        letters.send(letter, by=staff)
    with pytest.raises(ValidationError, match="erstattet"):
        letters.redraft(letter)
    drafted = letters.draft_all(call)

    assert [made.decision for made in drafted.made] == [new]
    assert "Erstatter vedtaket 1. juni 2026" in printed(drafted.made[0])
    assert [(row.decision, row.is_replaced) for row in letters.overview(call)] == [(new, False)]


def test_sent_letter_listed_after_replacement(call, make, replace, staff):
    old = make()
    letters.send(letters.draft(old), by=staff)
    new = replace(old)

    assert [(row.decision, row.state, row.is_replaced) for row in letters.overview(call)] == [
        (old, State.SENT, True),
        (new, State.NONE, False),
    ]


def test_letter_not_visible_or_sendable_with_conflict(call, make, staff, moment):
    hidden, other = make(), make(rejected=True)
    letter = letters.draft(hidden)
    conflicts.declare(call, user=staff, ground="friendship", by=staff, at=moment, application=hidden.application)

    assert [row.decision for row in letters.overview(call, by=staff)] == [other]
    assert [made.decision for made in letters.draft_all(call, by=staff).made] == [other]
    assert [made.decision for made in letters.redraft_all(call, by=staff).made] == [other]
    with pytest.raises(ValidationError, match="inhabil"):
        letters.send(letter, by=staff)
    assert [sent.decision for sent in send_ready(call, by=staff).sent] == [other]


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_overview_queries_do_not_grow(call, make, staff, django_assert_num_queries, count):
    for _ in range(count):
        letters.draft(make())

    with django_assert_num_queries(4):
        rows = letters.overview(call, by=staff)

    assert [row.state for row in rows] == [State.DRAFT] * count
