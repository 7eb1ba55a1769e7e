"""Pages of those who are logged in are stored nowhere; every response has a strict policy of content."""

import pytest
from django.test import Client

POLICY = {"default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"}


@pytest.mark.django_db
@pytest.mark.one_database
def test_pages_of_user_are_not_stored(staff_client, contact_client, client):
    for user in (staff_client, contact_client):
        for path in ("/", "/medlemmer/", "/min-side/", "/finnes-ikke/", "/bli-medlem/", "/admin/"):
            directives = user.get(path).headers["Cache-Control"].split(", ")
            assert {"private", "no-store"} <= set(directives), path
    for path in ("/", "/medlemmer/", "/finnes-ikke/"):
        assert "no-store" not in client.get(path).headers.get("Cache-Control", ""), path


@pytest.mark.django_db
@pytest.mark.one_database
def test_files_for_everyone_are_stored(contact_client):
    """They don't depend on who asks."""
    assert "public" in contact_client.get("/.well-known/did.json").headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/static/balansekunst/base.css", id="style"),
        pytest.param("/static/balansekunst/advice_line.js", id="script"),
        pytest.param("/static/finnes-ikke.css", id="not-found"),
        pytest.param("/healthz", id="text"),
        pytest.param("/konto/login/", id="page"),
    ],
)
@pytest.mark.django_db
@pytest.mark.one_database
def test_response_has_strict_policy(path):
    headers = Client().get(path).headers

    assert set(headers["Content-Security-Policy"].split("; ")) >= POLICY
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.one_database
def test_redirect_refused_and_failed_request_have_policy(staff_client, client, monkeypatch):
    monkeypatch.setattr("balansekunst.views.render", None)
    failing = Client(raise_request_exception=False)
    responses = {
        302: client.get("/min-side/"),
        400: client.get("/", {"q": "\0"}),
        403: Client(enforce_csrf_checks=True).post("/konto/login/"),
        500: failing.get("/personvern/"),
    }

    for status, response in responses.items():
        assert response.status_code == status
        assert "default-src 'self'" in response.headers["Content-Security-Policy"], status
