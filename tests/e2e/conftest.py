"""A real browser: Debian's Chromium at the width of a phone and of a desk, in which nothing may go wrong."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from playwright.sync_api import Page, expect

from balansekunst.models import User
from balansekunst.user_accounts import verify_email

# Playwright's own event loop runs in the thread that the tests ask the database from.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_NEEDED = "needs Chromium: apt-get install chromium"
AXE = Path(__file__).parent / "axe.min.js"
NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
PHONE, DESK, HEIGHT = 375, 1280, 900  # a window in pixels
PATIENCE = 20_000  # milliseconds: a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Use the system's browser; without one, skip when a person runs the tests, and fail where one is required."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip)(BROWSER_NEEDED)
    # Chromium's sandbox refuses to be started by root.
    return {"executable_path": path, "args": ["--no-sandbox"] if os.geteuid() == 0 else []}


@pytest.fixture(params=[pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")])
def width(request: pytest.FixtureRequest) -> int:
    """The width of the window in pixels."""
    return request.param


@pytest.fixture
def browser_context_args(width: int) -> dict[str, Any]:
    """A Norwegian's window of that width."""
    return {"viewport": {"width": width, "height": HEIGHT}, "locale": "nb-NO", "timezone_id": "Europe/Oslo"}


@pytest.fixture(autouse=True)
def _fixed_moment(settings: Any) -> Iterator[None]:
    """Let the server believe that it is the fixed moment, and the browser keep cookies in spite of it."""
    settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = True
    settings.CSRF_COOKIE_AGE = None
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def _places(django_db_serialized_rollback: None) -> None:
    """Give back, before each test, the rows that migrations load: a live server's tests empty every table."""


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A window in which nothing is said on the console, nothing fails, and nothing is asked of another host."""
    faults: list[str] = []
    page.set_default_timeout(PATIENCE)
    page.on("console", lambda message: faults.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("response", lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    page.on("request", lambda asked: faults.append(f"away: {asked.url}") if is_away(asked.url) else None)
    yield page
    assert faults == []


def is_away(url: str) -> bool:
    """Tell if the address is on another host."""
    return not re.match(r"(data:|blob:|about:|http://(localhost|127\.0\.0\.1):)", url)


@pytest.fixture
def look_over(page: Page) -> Callable[..., None]:
    """`look_over("Heading")` waits for the page of that heading, and finds no fault with it at this width."""
    axe = AXE.read_text()

    def look(heading: str | re.Pattern[str]) -> None:
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [f"{page.url}: {fault['id']}: {[node['html'] for node in fault['nodes']]}" for fault in found] == []
        beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert beyond <= 0, f"{page.url} is {beyond} pixels wider than the window"

    return look


@pytest.fixture
def look_over_both(page: Page, look_over: Callable[..., None]) -> Callable[..., None]:
    """`look_over_both("Heading")` does so at the width of a phone and of a desk, where making the rows anew is dear."""

    def look(heading: str | re.Pattern[str]) -> None:
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            look_over(heading)

    return look


@pytest.fixture
def log_in(page: Page, live_server: Any) -> Callable[[str], None]:
    """`log_in(email)` logs in as a person whom staff have vouched for does: with the code that comes by e-mail."""

    def enter(email: str) -> None:
        verify_email(User.objects.get(email=email))
        page.goto(f"{live_server.url}/konto/login/code/")
        page.get_by_label("E-post").fill(email)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/code/confirm/**")
        code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
        assert code, mail.outbox[-1].body
        page.locator("input[name=code]").fill(code[1])
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/konto/" not in url)

    return enter
