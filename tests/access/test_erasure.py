"""A user account is closed and never deleted; on request its person is erased, and the number remains."""

import json
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry as AdminLogEntry
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.urls import reverse

from balansekunst import account_changes, erasure
from balansekunst.mail import outbox
from balansekunst.models import AccountChange, Message, User
from balansekunst.user_accounts import verify_email
from members import contacts
from members.models import Contact, Organisation
from radgivning import access_log
from radgivning.models import LogEntry
from tests.conftest import log_in
from tests.factories import ContactFactory, MembershipApplicationFactory, UserFactory

pytestmark = pytest.mark.django_db
NAME, OLD_NAME = "Åse Erna Slettet", "Åse Erna Pike"
EMAIL, OLD_EMAIL = "aase.erna@eksempel.example", "pike@eksempel.example"


@pytest.fixture
def person(superuser_client: Client, superuser: User, moment: Any) -> User:
    """An account whose name and address are in rows, histories, the outbox and the admin's log."""
    user = UserFactory.create(name=OLD_NAME, email=OLD_EMAIL, is_staff=True)
    contact = ContactFactory.create(name=OLD_NAME, email=OLD_EMAIL)
    contacts.give_access(contact)
    user.name, user.email = NAME, EMAIL
    user.save()
    verify_email(user)
    contact.name, contact.email, contact.phone = NAME, EMAIL.upper(), "22 22 22 22"
    contacts.save(contact)
    contact.email = EMAIL
    contact.save()
    contacts.give_access(contact)
    Organisation.objects.filter(pk=contact.organisation_id).update(email=EMAIL)
    MembershipApplicationFactory.create(contact_name=NAME, contact_email=EMAIL)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    UserSession.objects.create(user=user, ip="192.0.2.1", session_key="x", user_agent="Firefox")
    superuser_client.post(
        reverse("admin:balansekunst_user_change", args=[user.pk]), {"email": EMAIL, "name": NAME, "is_active": "on"}
    )
    inline = json.dumps([{"added": {"object": NAME}}])
    AdminLogEntry.objects.create(user=superuser, object_repr="Virksomhet", change_message=inline, action_flag=1)
    message = outbox.post(recipient=EMAIL, subject="Kvittering", body="Takk!", about=None)
    Message.objects.filter(pk=message.pk).update(status=Message.Status.SENT, sent_at=moment)
    refused = outbox.post(recipient=EMAIL, subject="Påminnelse", body="Hei", about=None)
    Message.objects.filter(pk=refused.pk).update(status=Message.Status.FAILED, failure=f"550 {EMAIL}: ukjent")
    access_log.record(user=user, action=LogEntry.Action.LIST, at=moment)
    return user


def close(client: Client, user: User) -> None:
    client.post(reverse("admin:balansekunst_user_change", args=[user.pk]), {"email": user.email, "name": user.name})


def erase_in_admin(client: Client, user: User) -> Any:
    answers = {"action": "erase", "_selected_action": [user.pk]}
    return client.post(reverse("admin:balansekunst_user_changelist"), answers, follow=True)


