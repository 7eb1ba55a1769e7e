"""Contacts invite others, remove them, and hand over, and somebody who can log in always remains."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from balansekunst.models import Message, User
from members import contacts
from members.contacts import Person
from members.models import Contact, Organisation
from tests.conftest import log_in
from tests.factories import ContactFactory, MembershipFactory, UserFactory

MY_PAGE = reverse("my_page")
NEW = {"name": "Ola Ny", "email": "ola@eksempel.example", "phone": "22 22 22 22"}


@pytest.fixture
def colleague(contact: Contact) -> Contact:
    """Another contact of the organisation, with an account."""
    return colleague_of(contact.organisation)


def colleague_of(organisation: Organisation) -> Contact:
    user = UserFactory.create(name="Lise Kollega")
    return ContactFactory.create(organisation=organisation, name=user.name, email=user.email, user=user)


def user_of(contact: Contact) -> User:
    assert contact.user
    return contact.user


def post(client: Client, page: str, contact: Contact, *more: int, **answers: str) -> Any:
    return client.post(reverse(page, args=[contact.organisation_id, *more]), answers)


def recipients() -> dict[str, str]:
    """Return the subject of each e-mail, by its recipient."""
    found = Message.objects.values_list("recipient", "subject")
    assert len(found) == len(dict(found))
    return dict(found)


CHANGED = "Kontaktpersonene deres hos Balansekunst er endret"
INVITED = "Du har fått tilgang til Min side hos Balansekunst"


@pytest.mark.django_db
def test_invited_person_gets_access_and_others_know(
    contact_client: Client, contact: Contact, colleague: Contact
) -> None:
    response = post(contact_client, "contact_invite", contact, **NEW)

    assert response["Location"] == reverse("my_organisation", args=[contact.organisation_id])
    invited = Contact.objects.get(email=NEW["email"])
    assert (invited.organisation, invited.name, invited.phone) == (contact.organisation, NEW["name"], NEW["phone"])
    assert invited.history.latest().history_user == contact.user
    assert recipients() == {NEW["email"]: INVITED, colleague.email: CHANGED}
    assert contact.organisation.name in log_in(user_of(invited)).get(MY_PAGE).text


@pytest.mark.django_db
def test_contact_without_access_is_invited(contact_client: Client, contact: Contact) -> None:
    known = ContactFactory.create(organisation=contact.organisation, email="OLA@eksempel.example", name="Ola")

    post(contact_client, "contact_invite", contact, **NEW)

    known.refresh_from_db()
    assert (known.name, known.user and known.user.email) == (NEW["name"], "ola@eksempel.example")


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["has access", "closed account", "too many", "no address", "not an address"])
def test_refused_invitation_leaves_what_was_typed(contact_client: Client, contact: Contact, case: str) -> None:
    email = {"no address": "", "not an address": "ola@", "has access": contact.email.upper()}.get(case, NEW["email"])
    if case == "closed account":
        UserFactory.create(email=email, is_active=False)
    if case == "too many":
        ContactFactory.create_batch(contacts.MOST_CONTACTS, organisation=contact.organisation)
    before = Contact.objects.count()

    response = post(contact_client, "contact_invite", contact, **{**NEW, "email": email})

    assert response.status_code == 200
    assert "Rett opp dette" in response.text
    assert f'value="{NEW["name"]}"' in response.text
    assert "lukket" not in response.text
    assert (Contact.objects.count(), Message.objects.count()) == (before, 0)


@pytest.mark.django_db
def test_invitations_a_day_are_limited(contact_client: Client, contact: Contact, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"inviting": "1/d/key"}

    first = post(contact_client, "contact_invite", contact, **NEW)
    second = post(contact_client, "contact_invite", contact, **{**NEW, "email": "nok@eksempel.example"})

    assert (first.status_code, second.status_code) == (302, 200)
    assert "Du har gitt mange tilgang i dag" in second.text
    assert 'value="nok@eksempel.example"' in second.text
    assert not Contact.objects.filter(email="nok@eksempel.example").exists()


@pytest.mark.django_db
def test_removed_contact_loses_access_at_once(contact_client: Client, contact: Contact, colleague: Contact) -> None:
    removed, other = log_in(user_of(colleague)), ContactFactory.create(organisation=contact.organisation)
    url = reverse("contact_remove", args=[contact.organisation_id, colleague.pk])
    assert f"Fjern {colleague.name}?" in contact_client.get(url).text

    contact_client.post(url)

    assert not Contact.objects.filter(pk=colleague.pk).exists()
    version = Contact.history.filter(id=colleague.pk).latest()
    assert (version.history_type, version.history_user) == ("-", contact.user)
    assert removed.get(MY_PAGE).status_code == 302
    assert recipients() == {colleague.email: CHANGED, other.email: CHANGED}
    assert contact_client.post(url).status_code == 404


@pytest.mark.django_db
def test_contact_leaves_while_another_remains(contact_client: Client, contact: Contact, colleague: Contact) -> None:
    response = post(contact_client, "contact_remove", contact, contact.pk)

    assert response["Location"] == MY_PAGE
    assert "Du er ikke lenger kontaktperson for" in contact_client.get(MY_PAGE).text
    assert recipients() == {colleague.email: CHANGED}


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"user": None}, {"user__is_active": False}], ids=["no account", "closed account"])
def test_last_contact_with_account_must_hand_over(contact_client: Client, contact: Contact, other: Any) -> None:
    if "user__is_active" in other:
        other = {"user": UserFactory.create(is_active=False)}
        other |= {"name": other["user"].name, "email": other["user"].email}
    ContactFactory.create(organisation=contact.organisation, **other)

    response = post(contact_client, "contact_remove", contact, contact.pk)

    assert "Du er den siste som kan logge inn" in response.text
    assert reverse("hand_over", args=[contact.organisation_id]) in response.text
    assert Contact.objects.filter(pk=contact.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["colleague", "without access", "new person", "first other"])
def test_hand_over_gives_access_and_takes_own(contact_client: Client, contact: Contact, to: str) -> None:
    answers = {"to": "ny", **NEW}
    if to != "first other":
        other = colleague_of(contact.organisation)
        if to == "without access":
            other = ContactFactory.create(organisation=contact.organisation)
        answers = {"to": str(other.pk)} if to != "new person" else answers

    response = post(contact_client, "hand_over", contact, **answers)

    assert response["Location"] == MY_PAGE
    assert not Contact.objects.filter(pk=contact.pk).exists()
    email = NEW["email"] if answers["to"] == "ny" else other.email
    successor = Contact.objects.get(organisation=contact.organisation, email=email)
    assert log_in(user_of(successor)).get(MY_PAGE).context["organisation"] == contact.organisation
    assert recipients()[email] == (CHANGED if to == "colleague" else INVITED)
    assert contact_client.get(reverse("my_organisation", args=[contact.organisation_id])).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answers",
    [{"to": ""}, {"to": "ny", "name": "Ola"}, {"to": "987654321"}, {"to": "ny", "name": "Ola", "email": "ola@"}],
    ids=["nobody", "no address", "stranger", "not an address"],
)
def test_refused_hand_over_changes_nothing(
    contact_client: Client, contact: Contact, colleague: Contact, answers: dict[str, str]
) -> None:
    response = post(contact_client, "hand_over", contact, **answers)

    assert "Rett opp dette" in response.text
    assert all(f'value="{answers[name]}"' in response.text for name in ("name", "email") if name in answers)
    assert Contact.objects.filter(pk=contact.pk).exists()


@pytest.mark.django_db
def test_contact_of_another_organisation_is_not_found(
    contact_client: Client, outsider: Contact, contact: Contact
) -> None:
    assert post(contact_client, "contact_remove", contact, outsider.pk).status_code == 404
    for name in ("contact_invite", "hand_over", "my_details"):
        assert post(contact_client, name, outsider, **NEW).status_code == 404
    with pytest.raises(ValidationError):
        contacts.invite(outsider.organisation, Person(**NEW), by=user_of(contact), site="")


@pytest.mark.django_db
def test_account_of_adviser_is_invited(contact_client: Client, contact: Contact, adviser: User) -> None:
    post(contact_client, "contact_invite", contact, name="Rolf", email=adviser.email)

    assert Contact.objects.get(email=adviser.email).user == adviser


def at_once(*acts: Any) -> list[Any]:
    """Do these in threads, and return the codes of the refusals."""
    barrier, refused = Barrier(len(acts)), []

    def run(act: Any) -> None:
        barrier.wait()
        try:
            act()
        except ValidationError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_contacts_leaving_at_once_leave_one() -> None:
    organisation = MembershipFactory.create().organisation
    one, other = colleague_of(organisation), colleague_of(organisation)

    refused = at_once(
        lambda: contacts.remove(one, by=user_of(one)),
        lambda: contacts.remove(other, by=user_of(other)),
    )

    assert (refused, organisation.contacts.count()) == (["last"], 1)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_contacts_removing_each_other_leave_one() -> None:
    organisation = MembershipFactory.create().organisation
    one, other = colleague_of(organisation), colleague_of(organisation)

    refused = at_once(
        lambda: contacts.remove(one, by=user_of(other)),
        lambda: contacts.remove(other, by=user_of(one)),
    )

    assert (refused, organisation.contacts.count()) == (["not_contact"], 1)
