"""Staff use the admin: its front page, a list, a form, an import."""

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from tests.conftest import log_in as log_in_with_second_factor
from tests.factories import MembershipFactory

pytestmark = pytest.mark.browser


def enter(page: Page, url: str, client: Client) -> None:
    """Take over a client's session, which has a second factor."""
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


PAGES = {
    "/admin/": "Oversikt",
    "/admin/members/organisation/": "virksomhet",
    "/admin/members/organisation/add/": "virksomhet",
    "/admin/members/membership/import/": "importer",
    "/admin/members/membership/export/": "eksporter",
    "/admin/balansepotten/application/": "søknad",
    "/admin/courses/assignment/add/": "kursoppdrag",
}


def test_staff_open_admin_pages(page, live_server, staff, check_page):
    membership = MembershipFactory.create(organisation__name="Ås kammerkor")
    enter(page, live_server.url, log_in_with_second_factor(staff))
    organisation = f"/admin/members/organisation/{membership.organisation_id}/"

    for path, heading in {
        **PAGES,
        f"{organisation}change/": "virksomhet",
        f"{organisation}history/": "Ås kammerkor",
    }.items():
        page.goto(f"{live_server.url}{path}")
        check_page(re.compile(heading, re.IGNORECASE))


def test_staff_search_member_by_name(page, live_server, staff, check_page):
    MembershipFactory.create(organisation__name="Ås kammerkor")
    MembershipFactory.create(organisation__name="Voss kammerkor")
    enter(page, live_server.url, log_in_with_second_factor(staff))
    page.goto(f"{live_server.url}/admin/members/organisation/")

    page.locator("#searchbar").fill("ås")
    page.locator("#searchbar").press("Enter")

    expect(page.locator("#result_list tbody tr")).to_have_count(1)
