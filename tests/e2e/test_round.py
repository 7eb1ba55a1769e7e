"""A whole grant round, from call to final report, by staff, a contact, a juror and a manager."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core import mail
from playwright.sync_api import Page, expect

from balansekunst.models import User
from balansepotten import assessments
from balansepotten.models import Application, Call, Decision, Payment, ProjectReport
from tests.e2e.test_applying import fill_in
from tests.factories import CallFactory, CriterionFactory, RejectionReasonFactory

pytestmark = pytest.mark.browser

AFTER_DEADLINE = datetime(2026, 4, 9, 8, 0, tzinfo=UTC)
AFTER_PROJECT = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)
CheckPage = Callable[[Any], None]
Play = Callable[..., None]


@pytest.fixture
def call() -> Call:
    """A call that is open at the fixed moment, in which one assessment is enough."""
    call = CallFactory.create(year=2026, pot=60_000, quorum=1)
    CriterionFactory.create(call=call, name="Nytte")
    CriterionFactory.create(call=call, name="Gjennomføring", weight=2)
    RejectionReasonFactory.create(call=call)
    return call


@pytest.fixture
def play(page: Page, live_server: Any, log_in: Callable[[User], None]) -> Play:
    """`play(user, path, heading)` opens the page as that user."""

    def open_page(user: User, path: str, heading: str) -> None:
        log_in(user)
        page.goto(f"{live_server.url}{path}")
        expect_page(page, heading)

    return open_page


def expect_page(page: Page, heading: str) -> None:
    """Wait for a page that this test, or another one, checks in another state."""
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()


def apply(page: Page, play: Play, user: User) -> Application:
    play(user, "/balansepotten/2026/sok/", "Søk om støtte")
    press(page, "Begynn på søknaden")
    fill_in(page)
    page.get_by_label("Beløp dere søker om").fill("70 000")
    press(page, "Lagre og se over")
    press(page, "Send søknaden")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Takk!")
    return Application.objects.get()


def judge(page: Page, play: Play, check_page: CheckPage, juror: User, application: Application) -> None:
    play(juror, "/balansepotten/2026/jury/", "Juryen")
    check_page("Juryen")
    page.get_by_role("link", name="Begynn å vurdere").click()
    check_page(application.title)
    for criterion in ("Nytte", "Gjennomføring"):
        page.get_by_role("group", name=re.compile(criterion)).get_by_role("radio").nth(3).check()
    page.get_by_label("Kommentar").fill("Godt tenkt.")
    press(page, "Ferdig med vurderingen")
    expect_page(page, application.title)


def decide(page: Page, play: Play, check_page: CheckPage, manager: User) -> None:
    play(manager, "/balansepotten/2026/fordeling/", "Fordelingen")
    page.get_by_label(re.compile("Foreslått beløp til 2026-001")).fill("60 001")
    press(page, "Lagre forslagene")
    check_page("Fordelingen")
    assert Call.objects.get().allocated == 0, "more than the pot was saved"
    page.get_by_label(re.compile("Foreslått beløp til 2026-001")).fill("45 000")
    press(page, "Lagre forslagene")
    page.get_by_role("link", name="Til vedtaket").click()
    check_page("Se over og lås vedtaket")
    page.get_by_role("checkbox").check()
    press(page, "Lås vedtaket")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Se over og lås vedtaket")


def send_letters(page: Page, play: Play, check_page: CheckPage, staff: User) -> None:
    play(staff, "/balansepotten/2026/brev/", "Brevene")
    press(page, "Lag 1 brev")
    check_page("Brevene")
    page.get_by_role("link", name=re.compile("^Les alle")).click()
    expect(page.get_by_text(re.compile("45.000")).first).to_be_visible()
    page.go_back()
    page.get_by_role("link", name=re.compile("^Send 1 brev")).click()
    check_page("Send 1 brev?")
    press(page, "Send 1 brev")
    expect_page(page, "Brevene")


def accept(page: Page, play: Play, check_page: CheckPage, user: User, application: Application) -> None:
    play(user, f"/balansepotten/tilsagn/{application.uuid}/", application.title)
    check_page(application.title)
    page.get_by_role("link", name="Godta tilsagnet").click()
    check_page("Godta tilsagnet")
    page.get_by_label("Kontonummer").fill("8601 11 17948")
    page.get_by_role("checkbox").check()
    press(page, "Godta og send budsjettet")
    check_page("Godta tilsagnet")
    page.get_by_label("Hva endres i planen?").fill("To samlinger, ikke tre.")
    page.get_by_label("Kontonummer").fill("8601 11 17947")
    press(page, "Godta og send budsjettet")
    check_page(application.title)


def agree(page: Page, play: Play, check_page: CheckPage, staff: User, application: Application) -> None:
    play(staff, "/balansepotten/2026/runde/?vis=budsjetter", "Runden")
    page.get_by_role("link", name=application.organisation.name).first.click()
    check_page(application.title)
    press(page, "Godkjenn budsjettet")
    expect(page.get_by_text("Budsjettet er godkjent")).to_be_visible()


def pay(page: Page, play: Play, check_page: CheckPage, manager: User) -> None:
    play(manager, "/balansepotten/2026/runde/", "Runden")
    check_page("Runden")
    page.get_by_role("link", name=re.compile("Registrer som betalt")).first.click()
    check_page("Registrer betaling")
    page.get_by_label("Betalt dato").fill("2026-04-09")
    press(page, "Registrer som betalt")
    expect_page(page, "Runden")


def report(page: Page, play: Play, check_page: CheckPage, user: User, application: Application) -> None:
    play(user, f"/balansepotten/tilsagn/{application.uuid}/rapport/", "Rapport og regnskap")
    check_page("Rapport og regnskap")
    page.get_by_label("Hva dere gjorde").fill("Tre samlinger.")
    page.get_by_label("Hvem dere nådde").fill("Frivillige.")
    page.get_by_label("Antall deltakere").fill("40")
    page.get_by_label("Honorar").fill("50 000")
    page.get_by_label("Egenandel").fill("15 000")
    page.locator("input[type=file]").set_input_files(
        {"name": "regnskap.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 regnskap"}
    )
    press(page, "Lagre og se over")
    check_page(re.compile("."))
    press(page, "Send rapporten")
    check_page(application.title)


def test_round_from_call_to_final_report(page, live_server, contact, management, staff, call, play, check_page):
    application = apply(page, play, contact.user)
    play(staff, "/balansepotten/2026/lengre-frist/", "Lengre frist")
    check_page("Lengre frist")
    with time_machine.travel(AFTER_DEADLINE, tick=True):
        juror = assessments.invite(
            call, name="Jury Jurysen", email="jury@eksempel.example", by=staff, at=AFTER_DEADLINE
        )
        judge(page, play, check_page, juror.user, application)
        decide(page, play, check_page, management)
        play(contact.user, f"/balansepotten/soknad/{application.uuid}/", application.title)
        expect(page.get_by_text("Innvilget")).to_have_count(0)
        send_letters(page, play, check_page, staff)
        assert mail.outbox[-1].to == [contact.email]
        assert "45\N{NO-BREAK SPACE}000" in str(mail.outbox[-1].body)
        play(contact.user, f"/balansepotten/tilsagn/{application.uuid}/si-fra-seg/", "Si fra dere støtten?")
        check_page("Si fra dere støtten?")
        accept(page, play, check_page, contact.user, application)
        agree(page, play, check_page, staff, application)
        pay(page, play, check_page, management)
        play(management, "/balansepotten/2026/potten/", "Øk potten")
        check_page("Øk potten")
    with time_machine.travel(AFTER_PROJECT, tick=True):
        report(page, play, check_page, contact.user, application)
        play(staff, f"/balansepotten/tilsagn/{application.uuid}/behandle/", application.title)
        check_page(application.title)
        press(page, "Godkjenn rapport og regnskap")
        expect_page(page, application.title)
    page.goto(f"{live_server.url}/balansepotten/tildelinger/2026/")
    check_page("De har fått støtte")
    expect(page.get_by_text("Å se hverandre").first).to_be_visible()

    decision, project_report = Decision.objects.get(), ProjectReport.objects.get()
    assert (decision.outcome, decision.amount_awarded) == (Decision.Outcome.GRANTED, 45_000)
    assert project_report.status == ProjectReport.Status.APPROVED
    payments = {payment.part: payment.amount for payment in Payment.objects.all()}
    assert payments == {Payment.Part.FIRST: 30_000, Payment.Part.LAST: 5_000}
