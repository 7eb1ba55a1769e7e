"""A second person confirms changes of accounts that read enquiries; all get an e-mail, and each step is logged."""

from datetime import datetime
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from balansekunst import account_changes
from balansekunst.access import Role
from balansekunst.models import AccountChange, Message, User
from radgivning.access_log import first_broken
from radgivning.models import LogEntry
from tests.access.conftest import (
    NEW,
    change_in_admin,
    decide,
    email_of,
    reset_in_admin,
    roles_of,
)
from tests.conftest import log_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
Kind, Status = AccountChange.Kind, AccountChange.Status


@pytest.mark.parametrize("name", ["colleague", "management"])
def test_second_person_confirms_email(
    request: pytest.FixtureRequest, superuser_client: Client, superuser: User, account: User, name: str
) -> None:
    second: User = request.getfixturevalue(name)
    others, session = log_in(second), log_in(account)
    change_in_admin(superuser_client, account, email=NEW)
    change = AccountChange.objects.get(kind=Kind.EMAIL)

    response = decide(others, change)

    change.refresh_from_db()
    assert "Endringen er bekreftet." in response.text
    assert (email_of(account), change.status, change.asked_by, change.decided_by) == (NEW, "done", superuser, second)
    assert [address.email for address in EmailAddress.objects.filter(user=account)] == [NEW]
    assert session.get(reverse("mfa_index")).status_code == 302


def test_second_person_confirms_reset(superuser_client: Client, account: User, colleague: User) -> None:
    session = log_in(account)
    reset_in_admin(superuser_client, account)

    decide(log_in(colleague), AccountChange.objects.get(kind=Kind.SECOND_FACTOR))

    assert not Authenticator.objects.filter(user=account).exists()
    assert session.get(reverse("mfa_index")).status_code == 302


def test_second_person_confirms_role(superuser: User, colleague: User, staff: User, moment: datetime) -> None:
    change = account_changes.ask_role(staff, Role.ADVISER, by=superuser, at=moment)

    decide(log_in(colleague), change)

    assert roles_of(staff) == {Role.STAFF, Role.ADVISER}


@pytest.mark.parametrize("name", ["superuser", "staff", "contact"])
def test_others_cannot_confirm(
    request: pytest.FixtureRequest, account: User, colleague: User, moment: datetime, name: str
) -> None:
    found = request.getfixturevalue(name)
    user = getattr(found, "user", found)
    change = account_changes.change_email(account, NEW, by=colleague, at=moment)
    assert change

    assert decide(log_in(user), change).status_code == 403
    assert log_in(user).get(reverse("account_change_list")).status_code == 403
    with pytest.raises(PermissionDenied):
        account_changes.confirm(change, by=user, at=moment)


def test_confirming_needs_second_factor(account: User, colleague: User, moment: datetime) -> None:
    change = account_changes.change_email(account, NEW, by=account, at=moment)
    assert change

    response = log_in(colleague, second_factor=False).post(
        reverse("account_change_decide", args=[change.pk]), {"decision": "confirm"}
    )

    assert response.context["url"].startswith(reverse("mfa_index"))
    assert email_of(account) == account.email


@pytest.mark.parametrize("name", ["account", "colleague"])
def test_asker_and_owner_cannot_confirm(
    request: pytest.FixtureRequest, account: User, colleague: User, moment: datetime, name: str
) -> None:
    change = account_changes.change_email(account, NEW, by=colleague, at=moment)
    assert change

    page = log_in(request.getfixturevalue(name)).get(reverse("account_change_list")).text
    response = decide(log_in(request.getfixturevalue(name)), change)

    assert 'value="confirm"' not in page
    assert "En annen enn den som ba om det" in response.text
    assert email_of(account) == account.email


def test_owner_can_reject(account: User, colleague: User, moment: datetime) -> None:
    change = account_changes.change_email(account, NEW, by=colleague, at=moment)
    assert change

    decide(log_in(account), change, "reject")

    change.refresh_from_db()
    assert (change.status, change.decided_by, email_of(account)) == ("rejected", account, account.email)


