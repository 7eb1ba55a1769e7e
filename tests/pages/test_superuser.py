"""The first user, created as the documentation says, logs in with one code."""

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from balansekunst.models import User
from tests.pages.test_login import CONFIRM, ask_for_code, code_in

pytestmark = pytest.mark.django_db

EMAIL = "drift@example.org"


def create_by_command() -> None:
    call_command("createsuperuser", email=EMAIL, interactive=False, verbosity=0)


def create_in_code() -> None:
    User.objects.create_superuser(EMAIL)


@pytest.mark.parametrize(
    "create", [pytest.param(create_by_command, id="command"), pytest.param(create_in_code, id="code")]
)
def test_superuser_logs_in_with_first_code(client: Client, mailoutbox: list[EmailMessage], create) -> None:
    create()
    ask_for_code(client, EMAIL)

    response = client.post(CONFIRM, {"code": code_in(mailoutbox[-1])})

    assert response["Location"] == reverse("admin:index")
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)
