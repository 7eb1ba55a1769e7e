from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from balansekunst.models import User
from balansekunst.user_accounts import verify_email

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ADMIN = "/admin/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105


@pytest.fixture(autouse=True)
def _frozen_clock(time_machine) -> None:
    """Stop the clock: a TOTP code is valid for half a minute, and must not expire during the test."""
    time_machine.move_to(datetime(2026, 3, 16, 11, 0, tzinfo=UTC), tick=False)


def asks_for(name: str, target: str = ADMIN) -> str:
    return f"{reverse(name)}?{urlencode({'next': target})}"


def at_the_door(client: Client, path: str = ADMIN) -> str:
    """Return the URL where a user who opens the admin ends up."""
    response = client.get(path, follow=True)
    return response.redirect_chain[-1][0] if response.redirect_chain else path


def connect_app(user: User) -> None:
    TOTP.activate(user, SECRET)


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def test_admin_asks_a_visitor_to_log_in(client: Client) -> None:
    assert at_the_door(client) == f"{reverse('account_login')}?next={ADMIN}"


def test_staff_without_second_factor_set_one_up(staff: User, login: Callable[..., Client]) -> None:
    assert at_the_door(login(staff, second_factor=False)) == asks_for("mfa_index")


def test_staff_with_second_factor_are_asked(staff: User, login: Callable[..., Client]) -> None:
    connect_app(staff)

    assert at_the_door(login(staff, second_factor=False)) == asks_for("mfa_reauthenticate")


def test_passkey_is_asked_before_code(staff: User, login: Callable[..., Client]) -> None:
    connect_app(staff)
    Authenticator.objects.create(user=staff, type=Authenticator.Type.WEBAUTHN, data={})

    response = login(staff, second_factor=False).get(f"/admin/login/?next={ADMIN}")

    assert response["Location"] == asks_for("mfa_reauthenticate_webauthn")


def test_admin_opens_after_the_second_factor(staff: User, login: Callable[..., Client]) -> None:
    connect_app(staff)
    client = login(staff, second_factor=False)

    response = client.post(reverse("mfa_reauthenticate"), {"code": code_now(), "next": ADMIN})

    assert response["Location"] == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_wrong_code_does_not_open_admin(staff: User, login: Callable[..., Client]) -> None:
    connect_app(staff)
    client = login(staff, second_factor=False)

    response = client.post(reverse("mfa_reauthenticate"), {"code": "1", "next": ADMIN})

    assert response.context["form"].errors == {"code": [str(get_adapter().error_messages["incorrect_code"])]}
    assert at_the_door(client) == asks_for("mfa_reauthenticate")


def test_admin_login_redirects_when_complete(staff_client: Client) -> None:
    assert (
        at_the_door(staff_client, "/admin/login/?next=/admin/balansekunst/message/") == "/admin/balansekunst/message/"
    )


def test_admin_login_refuses_other_host(staff_client: Client) -> None:
    response = staff_client.get("/admin/login/?next=https://example.com/")

    assert response["Location"] == ADMIN


def test_admin_has_no_passwords_to_change(staff_client: Client) -> None:
    assert staff_client.get("/admin/password_change/").status_code == 404


def test_admin_sends_contact_to_my_page(contact_client: Client) -> None:
    response = contact_client.get("/admin/login/")

    assert response["Location"] == reverse("my_page")


def test_new_app_needs_code_to_open_admin(staff: User, login: Callable[..., Client]) -> None:
    verify_email(staff)
    client = login(staff, second_factor=False)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    client.post(
        reverse("mfa_activate_totp"),
        {"code": format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))},
    )

    assert Authenticator.objects.filter(user=staff, type=Authenticator.Type.TOTP).exists()
    assert at_the_door(client) == asks_for("mfa_reauthenticate")
