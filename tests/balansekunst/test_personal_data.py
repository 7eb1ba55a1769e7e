"""A person sees everything that is stored about them, downloads it, and is erased on request."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balansekunst import erasure
from balansekunst.mail import outbox
from balansekunst.models import ErasureRequest, Message, User
from balansekunst.personal_data import holds, requests
from balansekunst.user_accounts import verify_email
from balansepotten.models import Assessment
from members import contacts
from members.models import Contact
from tests.conftest import log_in
from tests.factories import (
    ApplicationFactory,
    ConflictFactory,
    ContactFactory,
    JurorFactory,
    MembershipApplicationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Sárá Søker-Eira", "sara.eira@eksempel.example"
OLD_EMAIL, PHONE, IP = "sara@eksempel.example", "22 33 44 55", "192.0.2.77"


@pytest.fixture
def person(moment: datetime) -> User:
    user = UserFactory.create(name=NAME, email=OLD_EMAIL)
    contact = ContactFactory.create(name=NAME, email=OLD_EMAIL, phone=PHONE)
    contacts.give_access(contact)
    user.email = EMAIL
    user.save()
    verify_email(user)
    MembershipApplicationFactory.create(contact_email=EMAIL, contact_name=NAME, reason="Vi vil lære")
    UserSession.objects.create(user=user, ip=IP, session_key="x", user_agent="Firefox 140")
    juror = JurorFactory.create(user=user)
    application = ApplicationFactory.create(call=juror.call)
    Assessment.objects.create(juror=juror, application=application, comment="Et godt prosjekt")
    Message.objects.create(
        recipient=EMAIL, subject="Kvittering", body=f"Hei, {NAME}!", status="sent", sent_at=moment, drafted_at=moment
    )
    return user


def waiting(person: User, moment: datetime) -> ErasureRequest:
    return requests.ask(person, at=moment)


def test_page_and_file_contain_everything(person: User) -> None:
    client = log_in(person)

    page = client.get(reverse("personal_data"))
    file = client.get(reverse("personal_data_download"))

    data = json.loads(file.content)["opplysninger"]
    text = json.dumps(data, ensure_ascii=False)
    for expected in (
        NAME,
        EMAIL,
        OLD_EMAIL,
        PHONE,
        IP,
        "Vi vil lære",
        "Et godt prosjekt",
        "Kvittering",
        f"Hei, {NAME}!",
    ):
        assert expected in text
        assert expected in page.text
    assert {"antall": 1, "hva": "Juryen: person"} in data["Det du har gjort"]
    assert all(row["antall"] for row in data["Det du har gjort"])
    assert "no-store" in page["Cache-Control"]
    assert "no-store" in file["Cache-Control"]


def test_moments_are_as_elsewhere(person: User) -> None:
    User.objects.filter(pk=person.pk).update(date_joined=datetime(2026, 3, 16, 11, 5, tzinfo=UTC))

    page = log_in(person).get(reverse("personal_data")).text

    assert "16. mars 2026 kl.\N{NO-BREAK SPACE}12.05" in page
    assert ("Opprettet" in page, "Ble med dato" in page) == (True, False)


def test_others_are_not_in_the_file(person: User, moment: datetime) -> None:
    other = UserFactory.create(name="Helt Annen", email="annen@eksempel.example")
    ContactFactory.create(name="Helt Annen", email="annen@eksempel.example")
    outbox.post(recipient=other.email, subject="Hemmelig", body="Bare til Helt Annen", about=None)

    text = log_in(person).get(reverse("personal_data_download")).text

    assert ("Helt Annen" in text, "Hemmelig" in text) == (False, False)


def test_conflict_with_a_whole_round_has_no_application(person: User) -> None:
    ConflictFactory.create(user=person, words="Venner i alle søkerne")

    page = log_in(person).get(reverse("personal_data"))

    assert "Venner i alle søkerne" in page.text


def test_queries_are_constant(person: User) -> None:
    client = log_in(person)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("personal_data"))
        return len(queries)

    few = count()
    ContactFactory.create_batch(5, name=NAME, email=EMAIL)
    MembershipApplicationFactory.create_batch(3, contact_email=EMAIL)
    assert (count(), few < 40) == (few, True)


def test_strangers_log_in_first() -> None:
    for name in ("personal_data", "personal_data_download"):
        assert Client().get(reverse(name)).status_code == 302


def test_person_asks_once_and_withdraws(person: User, moment: datetime) -> None:
    client, url = log_in(person), reverse("erasure_ask")

    for _time in range(2):
        page = client.post(url, follow=True)
    assert "Kontoret svarer deg på e-post." in page.text
    assert ErasureRequest.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ErasureRequest.objects.create(account=person, asked_at=moment)

    client.post(url, {"angre": "ja"})
    assert not ErasureRequest.objects.exists()


def test_staff_erase_person_and_answer_is_sent(
    staff_client: Client, person: User, moment: datetime, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    asked = waiting(person, moment)
    assert "person ber om å bli slettet" in staff_client.get(reverse("admin:index")).text

    with django_capture_on_commit_callbacks(execute=True):
        page = staff_client.post(
            reverse("admin:balansekunst_erasurerequest_answer", args=[asked.pk]),
            {"outcome": "done", "answer": "Takk for samarbeidet."},
            follow=True,
        )

    assert "Personen er slettet" in page.text
    asked.refresh_from_db()
    person.refresh_from_db()
    assert (asked.status, person.is_erased) == ("done", True)
    assert [(mail.to, "Takk for samarbeidet." in mail.body) for mail in mailoutbox] == [([EMAIL], True)]
    receipt = Message.objects.get(subject="Kvittering")
    assert (receipt.recipient, receipt.body) == (f"konto-{person.pk}@slettet.invalid", f"Hei, Konto {person.pk}!")

    assert erasure.erase_answers(moment) == 1
    assert not Message.objects.filter(recipient=EMAIL).exists()
    assert not Contact.objects.filter(name=NAME).exists()


def test_refusal_needs_a_reason_and_is_sent(
    staff_client: Client, person: User, moment: datetime, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    asked = waiting(person, moment)
    url = reverse("admin:balansekunst_erasurerequest_answer", args=[asked.pk])

    page = staff_client.post(url, {"outcome": "refused", "answer": ""})
    assert "Skriv hvorfor personen ikke blir slettet." in page.text

    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(url, {"outcome": "refused", "answer": "Saken er ikke over."})
    person.refresh_from_db()
    assert (person.is_active, person.is_erased) == (True, False)
    assert "Saken er ikke over." in mailoutbox[0].body
    with pytest.raises(ValidationError):
        requests.refuse(asked, answer="Igjen", by=person, at=moment)


def test_held_or_own_account_is_not_erased(person: User, staff: User, moment: datetime) -> None:
    asked = waiting(person, moment)
    with pytest.raises(ValidationError, match="deg selv"):
        requests.carry_out(asked, answer="", by=person, at=moment)

    holds.begin(person, reason="Tvist", by=staff, at=moment)
    with pytest.raises(ValidationError, match="Tvist"):
        requests.carry_out(asked, answer="", by=staff, at=moment)
    person.refresh_from_db()
    assert person.is_active


def test_protected_account_waits_for_second_person(adviser: User, staff: User, moment: datetime) -> None:
    asked = waiting(adviser, moment)

    change = requests.carry_out(asked, answer="", by=staff, at=moment)

    asked.refresh_from_db()
    adviser.refresh_from_db()
    assert change is not None
    assert (asked.status, adviser.is_active, adviser.is_erased) == ("waiting", False, False)


def test_hold_of_organisation_keeps_its_contacts(person: User, staff: User, moment: datetime) -> None:
    holds.begin(person.contacts.get().organisation, reason="Tvist", by=staff, at=moment)

    with pytest.raises(ValidationError, match="skal beholdes"):
        requests.carry_out(waiting(person, moment), answer="", by=staff, at=moment)
    person.refresh_from_db()
    assert person.is_active


def test_earlier_address_of_somebody_else_now_is_not_the_persons(person: User) -> None:
    other = UserFactory.create(name="Berit Nå", email=OLD_EMAIL)
    ContactFactory.create(name="Berit Nå", email=OLD_EMAIL)
    outbox.post(recipient=OLD_EMAIL, subject="Hemmelig", body="Til Berit", about=None)

    text = log_in(person).get(reverse("personal_data_download")).text

    assert ("Hemmelig" in text, "Berit Nå" in text) == (False, False)
    assert erasure.person_of(other).emails == {OLD_EMAIL}
