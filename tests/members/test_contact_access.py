"""A contact who is written over with another person loses the predecessor's user account, on every path."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from balansekunst.models import User
from members import contacts
from members.models import Contact
from tests.admin.test_files import confirm, review
from tests.conftest import log_in
from tests.factories import ContactFactory

NOTICE = "kan ikke lenger logge inn, siden navnet eller e-postadressen er endret"
SUCCESSOR = {"name": "Ny Leder", "email": "ny@eksempel.example"}


def on_contact_page(client: Client, contact: Contact, **changes: str) -> Any:
    given = {"organisation": contact.organisation_id, "name": contact.name, "email": contact.email, **changes}
    return client.post(reverse("admin:members_contact_change", args=[contact.pk]), given, follow=True)


def on_organisation_page(client: Client, contact: Contact, **changes: str) -> Any:
    url = reverse("admin:members_organisation_change", args=[contact.organisation_id])
    page = client.get(url)
    forms = [
        page.context["adminform"].form,
        *(inline.formset.management_form for inline in page.context["inline_admin_formsets"]),
    ]
    rows = [form for inline in page.context["inline_admin_formsets"] for form in inline.formset.initial_forms]
    answers = {form.add_prefix(name): form[name].value() for form in (*forms, *rows) for name in form.fields}
    answers |= {f"contacts-0-{name}": value for name, value in changes.items()}
    return client.post(url, {name: value for name, value in answers.items() if value is not None}, follow=True)


def by_import(client: Client, contact: Contact, **changes: str) -> Any:
    email = changes.get("email", contact.email)
    content = f"Organisasjonsnummer;Navn;E-post\n{contact.organisation.number};{contact.name};{email}\n".encode()
    response = confirm(client, Contact, review(client, Contact, "kontakter.csv", content))
    return client.get(response["Location"])


PATHS = [
    pytest.param(on_contact_page, SUCCESSOR, id="page-both"),
    pytest.param(on_contact_page, {"email": SUCCESSOR["email"]}, id="page-email"),
    pytest.param(on_contact_page, {"name": SUCCESSOR["name"]}, id="page-name"),
    pytest.param(on_organisation_page, SUCCESSOR, id="inline-both"),
    pytest.param(on_organisation_page, {"name": SUCCESSOR["name"]}, id="inline-name"),
    pytest.param(by_import, {"email": SUCCESSOR["email"]}, id="import-email"),
]


@pytest.mark.parametrize(("path", "changes"), PATHS)
def test_successor_does_not_inherit_account(
    staff_client: Client, contact: Contact, path: Callable[..., Any], changes: dict[str, str]
) -> None:
    assert contact.user
    predecessor = log_in(contact.user)

    response = path(staff_client, contact, **changes)

    contact.refresh_from_db()
    assert {name: getattr(contact, name) for name in changes} == changes
    assert NOTICE in response.text
    assert contact.user is None
    assert predecessor.get(reverse("my_page")).status_code == 302


@pytest.mark.parametrize("path", [on_contact_page, on_organisation_page])
def test_other_details_leave_account(staff_client: Client, contact: Contact, path: Callable[..., Any]) -> None:
    user = contact.user

    response = path(staff_client, contact, phone="22 22 22 22", email=contact.email.upper())

    contact.refresh_from_db()
    assert (contact.user, contact.phone, NOTICE in response.text) == (user, "22 22 22 22", False)


def test_other_organisations_of_predecessor_are_unchanged(contact: Contact) -> None:
    other = ContactFactory.create(name=contact.name, email=contact.email, user=contact.user)
    contact.name = "Ny Leder"

    contacts.save(contact)

    other.refresh_from_db()
    assert (contact.user, other.user) == (None, User.objects.get(email=other.email))


def test_removed_access_ends_sessions(contact: Contact) -> None:
    assert contact.user
    client = log_in(contact.user)

    contacts.remove_access(contact)

    assert client.get(reverse("my_page")).status_code == 302


@pytest.mark.parametrize("changes", [pytest.param({name: value}, id=name) for name, value in SUCCESSOR.items()])
def test_database_refuses_successor_with_account(contact: Contact, changes: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=contact.pk).update(**changes)


def test_organisation_page_deletes_contact(staff_client: Client, contact: Contact) -> None:
    on_organisation_page(staff_client, contact, DELETE="on")

    assert not Contact.objects.filter(pk=contact.pk).exists()
