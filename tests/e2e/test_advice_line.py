"""Anyone reads about the advice line, and leaves the page quickly: by a click, by Escape, and without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import at_both_widths

pytestmark = pytest.mark.browser


@pytest.fixture
def way_out(settings, live_server) -> str:
    """A neutral page on this host: the tests send no requests to others."""
    settings.ADVICE_EXIT = f"{live_server.url}/balansepotten/?neutral"
    return settings.ADVICE_EXIT


@pytest.fixture
def advice_page(page: Page, live_server, way_out) -> Page:
    """The page of the advice line, opened from the front page, after its script has run."""
    page.goto(live_server.url)
    page.get_by_role("link", name="Om Rådgivningstelefonen").click()
    expect(page).to_have_title("Ring oss – Balansekunst")
    expect(page.get_by_text("Du kan også trykke Esc to ganger.")).to_be_visible()
    return page


def assert_gone(page: Page, way_out: str, front: str) -> None:
    """Assert that the neutral page replaced the page of the advice line in the tab's history."""
    expect(page).to_have_url(way_out)
    # The page before may come back from the cache, without loading again.
    page.go_back(wait_until="commit")
    expect(page).to_have_url(front)


def test_page_stores_nothing_in_browser(advice_page, check_page):
    check_page("Rådgivnings\u00adtelefonen")

    assert advice_page.context.cookies() == []
    assert advice_page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


@at_both_widths
def test_exit_is_visible_and_early_by_keyboard(advice_page):
    for _press in range(3):
        advice_page.keyboard.press("Tab")
    expect(advice_page.get_by_role("link", name="Forlat siden")).to_be_focused()

    advice_page.get_by_text("Nettleseren kan likevel huske").scroll_into_view_if_needed()
    expect(advice_page.get_by_role("link", name="Forlat siden")).to_be_in_viewport()


def test_exit_by_click_replaces_page(advice_page, live_server, way_out):
    with advice_page.expect_request(way_out) as asked:
        advice_page.get_by_role("link", name="Forlat siden").click()

    assert "referer" not in asked.value.all_headers()
    assert_gone(advice_page, way_out, f"{live_server.url}/")


def test_exit_by_two_escapes(advice_page, live_server, way_out):
    expect(advice_page.get_by_text("Du kan også trykke Esc to ganger.")).to_be_visible()
    expect(advice_page.get_by_text("Nettleseren din kjører ikke skript")).to_be_hidden()

    advice_page.keyboard.press("Escape")
    expect(advice_page.get_by_role("status")).to_have_text("Trykk Esc én gang til for å forlate siden.")
    expect(advice_page).to_have_title("Ring oss – Balansekunst")
    advice_page.keyboard.press("Escape")

    assert_gone(advice_page, way_out, f"{live_server.url}/")


def test_exit_after_skip_link_replaces_page(advice_page, live_server, way_out):
    advice_page.keyboard.press("Tab")
    advice_page.keyboard.press("Enter")
    expect(advice_page.locator("main")).to_be_focused()

    advice_page.get_by_role("link", name="Forlat siden").click()

    assert_gone(advice_page, way_out, f"{live_server.url}/")


def test_link_from_page_sends_no_referrer(advice_page, live_server):
    with advice_page.expect_request(f"{live_server.url}/") as asked:
        advice_page.get_by_role("link", name="Balansekunst").click()

    assert "referer" not in asked.value.all_headers()


def test_page_works_without_scripts(browser: Browser, live_server, way_out):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/radgivningstelefonen/")

    expect(page.get_by_text("Nettleseren din kjører ikke skript")).to_be_visible()
    expect(page.get_by_text("Du kan også trykke Esc to ganger.")).to_be_hidden()
    assert context.cookies() == []
    with page.expect_request(way_out) as asked:
        page.get_by_role("link", name="Forlat siden").click()

    assert "referer" not in asked.value.all_headers()
    context.close()
