"""A person sees where the account is logged in, and logs out the others."""

import pytest
from allauth.usersessions.models import UserSession
from playwright.sync_api import expect

from tests.e2e.conftest import at_both_widths

pytestmark = pytest.mark.browser

AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_contact_logs_out_other_browsers(page, live_server, contact, log_in, check_page, client):
    client.force_login(contact.user, backend="balansekunst.access.RoleBackend")
    log_in(contact.user)
    (cookie,) = (each for each in page.context.cookies() if each["name"] == "sessionid")
    for key in (cookie["value"], client.session.session_key):
        UserSession.objects.create(user=contact.user, session_key=key, ip="2001:db8::ff00:42:8329", user_agent=AGENT)

    page.goto(f"{live_server.url}/konto/2fa/")
    page.get_by_role("link", name="Se hvor").click()
    check_page("Her er du logget inn")
    page.get_by_role("button", name="Logg ut alle andre").click()
    page.get_by_text("De andre er logget ut.").wait_for()

    check_page("Her er du logget inn")
    assert UserSession.objects.get().session_key == cookie["value"]


@at_both_widths
def test_log_out_is_in_the_header(page, live_server, contact, log_in):
    log_in(contact.user)
    page.goto(f"{live_server.url}/min-side/")
    button = page.get_by_role("banner").get_by_role("button", name="Logg ut")

    expect(button).to_be_in_viewport()
    page.get_by_role("banner").get_by_role("link", name="Min side").focus()
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{live_server.url}/")
    expect(page.get_by_role("banner").get_by_role("link", name="Logg inn")).to_be_visible()
