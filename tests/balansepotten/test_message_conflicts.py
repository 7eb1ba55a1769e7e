"""Which e-mails a person with a conflict of interest can read: none about the application, and all others."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from balansekunst.mail import outbox
from balansekunst.models import Message, User
from balansepotten import applications, deadline_extensions, grants, letters, project_reports, reminders
from balansepotten.models import Application, Grant, ProjectReport
from tests.balansepotten.call_with_conflict import body
from tests.balansepotten.test_reminders import at
from tests.factories import ApplicationFactory, ConflictFactory, ContactFactory, DecisionFactory

pytestmark = pytest.mark.django_db

LIST = "admin:balansekunst_message_"
TITLE = "Kor"


@pytest.fixture
def hidden(staff: User) -> Application:
    """An application whose title is part of many words, with which `staff` has a conflict of interest."""
    application = ApplicationFactory.create(title=TITLE, organisation__name="Kor", number="2026-9")
    ConflictFactory.create(call=application.call, application=application, user=staff)
    return application


def post(about: Application | None, text: str = "Hei", subject: str = "Om søknaden") -> Message:
    message = outbox.post(recipient="til@eksempel.example", subject=subject, body=text, about=about)
    Message.objects.filter(pk=message.pk).update(status=Message.Status.FAILED)
    return message


def listed(client: Client, **query: str) -> tuple[list[Message], int]:
    changelist = client.get(reverse(f"{LIST}changelist"), query).context["cl"]
    return list(changelist.result_list), changelist.result_count


def test_message_with_hidden_title_about_other_visible(staff_client: Client, hidden: Application) -> None:
    other = ApplicationFactory.create(call=hidden.call, title="Korps og kor")
    messages = {post(other, f"Søknaden «{TITLE}ps og {TITLE}», 2026-91"), post(None, f"{TITLE}: 2026-9")}

    found, count = listed(staff_client)

    assert (set(found), count) == (messages, 2)
    assert {staff_client.get(reverse(f"{LIST}change", args=[one.pk])).status_code for one in messages} == {200}


def test_message_about_hidden_application_not_listed(staff_client: Client, hidden: Application) -> None:
    post(hidden, "Teksten nevner ikke søknaden.")

    assert listed(staff_client) == ([], 0)
    assert listed(staff_client, q="Om søknaden") == ([], 0)


@pytest.mark.parametrize("page", ["change", "history"])
def test_message_about_hidden_application_without_page(staff_client: Client, hidden: Application, page: str) -> None:
    message = post(hidden)

    response = staff_client.get(reverse(f"{LIST}{page}", args=[message.pk]))

    assert (response.status_code, response["Location"]) == (302, reverse("admin:index"))


def test_message_about_hidden_application_not_exported(staff_client: Client, hidden: Application) -> None:
    post(hidden, subject="Skjult emne")
    post(None, subject="Åpent emne")

    page = body(staff_client, reverse(f"{LIST}export"), "post", format="0", resource="0")

    assert ("Skjult emne" in page, "Åpent emne" in page) == (False, True)


def test_message_about_hidden_application_not_a_task(staff_client: Client, hidden: Application) -> None:
    post(hidden)

    tasks = staff_client.get(reverse("admin:index")).context["tasks"]

    assert [task for task in tasks if "e-post" in str(task.words)] == []


def test_message_about_hidden_application_not_sent_again(staff_client: Client, hidden: Application) -> None:
    message = post(hidden)

    staff_client.post(
        reverse(f"{LIST}changelist"), {"action": "send_again", "_selected_action": [message.pk]}, follow=True
    )

    assert Message.objects.get(pk=message.pk).status == Message.Status.FAILED


def test_message_visible_without_conflict(superuser_client: Client, hidden: Application) -> None:
    message = post(hidden)

    assert listed(superuser_client) == ([message], 1)


def test_application_messages_are_about_the_application(ready: Application, user: User, moment: datetime) -> None:
    applications.submit(ready, by=user, at=moment)
    applications.withdraw(ready, by=user, at=moment)

    assert [message.about for message in Message.objects.all()] == [outbox.reference(ready)] * 2


def test_draft_reminder_is_about_the_application(ready: Application) -> None:
    Application.objects.update(created_at=at(date(2026, 3, 2)))

    assert reminders.remind_of_drafts(at(date(2026, 4, 6))) == 1
    assert Message.objects.get().about == outbox.reference(ready)


def test_letter_is_about_the_application() -> None:
    decision = DecisionFactory.create()
    ContactFactory.create(organisation=decision.application.organisation)

    letter = letters.draft(decision)

    assert letter.message.about == outbox.reference(letter.decision.application)


def test_message_of_longer_deadline_is_hidden_with_its_page(
    staff_client: Client, hidden: Application, management: User
) -> None:
    call = hidden.call
    extend = partial(deadline_extensions.extend, call, until=call.deadline + timedelta(days=1), reason="Sykdom.")
    applicant, other = (contact.organisation for contact in ContactFactory.create_batch(2))
    ApplicationFactory.create(call=call, organisation=applicant)
    for organisation in (applicant, other):
        extend(organisation=organisation, by=management, at=call.opens_at)

    assert Message.objects.count() == 2
    assert listed(staff_client) == ([], 0)


def test_grant_messages_are_about_the_application(accepted: Grant, user: User, staff: User, moment: datetime) -> None:
    grants.change_account(accepted, account_number="86011117947", by=user)
    grants.extend(accepted, until=date(2027, 3, 1), reason="Sykdom", by=staff, at=moment)
    reminders.remind_of_reports(at(date(2027, 3, 8)))

    assert [message.about for message in Message.objects.all()] == [outbox.reference(accepted.application)] * 3


def test_report_messages_are_about_the_application(
    reported: ProjectReport, user: User, staff: User, moment: datetime
) -> None:
    project_reports.send_back(reported, words="Rett summen.")
    project_reports.submit(reported, by=user, at=moment)
    project_reports.approve(reported, by=staff, at=moment)

    assert {message.about for message in Message.objects.all()} == {outbox.reference(reported.grant.application)}
    assert Message.objects.count() == 4
