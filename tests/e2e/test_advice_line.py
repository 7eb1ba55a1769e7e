"""Anyone reads of the advice line, and leaves the page in a hurry: by a click, by Escape, and without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def way_out(settings, live_server) -> str:
    """A neutral page, here on this host: the tests ask nothing of others."""
    settings.ADVICE_EXIT = f"{live_server.url}/balansepotten/?neutral"
    return settings.ADVICE_EXIT


@pytest.fixture
def advice_page(page: Page, live_server, way_out) -> Page:
    """The open page, come to from the front page, when its script has run."""
    page.goto(live_server.url)
    page.get_by_role("link", name="Om Rådgivningstelefonen").click()
    expect(page).to_have_title("Ring oss – Balansekunst")
    expect(page.get_by_text("Du kan også trykke Esc to ganger.")).to_be_visible()
    return page


def assert_gone(page: Page, way_out: str, front: str) -> None:
    """Assert that the page is left, and that its place in the tab's history is taken."""
    expect(page).to_have_url(way_out)
    # The page before may come back whole, without loading anew.
    page.go_back(wait_until="commit")
    expect(page).to_have_url(front)


def test_page_is_for_all_and_sets_no_cookie(advice_page, look_over):
    look_over("Rådgivnings\u00adtelefonen")

    assert advice_page.context.cookies() == []
    assert advice_page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_exit_stays_in_sight_and_comes_early_by_keyboard(advice_page):
    for _press in range(3):
        advice_page.keyboard.press("Tab")
    expect(advice_page.get_by_role("link", name="Forlat siden")).to_be_focused()

    advice_page.get_by_text("Nettleseren kan likevel huske").scroll_into_view_if_needed()
    expect(advice_page.get_by_role("link", name="Forlat siden")).to_be_in_viewport()


def test_exit_by_click_takes_the_page_s_place(advice_page, live_server, way_out):
    with advice_page.expect_request(way_out) as asked:
        advice_page.get_by_role("link", name="Forlat siden").click()

    assert "referer" not in asked.value.all_headers()
    assert_gone(advice_page, way_out, f"{live_server.url}/")


def test_exit_by_escape_twice(advice_page, live_server, way_out):
    expect(advice_page.get_by_text("Du kan også trykke Esc to ganger.")).to_be_visible()
    expect(advice_page.get_by_text("Nettleseren din kjører ikke skript")).to_be_hidden()

    advice_page.keyboard.press("Escape")
    expect(advice_page.get_by_role("status")).to_have_text("Trykk Esc én gang til for å forlate siden.")
    expect(advice_page).to_have_title("Ring oss – Balansekunst")
    advice_page.keyboard.press("Escape")

    assert_gone(advice_page, way_out, f"{live_server.url}/")


def test_exit_after_the_skip_link_leaves_no_step_behind(advice_page, live_server, way_out):
    advice_page.keyboard.press("Tab")
    advice_page.keyboard.press("Enter")
    expect(advice_page.locator("main")).to_be_focused()

    advice_page.get_by_role("link", name="Forlat siden").click()

    assert_gone(advice_page, way_out, f"{live_server.url}/")


def test_link_from_the_page_carries_no_referrer(advice_page, live_server):
    with advice_page.expect_request(f"{live_server.url}/") as asked:
        advice_page.get_by_role("link", name="Balansekunst").click()

    assert "referer" not in asked.value.all_headers()


def test_page_is_whole_without_scripts(browser: Browser, live_server, way_out):
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
