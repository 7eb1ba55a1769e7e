"""The demo's front page: a click logs in as each role, on the page to begin on."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from demo import filling
from demo.user_accounts import ACCOUNTS
from tests.demo import urls
from tests.e2e.conftest import NOW, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.urls(urls.__name__)]


HEADINGS = {"admin:index": "Oversikt", "report_list": "Rapporter", "enquiry_create": "Før en henvendelse"}


@pytest.fixture
def demo(settings, transactional_db):
    settings.DEMO = True
    filling.fill(NOW.date())


@pytest.mark.parametrize("width", [PHONE])
def test_click_logs_in_as_each_role(page, live_server, demo, look_over_both):
    for account in ACCOUNTS:
        page.goto(live_server.url)
        page.get_by_role("button", name=f"Logg inn som {account.name}").click()
        expect(page).to_have_url(f"{live_server.url}{reverse(account.start)}")
        look_over_both(HEADINGS.get(account.start, account.name))
    page.goto(live_server.url)
    look_over_both("For et likestilt og mangfoldig kulturliv")
