"""A member's life, from the demo's page: joining, paying by a bank's file, a delegate, leaving and coming back."""

import re
from datetime import date
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from balansekunst.public_forms import FASTEST
from members.models import Fee, Membership, Organisation, Registration
from tests.conftest import DEMO_DAY
from tests.demo import urls
from tests.e2e.test_applying import log_in_by_code
from tests.members.ocr_files import Paid, ocr_file

pytestmark = [pytest.mark.browser, pytest.mark.urls(urls.__name__)]
NUMBER, NAME = "314159306", "Tømmervika Jazz- og Viseklubb"
ANY = re.compile(".")
EMAIL = "vilde@tommervika.example"


def log_in_as(page: Page, url: str, name: str) -> None:
    page.context.clear_cookies()
    page.goto(url)
    page.get_by_role("button", name=f"Logg inn som {name}").click()


def apply(page: Page, url: str) -> None:
    """Ask to join, from the demo's page to the link in the e-mail, which the demo shows."""
    page.context.clear_cookies()
    page.goto(url)
    page.get_by_role("link", name="Bli medlem").first.click()
    page.get_by_label("Organisasjonsnummer").fill(NUMBER)
    page.get_by_role("button", name="Gå videre").click()
    page.get_by_label("Kunstfelt").select_option("musikk")
    page.get_by_label(re.compile("^Liten")).check()
    page.get_by_label("Hvorfor vil dere bli medlem?").fill("Vi vil ha flere stemmer på scenen.")
    page.get_by_label("Navnet ditt").fill("Vilde Påfunn")
    page.get_by_label("E-postadressen din").fill(EMAIL)
    page.get_by_label("Vi slutter oss til formålet").check()
    page.wait_for_timeout(1000 * FASTEST.total_seconds())
    page.get_by_role("button", name="Send meg lenken").click()
    page.get_by_role("link", name="Åpne lenken").click()
    page.get_by_role("button", name="Bekreft og send til styret").click()
    expect(page.get_by_text("Innmeldingen ligger hos styret.")).to_be_visible()


def accept(page: Page, url: str, *, joined: date) -> None:
    """Let staff register that the board accepts the newest request."""
    log_in_as(page, url, "Ada Ansatt")
    page.get_by_role("link", name=re.compile("venter på styret")).click()
    page.get_by_role("link", name=NAME).first.click()
    page.get_by_role("link", name="Registrer styrets vedtak").click()
    page.get_by_label("Godkjent").check()
    page.get_by_label("Medlem fra").fill(joined.isoformat())
    page.get_by_role("button", name="Registrer vedtaket").click()
    expect(page.get_by_text(f"svaret er sendt til {EMAIL}")).to_be_visible()


def open_organisation(page: Page, url: str) -> None:
    page.goto(f"{url}/admin/")
    page.get_by_label("Søk i alt").first.fill(NAME)
    page.get_by_role("button", name="Søk", exact=True).first.click()
    page.get_by_role("region", name="Virksomheter").get_by_role("link", name=NAME).click()


def test_member_joins_pays_sends_delegate_leaves_and_comes_back(
    page: Page,
    live_server: Any,
    demo: None,
    check_page: Any,
) -> None:
    url = live_server.url
    apply(page, url)
    accept(page, url, joined=date(DEMO_DAY.year, 1, 5))
    organisation = Organisation.objects.get(number=NUMBER)

    page.context.clear_cookies()
    log_in_by_code(page, url, EMAIL)
    page.get_by_role("link", name="Endre opplysninger").click()
    page.get_by_label(re.compile("^Adresse")).first.fill("Oppdiktgata 7")
    page.get_by_role("button", name="Lagre opplysningene").click()
    expect(page.get_by_text("Opplysningene er lagret.")).to_be_visible()

    organisation.refresh_from_db()
    assert organisation.address == "Oppdiktgata 7"

    send_invoice_and_read_payment(page, url, organisation, check_page)

    page.context.clear_cookies()
    log_in_by_code(page, url, EMAIL)
    page.get_by_role("link", name=re.compile("Kontingent|fakturaer", re.IGNORECASE)).first.click()
    expect(page.get_by_text("Dere skylder ingenting.")).to_be_visible()
    check_page("Kontingent")

    page.goto(f"{url}/min-side/")
    page.get_by_role("link", name="Meld på").first.click()
    page.get_by_label("Navn").first.fill("Ánne Risten Oppdikt")
    page.get_by_label("E-post").first.fill("anne@tommervika.example")
    page.get_by_role("button", name="Meld på delegaten").click()
    expect(page.get_by_text("Ánne Risten Oppdikt er påmeldt som delegat.")).to_be_visible()
    assert Registration.objects.get(organisation=organisation).name == "Ánne Risten Oppdikt"

    page.goto(f"{url}/min-side/")
    page.get_by_role("link", name="Meld dere ut").click()
    page.get_by_role("button", name="Be om å bli meldt ut").click()
    check_page(ANY)

    log_in_as(page, url, "Ada Ansatt")
    open_organisation(page, url)
    page.get_by_role("link", name="Meld ut", exact=True).first.click()
    page.get_by_label("Utmeldt").last.fill(DEMO_DAY.isoformat())
    page.get_by_role("button", name="Registrer utmeldingen").click()
    expect(page.get_by_text("er registrert").first).to_be_visible()
    assert not Organisation.objects.members_on(DEMO_DAY).filter(pk=organisation.pk).exists()

    apply(page, url)
    accept(page, url, joined=DEMO_DAY)
    periods = Membership.objects.filter(organisation=organisation).order_by("joined")
    assert [(period.joined, period.left) for period in periods] == [
        (date(DEMO_DAY.year, 1, 5), DEMO_DAY),
        (DEMO_DAY, None),
    ]


def send_invoice_and_read_payment(page: Page, url: str, organisation: Organisation, check_page: Any) -> None:
    """Send the invoice of the fee, and read the bank's file with its payment."""
    fee = Fee.objects.get(membership__organisation=organisation)
    log_in_as(page, url, "Ada Ansatt")
    page.goto(f"{url}/admin/members/fee/?q={NUMBER}")
    page.locator("input.action-select").first.check()
    page.locator("select[name=action]").first.select_option(label="Send fakturaer")
    page.get_by_role("button", name="Utfør").first.click()
    page.get_by_role("button", name=re.compile("Send")).last.click()
    fee.refresh_from_db()
    assert fee.kid
    assert [message.to for message in mail.outbox if message.attachments][-1] == [EMAIL]
    content = ocr_file([Paid(fee.kid, 100 * fee.amount, DEMO_DAY)], settled_on=DEMO_DAY)
    page.goto(f"{url}/admin/members/feepayment/")
    page.get_by_role("link", name="Les inn OCR-fil").click()
    check_page(ANY)
    page.locator("input[type=file]").set_input_files({"name": "ocr.txt", "mimeType": "text/plain", "buffer": content})
    page.get_by_role("button", name="Se gjennom filen").click()
    check_page(ANY)
    page.get_by_role("button", name="Registrer innbetalingene").click()
    check_page(ANY)
    page.goto(f"{url}/admin/members/fee/regnskap/?q={NUMBER}")
    check_page(ANY)
    fee.refresh_from_db()
    assert fee.paid_on == DEMO_DAY