def test_change_is_decided_once(account: User, colleague: User, management: User, moment: datetime) -> None:
    change = account_changes.change_email(account, NEW, by=colleague, at=moment)
    assert change
    account_changes.reject(change, by=management, at=moment)

    with pytest.raises(ValidationError, match="allerede avgjort"):
        account_changes.confirm(change, by=management, at=moment)


def test_address_of_another_is_refused(account: User, colleague: User, management: User, moment: datetime) -> None:
    change = account_changes.change_email(account, NEW, by=colleague, at=moment)
    assert change
    UserFactory.create(email=NEW)

    with pytest.raises(ValidationError, match="har allerede denne e-postadressen"):
        account_changes.confirm(change, by=management, at=moment)

    assert email_of(account) == account.email


def test_asking_twice_is_one_change(account: User, colleague: User, moment: datetime) -> None:
    first = account_changes.change_email(account, NEW, by=colleague, at=moment)
    second = account_changes.change_email(account, NEW, by=colleague, at=moment)

    assert first == second


# Who gets an e-mail, and what is logged.


def test_owner_and_deciders_get_email(
    superuser: User, account: User, colleague: User, management: User, staff: User, moment: datetime
) -> None:
    old = account.email
    change = account_changes.change_email(account, NEW, by=superuser, at=moment)
    assert change
    asked = set(Message.objects.values_list("recipient", "subject"))

    account_changes.confirm(change, by=management, at=moment)

    done = set(Message.objects.values_list("recipient", "subject")) - asked
    everyone = [old, colleague.email, management.email]
    assert asked == {(email, "En kontoendring venter på bekreftelse") for email in everyone}
    assert done == {(email, "En konto er endret") for email in (*everyone, NEW)}
    assert not Message.objects.filter(body__contains=NEW).exists()


def test_access_log_has_each_step(superuser: User, account: User, management: User, moment: datetime) -> None:
    change = account_changes.change_email(account, NEW, by=superuser, at=moment)
    assert change
    account_changes.confirm(change, by=management, at=moment)

    entries = LogEntry.objects.order_by("number").values_list("action", "user", "why")
    why = f"Konto {account.pk}: ny e-postadresse"
    assert list(entries) == [("asked", superuser.pk, why), ("done", management.pk, why)]
    assert first_broken() is None


def test_access_log_page_has_account_changes(superuser: User, account: User, management: User) -> None:
    account_changes.ask_role(UserFactory.create(), Role.ADVISER, by=superuser, at=account.date_joined)

    page = log_in(management).get(reverse("access_log"))

    assert "ba om kontoendring" in page.text
    assert list(page.context["users"]) == []


# The way out, when there is no second person.


def test_command_grants_role_and_logs(staff: User) -> None:
    call_command("change_account", staff.email, "--role", "rådgiver", stdout=StringIO())

    entry = LogEntry.objects.get()
    assert roles_of(staff) == {Role.STAFF, Role.ADVISER}
    assert (entry.action, entry.user, entry.why) == ("done", None, f"Konto {staff.pk}: få rollen rådgiver")
    assert [message.recipient for message in Message.objects.all()] == [staff.email]


def test_command_changes_email_and_resets_factor(account: User, management: User) -> None:
    old = account.email

    call_command("change_account", old, "--reset-second-factor", stdout=StringIO())
    call_command("change_account", old, "--email", NEW, stdout=StringIO())

    assert (email_of(account), Authenticator.objects.exists()) == (NEW, False)
    assert {message.recipient for message in Message.objects.all()} == {old, NEW, management.email}
    assert LogEntry.objects.count() == 2


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["ukjent@eksempel.example", "--reset-second-factor"], id="unknown-account"),
        pytest.param(["{account}", "--email", "ikke en adresse"], id="not-an-address"),
        pytest.param(["{account}", "--email", "{staff}"], id="address-of-another"),
        pytest.param(["{account}", "--email", ""], id="empty-address"),
        pytest.param(["\udcff", "--erase"], id="no-text"),
    ],
)
def test_command_refuses(account: User, staff: User, arguments: list[str]) -> None:
    filled = [argument.format(account=account.email, staff=staff.email) for argument in arguments]

    with pytest.raises(CommandError):
        call_command("change_account", *filled, stdout=StringIO())

    assert (email_of(account), Authenticator.objects.exists()) == (account.email, True)
