"""The whole way to Balansemerket, from Min side: four steps, a colleague, staff who send one back, and the award."""

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from balansekunst.models import User
from balansemerket.models import Area, Event, Round, Step
from members.models import Contact
from tests.factories import ContactFactory, UserFactory

pytestmark = pytest.mark.browser
TODAY = "2026-03-16"
LABELS = {
    Step.COURSES: "Kurs",
    Step.MAPPING: "Kartlegging",
    Step.MEASURES: "Tiltak",
    Step.MARK: "Merke",
}


def open_step(page: Page, step: Step) -> None:
    page.get_by_role("navigation", name="Stegene").get_by_role("link", name=LABELS[step]).click()
    expect(page.get_by_role("heading", level=1, name=LABELS[step])).to_be_visible()


def save(page: Page) -> None:
    page.get_by_role("button", name="Lagre og se hva som gjenstår").click()
    page.wait_for_url("**#lever")


def hand_in(page: Page, step: Step) -> None:
    page.get_by_role("button", name=f"Lever «{LABELS[step]}»").click()
    expect(page.get_by_text(f"«{LABELS[step]}» er levert.")).to_be_visible()


def take_courses(page: Page) -> None:
    course = page.get_by_role("group", name="Hersketeknikker")
    course.get_by_label("Så mange tok kurset").fill("7")
    course.get_by_label("Av så mange").fill("9")
    course.get_by_label("Fullført").fill("2026-03-02")
    page.get_by_label("Samlingen var").fill("2026-03-09")
    page.get_by_label("Sted, eller digitalt").fill("Øvingssalen på Ájluokta")
    page.get_by_label("Antall på samlingen").fill("8")


def describe_risk(part: Locator) -> None:
    part.get_by_label("Risiko eller hinder").fill("Frilansere får ulikt honorar for det samme.")
    part.get_by_label("Sannsynlighet").select_option(label="stor")
    part.get_by_label("Konsekvens").select_option(label="middels")
    part.get_by_label("Årsak").fill("Ingen sammenligner honorarene.")


def map_risks(page: Page, work: Round) -> None:
    """Write a risk of one area, and how the others were examined; wait for the page to save itself."""
    for area in Area:
        part = page.locator(f"#omrade-{area.value}")
        if area != Area.PAY:
            part.get_by_label("Ingen risiko, fordi").fill("Vi gikk gjennom det i møte, og spurte alle.")
            continue
        describe_risk(part)
    expect(page.locator("[data-saved]")).to_have_text(re.compile("Lagret kl"))
    assert work.risks.get(area="pay").cause == "Ingen sammenligner honorarene."


def plan(page: Page) -> None:
    page.get_by_label("Tiltak", exact=True).fill("Et felles regneark hver januar.")
    page.get_by_label("Hvem gjør det").fill("Daglig leder")
    page.get_by_label("Ferdig innen").fill("2026-10-01")
    page.get_by_label("Planen ble behandlet").fill(TODAY)
    page.get_by_label("Hvem som var med").fill("Ledelsen og alle ansatte")
    page.get_by_label("Neste samtale").fill("2026-10-01")
    page.get_by_label("Slik fortsetter samtalene").fill("Hver høst og vår.")


def answer(page: Page, url: str, work: Round, step: Step, button: str, words: str = "") -> None:
    """Let staff answer a step, from the board."""
    page.goto(f"{url}/balansemerket/tavle/")
    page.get_by_role("region", name=LABELS[step]).get_by_role("link", name=str(work.organisation)).click()
    page.get_by_label("Noen ord til virksomheten").fill(words)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text("Virksomheten har fått e-post.")).to_be_visible()


def test_organisation_goes_the_way_to_the_mark(
    page: Page, live_server: Any, contact: Contact, staff: User, log_in: Any, check_page: Any
) -> None:
    url, leader = live_server.url, contact.user
    colleague = UserFactory.create(name="Máret Medarbeider")
    ContactFactory.create(organisation=contact.organisation, user=colleague, email=colleague.email)
    log_in(colleague)

    page.goto(f"{url}/min-side/")
    page.get_by_role("link", name="Begynn på veien til merket").click()
    check_page("Begynn på Balansemerket")
    page.get_by_role("button", name="Begynn på veien til merket").click()
    check_page("Veien til Balansemerket")
    work = Round.objects.get()
    page.get_by_role("link", name="Velg hvem som er i ledelsen").click()
    page.get_by_label(contact.name).check()
    check_page("Hvem er i ledelsen?")
    page.get_by_role("button", name="Lagre").click()

    page.goto(f"{url}{work.get_absolute_url()}courses/")
    take_courses(page)
    check_page("Kurs")
    save(page)
    expect(page.get_by_text("Bare en kontaktperson som er merket som «ledelsen», kan levere.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Lever"))).to_have_count(0)

    log_in(leader)
    page.reload()
    hand_in(page, Step.COURSES)
    page.get_by_role("link", name="Fortsett på «Kartlegging»").click()
    map_risks(page, work)
    check_page("Kartlegging")
    save(page)
    hand_in(page, Step.MAPPING)
    page.get_by_role("link", name="Fortsett på «Tiltak»").click()
    plan(page)
    check_page("Tiltak")
    save(page)
    hand_in(page, Step.MEASURES)
    page.get_by_role("link", name="Fortsett på «Merke»").click()
    for number, place in enumerate(page.get_by_label("Legg ved filer").all()):
        if number:
            page.get_by_label("Eller en lenke").nth(number).fill(f"https://eksempel.example/{number}")
        else:
            place.set_input_files({"name": "rutine.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 rutine"})
    save(page)
    check_page("Merke")
    hand_in(page, Step.MARK)

    log_in(staff)
    answer(page, url, work, Step.COURSES, "Godkjenn steget")
    answer(page, url, work, Step.MAPPING, "Send tilbake", "Skriv hvor mange frilansere det gjelder.")
    check_page(str(work.organisation))

    log_in(leader)
    page.goto(f"{url}/min-side/")
    page.get_by_role("link", name="Se hva som må rettes").click()
    expect(page.get_by_text("Skriv hvor mange frilansere det gjelder.")).to_be_visible()
    page.get_by_label("Årsak").nth(1).fill("Ingen sammenligner honorarene til de 40 frilanserne.")
    save(page)
    hand_in(page, Step.MAPPING)

    log_in(staff)
    page.goto(f"{url}/balansemerket/tavle/")
    check_page("Underveis til Balansemerket")
    for step in (Step.MAPPING, Step.MEASURES, Step.MARK):
        answer(page, url, work, step, "Godkjenn steget")
    check_page(str(work.organisation))
    page.get_by_role("button", name="Tildel merket").click()
    expect(page.get_by_text("Tildelt til 16. mars 2027.")).to_be_visible()

    work.refresh_from_db()
    event = Event.objects.latest("pk")
    assert (event.kind, event.date, event.version_id) == ("awarded", date(2026, 3, 16), work.version_id)
    assert work.closed_on == date(2026, 3, 16)
    evidence = work.evidence.exclude(file="").get()
    evidence.file.delete(save=False)
