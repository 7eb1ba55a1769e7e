import errno

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_visitor(rf: RequestFactory) -> HttpRequest:
    return rf.get("/")


def test_not_found_page_has_links(client: Client) -> None:
    response = client.get("/finnes-ikke/")

    assert response.status_code == 404
    assert "Siden finnes ikke" in response.text
    assert "Til forsiden" in response.text


def test_forbidden_page_shows_reason(request_of_visitor: HttpRequest) -> None:
    reason = "Bare kontaktpersoner for medlemmer kan søke."

    response = defaults.permission_denied(request_of_visitor, PermissionDenied(reason))

    assert response.status_code == 403
    assert reason in response.text


def test_forbidden_page_without_reason_has_contact(request_of_visitor: HttpRequest) -> None:
    response = defaults.permission_denied(request_of_visitor, PermissionDenied())

    assert "ta kontakt med Balansekunst" in response.text


def test_bad_request_page_explains(request_of_visitor: HttpRequest) -> None:
    response = defaults.bad_request(request_of_visitor, ValueError())

    assert response.status_code == 400
    assert "Vi forsto ikke det du sendte" in response.text


def test_csrf_failure_page_explains() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "kari@example.org"})

    assert response.status_code == 403
    assert "Siden ble for gammel" in response.text


def test_server_error_needs_no_context() -> None:
    html = render_to_string("500.html")

    assert "Noe gikk galt hos oss" in html
    assert "Til forsiden" in html


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(OperationalError("server closed the connection unexpectedly"), id="lost"),
        pytest.param(InterfaceError("connection already closed"), id="closed"),
        pytest.param(OSError(errno.ENOSPC, "No space left on device"), id="full-disk"),
        pytest.param(OSError(errno.EIO, "ClientError"), id="store-of-files-down"),
    ],
)
@pytest.mark.one_database
def test_passing_fault_is_explained(client: Client, error: Exception) -> None:
    def fail(*_args: object) -> None:
        raise error

    client.raise_request_exception = False
    with connection.execute_wrapper(fail):
        response = client.get(reverse("call_list"))

    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "se om det kom fram, før du sender" in response.text
    assert str(error) not in response.text


@pytest.mark.one_database
def test_other_fault_is_ours(client: Client) -> None:
    def fail(*_args: object) -> None:
        raise ValueError("Kari")

    client.raise_request_exception = False
    with connection.execute_wrapper(fail):
        response = client.get(reverse("call_list"))

    assert response.status_code == 500
    assert "Noe gikk galt hos oss" in response.text
