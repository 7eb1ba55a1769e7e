"""A contact applies for a grant: from the e-mailed code to the receipt."""

import re
from datetime import datetime

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from balansekunst.user_accounts import verify_email
from balansepotten.models import Application
from tests.e2e.conftest import NOW
from tests.factories import CallFactory

pytestmark = pytest.mark.browser

AUTOSAVE_PAUSE = 3000  # milliseconds, as in autosave.js


@pytest.fixture
def call():
    """A call that is open at the fixed moment."""
    return CallFactory.create(year=2026, opens_at=datetime(2026, 3, 1, tzinfo=NOW.tzinfo))


def log_in_by_code(page: Page, url: str, email: str) -> None:
    """Log in with a code sent to the address."""
    page.goto(f"{url}/konto/login/code/")
    page.get_by_label("E-post").fill(email)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/code/confirm/**")
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code, mail.outbox[-1].body
    page.locator("input[name=code]").fill(code[1])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/konto/" not in url)


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


def test_contact_applies_changes_and_withdraws(page, live_server, contact, call, check_page):
    verify_email(contact.user)
    log_in_by_code(page, live_server.url, contact.email)
    check_page("Kari Kontakt")

    page.goto(f"{live_server.url}/balansepotten/")
    check_page(re.compile("Balansepotten"))
    page.goto(f"{live_server.url}{call.get_absolute_url()}")
    check_page(re.compile("2026"))
    page.goto(f"{live_server.url}/balansepotten/2026/sok/")
    check_page("Søk om støtte")
    page.get_by_role("button", name="Begynn på søknaden").click()

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

    page.get_by_role("link", name="Endre søknaden").click()
    page.get_by_label("Navn på prosjektet").fill("Nytt navn")
    page.get_by_role("button", name="Send endringene").last.click()
    expect(page.get_by_text(re.compile("Endringene er sendt"))).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Nytt navn")).to_be_visible()
    page.get_by_role("link", name="Trekk søknaden").click()
    check_page("Trekk søknaden?")
    page.get_by_role("button", name="Trekk søknaden").click()

    expect(page.get_by_text(re.compile("Søknaden er trukket"))).to_be_visible()
    sent.refresh_from_db()
    assert (sent.status, sent.number, sent.title) == (Application.Status.WITHDRAWN, "2026-001", "Nytt navn")


def test_contact_of_non_member_sees_reason(page, live_server, outsider, call, log_in, check_page):
    log_in(outsider.user)
    page.goto(f"{live_server.url}/balansepotten/2026/sok/")

    check_page("Søk om støtte")
    expect(page.get_by_text(re.compile("er ikke medlem den 8. april 2026"))).to_be_visible()
    expect(page.get_by_role("button", name="Begynn på søknaden")).to_have_count(0)


def test_draft_is_saved_while_writing(page, live_server, contact, call, log_in):
    log_in(contact.user)
    page.clock.install()
    page.goto(f"{live_server.url}/balansepotten/2026/sok/")
    page.get_by_role("button", name="Begynn på søknaden").click()
    page.get_by_label("Navn på prosjektet").fill("Lagret av seg selv")
    page.clock.fast_forward(AUTOSAVE_PAUSE)

    expect(page.locator("[data-saved]")).to_have_text("Lagret kl.\xa012.00.")
    page.get_by_label("Målgruppe", exact=True).fill("Unge utøvere")
    page.get_by_role("button", name="Lagre utkast").last.click()

    expect(page.get_by_text(re.compile("Utkastet er lagret"))).to_be_visible()
    draft = Application.objects.get()
    assert (draft.title, draft.target_group) == ("Lagret av seg selv", "Unge utøvere")
