"""The look of links in cards, and of the footer."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, at_both_widths

pytestmark = pytest.mark.browser
COLOUR = "link => getComputedStyle(link).color"


@at_both_widths
def test_links_in_cards_have_the_colour_of_links(page, live_server, transactional_db, check_page):
    page.goto(f"{live_server.url}/")
    check_page("For et likestilt og mangfoldig kulturliv")

    links = [page.get_by_role("link", name=name) for name in ("Se utlysningen", "Gå til Min side", "Til årsrapportene")]

    of_text = page.get_by_role("link", name="Om Rådgivningstelefonen").evaluate(COLOUR)
    assert {link.evaluate(COLOUR) for link in links} == {of_text}


@pytest.mark.parametrize("width", [pytest.param(DESK, id="desk")])
def test_footer_is_one_band_on_a_desk(page, live_server, contact, log_in, width):
    log_in(contact.user)
    page.goto(f"{live_server.url}/min-side/")
    footer = page.get_by_role("contentinfo")
    text = footer.get_by_text("En medlemsforening for virksomheter").bounding_box()
    links = footer.get_by_role("list").bounding_box()

    expect(footer.get_by_role("link", name="Personvern")).to_be_visible()
    assert links["x"] >= text["x"] + text["width"]
    assert links["y"] < text["y"] + text["height"]
    assert links["x"] + links["width"] <= width
