"""The pages of a mailing: begun from a list, written, looked at, and sent."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balansekunst.jobs import work
from balansekunst.mail import outbox
from balansekunst.models import Bounce, Job, Message, User
from members import mailing_jobs, mailings
from members.models import Contact, Mailing, Membership, Organisation
from tests.admin.test_actions import act
from tests.factories import ContactFactory, MembershipFactory, OrganisationFactory, municipality


@pytest.fixture
def northern(db: None) -> Organisation:
    """A member in Nord-Norge with two contacts, one of them without an address; there is a member in Oslo too."""
    ContactFactory.create(organisation=MembershipFactory.create().organisation)
    organisation = OrganisationFactory.create(name="Nordlys", municipality=municipality("Tromsø"))
    MembershipFactory.create(organisation=organisation)
    ContactFactory.create(organisation=organisation, name="Kari Moe", email="kari@eksempel.example")
    ContactFactory.create(organisation=organisation, name="Ola Moe", email="")
    return organisation


def begin(client: Client, model: Any, query: str = "", **chosen: Any) -> Mailing:
    """Begin a mailing from a list, and return it."""
    url = reverse(f"admin:members_{model._meta.model_name}_changelist")
    response = client.post(f"{url}{query}", {"action": "write_mailing", **chosen})
    mailing = Mailing.objects.get()
    assert response["Location"] == reverse("admin:members_mailing_change", args=[mailing.pk])
    return mailing


def save(client: Client, mailing: Mailing, **texts: str) -> Any:
    url = reverse("admin:members_mailing_change", args=[mailing.pk])
    return client.post(url, {"subject": "Invitasjon", "body": "Hei {fornavn}!", **texts}, follow=True)


def send(client: Client, mailing: Mailing) -> Any:
    return client.post(reverse("admin:members_mailing_send", args=[mailing.pk]), follow=True)


def shown(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_mailing_goes_to_all_rows_of_the_filter(staff_client: Client, northern: Organisation) -> None:
    query = "?landsdel=Nord-Norge&medlem=2026-03-16"

    mailing = begin(staff_client, Organisation, query, select_across="1", _selected_action=northern.pk)

    assert mailing.audience == "Medlemmer 16.03.2026 i Nord-Norge (alle 1)"
    assert list(mailing.recipients.values_list("contact__name", flat=True)) == ["Kari Moe"]


def test_mailing_is_written_looked_at_and_sent(
    staff_client: Client, northern: Organisation, django_capture_on_commit_callbacks: Any
) -> None:
    mailing = begin(staff_client, Contact, _selected_action=[each.pk for each in northern.contacts.all()])

    preview = save(staff_client, mailing)
    before = len(mail.outbox)
    with django_capture_on_commit_callbacks(execute=True):
        sent = send(staff_client, mailing)

    assert mailing.audience == "Kontaktpersoner (2 valgt)"
    assert "Hei Kari!" in preview.text
    assert "Har ingen e-postadresse: 1" in preview.text
    assert "Ola Moe, Nordlys" in preview.text
    assert (before, [each.to for each in mail.outbox]) == (0, [["kari@eksempel.example"]])
    assert shown(sent) == ["1 e-post blir sendt nå."]
    assert "Sendt av Ada Ansatt" in sent.text
    assert "Sendt av Ada Ansatt" in save(staff_client, mailing, subject="Nytt").text
    assert Mailing.objects.get().subject == "Invitasjon"
    assert send(staff_client, mailing).status_code == 403
    assert len(mail.outbox) == 1


def test_mailing_is_begun_from_other_rows_of_organisations(staff_client: Client, northern: Organisation) -> None:
    membership = northern.memberships.get()

    mailing = begin(staff_client, Membership, _selected_action=membership.pk)

    assert list(mailing.recipients.values_list("organisation", "contact__name")) == [(northern.pk, "Kari Moe")]


def test_email_that_came_back_is_marked(staff_client: Client, northern: Organisation, moment: datetime) -> None:
    mailing = begin(staff_client, Organisation, _selected_action=northern.pk)
    save(staff_client, mailing)
    send(staff_client, mailing)
    Bounce.objects.create(email="kari@eksempel.example", message=Message.objects.get(), bounced_at=moment)

    page = staff_client.get(reverse("admin:members_mailing_preview", args=[mailing.pk])).text
    rows = staff_client.get(reverse("admin:members_mailingrecipient_changelist")).text

    assert "1 av dem i retur" in page
    assert "Kom i retur" in page
    assert "i retur" in rows


def test_mailing_to_too_many_is_refused(
    staff_client: Client, northern: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailings, "MOST", 0)

    words = act(staff_client, Organisation, "write_mailing", northern)

    assert words == ["Utvalget har flere enn 0 mottakere. Filtrer listen, og skriv til færre om gangen."]
    assert not Mailing.objects.exists()


def test_faults_of_text_are_shown_at_their_fields(staff_client: Client, northern: Organisation) -> None:
    mailing = begin(staff_client, Organisation, _selected_action=northern.pk)

    form = save(staff_client, mailing, subject="Til {navn}", body="{feil}").context["adminform"].form

    assert set(form.errors) == {"subject", "body"}
    assert not Message.objects.exists()


def test_drafts_out_of_date_are_drafted_again(staff_client: Client, northern: Organisation) -> None:
    mailing = begin(staff_client, Organisation, _selected_action=northern.pk)
    save(staff_client, mailing)
    Contact.objects.filter(name="Kari Moe").update(email="ny@eksempel.example")

    refused = send(staff_client, mailing)

    assert "er endret siden utkastene ble laget. De er laget på nytt." in shown(refused)[0]
    assert mail.outbox == []
    assert Message.objects.get().recipient == "ny@eksempel.example"


def test_unsent_mailing_is_deleted_with_its_drafts(staff_client: Client, northern: Organisation) -> None:
    mailing = begin(staff_client, Organisation, _selected_action=northern.pk)
    save(staff_client, mailing)
    url = reverse("admin:members_mailing_delete", args=[mailing.pk])

    asked = staff_client.get(url).text
    staff_client.post(url, {"post": "yes"})

    assert "Kari Moe" not in asked
    assert (Mailing.objects.count(), Message.objects.count()) == (0, 0)


@pytest.fixture
def pages(staff_client: Client, northern: Organisation) -> list[str]:
    """The addresses of a mailing's pages."""
    mailing = begin(staff_client, Organisation, _selected_action=northern.pk)
    save(staff_client, mailing)
    names = ("preview", "send", "change", "delete", "autosave")
    return [
        reverse("admin:members_mailing_changelist"),
        *(reverse(f"admin:members_mailing_{name}", args=[mailing.pk]) for name in names),
    ]


