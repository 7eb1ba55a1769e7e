"""No page of the demo is wider than a phone, and nothing in a page scrolls sideways."""

from collections import Counter
from datetime import UTC, datetime, time
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from demo.user_accounts import user_of
from tests.conftest import DEMO_DAY
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
EACH_VIEW = 1  # so many pages of a view
STARTS = ("/", "/min-side/", "/balansepotten/", "/arsrapport/", "/radgivningstelefonen/", "/konto/2fa/")
FILES = ("pdf", "csv", "json", "zip", "svg", "png", "jpg", "xlsx")
# Admin has its own layout; the others are files, or end the session.
SKIPPED = {"admin", "account_logout", "report_pdf", "report_workbook", "report_json", "report_draft_pdf"} | {
    "letter_pdf", "annual_report_file", "attachment_download", "annual_report_schema", "payment_export"
}  # fmt: skip


@pytest.fixture
def demo(settings, transactional_db, demo_rows):
    settings.DEMO = True
    insert_rows(demo_rows)
    with time_machine.travel(datetime.combine(DEMO_DAY, time(11), tzinfo=UTC), tick=True):
        yield


@pytest.mark.parametrize(
    ("slug", "least"),
    [
        pytest.param("", 12, id="anyone"),
        pytest.param("medlem", 20, id="contact"),
        pytest.param("jury", 15, id="juror"),
        pytest.param("ansatt", 25, id="staff"),
        pytest.param("ledelse", 40, id="management"),
        pytest.param("radgiver", 15, id="adviser"),
    ],
)
def test_nothing_scrolls_sideways_on_a_phone(page, live_server, demo, log_in, slug, least):
    if slug:
        log_in(user_of(slug))
    # Pictures are in the memory of the worker that made the demo's rows, which may be another one.
    page.route("**/*.jpg", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml"))
    waiting, visited, too_wide = [f"{live_server.url}{path}" for path in STARTS], Counter(), {}
    seen = set(waiting)

    while waiting:
        url = waiting.pop(0)
        name = view_of(url)
        if visited[name] == EACH_VIEW:
            continue
        visited[name] += 1
        page.goto(url, wait_until="load")
        if found := page.evaluate(TOO_WIDE):
            too_wide[url] = found
        new = [link for link in links(page, live_server.url) if link not in seen]
        seen.update(new)
        waiting += new

    assert too_wide == {}
    assert visited.total() >= least, visited


def links(page: Page, host: str) -> list[str]:
    """Return the pages of this site that the page links to, without their fragments."""
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    urls = dict.fromkeys(urljoin(page.url, href).split("#")[0] for href in found)
    return [url for url in urls if url.startswith(host) and view_of(url)]


def view_of(url: str) -> str:
    """Return the name of the page's view, or "" if it is not a page to visit."""
    path = urlsplit(url).path
    try:
        match = resolve(path, urls.__name__)
    except Resolver404:
        return ""
    is_skipped = match.app_name in SKIPPED or match.url_name in SKIPPED or path.endswith(FILES)
    return "" if is_skipped else match.url_name or path
