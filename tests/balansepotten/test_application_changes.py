"""Changing a submitted application until the deadline, and withdrawing it until the decision."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from balansekunst.models import Message
from balansepotten import applications, attachments
from balansepotten.application_content import ApplicationContent
from balansepotten.budget import Line
from balansepotten.models import Application
from tests.balansepotten.test_attachments import upload
from tests.factories import ApplicationFactory, UserFactory

pytestmark = pytest.mark.django_db

DEADLINE = datetime(2026, 4, 8, 21, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)
Status = Application.Status


@pytest.fixture
def sent(ready, user, moment):
    """The contact's submitted application."""
    return applications.submit(ready, by=user, at=moment)


@pytest.fixture
def url(sent):
    return reverse("application_edit", args=[sent.uuid])


def change(sent, by, at=DEADLINE, lines=None, uploads=(), removed=(), **values):
    return applications.change(
        sent,
        by=by,
        at=at,
        version=sent.changed_at,
        content=ApplicationContent(values, lines),
        uploads=uploads,
        removed=removed,
    )


def test_change_sends_receipt_with_same_number(sent, colleague):
    lines = [Line("cost", "Honorar", 150_000), Line("income", "Egenandel", 60_000)]

    assert change(sent, colleague, title="Nytt navn", amount_applied=90_000, lines=lines)

    sent.refresh_from_db()
    assert (sent.number, sent.title, sent.total_budget) == ("2026-001", "Nytt navn", 150_000)
    assert (sent.submitted_at, sent.submitted_by, sent.status) == (DEADLINE, colleague, Status.SUBMITTED)
    receipt = Message.objects.get(recipient=colleague.email)
    assert receipt.subject == "Vi har fått endringene i søknaden til Balansepotten"
    for text in ("Søknadsnummer: 2026-001", "Prosjekt: Nytt navn", "Endret: 8. april 2026 kl.\xa023.59"):
        assert text in receipt.body


def test_change_of_nothing_sends_nothing(sent, user, moment):
    assert not change(sent, user, title=sent.title)

    sent.refresh_from_db()
    assert (sent.submitted_at, Message.objects.count()) == (moment, 1)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        pytest.param({"title": ""}, "Gi prosjektet et navn.", id="no title"),
        pytest.param({"amount_applied": None}, "Skriv hvor mye dere søker om.", id="no amount"),
        pytest.param({"amount_applied": 300_001}, "Dere kan søke om høyst 300\xa0000\xa0kr.", id="too much"),
        pytest.param({"themes": []}, "Velg minst én tematisk satsing.", id="no theme"),
        pytest.param({"lines": []}, "Skriv hva prosjektet koster, linje for linje.", id="no budget"),
    ],
)
def test_incomplete_change_refused_entirely(sent, user, values, message):
    with pytest.raises(ValidationError) as refusal:
        change(sent, user, **{"plan": "Ny plan", **values})

    assert message in refusal.value.messages
    sent.refresh_from_db()
    assert (sent.title, sent.plan, sent.amount_applied, sent.themes.count(), sent.budget_lines.count()) == (
        "Rom for alle",
        "Tre samlinger.",
        100_000,
        1,
        2,
    )
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("at", "is_in_time"),
    [
        pytest.param(DEADLINE - SECOND, True, id="the second before"),
        pytest.param(DEADLINE, True, id="at the deadline"),
        pytest.param(DEADLINE + SECOND, False, id="the second after"),
    ],
)
def test_change_is_taken_until_the_deadline(sent, user, at, is_in_time):
    if is_in_time:
        assert change(sent, user, at, title="Nytt navn")
        return
    with pytest.raises(ValidationError) as refusal:
        change(sent, user, at, title="Nytt navn")
    sent.refresh_from_db()
    assert refusal.value.messages == [
        "Fristen gikk ut 8. april 2026 kl.\xa023.59. Søknaden gjelder slik den ble sendt."
    ]
    assert sent.title == "Rom for alle"


def test_change_of_other_version_refused(sent, user, colleague):
    change(sent, colleague, title="Kollegaens navn")

    with pytest.raises(ValidationError) as refusal:
        change(sent, user, title="Mitt navn")

    assert refusal.value.code == "changed"


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.REJECTED, Status.DRAFT])
def test_change_requires_submitted_application(ready, user, status):
    ready.status, ready.number, ready.total_budget = status, "" if status == Status.DRAFT else "2026-001", 120_000
    ready.save()

    with pytest.raises(ValidationError) as refusal:
        change(ready, user, title="Nytt navn")

    assert refusal.value.code == "decided"


def test_change_by_non_contact_refused(sent, outsider):
    with pytest.raises(ValidationError) as refusal:
        change(sent, outsider.user, title="Nytt navn")

    assert refusal.value.code == "not_contact"


def test_files_are_changed_with_a_receipt(sent, user):
    change(sent, user, uploads=[upload(name="ny.pdf")])
    sent.refresh_from_db()
    first = sent.attachments.get()
    change(sent, user, uploads=[upload(name="nyere.pdf")], removed=[first])

    assert [file.name for file in sent.attachments.all()] == ["nyere.pdf"]
    assert Message.objects.filter(subject__startswith="Vi har fått endringene").count() == 2


def test_refused_file_leaves_application_unchanged(sent, user):
    with pytest.raises(ValidationError):
        change(sent, user, title="Nytt navn", uploads=[upload(b"<html>")])

    sent.refresh_from_db()
    assert (sent.title, sent.attachments.count()) == ("Rom for alle", 0)


