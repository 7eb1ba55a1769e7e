"""Inviting many contacts to Min side."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from balansekunst.models import Message
from tests.bulk import choose, confirm, skipped, undo
from tests.factories import ContactFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_contacts_are_invited(staff_client: Client) -> None:
    contact, known = ContactFactory.create(name="Kari"), ContactFactory.create(email="Kjent@eksempel.example")
    account = UserFactory.create(email="kjent@eksempel.example")
    without, closed = ContactFactory.create(email=""), ContactFactory.create()
    UserFactory.create(email=closed.email, is_active=False)
    rows = (contact, known, without, closed, ContactFactory.create(user=account))

    page = choose(staff_client, "invitation", *rows)
    confirm(staff_client, page)

    assert skipped(page) == {
        without.pk: "Mangler e-postadresse.",
        closed.pk: "Kontoen er lukket.",
        rows[-1].pk: "Har allerede tilgang.",
    }
    contact.refresh_from_db()
    known.refresh_from_db()
    assert (contact.user.email, known.user) == (contact.email, account)
    assert contact.history.latest().history_change_reason == "Gi tilgang til Min side og send invitasjon"
    message = Message.objects.get(recipient=contact.email)
    assert "Hei, Kari!" in message.body
    assert "http://testserver/min-side/" in message.body


def test_undone_invitation_takes_access_away(staff_client: Client) -> None:
    contact = ContactFactory.create()
    confirm(staff_client, choose(staff_client, "invitation", contact))

    asked = undo(staff_client)

    contact.refresh_from_db()
    assert contact.user is None
    assert asked.context["withdrawn_count"] + asked.context["sent_count"] == 1


def test_invitation_queries_in_preview_do_not_grow(staff_client: Client) -> None:
    choose(staff_client, "invitation", ContactFactory.create())
    numbers = []
    for count in (1, 3):
        rows = ContactFactory.create_batch(count)
        with CaptureQueriesContext(connection) as queries:
            choose(staff_client, "invitation", *rows)
        numbers.append(len(queries))

    assert numbers[0] == numbers[1]
