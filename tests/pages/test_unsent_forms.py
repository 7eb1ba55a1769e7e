"""A form that is sent after the login has expired is shown again after logging in, to those who may open it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from balansekunst.unsent_forms import KEY
from members.models import Contact

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def log_in_again(client: Client, contact: Contact) -> None:
    assert contact.user
    client.force_login(contact.user, backend="balansekunst.access.RoleBackend")


def test_unsent_form_is_shown_after_login(
    client: Client, contact: Contact, outsider: Contact, time_machine: Any, moment: datetime
) -> None:
    time_machine.move_to(moment, tick=False)
    url = reverse("leave_request", args=[contact.organisation_id])
    sent = {"reason": "Vi legger ned etter sommeren.", "csrfmiddlewaretoken": "token"}

    response = client.post(url, sent)

    assert response.headers["Location"] == f"{reverse('account_login')}?next={url}"
    assert "Vi legger ned" not in str(dict(client.session))
    assert "så er det du har skrevet, der fortsatt" in client.get(response.headers["Location"]).text
    log_in_again(client, contact)
    for _each in range(2):
        page = client.get(url)
        assert "Ikke lagret ennå" in page.text
        assert ("reason", "Vi legger ned etter sommeren.") in page.context["sent"]
        assert "no-store" in page.headers["Cache-Control"]
    assert "Ikke lagret ennå" not in client.get(f"{url}?forkast").text
    assert KEY not in client.session

    for person, wait in ((outsider, timedelta()), (contact, timedelta(hours=12, seconds=1))):
        other = Client()
        other.post(url, sent)
        log_in_again(other, person)
        time_machine.move_to(moment + wait, tick=False)
        assert "Vi legger ned" not in other.get(url).text
        assert KEY not in other.session

    sender = Client()
    sender.post(url, sent)
    log_in_again(sender, contact)
    sender.post(url, sent)
    assert KEY not in sender.session
