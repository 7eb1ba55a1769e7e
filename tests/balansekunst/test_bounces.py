"""E-mails that came back: registered by hand and by the provider's reports, and the addresses that they mark."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, tracking
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from balansekunst.mail import bounces, outbox
from balansekunst.mail.webhook import mail_provider_webhook
from balansekunst.models import Bounce, Message, User
from members import mailings
from members.models import Contact, MailingRecipient
from tests.admin.test_actions import act
from tests.factories import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
SECRET = "leverandor:et-langt-passord"  # noqa: S105


def sent(moment: datetime, recipient: str = "kari@eksempel.example") -> Message:
    return Message.objects.create(
        recipient=recipient, subject="Emne", body="Hei", status=Message.Status.SENT, sent_at=moment
    )


def report(moment: datetime, **values: Any) -> None:
    given = {"event_type": "bounced", "recipient": "Kari@eksempel.example", "reject_reason": "bounced", "event_id": "1"}
    bounces.handle_report(AnymailTrackingEvent(timestamp=moment, **{**given, **values}), esp_name="Postmark")


def bounced_contacts() -> set[Contact]:
    return set(Contact.objects.filter(bounces.has_bounced()))


def test_reported_bounce_marks_address_and_message(moment: datetime) -> None:
    first = ContactFactory.create(email="kari@eksempel.example")
    second = ContactFactory.create(email="KARI@eksempel.example")
    ContactFactory.create()
    sent(moment - timedelta(days=2))
    message = sent(moment - timedelta(minutes=1))

    for _time in range(2):
        report(moment, mta_response="550 5.1.1\nUkjent mottaker")

    bounce = Bounce.objects.get()
    assert (bounce.message, bounce.reason) == (message, "550 5.1.1 Ukjent mottaker")
    assert bounced_contacts() == {first, second}
    assert list(Message.objects.filter(bounces.is_returned())) == [message]


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        pytest.param({"event_type": "deferred"}, ["soft"], id="deferred"),
        pytest.param({"reject_reason": "timed_out"}, ["soft"], id="gave-up"),
        pytest.param({"reject_reason": "spam"}, ["soft"], id="refused-as-spam"),
        pytest.param({"event_type": "rejected", "reject_reason": "invalid"}, ["hard"], id="no-address"),
        pytest.param({"event_type": "delivered", "reject_reason": None}, [], id="delivered"),
        pytest.param({"recipient": None}, [], id="no-recipient"),
    ],
)
def test_only_hard_bounces_mark_the_address(moment: datetime, values: dict[str, Any], kinds: list[str]) -> None:
    contact = ContactFactory.create(email="kari@eksempel.example")

    report(moment, **values)

    assert list(Bounce.objects.values_list("kind", flat=True)) == kinds
    assert bounced_contacts() == ({contact} if kinds == ["hard"] else set())


def test_message_is_found_only_within_a_week(moment: datetime) -> None:
    sent(moment - timedelta(days=8))

    report(moment)

    assert Bounce.objects.get().message is None


def test_another_address_is_not_marked(moment: datetime) -> None:
    contact = ContactFactory.create(email="kari@eksempel.example")
    report(moment)

    Contact.objects.filter(pk=contact.pk).update(email="ny@eksempel.example")

    assert bounced_contacts() == set()


@pytest.mark.parametrize("kind", ["complained", "unsubscribed"])
def test_complaint_says_no_to_mailings(moment: datetime, kind: str) -> None:
    contact = ContactFactory.create(email="kari@eksempel.example")
    organisation = OrganisationFactory.create(email="Kari@eksempel.example")
    other = OrganisationFactory.create(email="")

    mailings.handle_report(AnymailTrackingEvent(event_type=kind, timestamp=moment, recipient="KARI@eksempel.example"))

    for row in (contact, organisation, other):
        row.refresh_from_db()
    assert contact.declined_mailings_on == organisation.declined_mailings_on == moment.date()
    assert other.declined_mailings_on is None


def post(authorization: str = "") -> HttpResponse:
    """Send a report to the webhook of Postmark."""
    content = {"RecordType": "Bounce", "Type": "HardBounce", "ID": 4, "Email": "kari@eksempel.example"}
    headers = {"Authorization": f"Basic {authorization}"} if authorization else {}
    request = RequestFactory().post("/", json.dumps(content), content_type="application/json", headers=headers)
    return mail_provider_webhook("postmark")(request)  # type: ignore[return-value]


@pytest.fixture
def _connected() -> Any:
    """Connect the receiver, as the app does where there is a provider."""
    tracking.connect(bounces.handle_report)
    yield
    tracking.disconnect(bounces.handle_report)


@pytest.mark.usefixtures("_connected")
def test_webhook_needs_the_secret(settings: Any) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}

    for wrong in ("", "bGV2ZXJhbmRvcjpmZWls"):
        with pytest.raises(AnymailWebhookValidationFailure):
            post(wrong)
    assert not Bounce.objects.exists()
    assert post("bGV2ZXJhbmRvcjpldC1sYW5ndC1wYXNzb3Jk").status_code == 200
    assert Bounce.objects.get().kind == Bounce.Kind.HARD


def test_webhook_is_only_there_with_a_provider(client: Client) -> None:
    assert client.post("/epost/retur/").status_code == 404


def test_unknown_provider_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"none of .*mailgun"):
        mail_provider_webhook("brevduer")


def register(client: Client, row: Any, reason: str = "Ukjent mottaker") -> list[str]:
    """Register by the action on the row's own page that an e-mail to it came back."""
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    action = {"CHANGE_FORM-action": "register_bounce", "_selected_action": row.pk}
    asked = client.post(url, action)
    assert 'name="CHANGE_FORM-action" value="register_bounce"' in asked.text
    return [str(each) for each in client.post(url, {**action, "reason": reason}, follow=True).context["messages"]]


