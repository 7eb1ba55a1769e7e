import re
from datetime import datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from balansekunst.models import User
from balansekunst.user_accounts import verify_email
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CONFIRM = "/konto/login/code/confirm/"


@pytest.fixture
def user() -> User:
    user = UserFactory.create(name="Kari Kontakt", email="kari@example.org")
    verify_email(user)
    return user


def ask_for_code(client: Client, email: str) -> str:
    """Request a code, and return the page with the form for it."""
    response = client.post(reverse("account_login"), {"login": email}, follow=True)
    assert response.redirect_chain == [(CONFIRM, 302)]
    return response.text


def code_in(message: EmailMessage) -> str:
    found = re.search(r"^ +(\d{8})$", str(message.body), re.MULTILINE)
    assert found
    return found[1]


def without_tokens(html: str) -> str:
    return re.sub(r'value="\w{64}"', "", html)


def test_login_asks_for_an_address_only(client: Client) -> None:
    html = client.get(reverse("account_login")).text

    assert re.findall(r'<input type="(?!hidden)(\w+)"', html) == ["email"]


def send_form(client: Client, page: str, form: str) -> str:
    """Send a form of the page with its hidden fields, and return the address of the page that follows."""
    found = re.search(rf'<form id="{form}" method="post" action="([^"]+)">(.+?)</form>', page, re.DOTALL)
    assert found
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[2]))
    response = client.post(found[1], {name: unescape(value) for name, value in fields.items()}, follow=True)
    return f"{response.request['PATH_INFO']}?{response.request['QUERY_STRING']}"


def test_mistyped_address_can_be_replaced(client: Client, user: User, mailoutbox: list[EmailMessage]) -> None:
    page = ask_for_code(client, "kari@exmaple.org")

    assert send_form(client, page, "logout-from-stage") == f"{reverse('account_login')}?"
    ask_for_code(client, user.email)
    client.post(CONFIRM, {"code": code_in(mailoutbox[-1])})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_another_address_preserves_next(client: Client) -> None:
    address = f"{reverse('account_login')}?next=%2Frapporter%2F%3Faar%3D2024"
    page = client.post(address, {"login": "kari@exmaple.org"}, follow=True).text

    assert send_form(client, page, "logout-from-stage") == address


def test_code_mail_subject_has_no_personal_data(client: Client, user: User, mailoutbox: list[EmailMessage]) -> None:
    ask_for_code(client, user.email)

    assert [message.subject for message in mailoutbox] == ["Koden din for å logge inn"]
    assert mailoutbox[0].to == ["kari@example.org"]


def test_right_code_leads_to_my_page(client: Client, user: User, mailoutbox: list[EmailMessage]) -> None:
    ask_for_code(client, user.email)

    response = client.post(CONFIRM, {"code": code_in(mailoutbox[0])})

    assert response["Location"] == reverse("my_page")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_right_code_redirects_to_next(client: Client, user: User, mailoutbox: list[EmailMessage]) -> None:
    client.post(f"{reverse('account_login')}?next=/rapporter/", {"login": user.email, "next": "/rapporter/"})

    response = client.post(CONFIRM, {"code": code_in(mailoutbox[0]), "next": "/rapporter/"})

    assert response["Location"] == "/rapporter/"


def test_wrong_code_explains(client: Client, user: User) -> None:
    ask_for_code(client, user.email)

    response = client.post(CONFIRM, {"code": "000"})

    assert response.context["form"].errors == {
        "code": ["Koden stemmer ikke. Bruk den som står i den siste e-posten fra oss."]
    }
    assert 'aria-describedby="id_code_error"' in response.text
    assert "_auth_user_id" not in client.session


def test_third_wrong_code_ends_the_attempt(client: Client, user: User, mailoutbox: list[EmailMessage]) -> None:
    ask_for_code(client, user.email)
    for _ in range(3):
        client.post(CONFIRM, {"code": "000"})

    client.post(CONFIRM, {"code": code_in(mailoutbox[0])})

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [pytest.param(14, {"_auth_user_id"}, id="within the quarter"), pytest.param(16, set(), id="after it")],
)
def test_code_expires_after_15_minutes(
    client: Client, user: User, mailoutbox: list[EmailMessage], moment: datetime, minutes: int, expected: set[str]
) -> None:
    with time_machine.travel(moment, tick=False):
        ask_for_code(client, user.email)
    with time_machine.travel(moment + timedelta(minutes=minutes), tick=False):
        client.post(CONFIRM, {"code": code_in(mailoutbox[0])})

        assert {"_auth_user_id"} & set(client.session.keys()) == expected


def test_unknown_address_gets_the_same_answer(user: User) -> None:
    known = ask_for_code(Client(), user.email)
    unknown = ask_for_code(Client(), "kari@example.com")

    assert without_tokens(unknown) == without_tokens(known).replace(user.email, "kari@example.com")


def test_unknown_address_gets_mail(client: Client, mailoutbox: list[EmailMessage]) -> None:
    ask_for_code(client, "ukjent@example.org")

    assert [message.subject for message in mailoutbox] == ["Vi fant ingen konto"]
    assert "Vi har ingen konto med den." in str(mailoutbox[0].body)


def test_new_code_is_sent_on_request(client: Client, user: User, mailoutbox: list[EmailMessage]) -> None:
    ask_for_code(client, user.email)

    client.post(CONFIRM, {"action": "resend"})
    client.post(CONFIRM, {"code": code_in(mailoutbox[-1])})

    assert len(mailoutbox) == 2
    assert client.session["_auth_user_id"] == str(user.pk)


def test_closed_account_gets_no_code(client: Client, user: User, mailoutbox: list[EmailMessage]) -> None:
    User.objects.update(is_active=False)

    ask_for_code(client, user.email)

    assert [message.subject for message in mailoutbox] == ["Vi fant ingen konto"]


def test_signup_is_closed_and_explains(client: Client) -> None:
    response = client.get(reverse("account_signup"))

    assert "Vi lager kontoen for deg" in response.text
    assert "<form" not in response.text


def test_signup_post_creates_no_user(client: Client) -> None:
    client.post(reverse("account_signup"), {"email": "ny@example.org"})

    assert not User.objects.exists()


def test_logging_out_leads_home(contact_client: Client) -> None:
    response = contact_client.post(reverse("account_logout"))

    assert response["Location"] == reverse("home")
    assert "_auth_user_id" not in contact_client.session


@pytest.mark.parametrize(
    "name", ["account_email", "account_change_password", "account_set_password", "account_reset_password"]
)
def test_unused_account_pages_are_404(client: Client, user: User, name: str) -> None:
    assert client.get(reverse(name)).status_code == 404
    client.force_login(user)
    assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse(name), {"email": "en-annen@eksempel.example", "action_add": ""}).status_code == 404


@pytest.mark.parametrize(
    ("who", "page"),
    [
        pytest.param("staff", "admin:index", id="staff"),
        pytest.param("adviser", "admin:index", id="adviser"),
        pytest.param("management", "my_page", id="management"),
    ],
)
def test_right_code_redirects_by_role(
    client: Client, request: pytest.FixtureRequest, mailoutbox: list[EmailMessage], who: str, page: str
) -> None:
    user = request.getfixturevalue(who)
    verify_email(user)
    ask_for_code(client, user.email)

    response = client.post(CONFIRM, {"code": code_in(mailoutbox[0])})

    assert response["Location"] == reverse(page)
