"""Staff use the admin: lists, forms, an import. The demo's test checks its front page."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import AssignmentFactory, MembershipFactory

pytestmark = pytest.mark.browser

PAGES = {
    "/admin/members/membership/import/": "importer",
    "/admin/members/membership/export/": "eksporter",
    "/admin/balansepotten/application/": "søknad",
    "/admin/courses/assignment/add/": "kursoppdrag",
    "/admin/kalender/": "kalender",
}


def test_staff_open_admin_pages(page, live_server, staff, log_in, check_page):
    membership = MembershipFactory.create(organisation__name="Ås kammerkor")
    for number in range(7):  # more than the calendar shows of a day at once
        AssignmentFactory.create(title=f"Kurs {number}", date=timezone.localdate())
    log_in(staff)
    organisation = f"/admin/members/organisation/{membership.organisation_id}/"

    for path, heading in {
        **PAGES,
        f"{organisation}change/": "virksomhet",
        f"{organisation}history/": "Ås kammerkor",
    }.items():
        page.goto(f"{live_server.url}{path}")
        check_page(re.compile(heading, re.IGNORECASE))


def test_staff_search_member_by_name(page, live_server, staff, log_in, check_page):
    MembershipFactory.create(organisation__name="Ås kammerkor")
    MembershipFactory.create(organisation__name="Voss kammerkor")
    log_in(staff)
    page.goto(f"{live_server.url}/admin/members/organisation/")

    page.locator("#searchbar").fill("ås")
    page.locator("#searchbar").press("Enter")

    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    check_page(re.compile("virksomhet", re.IGNORECASE))


def test_staff_add_contact_in_dialog(page, live_server, staff, log_in, check_page):
    membership = MembershipFactory.create(organisation__name="Ås kammerkor")
    log_in(staff)
    page.goto(f"{live_server.url}/admin/members/organisation/{membership.organisation_id}/")
    expect(page.locator(".timeline")).to_contain_text("Ble medlem")
    check_page("Ås kammerkor")

    page.get_by_role("link", name="Ny kontaktperson").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Legg til").click()
    expect(dialog).to_contain_text("Fyll ut feltet.")
    dialog.get_by_label("Navn").fill("Kari Nordmann")
    dialog.get_by_label("E-post").fill("kari")
    dialog.get_by_role("button", name="Legg til").click()
    expect(dialog.get_by_label("E-post")).to_be_focused()
    dialog.get_by_label("E-post").fill("kari@aaskammerkor.example")
    dialog.get_by_role("button", name="Legg til").click()

    expect(page.locator(".messagelist")).to_contain_text("Kari Nordmann er lagret.")
    expect(page.locator(".timeline")).to_contain_text("Kontaktperson lagt til: Kari Nordmann")
    expect(page.locator("#kontaktpersoner")).to_contain_text("Kari Nordmann")
