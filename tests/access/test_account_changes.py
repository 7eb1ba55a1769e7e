"""No one person can get hold of an account that reads enquiries, or that confirms such changes."""

from datetime import datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from balansekunst import account_changes
from balansekunst.access import PROTECTED_ROLES, Role
from balansekunst.models import AccountChange, User
from tests.access.conftest import (
    NEW,
    add_factor,
    change_in_admin,
    email_of,
    reset_in_admin,
    roles_of,
)
from tests.access.people import log_in_again
from tests.admin.test_files import confirm as confirm_import
from tests.admin.test_files import review
from tests.conftest import log_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
Kind, Status = AccountChange.Kind, AccountChange.Status
PROTECTED = pytest.mark.parametrize("role", [pytest.param(role, id=role.name) for role in sorted(PROTECTED_ROLES)])


def test_superuser_cannot_change_email_of_adviser(superuser_client: Client, account: User) -> None:
    response = change_in_admin(superuser_client, account, email=NEW, name="Nytt Navn")

    assert "gjelder først når en annen rådgiver" in response.text
    assert (email_of(account), User.objects.get(pk=account.pk).name) == (account.email, "Nytt Navn")
    assert [address.email for address in EmailAddress.objects.filter(user=account)] == [account.email]
    assert AccountChange.objects.get(kind=Kind.EMAIL).value == NEW


def test_superuser_cannot_reset_factor_of_adviser(superuser_client: Client, account: User) -> None:
    response = reset_in_admin(superuser_client, account)

    assert "gjelder først når en annen rådgiver" in response.text
    assert Authenticator.objects.filter(user=account).exists()
    assert not AccountChange.objects.filter(kind=Kind.SECOND_FACTOR).exclude(status=Status.ASKED).exists()


@pytest.mark.parametrize(
    "role", [pytest.param(Role.ADVISER, id="adviser"), pytest.param(Role.MANAGEMENT, id="manager")]
)
def test_superuser_cannot_grant_protected_role(superuser_client: Client, superuser: User, role: Role) -> None:
    groups = list(Group.objects.filter(name__in=[role, Role.STAFF]).values_list("pk", flat=True))

    change_in_admin(superuser_client, superuser, groups=groups, is_superuser="on")

    assert roles_of(superuser) == {Role.STAFF}
    assert AccountChange.objects.get().value == role


@pytest.mark.parametrize(
    "role", [pytest.param(Role.ADVISER, id="adviser"), pytest.param(Role.MANAGEMENT, id="manager")]
)
def test_new_user_gets_protected_role_only_when_confirmed(superuser_client: Client, role: Role) -> None:
    answers = {"email": NEW, "groups": Group.objects.get(name=role).pk, "is_active": "on"}

    superuser_client.post(reverse("admin:balansekunst_user_add"), answers)

    assert roles_of(User.objects.get(email=NEW)) == set()
    assert AccountChange.objects.get().value == role


def test_import_cannot_grant_protected_role(superuser_client: Client, superuser: User, staff: User) -> None:
    heading, row = "E-post;Navn;Roller;Kan bruke admin;Kan logge inn", f'{staff.email};D;"ansatt;rådgiver";Ja;Ja'
    content = f"{heading}\n{row}\n".encode()

    response = confirm_import(superuser_client, User, review(superuser_client, User, "brukere.csv", content))

    assert "gjelder først når en annen rådgiver" in superuser_client.get(response["Location"]).text
    assert roles_of(staff) == {Role.STAFF}
    assert [(change.value, change.asked_by) for change in AccountChange.objects.all()] == [("rådgiver", superuser)]


def test_account_that_had_role_stays_protected(superuser_client: Client, account: User) -> None:
    change_in_admin(superuser_client, account, groups=[])
    assert roles_of(account) == set()

    change_in_admin(superuser_client, account, email=NEW)
    reset_in_admin(superuser_client, account)

    assert (email_of(account), Authenticator.objects.filter(user=account).exists()) == (account.email, True)


def test_account_that_is_to_get_role_is_protected(superuser_client: Client, superuser: User, moment: datetime) -> None:
    user = UserFactory.create()
    account_changes.ask_role(user, Role.ADVISER, by=superuser, at=moment)

    change_in_admin(superuser_client, user, email=NEW)

    assert email_of(user) == user.email


