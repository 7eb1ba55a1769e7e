"""Actions of staff on rows: decide, give access, resend, create users."""

from datetime import date
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balansekunst.models import Message, User
from balansepotten.models import Application
from courses.models import Topic
from members.models import Contact, FeeRate, MembershipApplication, Organisation
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    ContactFactory,
    MembershipApplicationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.workers import WORKERS

INLINES = ("budget_lines", "attachments")


def act(client: Client, model: Any, action: str, *rows: Any) -> list[str]:
    """Run the action on the rows, and return the messages."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return [str(message) for message in client.post(url, chosen, follow=True).context["messages"]]


def decide(client: Client, application: MembershipApplication, **answers: str) -> Any:
    return client.post(reverse("admin:members_membershipapplication_decide", args=[application.pk]), answers)


def test_accepted_request_creates_membership(staff_client: Client) -> None:
    application = MembershipApplicationFactory.create()

    response = decide(staff_client, application, outcome="accepted", decided_on="10.03.2026", joined="01.04.2026")

    application.refresh_from_db()
    assert response.status_code == 302
    assert (application.status, application.decided_on) == ("accepted", date(2026, 3, 10))
    assert application.membership
    assert application.membership.joined == date(2026, 4, 1)
    assert application.membership.organisation.number == application.number
    assert LogEntry.objects.get().get_change_message() == "Styrets vedtak er registrert."


def test_declined_request_creates_no_membership(staff_client: Client) -> None:
    application = MembershipApplicationFactory.create()

    decide(staff_client, application, outcome="declined", decided_on="10.03.2026")

    application.refresh_from_db()
    assert (application.status, application.membership) == ("declined", None)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        pytest.param({"outcome": "accepted", "decided_on": "10.03.2026"}, "joined", id="no-first-day"),
        pytest.param({"outcome": "declined"}, "decided_on", id="no-day"),
        pytest.param({"decided_on": "10.03.2026"}, "outcome", id="no-outcome"),
        pytest.param(
            {"outcome": "accepted", "decided_on": "10.03.2026", "joined": "32.1.2026"}, "joined", id="no-such-day"
        ),
    ],
)
def test_incomplete_decision_is_refused(staff_client: Client, answers: dict, field: str) -> None:
    application = MembershipApplicationFactory.create()

    response = decide(staff_client, application, **answers)

    application.refresh_from_db()
    assert list(response.context["form"].errors) == [field]
    assert application.status == "received"


def test_request_of_member_is_refused(staff_client: Client) -> None:
    member = MembershipFactory.create().organisation
    application = MembershipApplicationFactory.create(number=member.number)

    response = decide(staff_client, application, outcome="accepted", decided_on="10.03.2026", joined="01.04.2026")

    application.refresh_from_db()
    assert "åpent medlemskap" in str(response.context["form"].non_field_errors())
    assert application.status == "received"


def test_request_is_decided_once(staff_client: Client) -> None:
    application = MembershipApplicationFactory.create(status="declined", decided_on=date(2026, 3, 1))

    response = decide(staff_client, application, outcome="accepted", decided_on="10.03.2026", joined="01.04.2026")

    assert response.status_code == 302
    assert Organisation.objects.count() == 0


def test_adviser_cannot_decide(adviser_client: Client) -> None:
    application = MembershipApplicationFactory.create()

    assert decide(adviser_client, application, outcome="declined", decided_on="10.03.2026").status_code == 403


def test_access_is_removed(staff_client: Client) -> None:
    contact = ContactFactory.create(user=UserFactory.create())

    assert act(staff_client, Contact, "remove_access", contact) == ["1 har ikke lenger tilgang."]
    contact.refresh_from_db()
    assert contact.user is None


def test_contact_is_invited_on_own_page(staff_client: Client) -> None:
    contact = ContactFactory.create()
    url = reverse("admin:members_contact_change", args=[contact.pk])

    page = staff_client.post(url, {"CHANGE_FORM-action": "bulk_invitation", "_selected_action": contact.pk})

    assert [each.row for each in page.context["preview"].done] == [contact]


def messages_of_each_status() -> list[Message]:
    """Return a message of each status but «sent»; one is being sent."""
    return [
        Message.objects.create(
            recipient="til@eksempel.example", subject=status, body="Tekst", status=status, claimed_at=timezone.now()
        )
        for status in ("failed", "uncertain", "queued", "sending", "drafted")
    ]


def test_unsent_emails_are_sent_again(staff_client: Client) -> None:
    shown = act(staff_client, Message, "send_again", *messages_of_each_status())

    assert shown == ["3 er sendt igjen."]
    assert sorted(message.subject for message in mail.outbox) == ["failed", "queued", "uncertain"]
    assert sorted(Message.objects.exclude(status="sent").values_list("status", flat=True)) == ["drafted", "sending"]


def test_unsent_emails_are_queued_where_there_are_workers(staff_client: Client, settings: Any) -> None:
    settings.TASKS = WORKERS

    shown = act(staff_client, Message, "send_again", *messages_of_each_status())

    assert shown == ["3 sendes igjen om litt."]
    assert mail.outbox == []


def test_new_user_can_log_in_with_a_code(superuser_client: Client) -> None:
    answers = {"email": "Ny@Eksempel.example", "name": "Ny", "is_active": "on", "is_staff": "on"}

    response = superuser_client.post(reverse("admin:balansekunst_user_add"), answers)

    user = User.objects.get(email="ny@eksempel.example")
    assert response.status_code == 302
    assert not user.has_usable_password()
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == (user.email, True, True)


def test_old_address_cannot_log_in(superuser_client: Client) -> None:
    user = UserFactory.create(email="gammel@eksempel.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    answers = {"email": "ny@eksempel.example", "name": "Ny", "is_active": "on"}

    superuser_client.post(reverse("admin:balansekunst_user_change", args=[user.pk]), answers)

    assert list(EmailAddress.objects.filter(user=user).values_list("email", flat=True)) == ["ny@eksempel.example"]


def test_lost_second_factor_is_deleted(superuser_client: Client) -> None:
    user = UserFactory.create()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})

    act(superuser_client, User, "forget_second_factor", user)

    assert not Authenticator.objects.filter(user=user).exists()


def test_used_topic_is_not_deleted(staff_client: Client) -> None:
    used = Topic.objects.all()[0]
    AssignmentFactory.create(topics=[used])
    unused = Topic.objects.create(name="Aldri brukt")

    statuses = [
        staff_client.post(reverse("admin:courses_topic_delete", args=[topic.pk]), {"post": "yes"}).status_code
        for topic in (used, unused)
    ]

    assert statuses == [403, 302]
    assert Topic.objects.filter(pk=used.pk).exists()


def test_staff_can_add_application(staff_client: Client) -> None:
    answers = {
        "call": CallFactory.create().pk,
        "organisation": OrganisationFactory.create().pk,
        "number": "2026-0100",
        "status": "submitted",
        "title": "På papir",
        "total_budget": "200000",
        "amount_applied": "100000",
        "budget_lines-TOTAL_FORMS": "1",
        "budget_lines-INITIAL_FORMS": "0",
        "budget_lines-0-kind": "cost",
        "budget_lines-0-description": "Honorar",
        "budget_lines-0-amount": "200000",
        "attachments-TOTAL_FORMS": "0",
        "attachments-INITIAL_FORMS": "0",
    }

    response = staff_client.post(reverse("admin:balansepotten_application_add"), answers)

    application = Application.objects.get()
    assert response.status_code == 302
    assert (application.title, application.budget_lines.count()) == ("På papir", 1)


def test_amount_is_displayed_and_saved(staff_client: Client) -> None:
    application = ApplicationFactory.create(amount_applied=1_100_000, total_budget=2_000_000)
    url = reverse("admin:balansepotten_application_change", args=[application.pk])

    page = staff_client.get(url)
    form = page.context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    staff_client.post(
        url,
        {name: value for name, value in shown.items() if value is not None}
        | {f"{inline}-{count}": "0" for inline in INLINES for count in ("TOTAL_FORMS", "INITIAL_FORMS")},
    )

    application.refresh_from_db()
    assert '<input type="text" name="amount_applied" value="1\xa0100\xa0000"' in page.text
    assert (application.amount_applied, application.total_budget) == (1_100_000, 2_000_000)


@pytest.mark.parametrize("text", ["85 000", "85.000 kr", "85 000,-"])
def test_typed_amount_is_read(superuser_client: Client, text: str) -> None:
    answers = {"year": "2026", "size": "small", "amount": text}

    superuser_client.post(reverse("admin:members_feerate_add"), answers)

    assert FeeRate.objects.get().amount == 85_000


def test_date_inputs_are_native(staff_client: Client) -> None:
    call = CallFactory.create()

    page = staff_client.get(reverse("admin:balansepotten_call_change", args=[call.pk])).text

    assert '<input type="datetime-local" name="deadline" value="2026-04-08T23:59"' in page


def test_list_shows_sums(staff_client: Client) -> None:
    ApplicationFactory.create(amount_applied=100_000)
    ApplicationFactory.create(amount_applied=150_000, status="granted", amount_awarded=60_000)

    response = staff_client.get(reverse("admin:balansepotten_application_changelist"))

    sums = [(str(name), amount) for name, amount in response.context["cl"].sums]
    assert sums == [("søkt", "250\xa0000\xa0kr"), ("tildelt", "60\xa0000\xa0kr")]
