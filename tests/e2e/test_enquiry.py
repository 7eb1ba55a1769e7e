"""An adviser logs an enquiry by keyboard alone, is warned of personal data in the note, and closes the case."""

import re

import pytest
from playwright.sync_api import Page, expect

from radgivning.models import Enquiry, LogEntry
from tests.e2e.conftest import NOW
from tests.factories import EnquiryFactory

pytestmark = pytest.mark.browser

MOST_PRESSES = 14
TOPICS = ["diskriminering", "maktmisbruk", "seksuell trakassering", "varsling", "annet"]
# From the first choice, which has the focus and is not selected.
TO_REGION = {
    "Sørlandet": ["Space"],
    "Midt-Norge": ["ArrowDown"],
    "Nord-Norge": ["ArrowDown", "ArrowDown"],
    "Vestlandet": ["ArrowUp", "ArrowUp", "ArrowUp"],
    "Østlandet": ["ArrowUp", "ArrowUp"],
}


@pytest.fixture
def begin(page, live_server, adviser, log_in):
    """`begin()` opens the form as an adviser with a second factor."""

    def open_form() -> None:
        log_in(adviser)
        page.goto(f"{live_server.url}/radgivning/ny/")

    return open_form


def log_by_keyboard(page: Page, topic: str, region: str) -> int:
    """Log a leader's call about the topic, with legal guidance; return how many keys were pressed."""
    place = TOPICS.index(topic)
    keys = ["Space"] + ["Tab"] * (1 + place) + ["Space"] + ["Tab"] * (len(TOPICS) - place)
    keys += [*TO_REGION[region], "Tab", "Space", "Enter"]
    expect(page.get_by_label("virksomhet eller leder")).to_be_focused()
    for key in keys:
        page.keyboard.press(key)
    expect(page.get_by_text("Henvendelsen er registrert.")).to_be_visible()
    page.wait_for_load_state()
    return len(keys)


@pytest.mark.parametrize(
    ("topic", "region"),
    [
        pytest.param("varsling", "Østlandet", id="commonest"),
        pytest.param("annet", "Vestlandet", id="longest-way"),
        pytest.param("maktmisbruk", "Nord-Norge", id="longest-way-down"),
    ],
)
def test_common_enquiry_takes_few_keys(page, begin, topic, region):
    begin()

    presses = log_by_keyboard(page, topic, region)

    logged = Enquiry.objects.get()
    facts = (logged.date, logged.channel, logged.caller, logged.region, logged.legal_guidance)
    assert facts == (NOW.date(), "telefon", "virksomhet eller leder", region, True)
    assert [chosen.name for chosen in logged.topics.all()] == [topic]
    assert presses <= MOST_PRESSES


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_enquiry_is_logged_without_scripts(page, begin):
    begin()

    assert log_by_keyboard(page, "varsling", "Østlandet") <= MOST_PRESSES
    assert Enquiry.objects.count() == 1


def test_next_enquiry_is_logged_at_once(page, begin, check_page):
    begin()

    for _time in range(2):
        log_by_keyboard(page, "varsling", "Midt-Norge")

    check_page("Registrer henvendelse")
    assert Enquiry.objects.count() == 2


def test_grounds_and_referral_appear_when_relevant(page, begin, check_page):
    begin()
    grounds = page.get_by_role("group", name="Hvilke diskrimineringsgrunnlag?")
    referral = page.get_by_role("group", name="Hvem ble de henvist til?")

    for asked, kind, box in ((grounds, "checkbox", "diskriminering"), (referral, "radio", "ble henvist videre")):
        expect(asked).to_be_hidden()
        page.get_by_role(kind, name=box).check()
        expect(asked).to_be_visible()
    check_page("Registrer henvendelse")


def test_name_in_note_gives_warnings(page, begin, check_page):
    begin()
    note = page.get_by_label("Arbeidsnotat")
    page.get_by_label("den utsatte").check()
    page.get_by_label("varsling").check()
    page.get_by_label("Østlandet").check()
    page.get_by_role("radio", name="nei", exact=True).check()

    note.press_sequentially("snakket med Kari Hansen")
    expect(page.locator(".note-warnings")).to_have_text("Dette ser ut som et navn: «Kari Hansen».")
    expect(page.get_by_text("477 tegn igjen")).to_be_visible()
    page.get_by_role("button", name="Registrer henvendelsen").click()
    check_page("Registrer henvendelse")
    expect(note).to_have_value("snakket med Kari Hansen")
    page.get_by_role("button", name="Lagre likevel").click()

    expect(page.get_by_text("Henvendelsen er registrert.")).to_be_visible()
    page.wait_for_load_state()
    assert Enquiry.objects.get().note == "snakket med Kari Hansen"


def test_birth_number_is_refused(page, begin, check_page):
    begin()
    page.get_by_label("Arbeidsnotat").fill("fnr 151086 95088")
    page.get_by_role("button", name="Registrer henvendelsen").click()

    check_page("Registrer henvendelse")
    expect(page.get_by_text("Et fødselsnummer kan aldri stå her. Ta det bort.").first).to_be_visible()
    expect(page.get_by_role("button", name="Lagre likevel")).to_have_count(0)
    assert Enquiry.objects.count() == 0


def test_own_enquiry_is_closed(page, live_server, begin, adviser, check_page):
    own = EnquiryFactory.create(adviser=adviser, date=NOW.date(), note="Vil vente.")
    begin()
    page.get_by_role("link", name="Dine henvendelser").click()
    check_page("Dine henvendelser")
    page.get_by_role("link", name=re.compile("16. mars 2026")).click()
    check_page("Henvendelse 16. mars 2026")
    expect(page.get_by_label("Arbeidsnotat")).to_have_value("Vil vente.")
    page.get_by_role("button", name="Avslutt henvendelsen").click()

    expect(page.get_by_text("Henvendelsen er avsluttet.")).to_be_visible()
    assert Enquiry.objects.get(pk=own.pk).closed_on == NOW.date()


def test_colleagues_enquiry_opens_with_reason(page, live_server, begin, staff, check_page):
    case = EnquiryFactory.create(adviser=staff, date=NOW.date(), note="Vil vente.")
    begin()
    page.goto(f"{live_server.url}/radgivning/{case.pk}/")
    page.get_by_role("button", name="Se henvendelsen").click()
    expect(page.get_by_label("Hvorfor trenger du å se den?")).to_have_attribute("aria-invalid", "true")
    check_page("En kollegas henvendelse")
    page.get_by_label("Hvorfor trenger du å se den?").fill("Hun er syk i dag")
    page.get_by_role("button", name="Se henvendelsen").click()

    expect(page.get_by_role("heading", level=1, name="Henvendelse 16. mars 2026")).to_be_visible()
    assert list(LogEntry.objects.filter(action="read").values_list("why", flat=True)) == ["Hun er syk i dag"]
