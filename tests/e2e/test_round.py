"""A whole round in the browser, from call to final report: staff, a contact, a juror and a manager, each in turn."""

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
from tests.conftest import log_in as log_in_with_second_factor
from tests.e2e.test_admin import enter
from tests.e2e.test_applying import fill_in
from tests.factories import CallFactory, CriterionFactory, RejectionReasonFactory

pytestmark = pytest.mark.browser

AFTER_DEADLINE = datetime(2026, 4, 9, 8, 0, tzinfo=UTC)
AFTER_PROJECT = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)
LookOver = Callable[[Any], None]


@pytest.fixture
def call() -> Call:
    """A call that is open at the fixed moment, in which one assessment is enough."""
    call = CallFactory.create(year=2026, pot=60_000, quorum=1)
    CriterionFactory.create(call=call, name="Nytte")
    CriterionFactory.create(call=call, name="Gjennomføring", weight=2)
    RejectionReasonFactory.create(call=call)
    return call


@pytest.fixture
def play(page: Page, live_server: Any, look_over: LookOver) -> Callable[..., None]:
    """`play(user, path, heading)` goes on as that user, on that page, and finds no fault with it."""

    def go_on(user: User, path: str, heading: str | re.Pattern[str]) -> None:
        enter(page, live_server.url, log_in_with_second_factor(user))
        page.goto(f"{live_server.url}{path}")
        look_over(heading)

    return go_on


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()


def apply(page: Page, play: Callable[..., None], user: User) -> Application:
    play(user, "/balansepotten/2026/sok/", "Søk om støtte")
    press(page, "Begynn på søknaden")
    fill_in(page)
    page.get_by_label("Beløp dere søker om").fill("70 000")
    press(page, "Lagre og se over")
    press(page, "Send søknaden")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Takk!")
    return Application.objects.get()


def judge(page: Page, play: Callable[..., None], look_over: LookOver, juror: User, application: Application) -> None:
    play(juror, "/balansepotten/2026/jury/", "Juryen")
    page.get_by_role("link", name="Begynn å vurdere").click()
    look_over(application.title)
    for criterion in ("Nytte", "Gjennomføring"):
        page.get_by_role("group", name=re.compile(criterion)).get_by_role("radio").nth(3).check()
    page.get_by_label("Kommentar").fill("Godt tenkt.")
    press(page, "Ferdig med vurderingen")
    look_over(application.title)


def decide(page: Page, play: Callable[..., None], look_over: LookOver, manager: User) -> None:
    play(manager, "/balansepotten/2026/fordeling/", "Fordelingen")
    page.get_by_label(re.compile("Foreslått beløp til 2026-001")).fill("60 001")
    press(page, "Lagre forslagene")
    look_over("Fordelingen")
    assert Call.objects.get().allocated == 0, "more than the pot was kept"
    page.get_by_label(re.compile("Foreslått beløp til 2026-001")).fill("45 000")
    press(page, "Lagre forslagene")
    page.get_by_role("link", name="Til vedtaket").click()
    look_over("Se over og lås vedtaket")
    page.get_by_role("checkbox").check()
    press(page, "Lås vedtaket")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Se over og lås vedtaket")


def send_letters(page: Page, play: Callable[..., None], look_over: LookOver, staff: User) -> None:
    play(staff, "/balansepotten/2026/brev/", "Brevene")
    press(page, "Lag 1 brev")
    look_over("Brevene")
    page.get_by_role("link", name=re.compile("^Les alle")).click()
    expect(page.get_by_text(re.compile("45.000")).first).to_be_visible()
    page.go_back()
    page.get_by_role("link", name=re.compile("^Send 1 brev")).click()
    look_over("Send 1 brev?")
    press(page, "Send 1 brev")
    expect(page.get_by_role("heading", level=1, name="Brevene")).to_be_visible()


def accept(page: Page, play: Callable[..., None], look_over: LookOver, user: User, application: Application) -> None:
    play(user, f"/balansepotten/tilsagn/{application.uuid}/", application.title)
    page.get_by_role("link", name="Godta tilsagnet").click()
    look_over("Godta tilsagnet")
    page.get_by_label("Kontonummer").fill("8601 11 17948")
    page.get_by_role("checkbox").check()
    press(page, "Godta tilsagnet")
    look_over("Godta tilsagnet")
    page.get_by_label("Kontonummer").fill("8601 11 17947")
    press(page, "Godta tilsagnet")
    look_over(application.title)


def pay(page: Page, play: Callable[..., None], look_over: LookOver, manager: User) -> None:
    play(manager, "/balansepotten/2026/runde/", "Runden")
    page.get_by_role("link", name=re.compile("Før")).first.click()
    look_over("Før betaling")
    page.get_by_label("Betalt dato").fill("2026-04-09")
    press(page, "Før som betalt")
    expect(page.get_by_role("heading", level=1, name="Runden")).to_be_visible()


def report(page: Page, play: Callable[..., None], look_over: LookOver, user: User, application: Application) -> None:
    play(user, f"/balansepotten/tilsagn/{application.uuid}/rapport/", "Rapport og regnskap")
    page.get_by_label("Hva dere gjorde").fill("Tre samlinger.")
    page.get_by_label("Hvem dere nådde").fill("Frivillige.")
    page.get_by_label("Antall deltakere").fill("40")
    page.get_by_label("Honorar").fill("50 000")
    page.get_by_label("Egenandel").fill("15 000")
    page.locator("input[type=file]").set_input_files(
        {"name": "regnskap.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 regnskap"}
    )
    press(page, "Lagre og se over")
    look_over(re.compile("."))
    press(page, "Send rapporten")
    look_over(application.title)


def test_a_round_is_played_from_call_to_final_report(
    page, live_server, contact, management, staff, call, play, look_over
):
    application = apply(page, play, contact.user)
    with time_machine.travel(AFTER_DEADLINE, tick=True):
        juror = assessments.invite(
            call, name="Jury Jurysen", email="jury@eksempel.example", by=staff, at=AFTER_DEADLINE
        )
        judge(page, play, look_over, juror.user, application)
        decide(page, play, look_over, management)
        play(contact.user, f"/balansepotten/soknad/{application.uuid}/", application.title)
        expect(page.get_by_text("Innvilget")).to_have_count(0)
        send_letters(page, play, look_over, staff)
        assert mail.outbox[-1].to == [contact.email]
        assert "45\N{NO-BREAK SPACE}000" in str(mail.outbox[-1].body)
        accept(page, play, look_over, contact.user, application)
        pay(page, play, look_over, management)
    with time_machine.travel(AFTER_PROJECT, tick=True):
        report(page, play, look_over, contact.user, application)
        play(staff, f"/balansepotten/tilsagn/{application.uuid}/behandle/", application.title)
        press(page, "Godkjenn rapport og regnskap")
        look_over(application.title)
    page.goto(f"{live_server.url}/balansepotten/tildelinger/2026/")
    look_over("De har fått støtte")
    expect(page.get_by_text("Å se hverandre").first).to_be_visible()

    decision, kept = Decision.objects.get(), ProjectReport.objects.get()
    assert (decision.outcome, decision.amount_awarded) == (Decision.Outcome.GRANTED, 45_000)
    assert kept.status == ProjectReport.Status.APPROVED
    payments = {payment.part: payment.amount for payment in Payment.objects.all()}
    assert payments == {Payment.Part.FIRST: 30_000, Payment.Part.LAST: 5_000}
