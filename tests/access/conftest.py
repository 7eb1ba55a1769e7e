"""Accounts of advisers, what users do with them, and the scene."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from balansekunst.access import Role
from balansekunst.models import AccountChange, User
from balansekunst.user_accounts import verify_email
from tests.access import scene
from tests.conftest import user_in_role
from tests.saved_rows import Rows, insert_rows

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


@pytest.fixture(scope="session")
def scene_rows(build_rows: Any) -> Rows:
    """The rows of the scene, made once."""
    return build_rows("scene", scene.build)


@pytest.fixture
def _scene(db: None, settings: Any, time_machine: Any, scene_rows: Rows) -> Iterator[None]:
    settings.TASK_WORKER = False  # none runs, and /readyz would say so
    time_machine.move_to(scene.NOW, tick=False)
    insert_rows(scene_rows)
    logging.disable(logging.WARNING)  # each refusal
    with scene.stored_files():
        yield
    logging.disable(logging.NOTSET)


def add_factor(user: User, kind: str = Authenticator.Type.WEBAUTHN) -> Authenticator:
    return Authenticator.objects.create(user=user, type=kind, data={"name": "Nøkkel"})


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
