"""A real browser, Debian's Chromium: tests run in a phone's window, and check each page at a desk's width too."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from threading import Lock, RLock
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.http import FileResponse, HttpRequest, HttpResponse
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from balansekunst.models import User
from tests.conftest import DEMO_DAY
from tests.conftest import log_in as logged_in_client
from tests.saved_rows import Rows, insert_rows

# Playwright's event loop runs in the thread in which the tests query the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# The first draws no windows, which takes a third of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
BROWSER_NEEDED = "needs Chromium: apt-get install chromium-headless-shell"
AXE = Path(__file__).parent / "axe.min.js"
# Neither selectors, which are slow and not printed, nor preloading, which only audio and video need.
FAULTS = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"], selectors: false, preload: false});
    return found.violations.map(fault => `${fault.id}: ${fault.nodes.map(node => node.html).join(", ")}`);
}"""
NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
PHONE, DESK, HEIGHT = 375, 1280, 900  # a window in pixels
TIMEOUT = 20_000  # milliseconds, enough on a busy machine
TEN_YEARS = 315_360_000  # seconds: the server's clock, which is fixed, is months behind the browser's
expect.set_options(timeout=TIMEOUT)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Use the system's browser. Without one, skip the tests, or fail if REQUIRE_BROWSER is set."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip)(BROWSER_NEEDED)
    # Text is as wide as in a window: without this, its letters are placed on whole pixels.
    args = ["--font-render-hinting=none"]
    if os.geteuid() == 0:
        args.append("--no-sandbox")  # Chromium's sandbox refuses to be started by root
    return {"executable_path": path, "args": args}


class CacheableStaticFiles(StaticFilesHandler):
    """Serves static files that a browser asks for once: admin pages have over twenty each.

    Pages are answered one at a time: all threads share one connection to SQLite, and so its transaction.
    """

    one_at_a_time = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if self._should_handle(environ.get("PATH_INFO", "")):
            return super().__call__(environ, start_response)
        with self.one_at_a_time:
            return super().__call__(environ, start_response)

    def serve(self, request: HttpRequest) -> HttpResponse | FileResponse:
        response = super().serve(request)
        response["Cache-Control"] = f"max-age={TEN_YEARS}"
        return response


class LockedCursor(SQLiteCursorWrapper):
    """A cursor of the connection to SQLite that the tests and the server share, used by one thread at a time.

    Without it two threads can wait for each other for ever: one has the connection and waits for Python's own lock, to
    fold or to compare texts, and the other has that lock and waits for the connection.
    """

    lock = RLock()

    def execute(self, *arguments: Any) -> Any:
        with self.lock:
            return super().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        with self.lock:
            return super().executemany(*arguments)

    def fetchone(self) -> Any:
        with self.lock:
            return super().fetchone()

    def fetchmany(self, *arguments: Any) -> Any:
        with self.lock:
            return super().fetchmany(*arguments)

    def fetchall(self) -> Any:
        with self.lock:
            return super().fetchall()

    def __next__(self) -> Any:
        with self.lock:
            return super().__next__()

    def close(self) -> None:
        with self.lock:
            super().close()


def lock_connection() -> None:
    """Let one thread at a time use the connection to SQLite."""
    shared: Any = connections["default"]
    commit, rollback = shared._commit, shared._rollback

    def alone(end: Callable[[], None]) -> Callable[[], None]:
        def end_alone() -> None:
            with LockedCursor.lock:
                end()

        return end_alone

    shared.create_cursor = lambda _name=None: shared.connection.cursor(factory=LockedCursor)
    shared._commit, shared._rollback = alone(commit), alone(rollback)


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """The server of pytest-django, with static files that a browser caches."""
    if connections["default"].vendor == "sqlite":
        lock_connection()
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = CacheableStaticFiles
    server.start()
    yield server
    server.stop()


@pytest.fixture
def width() -> int:
    """The width of the window in pixels. Tests of what depends on it are parametrised with `at_both_widths`."""
    return PHONE


at_both_widths = pytest.mark.parametrize("width", [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")])


@pytest.fixture
def browser_context_args(width: int) -> dict[str, Any]:
    """A Norwegian window of that width."""
    return {"viewport": {"width": width, "height": HEIGHT}, "locale": "nb-NO", "timezone_id": "Europe/Oslo"}


@pytest.fixture(autouse=True)
def _fixed_moment(settings: Any) -> Iterator[None]:
    """Run the server at the fixed moment, with cookies that do not expire in the browser, whose clock is right."""
    settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = True
    settings.CSRF_COOKIE_AGE = None
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def _no_migration_signals(django_db_serialized_rollback: None) -> None:
    """Empty the tables after each test without Django's post_migrate signal, which would fill some of them again."""


@pytest.fixture(autouse=True)
def other_hosts(browser: Browser, live_server: LiveServer) -> Iterator[list[str]]:
    """Fail a test in which any window of the browser asks another host for something, also without JavaScript."""
    asked: list[str] = []
    own = (f"{live_server.url}/", "data:", "blob:", "about:")

    def note(request: Request) -> None:
        if not request.url.startswith(own):
            asked.append(request.url)

    def watch(context: BrowserContext) -> None:
        context.on("request", note)

    browser.on("context", watch)
    yield asked
    browser.remove_listener("context", watch)
    assert asked == []


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page without console messages, errors or failed requests."""
    faults: list[str] = []
    page.set_default_timeout(TIMEOUT)
    page.on("console", lambda message: faults.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("response", lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    yield page
    assert faults == []


@pytest.fixture
def check_page(page: Page, width: int) -> Callable[[str | re.Pattern[str]], None]:
    """`check_page("Heading")` waits for the page of that heading, and finds no fault with it at either width."""
    axe = AXE.read_text()

    def check(heading: str | re.Pattern[str]) -> None:
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        page.evaluate(axe)
        for size in (PHONE + DESK - width, width):
            page.set_viewport_size({"width": size, "height": HEIGHT})
            assert page.evaluate(FAULTS) == [], page.url
            beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert beyond <= 0, f"{page.url} is {beyond} pixels wider than the window of {size}"

    return check


@pytest.fixture
def log_in(page: Page, live_server: LiveServer) -> Callable[[User], None]:
    """`log_in(user)` gives the browser a session of the user, with a second factor."""

    def enter(user: User) -> None:
        cookie = logged_in_client(user).cookies[django_settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return enter


@pytest.fixture
def demo(settings: Any, transactional_db: None, demo_rows: Rows) -> Iterator[None]:
    """The rows of the demo, on its day."""
    settings.DEMO, settings.REGISTER_TRANSPORT = True, "demo.register.transport"
    insert_rows(demo_rows)
    with time_machine.travel(datetime.combine(DEMO_DAY, time(11), tzinfo=UTC), tick=True):
        yield
