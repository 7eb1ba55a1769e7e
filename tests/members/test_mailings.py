"""Mailings: who gets an e-mail and who is left out, what it says, and that each is sent once."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core import mail, signing
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from balansekunst.models import Bounce, Message, User
from members import mailings, merging
from members.models import Contact, Mailing, MailingRecipient, Organisation
from members.sheets import ContactResource
from tests.factories import ContactFactory, MembershipFactory, OrganisationFactory, municipality
from tests.workers import WORKERS, run_worker

pytestmark = pytest.mark.django_db
TODAY, SITE = date(2026, 3, 16), "https://balansekunst.example/"
BODY = "Hei {fornavn}!\n\n{virksomhet} i {kommune}, {landsdel}, er invitert."


def begin(rows: Any, by: User, **texts: str) -> Mailing:
    mailing = mailings.begin(rows, audience="Virksomheter", by=by, at=timezone.now())
    Mailing.objects.filter(pk=mailing.pk).update(**{"subject": "Invitasjon", "body": BODY, **texts})
    return Mailing.objects.get(pk=mailing.pk)


def draft(mailing: Mailing, moment: datetime) -> int:
    return mailings.draft(mailing, at=moment, today=TODAY, site=SITE)


def send(mailing: Mailing, by: User, moment: datetime) -> int:
    return mailings.send(mailing, by=by, at=moment, today=TODAY, site=SITE)


def left_out(mailing: Mailing) -> dict[str, str]:
    return dict(mailing.recipients.exclude(left_out="").values_list("contact__name", "left_out"))


def addresses() -> list[str]:
    return list(Message.objects.order_by("recipient").values_list("recipient", flat=True))


def member(**values: Any) -> Organisation:
    return MembershipFactory.create(organisation=OrganisationFactory.create(**values)).organisation


def test_organisations_are_written_to_by_their_contacts_or_themselves(staff: User, moment: datetime) -> None:
    with_contacts, alone = member(email="post@to.example"), member(email="post@alene.example")
    ContactFactory.create(organisation=with_contacts, email="en@to.example")
    ContactFactory.create(organisation=with_contacts, email="to@to.example")
    ContactFactory.create(organisation=alone, email="")
    member(email="post@ikke-valgt.example")
    chosen = Organisation.objects.filter(pk__in=[with_contacts.pk, alone.pk])

    draft(begin(chosen, staff), moment)

    assert addresses() == ["en@to.example", "post@alene.example", "to@to.example"]


def test_fields_are_filled_for_each_recipient(staff: User, moment: datetime) -> None:
    organisation = member(name="Nordlys {navn}", municipality=municipality("Tromsø"))
    ContactFactory.create(organisation=organisation, name="Kari Anne Moe")

    draft(begin(Organisation.objects.all(), staff), moment)

    text = Message.objects.get().body
    assert text.startswith("Hei Kari!\n\nNordlys {navn} i Tromsø, Nord-Norge, er invitert.\n\n--\nDu får")
    assert SITE in text


def test_recipients_are_left_out_with_the_reason(staff: User, moment: datetime) -> None:
    organisation = member(name="A")
    gone = MembershipFactory.create(organisation__name="B", left=TODAY).organisation
    leaving = MembershipFactory.create(organisation__name="C", left=date(2026, 3, 17)).organisation
    contacts: dict[str, dict[str, Any]] = {
        "med": {"email": "med@eksempel.example"},
        "uten": {"email": ""},
        "nei": {"declined_mailings_on": TODAY},
        "virker ikke": {"email": "Virker@Ikke.example"},
    }
    for name, values in contacts.items():
        ContactFactory.create(organisation=organisation, name=name, **values)
    ContactFactory.create(organisation=gone, name="utmeldt")
    ContactFactory.create(organisation=leaving, name="samme", email="MED@eksempel.example")
    ContactFactory.create(organisation=leaving, name="slutter i morgen", email="slutter@eksempel.example")
    ContactFactory.create(organisation=OrganisationFactory.create(name="D"), email="aldri@medlem.example")
    Bounce.objects.create(email="virker@ikke.example", bounced_at=moment)
    mailing = begin(Contact.objects.all(), staff)

    count = draft(mailing, moment)

    assert left_out(mailing) == {
        "uten": "no_address",
        "nei": "declined",
        "virker ikke": "bounced",
        "utmeldt": "left",
        "samme": "duplicate",
    }
    assert addresses() == ["aldri@medlem.example", "med@eksempel.example", "slutter@eksempel.example"]
    assert count == 3


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        pytest.param({"body": "Hei {kontakt}"}, "er ikke et felt", id="unknown-field"),
        pytest.param({"body": "Hei {fornavn"}, "krøllparentes alene", id="lone-brace"),
        pytest.param({"subject": "Til {navn}"}, "Emnet er likt for alle", id="field-in-subject"),
        pytest.param({"body": ""}, "Skriv både emne og tekst", id="no-text"),
    ],
)
def test_incomplete_mailing_is_not_drafted(staff: User, moment: datetime, texts: dict[str, str], words: str) -> None:
    mailing = begin(Contact.objects.all(), staff, **texts)

    with pytest.raises(ValidationError, match=words):
        draft(mailing, moment)


def test_drafts_are_replaced_by_new_ones(staff: User, moment: datetime) -> None:
    ContactFactory.create(organisation=member())
    mailing = begin(Contact.objects.all(), staff)
    draft(mailing, moment)
    Mailing.objects.update(body="Ny tekst")

    draft(mailing, moment)

    assert Message.objects.get().body.startswith("Ny tekst")
    assert Message.objects.get().status == Message.Status.DRAFTED
    assert mail.outbox == []


def test_drafts_are_sent_once_by_workers_after_other_emails(
    staff: User, moment: datetime, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.TASKS = WORKERS
    ContactFactory.create_batch(2, organisation=member())
    mailing = begin(Contact.objects.all(), staff)
    draft(mailing, moment)

    with django_capture_on_commit_callbacks(execute=True):
        assert send(mailing, staff, moment) == 2
    before = len(mail.outbox)
    run_worker()

    assert before == 0
    assert len(mail.outbox) == 2
    url = Message.objects.order_by("pk")[0].unsubscribe_url
    assert mail.outbox[0].extra_headers["List-Unsubscribe"] == f"<{url}>"
    assert mail.outbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with pytest.raises(ValidationError, match="er sendt"):
        send(mailing, staff, moment)
    with pytest.raises(ValidationError, match="er sendt"):
        draft(mailing, moment)
    with pytest.raises(ValidationError, match="er sendt"):
        mailings.delete(mailing)


@pytest.mark.parametrize(
    ("model", "change"),
    [
        pytest.param(Contact, {"email": "ny@eksempel.example"}, id="address"),
        pytest.param(Contact, {"declined_mailings_on": TODAY}, id="wish"),
        pytest.param(Organisation, {"name": "Nytt navn"}, id="field"),
        pytest.param(Mailing, {"body": "Ny tekst"}, id="text"),
    ],
)
def test_drafts_that_are_out_of_date_are_not_sent(
    staff: User, moment: datetime, model: type[Model], change: dict[str, Any]
) -> None:
    ContactFactory.create(organisation=member())
    mailing = begin(Contact.objects.all(), staff)
    draft(mailing, moment)
    model._default_manager.update(**change)

    with pytest.raises(ValidationError, match="er endret siden") as raised:
        send(mailing, staff, moment)

    assert raised.value.code == "stale"
    assert Message.objects.get().status == Message.Status.DRAFTED


def test_draft_of_deleted_organisation_is_not_sent(staff: User, moment: datetime) -> None:
    member(email="post@medlem.example")
    gone = OrganisationFactory.create(email="post@borte.example")
    mailing = begin(Organisation.objects.all(), staff)
    draft(mailing, moment)
    gone.delete()

    with pytest.raises(ValidationError, match="er endret siden"):
        send(mailing, staff, moment)
    draft(mailing, moment)

    assert send(mailing, staff, moment) == 1
    assert addresses() == ["post@medlem.example"]


def test_mailing_without_drafts_is_not_sent(staff: User, moment: datetime) -> None:
    ContactFactory.create(email="")
    mailing = begin(Contact.objects.all(), staff)
    draft(mailing, moment)

    with pytest.raises(ValidationError, match="ingen mottakere"):
        send(mailing, staff, moment)


def test_deleted_mailing_leaves_nothing(staff: User, moment: datetime) -> None:
    ContactFactory.create(organisation=member())
    mailing = begin(Contact.objects.all(), staff)
    draft(mailing, moment)

    mailings.delete(mailing)

    assert (Mailing.objects.count(), MailingRecipient.objects.count(), Message.objects.count()) == (0, 0, 0)


def test_number_of_statements_does_not_grow(staff: User, moment: datetime) -> None:
    counts = []
    for more in (1, 5):
        ContactFactory.create_batch(more, organisation=member())
        with CaptureQueriesContext(connection) as captured:
            mailing = begin(Organisation.objects.all(), staff)
            draft(mailing, moment)
            draft(mailing, moment)
            send(mailing, staff, moment)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 40


def test_wish_is_of_all_contacts_with_the_address(client: Client, staff: User, moment: datetime) -> None:
    first = ContactFactory.create(organisation=member(), email="kari@eksempel.example")
    second = ContactFactory.create(organisation=member(), email="Kari@eksempel.example")
    other = ContactFactory.create(organisation=member())
    draft(begin(Contact.objects.filter(pk=first.pk), staff), moment)
    url = Message.objects.get().unsubscribe_url.removeprefix(SITE.rstrip("/"))

    asked = client.get(url)
    unchanged = Contact.objects.filter(declined_mailings_on__isnull=False).count()
    done = Client(enforce_csrf_checks=True).post(url, {"List-Unsubscribe": "One-Click"})

    assert (asked.status_code, unchanged, done.status_code) == (200, 0, 200)
    assert "kari" not in (asked.text + done.text).lower()
    declined = Contact.objects.filter(declined_mailings_on=timezone.localdate())
    assert set(declined) == {first, second}
    assert first.history.latest().history_change_reason == "Lenken i en utsending"
    client.post(url, {"angre": "1"})
    assert not Contact.objects.exclude(declined_mailings_on=None).exists()
    assert other.history.count() == 1


def test_wish_of_organisation_holds_for_its_contacts(client: Client, staff: User, moment: datetime) -> None:
    organisation = member(email="post@eksempel.example")
    draft(begin(Organisation.objects.all(), staff), moment)

    client.post(Message.objects.get().unsubscribe_url.removeprefix(SITE.rstrip("/")))
    ContactFactory.create(organisation=organisation, name="Ny")
    mailing = begin(Organisation.objects.all(), staff)

    assert draft(mailing, moment) == 0
    assert left_out(mailing) == {"Ny": "declined"}


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("contact-1:feil", id="wrong-signature"),
        pytest.param(signing.Signer(salt="another").sign("contact-1"), id="signature-of-another-kind"),
    ],
)
def test_wish_needs_our_own_link(client: Client, token: str) -> None:
    url = reverse("mailings_decline", args=[token])

    assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)


def test_link_of_deleted_contact_shows_the_same_page(client: Client) -> None:
    contact = ContactFactory.create()
    url = reverse("mailings_decline", args=[mailings.token_of(MailingRecipient(contact=contact))])
    before = client.post(url).text
    contact.delete()

    assert client.post(url).text == before


def test_contact_changes_the_wish_on_my_page(contact_client: Client, contact: Contact) -> None:
    url = reverse("mailing_wish")

    contact_client.post(url, {"onsker": "nei"})
    declined = contact_client.get(reverse("my_page")).text
    contact.refresh_from_db()
    day = contact.declined_mailings_on
    contact_client.post(url, {"onsker": "ja"})
    contact.refresh_from_db()

    assert (day, contact.declined_mailings_on) == (timezone.localdate(), None)
    assert "Du får ikke invitasjoner og nyheter fra oss" in declined


def test_wish_and_bounce_of_contact_are_exported(moment: datetime) -> None:
    contact = ContactFactory.create(email="Kari@eksempel.example", declined_mailings_on=TODAY)
    Bounce.objects.create(email="kari@eksempel.example", bounced_at=moment)

    export = ContactResource().export(Contact.objects.all())
    (row,) = export.rows

    cells = dict(zip(export.headings, row, strict=True))
    assert (cells["Vil ikke ha utsendinger"], cells["Adressen virker ikke"]) == (TODAY, TODAY)
    assert ContactResource().fields["bounced"].widget.render(contact.email) == TODAY


def test_mailing_is_in_the_timeline_of_the_organisation(staff: User, staff_client: Client, moment: datetime) -> None:
    contact = ContactFactory.create(organisation=member(), name="Kari Moe")
    mailing = begin(Contact.objects.all(), staff)
    draft(mailing, moment)
    page = reverse("admin:members_organisation_timeline", args=[contact.organisation_id])
    before = staff_client.get(page).text
    send(mailing, staff, moment)

    after = staff_client.get(page).text

    words = "Utsending til Kari Moe: Invitasjon"
    assert (words in before, words in after) == (False, True)
    assert reverse("admin:members_mailing_preview", args=[mailing.pk]) in after


def test_merged_organisations_share_their_mailings_and_wishes(staff: User, moment: datetime) -> None:
    target, other = member(), member()
    same = {"name": "Kari", "email": "kari@eksempel.example"}
    of_target = ContactFactory.create(organisation=target, **same)
    ContactFactory.create(organisation=other, declined_mailings_on=TODAY, **same)
    mailing = begin(Contact.objects.filter(organisation=other), staff)

    merging.merge(target, other=other, from_day=date(2024, 7, 1), today=TODAY, by=staff)

    assert list(mailing.recipients.values_list("organisation", "contact")) == [(target.pk, of_target.pk)]
    assert target.contacts.get().declined_mailings_on == TODAY
