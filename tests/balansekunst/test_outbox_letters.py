"""Letters are not part of the outbox in the admin: they have their own pages."""

import pytest
from django.core import mail
from django.urls import reverse

from balansekunst.mail import outbox
from balansekunst.models import Message


@pytest.fixture
def letter(db):
    return Message.objects.create(
        dedupe_key=f"{outbox.LETTER}1",
        recipient="til@eksempel.example",
        subject="Svar",
        body="Tekst",
        attachment=b"%PDF",
    )


def test_outbox_hides_letters(staff_client, letter):
    other = Message.objects.create(recipient="til@eksempel.example", subject="Kvittering", body="Tekst")

    listed = staff_client.get(reverse("admin:balansekunst_message_changelist")).context["cl"].queryset
    page = staff_client.get(reverse("admin:balansekunst_message_change", args=[letter.pk]))

    assert list(listed) == [other]
    assert page.status_code == 302


def test_outbox_counts_emails(staff_client, db):
    for subject in ("Kvittering", "Svar"):
        Message.objects.create(recipient="til@eksempel.example", subject=subject, body="Tekst")

    page = staff_client.get(reverse("admin:balansekunst_message_changelist"))

    assert "<strong>2 e-poster</strong>" in page.text


def test_outbox_cannot_send_letter(staff_client, letter):
    url = reverse("admin:balansekunst_message_changelist")

    staff_client.post(url, {"action": "send_again", "_selected_action": [letter.pk]}, follow=True)

    letter.refresh_from_db()
    assert (letter.status, mail.outbox) == (Message.Status.DRAFTED, [])


@pytest.mark.parametrize("body", [pytest.param({"body": "Nytt"}, id="text"), pytest.param({}, id="nothing")])
def test_outbox_cannot_change_message(superuser_client, body):
    message = Message.objects.create(recipient="til@eksempel.example", subject="Kvittering", body="Tekst")

    response = superuser_client.post(reverse("admin:balansekunst_message_change", args=[message.pk]), body)

    message.refresh_from_db()
    assert (response.status_code, message.body) == (403, "Tekst")


def test_failed_letter_is_not_outbox_task(staff_client, letter):
    Message.objects.update(status=Message.Status.FAILED)

    tasks = staff_client.get(reverse("admin:index")).context["tasks"]

    assert [task for task in tasks if "e-poster" in str(task.words)] == []