def test_bounce_is_registered_by_hand_on_pages(staff_client: Client, moment: datetime) -> None:
    contact, message = ContactFactory.create(email="Ola@eksempel.example"), sent(moment)

    shown = [*register(staff_client, contact), *register(staff_client, message, reason="")]

    assert shown == ["1 adresse er merket. Den får ingen utsendinger før den er endret."] * 2
    assert set(Bounce.objects.values_list("email", "message")) == {
        ("ola@eksempel.example", None),
        ("kari@eksempel.example", message.pk),
    }
    page = staff_client.get(reverse("admin:members_contact_change", args=[contact.pk])).text
    assert "Adressen virker ikke" in page
    assert "Ukjent mottaker." in page
    assert "i retur" in staff_client.get(reverse("admin:balansekunst_message_changelist"), {"retur": "ja"}).text


def test_draft_has_not_come_back(staff_client: Client, staff: User, moment: datetime) -> None:
    """A bounce of a draft would prevent that the mailing is drafted again, or deleted."""
    ContactFactory.create(email="kari@eksempel.example")
    mailing = mailings.begin(Contact.objects.all(), audience="Kontaktpersoner", by=staff, at=moment)
    mailing.subject, mailing.body = "Emne", "Hei"
    mailing.save()
    mailings.draft(mailing, at=moment, today=moment.date(), site="https://balansekunst.example/")

    register(staff_client, Message.objects.get())
    mailings.delete(mailing)

    assert Bounce.objects.get().message is None


def test_bounces_of_many_are_registered_from_the_list(staff_client: Client) -> None:
    rows = [*ContactFactory.create_batch(2), ContactFactory.create(email="")]
    url = reverse("admin:members_contact_changelist")
    action = {"action": "register_bounce", "_selected_action": [row.pk for row in rows]}

    asked = staff_client.post(url, action)
    staff_client.post(url, {**action, "reason": ""}, follow=True)

    assert asked.text.count('name="_selected_action"') == 2
    assert bounced_contacts() == set(rows[:2])
    assert act(staff_client, Contact, "register_bounce", rows[2]) == ["Ingen av de valgte har en e-postadresse."]


def test_front_page_and_list_show_addresses_that_do_not_work(staff_client: Client, moment: datetime) -> None:
    contact = ContactFactory.create(name="Kari Moe", email="kari@eksempel.example")
    ContactFactory.create(name="Ola Moe")
    bounce = Bounce.objects.create(email="kari@eksempel.example", bounced_at=moment)

    (task,) = staff_client.get(reverse("admin:index")).context["tasks"]
    page = staff_client.get(task.url).text
    staff_client.post(reverse("admin:balansekunst_bounce_delete", args=[bounce.pk]), {"post": "yes"})

    assert (task.count, str(task.words)) == (1, "kontaktperson har en adresse som ikke virker")
    assert (contact.name in page, "adressen virker ikke" in page, "Ola Moe" in page) == (True, True, False)
    assert bounced_contacts() == set()


def test_management_registers_no_bounces(login: Any, management: User) -> None:
    organisation = OrganisationFactory.create(email="post@eksempel.example")

    act(login(management), type(organisation), "register_bounce", organisation)

    assert not Bounce.objects.exists()


def test_contacts_of_mailing_with_bounced_address_are_left_out(staff: User, moment: datetime) -> None:
    ContactFactory.create(email="kari@eksempel.example")
    report(moment)
    mailing = mailings.begin(Contact.objects.all(), audience="", by=staff, at=moment)
    type(mailing).objects.update(subject="Emne", body="Tekst")

    mailings.draft(mailing, at=moment, today=moment.date(), site="https://eksempel.example/")

    assert MailingRecipient.objects.get().left_out == MailingRecipient.LeftOut.BOUNCED
    assert not outbox.Message.objects.exists()


def test_bounce_is_registered_on_page_of_contact(staff_client: Client) -> None:
    contact = ContactFactory.create(email="kari@eksempel.example", declined_mailings_on="2026-03-01")
    page = reverse("admin:members_contact_page", args=[contact.pk])

    before = staff_client.get(page).text
    staff_client.post(f"{page}i-retur/", {"reason": "Ukjent mottaker"})
    after = staff_client.get(page).text

    assert ("Adressen virker ikke" in before, "Ukjent mottaker." in after) == (False, True)
    assert "Vil ikke ha dem siden 01.03.2026" in before
    assert bounced_contacts() == {contact}


def test_old_bounces_are_deleted_unless_they_mark_an_address(moment: datetime) -> None:
    ContactFactory.create(email="Kari@eksempel.example")
    for email, kind, days in (
        ("kari@eksempel.example", "hard", 91),
        ("kari@eksempel.example", "soft", 91),
        ("ingen@eksempel.example", "hard", 91),
        ("ingen@eksempel.example", "hard", 90),
    ):
        Bounce.objects.create(email=email, kind=kind, reason=str(days), bounced_at=moment - timedelta(days=days))

    assert mailings.delete_old_bounces(moment) == 2
    assert set(Bounce.objects.values_list("email", "kind", "reason")) == {
        ("kari@eksempel.example", "hard", "91"),
        ("ingen@eksempel.example", "hard", "90"),
    }