def places_of(*texts: str) -> set[str]:
    """Return the columns of the whole database where one of the texts is."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                with connection.cursor() as cursor:
                    cursor.execute(f'SELECT "{field.column}" FROM "{model._meta.db_table}"')  # noqa: S608
                    cells = " ".join(str(cell) for (cell,) in cursor.fetchall()).lower()
                if any(text.lower() in cells for text in texts):
                    found.add(f"{model._meta.label}.{field.name}")
    return found


def test_person_is_erased_everywhere(superuser_client: Client, person: User) -> None:
    looked_for = (NAME, OLD_NAME, EMAIL, OLD_EMAIL, json.dumps(NAME)[1:-1], json.dumps(OLD_NAME)[1:-1])
    assert len(places_of(*looked_for)) > 12

    close(superuser_client, person)
    response = erase_in_admin(superuser_client, person)

    assert f"Konto {person.pk} har ikke lenger navn og e-postadresse." in response.text
    assert places_of(*looked_for) - {"balansekunst.Message.body"} == set()
    assert not EmailAddress.objects.filter(user=person).exists()
    assert not Authenticator.objects.filter(user=person).exists()
    assert not UserSession.objects.filter(user=person).exists()


def test_who_remains_as_number(superuser_client: Client, person: User) -> None:
    client = log_in(person)
    history = ContactFactory.create().history
    history.update(history_user=person)
    entries = LogEntry.objects.filter(user=person).count()

    close(superuser_client, person)
    erase_in_admin(superuser_client, person)

    user = User.objects.get(pk=person.pk)
    assert (str(user), user.email, user.is_active) == (f"Konto {user.pk}", f"konto-{user.pk}@slettet.invalid", False)
    assert (history.get().history_user, LogEntry.objects.filter(user=user).count()) == (user, entries)
    assert access_log.first_broken() is None
    assert client.get(reverse("mfa_index")).status_code == 302


def test_adviser_is_erased_when_confirmed(
    superuser_client: Client, superuser: User, adviser: User, management: User, person: User, moment: Any
) -> None:
    role = account_changes.ask_role(person, "rådgiver", by=superuser, at=moment)
    account_changes.confirm(role, by=adviser, at=moment)
    account_changes.change_email(person, "nyere@eksempel.example", by=superuser, at=moment)
    change_email = AccountChange.objects.get(kind="email")
    account_changes.confirm(change_email, by=adviser, at=moment)
    person.refresh_from_db()
    close(superuser_client, person)

    response = erase_in_admin(superuser_client, person)
    assert ("gjelder først når en annen rådgiver" in response.text, User.objects.get(pk=person.pk).name) == (True, NAME)
    with pytest.raises(IntegrityError), transaction.atomic():
        erasure.erase(person)
    account_changes.confirm(AccountChange.objects.get(kind="erasure"), by=management, at=moment)

    assert places_of(NAME, EMAIL, "nyere@eksempel.example") == {"balansekunst.Message.body"}
    last = LogEntry.objects.latest("number")
    assert (last.user, last.why) == (management, f"Konto {person.pk}: slette navn og e-postadresse")


def test_command_erases_closed_account(adviser: User) -> None:
    User.objects.filter(pk=adviser.pk).update(is_active=False)

    call_command("change_account", adviser.email, "--erase", stdout=StringIO())

    assert User.objects.get(pk=adviser.pk).is_erased


def test_successor_in_same_row_remains(person: User) -> None:
    contact = Contact.objects.get(user=person)
    contact.name, contact.email = "Ny Leder", "ny@eksempel.example"
    contacts.save(contact)
    User.objects.filter(pk=person.pk).update(is_active=False)

    erasure.erase(person)

    contact.refresh_from_db()
    assert (contact.name, contact.email) == ("Ny Leder", "ny@eksempel.example")
    assert contact.history.latest().name == "Ny Leder"
    assert places_of(NAME, OLD_NAME) - {"balansekunst.Message.body"} == set()


def test_open_account_is_not_erased(superuser_client: Client, person: User) -> None:
    response = erase_in_admin(superuser_client, person)

    assert "må lukkes først" in response.text
    with pytest.raises(ValidationError):
        erasure.erase(person)
    assert User.objects.get(pk=person.pk).name == NAME


def test_erased_account_is_not_used_again(superuser_client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    erasure.erase(person)
    url = reverse("admin:balansekunst_user_change", args=[person.pk])

    assert superuser_client.post(url, {"email": EMAIL, "name": "En Annen", "is_active": "on"}).status_code == 403
    for changes in ({"email": EMAIL}, {"is_active": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=person.pk).update(**changes)


def test_user_is_not_deleted(superuser_client: Client, person: User) -> None:
    page = superuser_client.post(reverse("admin:balansekunst_user_delete", args=[person.pk]), {"post": "yes"})
    listed = superuser_client.get(reverse("admin:balansekunst_user_changelist"))

    assert page.status_code == 403
    assert "delete_selected" not in listed.text
    with pytest.raises((IntegrityError, models.ProtectedError)), transaction.atomic():
        person.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory.create().delete()


def test_letter_has_its_recipient(person: User) -> None:
    Message.objects.create(recipient=EMAIL, subject="Vedtak", body="Hei", dedupe_key=f"{outbox.LETTER}1")
    User.objects.filter(pk=person.pk).update(is_active=False)

    erasure.erase(person)

    assert Message.objects.get(dedupe_key=f"{outbox.LETTER}1").recipient == EMAIL


def test_emails_to_colleagues_lose_the_text_that_names_person(person: User, moment: Any) -> None:
    organisation = Contact.objects.get(user=person).organisation
    colleague = ContactFactory.create(organisation=organisation, email="kollega@eksempel.example")
    words = f"{NAME} ({EMAIL}) er ikke lenger kontaktperson."
    given = {"recipient": colleague.email, "subject": "Endret", "body": words}
    mailing = "members.mailing:7"
    about = [outbox.reference(organisation), "balansepotten.grant:7", mailing, outbox.reference(organisation)]
    sent, other, of_mailing, unsent = (Message.objects.create(**given, about=each) for each in about)
    namesake = Message.objects.create(**given | {"recipient": "en@annen.example"})
    plain = Message.objects.create(**given | {"body": "Hei"}, about=about[0])
    Message.objects.filter(subject="Endret").exclude(pk=unsent.pk).update(status="sent", sent_at=moment)
    Message.objects.filter(pk=unsent.pk).update(status="failed")
    person.is_active = False
    person.save()

    erasure.erase(person)

    texts = dict(Message.objects.filter(subject="Endret").values_list("pk", "body"))
    assert (texts[sent.pk], texts[other.pk], texts[plain.pk]) == ("", "", "Hei")
    assert (texts[of_mailing.pk], texts[namesake.pk]) == (words, words)
    assert texts[unsent.pk].startswith("Teksten er slettet")
    assert Message.objects.get(pk=sent.pk).recipient == colleague.email


@pytest.mark.parametrize("changes", [{"body": "Noe annet"}, {"recipient": "en@annen.example"}])
def test_sent_message_is_otherwise_unchanged(person: User, changes: dict[str, str]) -> None:
    sent = Message.objects.filter(recipient=EMAIL, status=Message.Status.SENT)
    assert sent.exists()

    with pytest.raises(IntegrityError), transaction.atomic():
        sent.update(**changes)


def test_closed_account_is_given_no_access(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)

    with pytest.raises(ValidationError, match="er lukket"):
        contacts.give_access(ContactFactory.create(email=EMAIL))
