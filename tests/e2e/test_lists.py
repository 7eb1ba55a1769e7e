"""Staff save a view of a list, choose its columns, and take it with them: at a desk and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, HEIGHT, PHONE
from tests.factories import ContactFactory

pytestmark = pytest.mark.browser

LONG = "Interkommunalt kulturhus og konserthus for Nordre Østerdalen, {} Sáviehtadan samisk teater"
ROW_HEIGHTS = "() => [...document.querySelectorAll('#result_list tbody tr')].map(row => row.offsetHeight)"
IS_WIDE = "() => document.querySelector('.results').scrollWidth > document.querySelector('.results').clientWidth"


def test_staff_work_with_a_list(page, live_server, staff, log_in, check_page):
    for number in range(3):
        name = f"Anne-Margrethe Kristiansen Bjørnstad-Høgmo {number}"
        email = f"anne-margrethe.kristiansen{number}@interkommunaltkulturhus.example"
        ContactFactory.create(name=name, email=email, organisation__name=LONG.format(number))
    log_in(staff)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    contacts = f"{live_server.url}/admin/members/contact/"

    page.goto(f"{contacts}?q=anne")
    page.get_by_text("Kolonner", exact=True).click()
    page.get_by_label("Org.nr.").check()
    page.locator(".list-form").get_by_role("button", name="Vis", exact=True).click()
    page.get_by_text("Lagre visningen").click()
    page.get_by_label("Navn på visningen").fill("Alle Anner")
    check_page(re.compile("kontaktpersoner", re.IGNORECASE))
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_role("link", name="Alle Anner")).to_have_attribute("aria-current", "true")

    page.set_viewport_size({"width": DESK, "height": HEIGHT})
    assert len(set(page.evaluate(ROW_HEIGHTS))) == 1
    assert max(page.evaluate(ROW_HEIGHTS)) < 40
    assert not page.evaluate(IS_WIDE)
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    assert not page.evaluate(IS_WIDE)
    page.get_by_role("checkbox").last.check()

    page.get_by_role("link", name="Kopier e-postadresser").click()
    expect(page.get_by_role("status")).to_contain_text("3 e-postadresser")
    assert page.evaluate("navigator.clipboard.readText()").count("@") == 3

    for path, heading in {"e-postadresser/": "e-postadresser", "etiketter/": "adresseetiketter"}.items():
        page.goto(f"{contacts}{path}")
        check_page(re.compile(heading, re.IGNORECASE))
    page.goto(f"{contacts}visninger/")
    page.get_by_text("Slett", exact=True).click()
    check_page(re.compile("lagrede visninger", re.IGNORECASE))
    page.get_by_role("button", name="Slett «Alle Anner»").click()
    expect(page.get_by_text("Ingen visninger er lagret")).to_be_visible()
