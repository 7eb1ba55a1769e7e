import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_visitor(rf: RequestFactory) -> HttpRequest:
    return rf.get("/")


def test_not_found_says_where_to_go(client: Client) -> None:
    response = client.get("/finnes-ikke/")

    assert response.status_code == 404
    assert "Siden finnes ikke" in response.text
    assert "Til forsiden" in response.text


def test_forbidden_tells_its_reason(request_of_visitor: HttpRequest) -> None:
    reason = "Bare kontaktpersoner for medlemmer kan søke."

    response = defaults.permission_denied(request_of_visitor, PermissionDenied(reason))

    assert response.status_code == 403
    assert reason in response.text


def test_forbidden_without_reason_says_whom_to_ask(request_of_visitor: HttpRequest) -> None:
    response = defaults.permission_denied(request_of_visitor, PermissionDenied())

    assert "ta kontakt med Balansekunst" in response.text


def test_bad_request_says_what_to_do(request_of_visitor: HttpRequest) -> None:
    response = defaults.bad_request(request_of_visitor, ValueError())

    assert response.status_code == 400
    assert "Vi forsto ikke det du sendte" in response.text


def test_stale_form_says_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "kari@example.org"})

    assert response.status_code == 403
    assert "Siden ble for gammel" in response.text


def test_server_error_needs_no_context() -> None:
    html = render_to_string("500.html")

    assert "Noe gikk galt hos oss" in html
    assert "Til forsiden" in html
