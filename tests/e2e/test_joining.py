"""A person asks to join, follows the request, and logs in when the board has accepted it."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from balansekunst.public_forms import FASTEST
from members.models import Fee, Organisation
from tests.e2e.test_applying import log_in_by_code
from tests.factories import FeeRateFactory, MembershipFactory, OrganisationFactory, municipality, organisation_number
from tests.register_server import refuse

pytestmark = pytest.mark.browser

NUMBER = organisation_number(900_001)
EMAIL = "kari@tonevika.example"
LINK = re.compile(r"https?://\S+/bli-medlem/innmelding/\S+")


def begin(page: Page, url: str) -> None:
    """Go from the front page to the form."""
    page.goto(url)
    page.get_by_role("main").get_by_role("link", name="Bli medlem").first.click()
    page.get_by_label("Organisasjonsnummer").fill(f"{NUMBER[:3]} {NUMBER[3:6]} {NUMBER[6:]}")
    page.get_by_role("button", name="Gå videre").click()


def fill_in(page: Page) -> None:
    page.get_by_label("Kunstfelt").select_option("musikk")
    page.get_by_label("Mellomstor (10").check()
    page.get_by_label("Hvorfor vil dere bli medlem?").fill("Vi vil ha flere med i koret.")
    page.get_by_label("Navnet ditt").fill("Kari Tone")
    page.get_by_label("E-postadressen din").fill(EMAIL)


def send_and_verify(page: Page) -> str:
    """Send the form, and open the link in the e-mail; return its address."""
    page.get_by_label("Vi slutter oss til formålet").check()
    page.wait_for_timeout(1000 * FASTEST.total_seconds())
    page.get_by_role("button", name="Send meg lenken").click()
    expect(page.get_by_text(f"Vi har sendt en e-post til {EMAIL}.")).to_be_visible()
    link = LINK.search(str(mail.outbox[-1].body))
    assert link
    page.goto(link[0])
    return link[0]


def test_organisation_joins(page, live_server, staff, log_in, check_page, register_server):
    for size, amount in (("small", 5_000), ("medium", 10_000), ("large", 15_000)):
        FeeRateFactory.create(year=2026, size=size, amount=amount)
    register_server.add(NUMBER)
    begin(page, live_server.url)
    check_page("Tonevika Kammerkor")
    expect(page.get_by_label("Poststed")).to_have_value("Bergen")
    fill_in(page)
    page.get_by_role("button", name="Send meg lenken").click()
    page.get_by_role("link", name="Medlemmer slutter seg til formålet.").click()
    expect(page.get_by_label("Vi slutter oss til formålet")).to_be_focused()
    check_page("Tonevika Kammerkor")
    link = send_and_verify(page)
    check_page("Tonevika Kammerkor")
    page.get_by_role("button", name="Bekreft og send til styret").click()
    expect(page.get_by_text("Innmeldingen ligger hos styret.")).to_be_visible()
    check_page("Tonevika Kammerkor")

    log_in(staff)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="innmelding venter på styret").click()
    page.get_by_role("link", name="Tonevika Kammerkor").first.click()
    page.get_by_role("link", name="Registrer styrets vedtak").click()
    page.get_by_label("Godkjent").check()
    page.get_by_label("Svar fra styret").fill("Dere er så velkomne!")
    page.get_by_role("button", name="Registrer vedtaket").click()
    expect(page.get_by_text(f"svaret er sendt til {EMAIL}")).to_be_visible()
    assert "Dere er så velkomne!" in mail.outbox[-1].body
    assert Fee.objects.get().rate.amount == 10_000

    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_text("Dere er så velkomne!")).to_be_visible()
    check_page("Tonevika Kammerkor")
    log_in_by_code(page, live_server.url, EMAIL)
    expect(page.get_by_text("Tonevika Kammerkor").first).to_be_visible()


def test_organisation_joins_while_the_register_is_down(page, live_server, check_page, register_server):
    FeeRateFactory.create(year=2026, size="medium", amount=10_000)
    register_server.faults = [refuse] * 9
    begin(page, live_server.url)
    check_page("Om virksomheten")
    page.get_by_label("Virksomhetens navn").fill("Tonevika kammerkor")
    page.get_by_label("Kommune").select_option(label="Bergen")
    fill_in(page)
    send_and_verify(page)
    page.get_by_role("button", name="Bekreft og send til styret").click()
    check_page("Tonevika kammerkor")


def test_anyone_finds_a_member(page, live_server, check_page):
    for name, place in (("Ås kunstlag", "Oslo"), ("Sámi teáhter", "Kautokeino")):
        organisation = OrganisationFactory.create(name=name, municipality=municipality(place), email="post@x.example")
        MembershipFactory.create(organisation=organisation)
    Organisation.objects.filter(name="Ås kunstlag").update(website="https://www.aas-kunstlag.example")
    page.goto(f"{live_server.url}/medlemmer/")
    check_page("Medlemmene")

    page.get_by_label("Søk etter navn eller sted").fill("sami")
    page.get_by_role("button", name="Søk").click()

    expect(page.get_by_text("Viser 1 av 2 medlemmer.")).to_be_visible()
    expect(page.get_by_role("row", name="Sámi teáhter")).to_be_visible()
    check_page("Medlemmene")
    page.goto(f"{live_server.url}/medlemmer/innfelt/")
    check_page("Medlemmene i Balansekunst")
