"""No page of the demo is wider than a phone, and nothing in a page scrolls sideways."""

import re
from datetime import UTC, datetime, time
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import Resolver404, resolve

from demo.user_accounts import user_of
from tests.conftest import DEMO_DAY
from tests.conftest import log_in as logged_in_client
from tests.demo import urls
from tests.saved_rows import insert_rows

pytestmark = [pytest.mark.browser, pytest.mark.urls(urls.__name__)]

# All of them with what is folded unfolded. A text field may scroll, since its text is what the user typed.
TOO_WIDE = """() => {
    document.querySelectorAll("details").forEach(details => details.open = true);
    const wide = [...document.querySelectorAll("main *")].filter(element =>
        element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1 && element.tagName !== "TEXTAREA"
        && ["auto", "scroll"].includes(getComputedStyle(element).overflowX));
    const found = wide.map(element => `${element.tagName} ${element.className} ${element.scrollWidth}`);
    const beyond = document.documentElement.scrollWidth - window.innerWidth;
    return beyond > 0 ? [`the page is ${beyond} pixels too wide`, ...found] : found;
}"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="900"/>'
LINK = re.compile(r'<a\b[^>]*\bhref="([^"]+)"')
# How many views each gets to, at least; those who see most come first.
PEOPLE = {"ledelse": 40, "ansatt": 25, "jury": 15, "medlem": 20, "radgiver": 15, "": 12}
STARTS = ("/", "/min-side/", "/balansepotten/", "/arsrapport/", "/radgivningstelefonen/", "/konto/2fa/")
FILES = ("atom", "pdf", "docx", "csv", "json", "jwt", "zip", "svg", "png", "jpg", "xlsx")
# Admin has its own layout; the others are files, or end the session.
SKIPPED = {"admin", "account_logout", "report_pdf", "report_workbook", "report_json", "report_draft_pdf"} | {
    "letter_pdf", "annual_report_file", "attachment_download", "annual_report_schema", "payment_export",
    "my_invoice", "meeting_paper", "evidence_download",
}  # fmt: skip


@pytest.fixture
def demo(settings, transactional_db, demo_rows):
    settings.DEMO = True
    insert_rows(demo_rows)
    with time_machine.travel(datetime.combine(DEMO_DAY, time(11), tzinfo=UTC), tick=True):
        yield


def test_nothing_scrolls_sideways_on_a_phone(page, live_server, demo, log_in):
    """Each view is drawn once, for the first person who gets there, and the pages of `STARTS` for everyone."""
    # Pictures are in the memory of the worker that made the demo's rows, which may be another one.
    page.route("**/*.jpg", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml"))
    drawn, too_wide = set(), {}

    for slug, least in PEOPLE.items():
        page.context.clear_cookies()
        user = user_of(slug) if slug else None
        if user:
            log_in(user)
        found = pages_of(logged_in_client(user) if user else Client())
        for name, path in found:
            if path in STARTS or name not in drawn:
                drawn.add(name)
                page.goto(f"{live_server.url}{path}", wait_until="load")
                if wide := page.evaluate(TOO_WIDE):
                    too_wide[slug, path] = wide
        assert len(found) >= least, (slug, found)

    assert too_wide == {}


def pages_of(client: Client) -> list[tuple[str, str]]:
    """Return the name and the path of a page of each view that the person gets to by links."""
    waiting, found = list(STARTS), {}
    for path in waiting:
        name = view_of(path)
        if not name or name in found:
            continue
        found[name] = path
        text = client.get(path, follow=True).text
        linked = (urljoin(path, unescape(href)).split("#")[0] for href in LINK.findall(text))
        waiting += (to for to in linked if to.startswith("/"))
    return list(found.items())


def view_of(url: str) -> str:
    """Return the name of the page's view, or "" if it is not a page to visit."""
    path = urlsplit(url).path
    try:
        match = resolve(path, urls.__name__)
    except Resolver404:
        return ""
    is_skipped = match.app_name in SKIPPED or match.url_name in SKIPPED or path.endswith(FILES)
    return "" if is_skipped else match.url_name or path
