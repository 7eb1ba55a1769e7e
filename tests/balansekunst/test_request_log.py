"""The log is lines of JSON without personal data, the advice line, and secret addresses."""

import json
import logging
import runpy
from collections.abc import Callable, Iterator
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.module_loading import import_string
from gunicorn.config import Config
from gunicorn.glogging import Logger

from balansekunst import settings
from balansekunst.request_log import HEADER, LEFT_OUT, logging_settings
from balansekunst.settings import BASE_DIR
from tests.factories import ContactFactory

SETTINGS = runpy.run_path(str(BASE_DIR / "gunicorn.conf.py"))
NAME, EMAIL, PHONE = "Kari Nordmann", "kari.nordmann@eksempel.example", "99887766"
VISITOR = {"HTTP_USER_AGENT": "KarisBrowser", "REMOTE_ADDR": "192.0.2.77"}
PERSONAL = ("Kari", "Nordmann", "nordmann@", PHONE, "192.0.2.77", "hemmelig")


@pytest.fixture
def log() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Return a function that returns the lines of the log, as the program writes it in production."""
    configured = logging_settings("INFO", as_json=True)
    console, stream = configured["handlers"]["console"], StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(import_string(configured["formatters"][console["formatter"]]["()"])())
    for name in console["filters"]:
        handler.addFilter(import_string(configured["filters"][name]["()"])())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def routes(lines: list[dict[str, Any]]) -> list[str]:
    return [line["route"] for line in lines if line["message"] == "Request"]


@pytest.mark.django_db
@pytest.mark.one_database
def test_log_names_nobody(log, staff_client, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["testserver"]
    contact = ContactFactory.create(name=NAME, email=EMAIL)
    client = Client(raise_request_exception=False, headers={"user-agent": "KarisBrowser"}, REMOTE_ADDR="192.0.2.77")
    form = {"name": NAME, "contact_name": NAME, "email": EMAIL, "phone": PHONE, "comment": f"{NAME} {PHONE}"}

    for path in ("/", "/medlemmer/", f"/{NAME}/", f"/medlemmer/{EMAIL}/", "/kalender/hemmelig.ics"):
        client.get(path, {"q": NAME, "email": EMAIL})
    for name in ("account_login", "account_request_login_code", "joining_start", "booking_form"):
        client.post(reverse(name), form)
    Client(enforce_csrf_checks=True, **VISITOR).post(f"/medlemmer/?q={NAME}", form)
    client.get("/", headers={"host": "kari.nordmann.example"})
    client.get("/", headers={"host": "Kari Nordmann"})
    change = reverse("admin:members_contact_change", args=[contact.pk])
    staff_client.get(reverse("admin:members_contact_changelist"), {"q": NAME})
    staff_client.post(change, form | {"organisation": contact.organisation_id})
    logging.getLogger("balansekunst").warning("E-mail to %s (%s)", EMAIL, PHONE)
    monkeypatch.setattr("balansekunst.views.render", fail)
    failed = client.get("/personvern/", {"q": NAME})

    lines = log()
    text = json.dumps(lines, ensure_ascii=False)
    assert [word for word in PERSONAL if word.lower() in text.lower()] == []
    assert [line for line in lines if "request" not in line] == [lines[-3]]  # the warning, outside a request
    assert "admin/members/contact/<path:object_id>/change/" in routes(lines)
    assert {"object_id": str(contact.pk)}.items() <= lines[-4].items()
    assert [failed.headers[HEADER], failed.status_code] == [lines[-1]["request"], 500]
    assert [error["type"] for error in lines[-2]["error"]] == ["LookupError", "ValueError"]
    assert "test_request_log.py" in lines[-2]["error"][0]["at"][-1]


def fail(*_args: object) -> None:
    try:
        int(NAME)
    except ValueError as error:
        raise LookupError(EMAIL) from error


def test_request_is_logged_with_its_identifier(log, client):
    response = client.get("/healthz", {"a": "b"})

    [line] = log()
    assert (line["request"], len(line["request"])) == (response.headers[HEADER], 16)
    assert {name: line[name] for name in ("level", "method", "status", "route")} == {
        "level": "INFO",
        "method": "GET",
        "status": 200,
        "route": "healthz",
    }


@pytest.mark.django_db
@pytest.mark.one_database
def test_advice_line_is_left_out(log, client):
    script = staticfiles_storage.url("balansekunst/advice_line.js")
    for path in (reverse("advice_line"), "/radgivningstelefonen", "/radgivning/tall/", "/evaluering/hemmelig/"):
        client.get(path)

    assert [line for line in log() if line["message"] == "Request"] == []
    assert script.startswith(LEFT_OUT)


def test_not_found_feed_is_logged_without_its_address():
    [name] = settings.LOGGING["handlers"]["console"]["filters"]
    record = logging.LogRecord("gunicorn.error", 30, "", 0, "Error handling %s", ("/kalender/hemmelig.ics",), None)

    assert import_string(settings.LOGGING["filters"][name]["()"])().filter(record)
    assert record.getMessage() == "Error handling /kalender/….ics"


def test_all_addresses_of_advice_line_are_left_out():
    page = reverse("advice_line")
    routes = {
        f"/{pattern.pattern}"
        for included in get_resolver().url_patterns
        if getattr(included, "urlconf_name", None) is import_module("radgivning.urls")
        for pattern in included.url_patterns
    }

    assert page in routes
    assert [path for path in routes if not path.startswith(LEFT_OUT)] == []


def test_gunicorn_logs_no_requests_itself(capsys):
    config = Config()
    config.set("accesslog", SETTINGS["accesslog"])
    config.set("logconfig_dict", SETTINGS["logconfig_dict"])
    root, handlers, level = logging.getLogger(), [*logging.getLogger().handlers], logging.getLogger().level
    try:
        log = Logger(config)
        log.access_log.info("GET /medlemmer/?q=Kari")
        log.error("Error handling request %s", f"/bli-medlem/innmelding/hemmelig/?q={EMAIL}")
    finally:
        root.handlers = handlers
        root.setLevel(level)

    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line)["message"] == "Error handling request /bli-medlem/innmelding/…/…"


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml"])
def test_container_uses_this_log(name):
    text = (BASE_DIR / name).read_text()

    assert "gunicorn" in text
    assert [flag for flag in ("--access-log", "--logger", "--log-config", "--config") if flag in text] == []
