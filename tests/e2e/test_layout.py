"""The look of links, cards, lists and the footer."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from balansemerket import evidence, rounds
from demo.user_accounts import user_of
from tests.demo import urls
from tests.e2e.conftest import DESK, at_both_widths

pytestmark = pytest.mark.browser
TODAY = date(2026, 3, 16)
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


def test_steps_of_the_mark_are_apart_from_the_warning_above(page, live_server, contact, log_in):
    work = rounds.begin(contact.organisation, by=contact.user, on=TODAY)
    log_in(contact.user)
    page.goto(f"{live_server.url}{work.get_absolute_url()}")
    warning = page.get_by_text("Ingen av kontaktpersonene er merket").locator("xpath=..").bounding_box()
    steps = page.locator(".way").bounding_box()

    assert steps["y"] - (warning["y"] + warning["height"]) >= 16


def test_long_link_is_broken_on_a_phone(page, live_server, contact, log_in, check_page):
    work = rounds.begin(contact.organisation, by=contact.user, on=TODAY)
    requirement = work.version.requirements.filter(proof="evidence").first()
    link = f"https://eksempel.example/{'mangfold/rekruttering/' * 4}?side=12"
    evidence.add_link(work, requirement, link=link, by=contact.user)
    log_in(contact.user)

    page.goto(f"{live_server.url}{reverse('step_edit', args=[work.uuid, 'mark'])}")

    check_page("Merke")


@pytest.mark.urls(urls.__name__)
def test_demo_steps_without_login_have_whole_buttons(page, live_server, demo):
    page.goto(live_server.url)

    for button in page.get_by_role("link", name="Uten å logge inn").all():
        box = button.bounding_box()
        assert box["width"] > 2 * box["height"]


@pytest.mark.urls(urls.__name__)
def test_checkbox_of_a_card_is_beside_its_first_words(page, live_server, demo, log_in):
    log_in(user_of("ansatt"))
    page.goto(f"{live_server.url}/admin/members/likelyduplicate/?state__exact=waiting")

    for row in page.locator("#result_list tbody tr").all():
        words = row.locator("td.field-first_link a").bounding_box()
        checkbox = row.get_by_role("checkbox").bounding_box()
        assert words["x"] + words["width"] <= checkbox["x"]
