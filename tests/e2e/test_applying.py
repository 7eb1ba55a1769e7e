"""A contact applies for a grant: from the e-mailed code to the receipt."""

import re
from datetime import datetime

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from balansepotten.models import Application
from tests.e2e.conftest import NOW
from tests.factories import CallFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def call():
    """A call that is open at the fixed moment."""
    return CallFactory.create(year=2026, opens_at=datetime(2026, 3, 1, tzinfo=NOW.tzinfo))


def fill_in(page: Page) -> None:
    """Fill in the whole form, with 10 000 kr missing in the budget."""
    page.get_by_label("Navn på prosjektet").fill("Å se hverandre")
    page.get_by_label("Kategori").select_option("workshop")
    page.get_by_role("group", name="Tematisk satsing").get_by_role("checkbox").first.check()
    for name in ("Mål", "Målgruppe", "Forventet effekt", "Plan for gjennomføringen"):
        page.get_by_label(name, exact=True).fill("Flere skal kjenne seg igjen.")
    page.get_by_label("Prosjektet starter").fill("2026-06-01")
    page.get_by_label("Prosjektet slutter").fill("2026-09-30")
    for kind, what, amount in (("cost", "Honorar", "85 000"), ("income", "Egenandel", "15.000 kr")):
        lines = page.locator(f"[data-lines={kind}]")
        lines.get_by_label("Hva").first.fill(what)
        lines.get_by_label("Beløp").first.fill(amount)
    page.get_by_label("Beløp dere søker om").fill("60 000")


def test_contact_applies(page, live_server, contact, call, log_in, check_page):
    log_in(contact.email)
    check_page("Kari Kontakt")

    page.goto(f"{live_server.url}/balansepotten/")
    check_page(re.compile("Balansepotten"))
    page.goto(f"{live_server.url}{call.get_absolute_url()}")
    check_page(re.compile("2026"))
    page.goto(f"{live_server.url}/balansepotten/2026/sok/")
    check_page("Søk om støtte")
    page.get_by_role("button", name="Begynn på søknaden").click()
    check_page(re.compile("Søknad fra"))

    fill_in(page)
    expect(page.locator("#balance")).to_contain_text("Det mangler 10\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr")
    page.get_by_role("button", name="Lagre utkast").last.click()
    expect(page.get_by_text(re.compile("Utkastet er lagret"))).to_be_visible()
    check_page(re.compile("Søknad fra"))

    page.get_by_role("button", name="Lagre og se over").click()
    check_page("Se over søknaden")
    expect(page.get_by_role("button", name="Send søknaden")).to_have_count(0)
    page.get_by_role("link", name=re.compile("Budsjettet må gå opp")).click()
    page.get_by_label("Beløp dere søker om").fill("70 000")
    page.get_by_role("button", name="Lagre og se over").click()
    page.get_by_role("button", name="Send søknaden").click()

    check_page("Takk! Vi har fått søknaden")
    sent = Application.objects.get()
    assert (sent.status, sent.number, sent.amount_applied, sent.total_budget) == (
        Application.Status.SUBMITTED,
        "2026-001",
        70_000,
        85_000,
    )
    assert mail.outbox[-1].to == [contact.email]
    page.get_by_role("link", name="Se søknaden").click()
    check_page("Å se hverandre")


def test_contact_of_non_member_sees_reason(page, live_server, outsider, call, log_in, check_page):
    log_in(outsider.email)
    page.goto(f"{live_server.url}/balansepotten/2026/sok/")

    check_page("Søk om støtte")
    expect(page.get_by_text(re.compile("er ikke medlem den 8. april 2026"))).to_be_visible()
    expect(page.get_by_role("button", name="Begynn på søknaden")).to_have_count(0)


def test_draft_is_saved_while_writing(page, live_server, contact, call, log_in, check_page):
    log_in(contact.email)
    page.goto(f"{live_server.url}/balansepotten/2026/sok/")
    page.get_by_role("button", name="Begynn på søknaden").click()
    page.get_by_label("Navn på prosjektet").fill("Lagret av seg selv")

    expect(page.locator("[data-saved]")).to_have_text("Lagret kl. 12.00.")
    page.get_by_label("Målgruppe", exact=True).fill("Unge utøvere")
    page.get_by_role("button", name="Lagre utkast").last.click()

    expect(page.get_by_text(re.compile("Utkastet er lagret"))).to_be_visible()
    check_page(re.compile("Søknad fra"))
    draft = Application.objects.get()
    assert (draft.title, draft.target_group) == ("Lagret av seg selv", "Unge utøvere")


def test_sent_application_changed_and_withdrawn(page, live_server, contact, call, log_in, check_page):
    log_in(contact.email)
    page.goto(f"{live_server.url}/balansepotten/2026/sok/")
    page.get_by_role("button", name="Begynn på søknaden").click()
    fill_in(page)
    page.get_by_label("Beløp dere søker om").fill("70 000")
    page.get_by_role("button", name="Lagre og se over").click()
    page.get_by_role("button", name="Send søknaden").click()
    page.get_by_role("link", name="Se søknaden").click()

    page.get_by_role("link", name="Endre søknaden").click()
    check_page(re.compile("Søknad fra"))
    page.get_by_label("Navn på prosjektet").fill("Nytt navn")
    page.get_by_role("button", name="Send endringene").last.click()
    expect(page.get_by_text(re.compile("Endringene er sendt"))).to_be_visible()
    check_page("Nytt navn")
    page.get_by_role("link", name="Trekk søknaden").click()
    check_page("Trekk søknaden?")
    page.get_by_role("button", name="Trekk søknaden").click()

    expect(page.get_by_text(re.compile("Søknaden er trukket"))).to_be_visible()
    sent = Application.objects.get()
    assert (sent.status, sent.number, sent.title) == (Application.Status.WITHDRAWN, "2026-001", "Nytt navn")
