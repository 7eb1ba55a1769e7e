"""No page asks another host for anything: here those that other tests do not visit."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from balansekunst.models import User
from tests.access import lists, scene
from tests.access.pages import ANYONE, PAGES
from tests.access.people import person
from tests.access.routes import every_route
from tests.saved_rows import insert_rows

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

FILE = re.compile(r"\.[a-z]+$|^/healthz$|^/readyz$|/(pdf|ehf|last-ned|mal|etiketter|regnskap)/$")
PICTURE = "https://another.example/picture.png"
WINDOWS = [pytest.param(True, id="scripts"), pytest.param(False, id="no-scripts")]


@pytest.mark.parametrize("java_script_enabled", WINDOWS)
def test_request_to_another_host_is_found(browser: Browser, java_script_enabled: Any, other_hosts: list[str]) -> None:
    """In any window that a test opens."""
    context = browser.new_context(java_script_enabled=java_script_enabled)
    context.route("**/*", lambda route: route.abort())
    context.new_page().set_content(f'<img src="{PICTURE}" alt="">')
    context.close()

    assert other_hosts == [PICTURE]
    other_hosts.clear()


@pytest.fixture
def _scene(transactional_db: None, build_rows: Any, time_machine: Any, settings: Any) -> Iterator[None]:
    settings.TASK_WORKER = False
    time_machine.move_to(scene.NOW)
    insert_rows(build_rows("scene", scene.build))
    with scene.stored_files():
        yield


@pytest.mark.usefixtures("_scene")
def test_pages_ask_no_other_host(page: Page, live_server: LiveServer, log_in: Callable[[User], None]) -> None:
    """The public pages, and those of the admin; test_narrow visits all that are linked in the demo."""
    public, of_admin = list(public_pages()), list(admin_pages())
    for address in public:
        page.goto(f"{live_server.url}{address}", wait_until="domcontentloaded")
    log_in(person("superuser"))
    for address in of_admin:
        page.goto(f"{live_server.url}{address}", wait_until="domcontentloaded")

    assert len(public) > 30
    assert len(of_admin) > 60


def public_pages() -> Iterator[str]:
    examples = scene.examples()
    for route in every_route():
        if not route.model and PAGES[route.name][0] == ANYONE:
            address = route.address(*examples[PAGES[route.name][2]])
            if is_page(address):
                yield address


def admin_pages() -> Iterator[str]:
    """One of each kind of page in lists, and the list of each template."""
    yield from (reverse(f"admin:{name}") for name in ("search", "handbook", "calendar", "job_list"))
    drawn = set()
    for route in every_route():
        if route.model and lists.declared(route, "superuser")["GET"] and is_page(f"/{route.pattern}"):
            shown: Any = admin.site.get_model_admin(apps.get_model(route.model))
            kind = (route.rest, shown.change_list_template if not route.rest else "")
            if kind not in drawn:
                drawn.add(kind)
                yield route.address(*lists.example(route))


def is_page(address: str) -> bool:
    """Return whether the address is of a page, and not of a file."""
    return not FILE.search(address)
