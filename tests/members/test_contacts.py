import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from balansekunst.models import User
from members import contacts
from tests.factories import ContactFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_contact_with_access_has_verified_address():
    contact = ContactFactory(name="Kari Eksempel", email="kari@eksempel.example")

    user = contacts.give_access(contact)

    contact.refresh_from_db()
    assert (contact.user, user.name, user.email) == (user, "Kari Eksempel", "kari@eksempel.example")
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("kari@eksempel.example", True, True)


def test_existing_account_is_reused():
    user = UserFactory(email="kari@eksempel.example", name="Kari")

    assert contacts.give_access(ContactFactory(email="Kari@eksempel.example")) == user

    assert [known.name for known in User.objects.all()] == ["Kari"]


def test_person_can_be_contact_of_two_organisations():
    first, second = ContactFactory(email="kari@eksempel.example"), ContactFactory(email="kari@eksempel.example")

    assert contacts.give_access(first) == contacts.give_access(second)


def test_contact_without_address_is_refused_access():
    with pytest.raises(ValidationError) as refusal:
        contacts.give_access(ContactFactory(name="Kari", email=""))

    assert refusal.value.messages == ["Kari må ha en e-postadresse for å kunne logge inn."]


def test_removed_access_leaves_account():
    contact = ContactFactory()
    user = contacts.give_access(contact)

    contacts.remove_access(contact)

    contact.refresh_from_db()
    assert contact.user is None
    assert User.objects.get() == user
