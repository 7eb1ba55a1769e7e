"""Joining by the public form: the form, the verified address, the applicant's page, and what keeps programs out."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from balansekunst.models import Message
from members import joining, public_joining
from members.models import MembershipApplication, PublicApplication
from tests.factories import (
    FeeRateFactory,
    MembershipApplicationFactory,
    MembershipFactory,
    OrganisationFactory,
)
from tests.members.public_form import EMAIL, NOW, NUMBER, URL, answers, page_address, send
from tests.register_server import RegisterServer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_moment(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture(autouse=True)
def _register(register_server: RegisterServer) -> None:
    """No number is in the register, unless a test adds it."""


def test_request_is_the_boards_once_the_address_is_verified(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    assert send(client)["Location"] == reverse("joining_sent")
    assert EMAIL in client.get(reverse("joining_sent")).text
    assert (MembershipApplication.objects.count(), mail.outbox[0].to) == (0, [EMAIL])

    page = page_address()
    assert "Bekreft og send til styret" in client.get(page).text
    assert MembershipApplication.objects.count() == 0, "programs open links"
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page)["Location"] == page
        assert client.post(page)["Location"] == page

    application = MembershipApplication.objects.get()
    public = PublicApplication.objects.get()
    assert (application.number, application.name, application.status) == (NUMBER, "Nordlys scene", "received")
    assert application.received_on == application.purpose_confirmed_on == NOW.date()
    assert (public.application, public.answers) == (application, "")
    assert "ligger hos styret" in client.get(page).text
    assert [message.subject for message in mail.outbox] == ["Bekreft e-postadressen din", "Vi har fått innmeldingen"]
    assert page.split("/")[-2] not in str(mail.outbox[1].body)


def test_page_shows_the_boards_answer(client: Client) -> None:
    send(client)
    page = page_address()
    client.post(page)

    application, rate = MembershipApplication.objects.get(), FeeRateFactory.create(amount=5000)
    fee = {"rate": rate, "due_on": date(2026, 4, 15)}
    joining.accept(application, decided_on=NOW.date(), joined=date(2026, 4, 1), answer="Hyggelig!", **fee)

    text = client.get(page).text
    for words in ("dere er medlem fra 1. april 2026", "Hyggelig!", "5\xa0000&nbsp;kr, forfaller 15. april 2026"):
        assert words in text


def test_page_shows_why_the_board_declined(client: Client) -> None:
    send(client)
    page = page_address()
    client.post(page)

    joining.decline(MembershipApplication.objects.get(), decided_on=NOW.date(), answer="Dere er ikke i kulturfeltet.")

    text = client.get(page).text
    assert "har sagt nei" in text
    assert "Dere er ikke i kulturfeltet." in text


def test_token_is_not_stored(client: Client) -> None:
    send(client)
    token = page_address().split("/")[-2]

    stored = " ".join(str(value) for value in PublicApplication.objects.values_list().get())
    assert len(token) == 43  # 256 bits
    assert token not in stored
    assert not Message.objects.exists()


def test_form_sent_twice_is_one_request(client: Client) -> None:
    opened = answers()["opened"]

    send(client, opened=opened)
    send(client, opened=opened)

    assert (PublicApplication.objects.count(), len(mail.outbox)) == (1, 1)


def test_corrected_address_replaces_the_first(client: Client) -> None:
    opened = answers()["opened"]
    send(client, opened=opened, contact_email="kair@eksempel.example")
    first = page_address()

    send(client, opened=opened)

    assert (PublicApplication.objects.count(), mail.outbox[-1].to) == (1, [EMAIL])
    assert client.get(first).status_code == 404
    client.post(page_address())
    assert MembershipApplication.objects.get().contact_email == EMAIL
    assert "bekreftet, og ligger hos styret" in send(client, opened=opened, reason="Noe mer").text


def test_second_request_for_a_number_is_refused(client: Client) -> None:
    send(client)
    first = page_address()
    send(client, contact_email="ola@eksempel.example")
    second = page_address()

    client.post(first)
    response = client.post(second)

    assert "allerede en innmelding som venter" in response.text
    assert MembershipApplication.objects.get().contact_email == EMAIL


def test_database_refuses_second_undecided_request() -> None:
    MembershipApplicationFactory.create(number=NUMBER, status="declined", decided_on=date(2026, 3, 1))
    MembershipApplicationFactory.create(number=NUMBER)

    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipApplicationFactory.create(number=NUMBER)


def test_member_since_the_form_was_sent_is_refused(client: Client) -> None:
    send(client)
    MembershipFactory.create(organisation=OrganisationFactory.create(number=NUMBER))

    assert "er allerede medlem" in client.post(page_address()).text
    assert not MembershipApplication.objects.exists()


@pytest.mark.parametrize(
    ("waited", "status", "deleted"),
    [
        pytest.param(timedelta(days=3), 200, 0, id="last-moment"),
        pytest.param(timedelta(days=3, seconds=1), 404, 1, id="too-late"),
    ],
)
def test_unverified_request_is_deleted(
    client: Client, time_machine: Any, waited: timedelta, status: int, deleted: int
) -> None:
    send(client)
    time_machine.move_to(NOW + waited, tick=False)

    assert client.get(page_address()).status_code == status
    assert public_joining.delete_unverified(NOW + waited) == deleted


def test_verified_request_is_not_deleted(client: Client) -> None:
    send(client)
    client.post(page_address())

    assert public_joining.delete_unverified(NOW + timedelta(days=100)) == 0


def test_failing_mail_server_stores_nothing(client: Client, settings: Any) -> None:
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1},
        }
    }

    response = send(client)

    assert "fikk ikke sendt deg e-posten" in response.text
    assert not PublicApplication.objects.exists()


def test_address_gets_few_emails(client: Client) -> None:
    for _number in range(3):
        assert send(client).status_code == 302

    assert "mange innmeldinger" in send(client).text
    assert (len(mail.outbox), send(client, contact_email="en@annen.example").status_code) == (3, 302)


def test_look_ups_are_limited(client: Client) -> None:
    statuses = [client.get(URL).status_code for _number in range(21)]

    assert statuses == [200] * 20 + [429]


def test_unknown_token_is_not_found(client: Client) -> None:
    for token in ("x", "a" * 43, "%00", "é"):
        assert client.get(f"/bli-medlem/innmelding/{token}/").status_code in (400, 404)
