"""Ending the sessions of a user."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from balansekunst.models import User
from balansekunst.sessions import delete_expired, end_sessions
from balansekunst.user_accounts import verify_email
from tests.conftest import log_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
CONFIRM = "/konto/login/code/confirm/"


@pytest.fixture
def user() -> User:
    user = UserFactory.create()
    verify_email(user)
    return user


def is_logged_in(client: Client) -> bool:
    return client.get(reverse("mfa_index")).status_code == 200


def test_sessions_of_user_end(user: User) -> None:
    first, second = log_in(user), log_in(user, second_factor=False)
    assert (is_logged_in(first), is_logged_in(second)) == (True, True)

    end_sessions(user)

    assert (is_logged_in(first), is_logged_in(second)) == (False, False)


def test_sessions_of_others_remain(user: User) -> None:
    other = log_in(UserFactory.create())

    end_sessions(user)

    assert is_logged_in(other)


def test_session_stored_again_is_invalid(user: User) -> None:
    client = log_in(user)
    session = client.session

    end_sessions(user)
    session.save(must_create=True)

    assert not is_logged_in(client)


def test_login_that_has_begun_ends(user: User, mailoutbox: list[EmailMessage]) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": user.email})
    (code,) = re.findall(r"^ +(\d{8})$", str(mailoutbox[0].body), re.MULTILINE)

    end_sessions(user)
    client.post(CONFIRM, {"code": code})

    assert not is_logged_in(client)


def test_user_can_log_in_again(user: User) -> None:
    end_sessions(user)

    assert is_logged_in(log_in(user))


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        pytest.param(timedelta(0), 0, id="at-expiry"),
        pytest.param(timedelta(microseconds=1), 1, id="just-after"),
    ],
)
def test_expired_sessions_are_deleted(moment: datetime, late: timedelta, expected: int) -> None:
    Session.objects.create(session_key="a", session_data="", expire_date=moment)

    assert delete_expired(moment + late) == expected
    assert Session.objects.count() == 1 - expected
