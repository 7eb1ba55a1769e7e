"""The demo's front page: a click logs in as each role, on that role's first page."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from demo.user_accounts import ACCOUNTS
from tests.demo import urls

pytestmark = [pytest.mark.browser, pytest.mark.urls(urls.__name__)]


HEADINGS = {"admin:index": "Oversikt", "report_list": "Rapporter", "enquiry_create": "Registrer henvendelse"}
# Whose first page no other test in a browser checks, or not with this many rows.
CHECKED = {"ansatt", "medlem", "jury"}


def test_click_logs_in_as_each_role(page, live_server, demo, check_page):
    for account in ACCOUNTS:
        page.goto(live_server.url)
        page.get_by_role("button", name=f"Logg inn som {account.name}").click()
        expect(page).to_have_url(f"{live_server.url}{reverse(account.start)}")
        heading = HEADINGS.get(account.start, account.name)
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        if account.slug in CHECKED:
            check_page(heading)
    page.goto(live_server.url)
    check_page("Alt foreningen driver med, på ett sted")
    for name in ("Personvern", "Tilgjengelighet"):
        page.get_by_role("contentinfo").get_by_role("link", name=name).click()
        check_page(name)
