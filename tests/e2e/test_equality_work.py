"""A member without the mark documents its work for equality: a year with a risk and a measure, and how it went."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from balansemerket.models import Risk, Round
from members.models import Contact
from tests.e2e.conftest import NOW
from tests.e2e.test_way_to_mark import describe_risk, plan, save

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def download(page: Page, label: str) -> bytes:
    with page.expect_download() as found:
        page.get_by_role("link", name=label).click()
    return found.value.path().read_bytes()


def test_member_documents_two_years(
    page: Page, live_server: Any, contact: Contact, log_in: Any, check_page: Any
) -> None:
    log_in(contact.user)
    page.goto(f"{live_server.url}/min-side/")
    page.get_by_role("link", name="Begynn på dokumentasjonen").click()
    check_page("Dokumenter arbeidet for likestilling")
    page.get_by_role("button", name="Begynn").click()
    page.get_by_role("link", name="Kartlegg risiko og årsaker").click()
    describe_risk(page.locator("#omrade-pay"))
    save(page)
    work = Round.objects.get()
    page.goto(f"{live_server.url}/balansemerket/lovkrav/{work.uuid}/")
    page.get_by_role("link", name="Planlegg tiltak").click()
    plan(page)
    save(page)

    page.goto(f"{live_server.url}/balansemerket/lovkrav/{work.uuid}/")
    check_page("Arbeidet for likestilling og mot diskriminering 2026")
    assert download(page, "Last ned som PDF").startswith(b"%PDF-")
    assert download(page, "Last ned som Word-dokument").startswith(b"PK")

    with time_machine.travel(NOW + timedelta(days=360), tick=True):
        log_in(contact.user)
        page.goto(f"{live_server.url}/min-side/")
        page.get_by_role("link", name="Begynn på et nytt år").click()
        page.get_by_role("link", name="Skriv først hvordan det gikk").click()
        page.get_by_label("Hvordan det gikk").select_option(label="I gang")
        page.get_by_label("Resultat").fill("Vi fant to forskjeller, og rettet den ene.")
        check_page("Hvordan gikk tiltakene?")
        page.get_by_role("button", name="Lagre").click()
        page.get_by_role("link", name="Begynn på et nytt år").click()
        page.get_by_role("button", name="Begynn på et nytt år").click()
        expect(page.get_by_text("Vi fant to forskjeller, og rettet den ene.")).to_be_visible()
        check_page("Arbeidet for likestilling og mot diskriminering 2027")

    assert Risk.objects.get(round=work, area="pay").outcome == "ongoing"
    assert (
        Round.objects.latest("pk").risks.get(area="pay", previous__round=work).measure
        == "Et felles regneark hver januar."
    )
