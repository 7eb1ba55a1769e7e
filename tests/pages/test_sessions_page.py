"""A user sees where the account is logged in, ends the other sessions, and gets an e-mail about a new browser."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from balansekunst.models import Message, User
from balansekunst.sessions import browser_name, delete_expired, end_sessions
from balansekunst.user_accounts import verify_email
from tests.factories import UserFactory
from tests.pages.test_login import CONFIRM, ask_for_code, code_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)
NEW_BROWSER = "Ny innlogging på kontoen din"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105
START = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _frozen_clock(time_machine) -> None:
    time_machine.move_to(START, tick=False)


@pytest.fixture
def user() -> User:
    user = UserFactory.create(email="kari@example.org")
    verify_email(user)
    return user


@pytest.fixture
def enter(mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks):
    """`enter(user, client)` logs in with a code, and sends what is in the outbox."""

    def log_in(user: User, client: Client) -> Client:
        ask_for_code(client, user.email)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(CONFIRM, {"code": code_in(mailoutbox[-1])})
        assert client.session["_auth_user_id"] == str(user.pk)
        return client

    return log_in


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def subjects(messages: list[EmailMessage]) -> list[str]:
    return [message.subject for message in messages if message.subject == NEW_BROWSER]


def is_logged_in(client: Client) -> bool:
    return client.get(reverse("mfa_index")).status_code == 200


def test_page_lists_own_sessions(user: User, enter) -> None:
    enter(user, Client(HTTP_USER_AGENT=FIREFOX))
    client = enter(user, Client(HTTP_USER_AGENT=IPHONE))

    html = client.get(reverse("usersessions_list")).text

    assert re.findall(r"<h2>(.*?)</h2>", html) == ["Firefox på Windows", "Safari på iPhone"]
    assert html.count("Du er her nå") == 1


def test_page_ends_the_other_sessions(user: User, enter) -> None:
    other, client = enter(user, Client()), enter(user, Client())
    stranger = UserFactory.create()
    verify_email(stranger)
    third = enter(stranger, Client())

    response = client.post(reverse("usersessions_list"), follow=True)

    assert "De andre er logget ut." in response.text
    assert [is_logged_in(each) for each in (other, client, third)] == [False, True, True]


def test_page_ends_one_session(user: User, enter) -> None:
    one, other, client = enter(user, Client()), enter(user, Client()), enter(user, Client())
    session = UserSession.objects.get(session_key=one.session.session_key)

    response = client.post(reverse("session_end", args=[session.pk]), follow=True)

    assert "Nettleseren er logget ut." in response.text
    assert [is_logged_in(each) for each in (one, other, client)] == [False, True, True]


def test_only_own_other_sessions_can_be_ended(user: User, enter) -> None:
    stranger = UserFactory.create()
    verify_email(stranger)
    theirs, client = enter(stranger, Client()), enter(user, Client())
    sessions = UserSession.objects.values_list("pk", flat=True)

    assert [client.post(reverse("session_end", args=[pk])).status_code for pk in sessions] == [404, 404]
    assert [is_logged_in(each) for each in (theirs, client)] == [True, True]


def test_page_of_one_session_has_nothing_to_end(user: User, enter) -> None:
    html = enter(user, Client()).get(reverse("usersessions_list")).text

    assert "Logg ut alle andre" not in html


def test_account_page_links_to_sessions(contact_client: Client) -> None:
    assert f'href="{reverse("usersessions_list")}"' in contact_client.get(reverse("mfa_index")).text


def test_visitor_is_asked_to_log_in(client: Client) -> None:
    assert client.get(reverse("usersessions_list")).status_code == 302


def test_rows_of_ended_sessions_are_deleted(user: User, enter) -> None:
    enter(user, Client())
    end_sessions(user)

    delete_expired(START)

    assert not UserSession.objects.exists()


def test_rows_of_expired_sessions_are_deleted(user: User, enter, settings) -> None:
    enter(user, Client())

    delete_expired(START + timedelta(seconds=settings.SESSION_COOKIE_AGE + 1))

    assert not UserSession.objects.exists()


def test_rows_of_open_sessions_remain(user: User, enter, settings) -> None:
    enter(user, Client())

    delete_expired(START + timedelta(seconds=settings.SESSION_COOKIE_AGE - 1))

    assert UserSession.objects.count() == 1


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        pytest.param(FIREFOX, "Firefox på Windows", id="firefox"),
        pytest.param(IPHONE, "Safari på iPhone", id="iphone"),
        pytest.param(
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile "
            "Safari/537.36",
            "Chrome på Android",
            id="android",
        ),
        pytest.param(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0",
            "Edge på Mac",
            id="edge",
        ),
        pytest.param(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 "
            "OPR/122.0.0.0",
            "Opera på Linux",
            id="opera",
        ),
        pytest.param("curl/8.14", "Ukjent nettleser", id="unknown"),
        pytest.param("", "Ukjent nettleser", id="none"),
    ],
)
def test_browser_name(user_agent: str, expected: str) -> None:
    assert browser_name(user_agent) == expected


def test_new_browser_gets_an_email(user: User, enter, mailoutbox: list[EmailMessage]) -> None:
    enter(user, Client(HTTP_USER_AGENT=FIREFOX))

    message = Message.objects.get()
    assert (message.subject, message.recipient, message.status) == (NEW_BROWSER, user.email, Message.Status.SENT)
    assert "Firefox på Windows" in message.body
    assert "16. mars 2026 kl.\xa012.00" in message.body
    assert f"http://testserver{reverse('usersessions_list')}" in message.body


def test_known_browser_gets_none(user: User, enter, mailoutbox: list[EmailMessage]) -> None:
    client = enter(user, Client())
    client.post(reverse("account_logout"))

    enter(user, client)

    assert subjects(mailoutbox) == [NEW_BROWSER]


def test_browser_is_known_for_each_user(user: User, enter, mailoutbox: list[EmailMessage]) -> None:
    other = UserFactory.create()
    verify_email(other)
    client = enter(user, Client())
    for each in (other, user, other):
        client.post(reverse("account_logout"))
        enter(each, client)

    assert [message.to[0] for message in mailoutbox if message.subject == NEW_BROWSER] == [user.email, other.email]


@pytest.mark.parametrize("value", ["", "x", "WyIxIl0:1w1:x"])
def test_forged_cookie_is_a_new_browser(user: User, enter, mailoutbox: list[EmailMessage], value: str) -> None:
    client = Client()
    client.cookies["known_browser"] = value

    enter(user, client)

    assert subjects(mailoutbox) == [NEW_BROWSER]


def test_cookie_is_sent_to_the_account_pages_only(user: User, enter, settings) -> None:
    cookie = enter(user, Client()).cookies["known_browser"]

    assert (cookie["path"], bool(cookie["httponly"]), cookie["samesite"]) == ("/konto/", True, "Lax")
    assert bool(cookie["secure"]) == settings.SESSION_COOKIE_SECURE
    assert user.email not in cookie.value
    assert reverse("advice_line").startswith(cookie["path"]) is False


def test_first_second_factor_gets_an_email(
    staff: User, login, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> None:
    verify_email(staff)
    client = login(staff, second_factor=False)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    with django_capture_on_commit_callbacks(execute=True):
        code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
        client.post(reverse("mfa_activate_totp"), {"code": code})

    message = Message.objects.get()
    assert (message.subject, message.recipient) == ("Autentiseringsappen er koblet til", staff.email)
    assert "Dette skjedde 16. mars 2026 kl.\xa012.00." in message.body
    assert [mail.subject for mail in mailoutbox] == [message.subject]


def test_removed_second_factor_counts_in_no_session(staff: User, login) -> None:
    TOTP.activate(staff, SECRET)
    other, client = login(staff), login(staff, second_factor=False)
    client.post(reverse("mfa_reauthenticate"), {"code": code_now()})
    assert client.get("/admin/").status_code == 200

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()
    assert is_logged_in(client)
    assert client.get("/admin/").status_code == 302
    assert not is_logged_in(other)
    assert Message.objects.get().subject == "Autentiseringsappen er koblet fra"