def test_management_and_advisers_have_no_mailings(
    management: User, adviser: User, login: Callable[..., Client], pages: list[str], northern: Organisation
) -> None:
    for client in map(login, (management, adviser)):
        assert {client.post(page).status_code for page in pages} == {403}
        assert {client.get(page).status_code for page in pages} <= {403, 405}
    act(login(management), Organisation, "write_mailing", northern)

    assert Mailing.objects.get().sent_at is None


def test_preview_queries_do_not_grow(staff_client: Client, northern: Organisation) -> None:
    counts = []
    for more in (1, 4):
        ContactFactory.create_batch(more, organisation=northern)
        ContactFactory.create_batch(more, organisation=northern, email="")
        Mailing.objects.all().delete()
        mailing = begin(staff_client, Contact, _selected_action=[each.pk for each in northern.contacts.all()])
        save(staff_client, mailing)
        with CaptureQueriesContext(connection) as captured:
            staff_client.get(reverse("admin:members_mailing_preview", args=[mailing.pk]), {"side": "2"})
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 14


def test_text_is_saved_while_it_is_written(staff_client: Client, northern: Organisation) -> None:
    mailing = begin(staff_client, Organisation, _selected_action=northern.pk)
    url = reverse("admin:members_mailing_autosave", args=[mailing.pk])

    partly = staff_client.post(url, {"subject": "Invitasjon", "body": "Hei {feil}"}).json()
    logged_out = Client().post(url, {"subject": "Andres"})

    mailing.refresh_from_db()
    assert (mailing.subject, mailing.body) == ("Invitasjon", "")
    assert "Tekst: «{feil}» er ikke et felt." in partly["message"]
    assert not partly["complete"]
    assert logged_out.status_code == 401


def test_text_saved_after_the_draft_is_looked_at_before_it_is_sent(
    staff_client: Client, northern: Organisation
) -> None:
    mailing = begin(staff_client, Organisation, _selected_action=northern.pk)
    save(staff_client, mailing)
    url = reverse("admin:members_mailing_autosave", args=[mailing.pk])
    staff_client.post(url, {"subject": "Invitasjon", "body": "Ny tekst"})

    refused = send(staff_client, mailing)

    assert "er endret siden utkastene ble laget" in shown(refused)[0]
    assert Message.objects.get().body.startswith("Ny tekst")


@pytest.mark.one_database
def test_large_mailing_is_drafted_and_sent_once_by_jobs(
    staff_client: Client,
    northern: Organisation,
    django_capture_on_commit_callbacks: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mailing_jobs, "MOST_IN_REQUEST", 0)
    mailing = begin(staff_client, Contact, _selected_action=[each.pk for each in northern.contacts.all()])

    with django_capture_on_commit_callbacks(execute=True):
        save(staff_client, mailing)
    drafting = Job.objects.latest("pk")
    with monkeypatch.context() as patched, django_capture_on_commit_callbacks(execute=True):
        patched.setattr(outbox, "queue_drafts", lambda *_args: 1 / 0)  # in the middle: the mailing is marked as sent
        send(staff_client, mailing)
    sending = Job.objects.latest("pk")
    mailing.refresh_from_db()
    failed = (sending.status, mailing.sent_at, len(mail.outbox))
    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(reverse("admin:job_retry", args=[sending.pk]))
    sending.refresh_from_db()

    assert drafting.message == "1 e-post er laget. Se gjennom, og send."
    assert failed == ("failed", None, 0)
    assert (sending.message, sending.link) == (
        "1 e-post blir sendt nå.",
        reverse("admin:members_mailing_preview", args=[mailing.pk]),
    )
    Job.objects.filter(pk=sending.pk).update(status="queued")
    with django_capture_on_commit_callbacks(execute=True):
        work.run.call(sending.pk)
    sending.refresh_from_db()
    assert (sending.message, len(mail.outbox)) == ("Utsendingen er sendt, og kan ikke endres.", 1)
