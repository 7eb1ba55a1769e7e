"""Participants evaluate a course on their phones, and staff read the averages when the evaluation is closed."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses import evaluations
from tests.factories import AssignmentFactory

pytestmark = pytest.mark.browser
QUESTIONS = ("Hvor nyttig", "Hvor god", "Hvor trygt", "Hvor sannsynlig")


def test_participants_evaluate_course(page: Any, live_server: Any, staff: Any, log_in: Any, check_page: Any) -> None:
    course = AssignmentFactory.create(date=timezone.localdate(), title="Trygge scener")
    address = f"/evaluering/{course.evaluation_key}/"
    page.goto(f"{live_server.url}{address}plakat/")
    check_page("Hva synes du om kurset?")
    page.get_by_role("link", name=address).click()
    check_page("Trygge scener")
    page.get_by_role("button", name="Send svaret").click()
    page.get_by_role("heading", name="Rett opp dette før du går videre").wait_for()
    check_page("Trygge scener")
    for question in QUESTIONS:
        page.get_by_role("group", name=question).get_by_label("4", exact=True).check()
    page.get_by_label("Er det noe mer du vil si?").fill("Mer tid til spørsmål")
    page.get_by_role("button", name="Send svaret").click()
    check_page("Takk for svaret")
    # The same browser, with the form still open in another tab.
    again = Client()
    again.cookies["evaluert"] = next(each["value"] for each in page.context.cookies() if each["name"] == "evaluert")
    refused = again.post(address, {**dict.fromkeys(evaluations.SCORES, 1), "form_key": "another"})
    assert (refused.status_code, "Du har allerede svart" in refused.text) == (409, True)
    for place in range(4):
        Client().post(address, {**dict.fromkeys(evaluations.SCORES, 5), "form_key": f"phone {place}"})

    page.context.clear_cookies()
    log_in(staff)
    page.goto(f"{live_server.url}/admin/courses/assignment/{course.pk}/change/")
    page.get_by_role("link", name="QR-kode, lenke og resultat").click()
    page.get_by_text("Minst 5 har svart.", exact=True).wait_for()
    check_page("Evaluering")
    page.get_by_role("button", name="Avslutt evalueringen").click()
    page.get_by_text("5 deltakere har svart.").wait_for()
    assert page.get_by_role("row", name="Samlet").inner_text().split()[-1] == "4,8"
    page.get_by_text("Mer tid til spørsmål").wait_for()
    check_page("Evaluering")
