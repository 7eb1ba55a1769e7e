"""Accounts of advisers, and what users do with them."""

from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from balansekunst.access import Role
from balansekunst.models import AccountChange, User
from balansekunst.user_accounts import verify_email
from tests.conftest import log_in, user_in_role

NEW = "min-egen@eksempel.example"


@pytest.fixture
def colleague() -> User:
    """Another adviser."""
    return user_in_role(Role.ADVISER, "Randi Rådgiver", is_staff=True)


@pytest.fixture
def account(adviser: User) -> User:
    """An adviser's account with a second factor."""
    verify_email(adviser)
    add_factor(adviser)
    return adviser


def add_factor(user: User, kind: str = Authenticator.Type.WEBAUTHN) -> Authenticator:
    return Authenticator.objects.create(user=user, type=kind, data={"name": "Nøkkel"})


def log_in_again(user: User) -> Client:
    """Return a client whose user has just shown the second factor once more, as changing it requires."""
    client = log_in(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="mfa", reauthenticated=True)
    request.session.save()
    return client


def change_in_admin(client: Client, user: User, **answers: Any) -> Any:
    """Submit the user's form with these answers."""
    groups = list(user.groups.values_list("pk", flat=True))
    given = {"email": user.email, "name": user.name, "groups": groups, "is_staff": "on", "is_active": "on"}
    url = reverse("admin:balansekunst_user_change", args=[user.pk])
    return client.post(url, {name: value for name, value in {**given, **answers}.items() if value}, follow=True)


def reset_in_admin(client: Client, *users: User) -> Any:
    answers = {"action": "forget_second_factor", "_selected_action": [user.pk for user in users]}
    return client.post(reverse("admin:balansekunst_user_changelist"), answers, follow=True)


def decide(client: Client, change: AccountChange, decision: str = "confirm") -> Any:
    return client.post(reverse("account_change_decide", args=[change.pk]), {"decision": decision}, follow=True)


def email_of(user: User) -> str:
    return User.objects.get(pk=user.pk).email


def roles_of(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))