def test_rejected_role_leaves_account_unprotected(superuser: User, adviser: User, moment: datetime) -> None:
    user = UserFactory.create()
    change = account_changes.ask_role(user, Role.ADVISER, by=superuser, at=moment)
    account_changes.reject(change, by=adviser, at=moment)

    assert account_changes.change_email(user, NEW, by=superuser, at=moment) is None
    assert email_of(user) == NEW


def test_closed_account_loses_its_roles(superuser_client: Client, account: User) -> None:
    client = log_in(account)

    change_in_admin(superuser_client, account, is_active="")
    change_in_admin(superuser_client, account)

    assert roles_of(account) == set()
    assert client.get(reverse("mfa_index")).status_code == 302


def test_unprotected_account_is_changed_at_once(superuser_client: Client, staff: User) -> None:
    client = log_in(staff)
    add_factor(staff)

    change_in_admin(superuser_client, staff, email=NEW)
    reset_in_admin(superuser_client, staff)

    assert email_of(staff) == NEW
    assert [address.email for address in EmailAddress.objects.filter(user=staff)] == [NEW]
    assert not Authenticator.objects.exists()
    assert client.get(reverse("mfa_index")).status_code == 302


# What the database refuses, whatever path a change takes.


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda user: User.objects.filter(pk=user.pk).update(email=NEW), id="email"),
        pytest.param(lambda user: EmailAddress.objects.create(user=user, email=NEW, verified=True), id="address-added"),
        pytest.param(lambda user: EmailAddress.objects.filter(user=user).update(email=NEW), id="address-changed"),
        pytest.param(lambda user: Authenticator.objects.filter(user=user).delete(), id="factor-deleted"),
        pytest.param(lambda _user: Authenticator.objects.update(user=UserFactory.create()), id="factor-moved"),
        pytest.param(lambda _user: UserFactory.create().groups.add(Group.objects.get(name="rådgiver")), id="adviser"),
        pytest.param(lambda _user: UserFactory.create().groups.add(Group.objects.get(name="ledelse")), id="management"),
        pytest.param(lambda _user: User.groups.through.objects.update(user=UserFactory.create()), id="role-moved"),
        pytest.param(lambda _user: Group.objects.filter(name="rådgiver").update(name="x"), id="role-renamed"),
        pytest.param(lambda _user: AccountChange.objects.update(account=UserFactory.create()), id="change-moved"),
        pytest.param(lambda _user: AccountChange.objects.update(status="asked"), id="change-undone"),
        pytest.param(lambda _user: AccountChange.objects.all().delete(), id="change-deleted"),
    ],
)
def test_database_refuses_unconfirmed_change(account: User, write: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write(account)


def test_database_refuses_to_open_account_with_role(account: User) -> None:
    User.objects.filter(pk=account.pk).update(is_active=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=account.pk).update(is_active=True)


def test_role_is_granted_once_for_each_confirmation(account: User) -> None:
    account.groups.clear()

    with pytest.raises(IntegrityError), transaction.atomic():
        account.groups.add(Group.objects.get(name=Role.ADVISER))


@pytest.mark.parametrize("who", [pytest.param("asker", id="asker"), pytest.param("account", id="account")])
def test_database_refuses_same_person(account: User, colleague: User, moment: datetime, who: str) -> None:
    change = account_changes.change_email(account, NEW, by=colleague, at=moment)
    assert change
    person = {"asker": colleague, "account": account}[who]

    with pytest.raises(IntegrityError), transaction.atomic():
        AccountChange.objects.filter(pk=change.pk).update(decided_by=person, decided_at=moment, status="confirmed")


# What an owner may do alone.


def test_owner_removes_factor_while_another_remains(account: User) -> None:
    first = add_factor(account)

    response = log_in_again(account).post(reverse("mfa_remove_webauthn", args=[first.pk]))

    assert response.status_code == 302
    assert Authenticator.objects.filter(user=account).count() == 1


@pytest.mark.parametrize("kind", [pytest.param("webauthn", id="passkey"), pytest.param("totp", id="app")])
def test_owner_cannot_remove_last_factor(adviser: User, kind: str) -> None:
    last = add_factor(adviser, kind)
    add_factor(adviser, Authenticator.Type.RECOVERY_CODES)
    url = reverse("mfa_remove_webauthn", args=[last.pk]) if kind == "webauthn" else reverse("mfa_deactivate_totp")

    response = log_in_again(adviser).post(url)

    assert "Legg til en ny før du fjerner den siste" in response.text
    assert Authenticator.objects.filter(pk=last.pk).exists()


def test_protected_account_cannot_be_deleted(account: User) -> None:
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        account.delete()
