"""Staff find their way in the admin: the search in everything, the menu, and keys that can be turned off."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK
from tests.factories import MembershipFactory

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [pytest.param(DESK, id="desk")])
def test_keys_and_menu(page, live_server, staff, log_in, check_page):
    MembershipFactory.create(organisation__name="Ås kammerkor")
    log_in(staff)
    page.goto(f"{live_server.url}/admin/sok/?q=ingen")
    field, dialog = page.get_by_role("searchbox", name="Søk i alt"), page.get_by_role("dialog")

    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("gvaas k?")
    expect(field).to_have_value("gvaas k?")
    field.fill("kammerkor aas")
    page.keyboard.press("Enter")
    check_page("Søk")
    expect(page.get_by_role("link", name="Ås kammerkor")).to_be_visible()

    page.keyboard.press("Control+g")
    page.keyboard.press("v")
    page.keyboard.press("g")
    page.keyboard.press("v")
    expect(page).to_have_url(f"{live_server.url}/admin/members/organisation/")

    courses = page.get_by_role("link", name="Kursoppdrag")
    page.locator("summary", has_text="Kurs").click()
    expect(courses).to_be_hidden()
    page.reload()
    expect(courses).to_be_hidden()
    page.get_by_role("searchbox", name="Filtrer menyen").fill("kurso")
    expect(courses).to_be_visible()
    expect(page.locator("summary", has_text="Medlemmer")).to_be_hidden()
    page.get_by_role("searchbox", name="Filtrer menyen").fill("")

    page.locator("h1").click()
    page.keyboard.press("?")
    expect(dialog.get_by_role("link", name="Virksomheter")).to_be_visible()
    check_page("Virksomheter")
    dialog.get_by_label("Bruk hurtigtaster").uncheck()
    dialog.get_by_role("button", name="Lukk").click()
    page.reload()
    page.keyboard.press("/")
    page.keyboard.press("?")
    expect(field).not_to_be_focused()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Hurtigtaster").click()
    expect(dialog).to_be_visible()
