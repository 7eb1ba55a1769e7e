"""Limits of logging in: per account, for everyone behind an address, and the same for all workers."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account import app_settings as account
from allauth.core.internal.ratelimit import get_rates
from allauth.mfa import app_settings as mfa
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from balansekunst.login_limits import delete_expired
from balansekunst.models import User
from balansekunst.user_accounts import verify_email
from tests.factories import UserFactory
from tests.pages.test_login import CONFIRM, ask_for_code, code_in

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
DAYS = 366  # the longest year
PROXY = "10.0.0.1"
DATABASE_CACHE = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "balansekunst_cache"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105
TOO_MANY = "Du har prøvd mange ganger."


@pytest.fixture
def clock(time_machine):
    """The clock, which is stopped: `clock.shift(...)` moves it."""
    time_machine.move_to(START, tick=False)
    return time_machine


@pytest.fixture
def user() -> User:
    user = UserFactory.create(email="kari@example.org")
    verify_email(user)
    return user


def rates(action: str, per: str) -> list[tuple[int, float]]:
    """Return the number of tries and the seconds of each limit."""
    found = get_rates(app="allauth.account", action=action)
    return [(rate.amount, rate.duration) for rate in found if rate.per == per]


def tries_in_a_year(action: str) -> float:
    """Return how often one account can be tried, at most."""
    return min(amount * DAYS * 86400 / seconds for amount, seconds in rates(action, "key"))


def request_code(email: str, *, forwarded: str) -> str:
    """Ask for a code from behind the proxy and return the answer."""
    response = Client().post(
        reverse("account_login"), {"login": email}, REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=forwarded
    )
    return response.text


def test_login_code_is_not_guessed_in_a_year():
    codes = 10 ** account.LOGIN_BY_CODE_FORMAT["length"]

    assert account.LOGIN_BY_CODE_FORMAT["numeric"]
    assert 1 - (1 - 1 / codes) ** tries_in_a_year("login_code") < 0.001


def test_second_factor_is_not_guessed_in_a_year():
    app = (2 * mfa.TOTP_TOLERANCE + 1) / 10**mfa.TOTP_DIGITS
    recovery = mfa.RECOVERY_CODE_COUNT / 10**mfa.RECOVERY_CODE_DIGITS

    assert 1 - (1 - app - recovery) ** tries_in_a_year("second_factor") < 0.01


@pytest.mark.parametrize("action", ["request_login_code", "login_code", "second_factor"])
def test_account_has_a_daily_limit(action):
    assert [amount for amount, seconds in rates(action, "key") if seconds == 86400] != []


def test_code_guesses_are_limited_a_day(user, settings, clock, mailoutbox):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_code": "4/d/key"}
    for _attempt in range(2):
        client = Client()
        ask_for_code(client, user.email)
        for _guess in range(2):
            client.post(CONFIRM, {"code": "0"})

    client = Client()
    ask_for_code(client, user.email)
    refused = client.post(CONFIRM, {"code": code_in(mailoutbox[-1])})
    clock.shift(timedelta(days=1))
    client = Client()
    ask_for_code(client, user.email)
    client.post(CONFIRM, {"code": code_in(mailoutbox[-1])})

    assert TOO_MANY in refused.text
    assert client.session["_auth_user_id"] == str(user.pk)


def test_guesses_count_when_the_session_is_overwritten(user, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_code": "4/d/key"}
    ask_for_code(client := Client(), user.email)
    sessions, answers = list(Session.objects.all()), []

    for _guess in range(6):
        answers.append(TOO_MANY in client.post(CONFIRM, {"code": "0"}).text)
        for session in sessions:
            session.save()  # as a request does that began before the guess

    assert answers == [False] * 4 + [True] * 2


def test_guesses_at_one_account_leave_others_alone(user, settings, mailoutbox):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_code": "1/d/key"}
    ask_for_code(attacker := Client(), "ola@example.org")
    attacker.post(CONFIRM, {"code": "0"})

    ask_for_code(client := Client(), user.email)
    client.post(CONFIRM, {"code": code_in(mailoutbox[-1])})

    assert client.session["_auth_user_id"] == str(user.pk)


def test_unknown_address_has_the_same_limit(user, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_code": "1/d/key"}
    pages = []
    for email in (user.email, "ukjent@example.org"):
        ask_for_code(client := Client(), email)
        pages.append([TOO_MANY in client.post(CONFIRM, {"code": "0"}).text for _guess in range(2)])

    assert pages == [[False, True]] * 2


def test_right_codes_do_not_reset_the_second_factor_limit(staff, login, settings, clock):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"second_factor": "4/d/key"}
    TOTP.activate(staff, SECRET)
    client = login(staff, second_factor=False)

    def send(code: str) -> str:
        response = client.post(reverse("mfa_reauthenticate"), {"code": code, "next": "/"})
        return "" if response.status_code == 302 else str(response.context["form"].errors)

    def code_now() -> str:
        return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))

    answers = [send("1"), send("1"), send(code_now()), send("1")]
    clock.shift(timedelta(hours=1))
    refused = send(code_now())
    clock.shift(timedelta(days=1))

    assert [TOO_MANY in answer for answer in (*answers, refused, send(code_now()))] == [*[False] * 4, True, False]


def test_second_factor_at_login_has_the_same_limit(staff, settings, mailoutbox):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"second_factor": "2/d/key"}
    verify_email(staff)
    TOTP.activate(staff, SECRET)
    answers = []
    for _login in range(3):
        ask_for_code(client := Client(), staff.email)
        client.post(CONFIRM, {"code": code_in(mailoutbox[-1])})
        answers.append(TOO_MANY in client.post(reverse("mfa_authenticate"), {"code": "1"}).text)

    assert answers == [False, False, True]


def test_people_behind_few_addresses_get_codes_in_the_same_minute(settings, clock, mailoutbox):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    people = [user.email for user in UserFactory.create_batch(100)]  # of 500 in five minutes

    for number, email in enumerate(people):
        request_code(email, forwarded=f"192.0.2.{number % 2}")

    assert [message.to for message in mailoutbox] == [[email] for email in people]


@pytest.mark.parametrize("action", ["login", "request_login_code"])
def test_address_limits_allow_two_requests_each(action):
    people, addresses, minutes = 500, 2, 5
    limits = rates(action, "ip")

    assert limits != []
    for amount, seconds in limits:
        assert amount >= 2 * people / addresses * min(1, seconds / 60 / minutes)


def test_visitors_behind_proxy_are_limited_apart(user, settings, mailoutbox):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"request_login_code": "1/m/ip"}
    request_code("a@example.org", forwarded="192.0.2.1")

    refused = request_code(user.email, forwarded="192.0.2.1")
    spoofed = request_code(user.email, forwarded="198.51.100.9, 192.0.2.1")
    request_code(user.email, forwarded="192.0.2.2")

    assert (TOO_MANY in refused, TOO_MANY in spoofed) == (True, True)
    assert [message.to[0] for message in mailoutbox] == ["a@example.org", user.email]


def test_refused_visitor_gets_a_page_of_ours(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    ask_for_code(Client(), "a@example.org")

    response = Client().post(reverse("account_login"), {"login": "a@example.org"})

    assert (response.status_code, "For mange forsøk" in response.text) == (429, True)


@pytest.mark.parametrize("kind", ["development", "production"])
def test_limits_survive_many_other_addresses(user, settings, kind):
    if kind == "production":
        settings.CACHES = {"default": settings.CACHES["default"] | DATABASE_CACHE}
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"request_login_code": "1/d/key"}
    ask_for_code(Client(), user.email)
    for number in range(1000):
        cache.set(f"other:{number}", [1])

    assert TOO_MANY in Client().post(reverse("account_login"), {"login": user.email}).text


def test_expired_counts_are_deleted(settings, clock):
    settings.CACHES = {"default": settings.CACHES["default"] | DATABASE_CACHE}
    ask_for_code(Client(), "a@example.org")

    deleted = [delete_expired(START + timedelta(hours=hours)) for hours in (2, 25)]

    assert deleted == [4, 1]  # the limits of a minute and of an hour, then that of a day


def test_other_caches_have_nothing_to_delete(settings):
    assert delete_expired(START) == 0
