"""The logs leave out the advice line, and the secret addresses of calendar feeds."""

import logging
import runpy
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import get_resolver, reverse
from django.utils.module_loading import import_string
from gunicorn.config import Config

from balansekunst import settings
from balansekunst.server_log import LEFT_OUT
from balansekunst.settings import BASE_DIR

SETTINGS = runpy.run_path(str(BASE_DIR / "gunicorn.conf.py"))


@pytest.fixture
def logged():
    """Return a function that logs a request for a path, as gunicorn does with our settings, and returns the lines."""
    module, name = SETTINGS["logger_class"].rsplit(".", 1)
    config = Config()
    config.set("accesslog", SETTINGS["accesslog"])
    log = getattr(import_module(module), name)(config)
    lines = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())
    log.access_log.handlers = [handler]

    def log_request(path: str) -> list[str]:
        environ = {
            "REQUEST_METHOD": "GET",
            "RAW_URI": path,
            "PATH_INFO": path,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.7",
        }
        answer = SimpleNamespace(status="200 OK", headers=[], sent=0)
        log.access(answer, SimpleNamespace(headers=[]), environ, timedelta())
        return lines

    yield log_request
    log.access_log.handlers = []


def test_request_is_logged(logged):
    assert ["GET /utlysninger/ HTTP/1.1" in line for line in logged("/utlysninger/")] == [True]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/radgivningstelefonen/", id="page"),
        pytest.param("/radgivningstelefonen", id="without-slash"),
        pytest.param("/radgivning/tall/", id="figures"),
        pytest.param("/static/balansekunst/advice_line.js", id="script"),
        pytest.param("/kalender/hemmelig.ics", id="feed"),
    ],
)
def test_secret_is_left_out(logged, path):
    assert logged(path) == []


def test_not_found_feed_is_logged_without_its_address():
    [name] = settings.LOGGING["handlers"]["console"]["filters"]
    record = logging.LogRecord("django.request", 30, "", 0, "Not Found: %s", ("/kalender/hemmelig.ics",), None)

    assert import_string(settings.LOGGING["filters"][name]["()"])().filter(record)
    assert record.getMessage() == "Not Found: /kalender/….ics"


def test_all_addresses_of_advice_line_are_left_out():
    page, script = reverse("advice_line"), staticfiles_storage.url("balansekunst/advice_line.js")
    routes = {
        f"/{pattern.pattern}"
        for included in get_resolver().url_patterns
        if getattr(included, "urlconf_name", None) is import_module("radgivning.urls")
        for pattern in included.url_patterns
    }

    assert page in routes
    assert [path for path in {page, script, *routes} if not path.startswith(LEFT_OUT)] == []


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml"])
def test_container_uses_this_log(name):
    text = (BASE_DIR / name).read_text()

    assert "gunicorn" in text
    assert [flag for flag in ("--access-log", "--logger", "--log-config", "--config") if flag in text] == []