def test_file_after_deadline_refused(sent):
    with pytest.raises(ValidationError):
        attachments.attach(sent, upload=upload(), at=DEADLINE + SECOND)


@pytest.mark.parametrize(
    ("at", "is_offered"),
    [pytest.param(DEADLINE, True, id="at the deadline"), pytest.param(DEADLINE + SECOND, False, id="a second after")],
)
def test_page_offers_change_then_withdrawal(login, user, sent, url, at, is_offered, time_machine):
    time_machine.move_to(at, tick=False)
    client = login(user, second_factor=False)

    text = client.get(sent.get_absolute_url()).text

    assert (url in text) == is_offered
    assert reverse("application_withdraw", args=[sent.uuid]) in text
    assert client.get(url).status_code == (200 if is_offered else 302)


def test_contact_changes_what_is_sent(contact_client, sent, url, posted, time_machine):
    time_machine.move_to(DEADLINE - SECOND)

    response = contact_client.post(url, posted(sent, title="Nytt navn", uploads=[upload()]), follow=True)

    sent.refresh_from_db()
    assert (sent.title, sent.number, sent.attachments.count()) == ("Nytt navn", "2026-001", 1)
    assert [str(message) for message in response.context["messages"]] == [
        "Endringene er sendt 8. april 2026 kl.\xa023.58. Du får en ny kvittering på e-post."
    ]


def test_late_change_shows_message_and_input(contact_client, sent, url, posted, time_machine):
    time_machine.move_to(DEADLINE + SECOND)

    response = contact_client.post(url, posted(sent, title="Nytt navn"))

    assert "Søknaden gjelder slik den ble sendt." in response.text
    assert response.context["form"]["title"].value() == "Nytt navn"


def test_files_requested_again_after_invalid_form(contact_client, sent, url, posted, time_machine):
    time_machine.move_to(DEADLINE)

    response = contact_client.post(url, posted(sent, starts_on="snart", uploads=[upload()]))

    assert response.context["form"].errors["uploads"] == ["Velg filene på nytt når du har rettet resten."]
    assert sent.attachments.count() == 0


@pytest.mark.parametrize(
    "at",
    [pytest.param(DEADLINE - SECOND, id="before the deadline"), pytest.param(DEADLINE + SECOND, id="after it")],
)
def test_withdrawn_application_no_longer_competes(sent, user, at):
    withdrawn = applications.withdraw(sent, by=user, at=at)

    withdrawn.refresh_from_db()
    assert (withdrawn.status, withdrawn.number) == (Status.WITHDRAWN, "2026-001")
    assert Message.objects.get(subject="Søknaden til Balansepotten er trukket").recipient == user.email


def test_withdrawal_releases_proposed_amount(sent, user, call):
    ApplicationFactory(call=call, amount_proposed=30_000)
    Application.objects.filter(pk=sent.pk).update(amount_proposed=80_000)
    call.allocated = 110_000
    call.save()

    applications.withdraw(sent, by=user, at=DEADLINE)

    call.refresh_from_db()
    sent.refresh_from_db()
    assert (call.allocated, sent.amount_proposed) == (30_000, None)


def test_withdrawn_twice_is_withdrawn_once(sent, user, colleague):
    applications.withdraw(sent, by=user, at=DEADLINE)
    applications.withdraw(sent, by=colleague, at=DEADLINE)

    assert Message.objects.filter(subject="Søknaden til Balansepotten er trukket").count() == 1


def test_withdrawal_allows_new_application(sent, user, call, contact, moment):
    applications.withdraw(sent, by=user, at=moment)

    assert applications.start(call, organisation=contact.organisation, by=user, at=moment).is_draft


def test_withdrawal_after_lock_refused(sent, user, call):
    call.locked_at, call.locked_by = DEADLINE, UserFactory()
    call.save()

    with pytest.raises(ValidationError) as refusal:
        applications.withdraw(sent, by=user, at=DEADLINE)

    assert refusal.value.messages == ["Vedtaket er gjort, og søknaden kan ikke trekkes lenger."]


def test_withdrawal_of_draft_or_decided_refused(ready, user, call, contact):
    decided = ApplicationFactory(call=call, organisation=contact.organisation, status=Status.REJECTED)
    codes = []
    for application in (ready, decided):
        with pytest.raises(ValidationError) as refusal:
            applications.withdraw(application, by=user, at=DEADLINE)
        codes.append(refusal.value.code)

    assert codes == ["draft", "decided"]


def test_withdrawal_by_non_contact_refused(sent, outsider):
    with pytest.raises(ValidationError) as refusal:
        applications.withdraw(sent, by=outsider.user, at=DEADLINE)

    assert refusal.value.code == "not_contact"


def test_contact_withdraws_after_being_asked(contact_client, sent, time_machine, moment):
    time_machine.move_to(moment)
    url = reverse("application_withdraw", args=[sent.uuid])
    assert "Det kan ikke angres." in contact_client.get(url).text
    sent.refresh_from_db()
    assert sent.status == Status.SUBMITTED

    response = contact_client.post(url, follow=True)

    assert "Søknaden er trukket. Du får en bekreftelse på e-post." in response.text
    assert "Trekk søknaden" not in response.text


def test_changed_project_must_start_after_deadline(sent, user):
    with pytest.raises(ValidationError) as refusal:
        change(sent, user, starts_on=date(2026, 4, 8))

    assert "Prosjektet må starte etter søknadsfristen" in refusal.value.messages[0]
