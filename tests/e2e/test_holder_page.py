"""The way from the public register of Balansemerket to a holder's page and its badge, and a mark that lapsed."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import CertificationFactory, EventFactory
from tests.mark_factories import MarkQuoteFactory

pytestmark = pytest.mark.browser


def holder(name: str, until: date) -> str:
    """Award the mark, and return the address of its page."""
    certification = CertificationFactory.create(organisation__name=name)
    EventFactory.create(certification=certification, date=date(2025, 7, 1), valid_until=until)
    MarkQuoteFactory.create(certification=certification, text="Nå vet alle hvem de skal si fra til.")
    return certification.get_absolute_url()


def test_reader_checks_a_mark(page: Page, live_server: LiveServer, check_page: Callable[[str], None]) -> None:
    holder("Fossekall Samtidsmusikk", date(2026, 6, 30))
    lapsed = holder("Nordlys Teater", date(2026, 2, 28))

    page.goto(f"{live_server.url}/balansemerket/")
    check_page("Balansemerket")
    page.get_by_label("Søk etter navn eller sted").fill("fosse")
    page.get_by_role("button", name="Søk").click()
    expect(page.get_by_role("status")).to_contain_text("Viser 1 av 1 med merket.")
    page.get_by_role("link", name="Fossekall Samtidsmusikk").click()
    check_page("Fossekall Samtidsmusikk")
    expect(page.get_by_text("Nå vet alle hvem de skal si fra til.")).to_be_visible()
    badge = page.get_by_role("img", name="Balansemerket, gyldig til 30.06.2026")
    assert badge.evaluate("picture => picture.complete && picture.naturalWidth") > 0
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Merket med beviset i (PNG)").click()
    assert downloaded.value.suggested_filename == "balansemerket.png"

    page.goto(f"{live_server.url}{lapsed}")
    check_page("Nordlys Teater")
    expect(page.get_by_text("Merket gikk ut 28. februar 2026 og er ikke fornyet.")).to_be_visible()
    expect(page.get_by_role("heading", name="Vis fram merket")).to_have_count(0)
