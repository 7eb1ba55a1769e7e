"""Long texts are saved while they are written, and two people who write at the same time lose nothing."""

import re

import pytest
from playwright.sync_api import expect

from balansepotten.models import ProjectReport
from reports.models import Section
from tests.e2e.conftest import NOW
from tests.factories import ReportFactory
from tests.reports.written import written_report

pytestmark = pytest.mark.browser
PAUSE = 3000  # milliseconds, as in autosave.js


@pytest.fixture
def report(transactional_db):
    """A yearly report without pictures, with two sections."""
    report = written_report()
    report.pictures.all().delete()
    Section.objects.create(report=report, title="Kurs", kind="courses", order=200, text="Kursene.")
    return report


def asks(page):
    """Return whether the browser would ask before leaving the page now."""
    return page.evaluate("!dispatchEvent(new Event('beforeunload', {cancelable: true}))")


@pytest.fixture
def writing(page, live_server, staff, log_in, report):
    """The page where the report is written, with a clock that can be moved."""
    log_in(staff)
    page.clock.install()
    page.goto(f"{live_server.url}/admin/reports/annualreport/{report.pk}/change/")
    return page


def text_of(report, title):
    return report.sections.get(title=title).text


def test_report_is_saved_while_writing(writing, report, check_page):
    check_page(re.compile("årsrapport"))
    writing.locator("#id_sections-0-text").fill("Skrevet nå.")
    assert asks(writing)
    writing.clock.fast_forward(PAUSE)

    expect(writing.locator("[data-saved]")).to_have_text("Lagret kl. 12.00.")
    assert text_of(report, "Medlemmer") == "Skrevet nå."
    assert not asks(writing)

    writing.locator("#id_sections-0-text").fill("Skrevet igjen.")
    writing.clock.fast_forward(PAUSE)
    expect(writing.locator("#initial-sections-0-id_sections-0-text")).to_have_value("Skrevet igjen.")
    assert text_of(report, "Medlemmer") == "Skrevet igjen."


def test_text_of_colleague_appears_and_contested_one_is_said(writing, report):
    report.sections.filter(title="Kurs").update(text="Kollegaens kurs.")
    writing.locator("#id_sections-0-text").fill("Mitt.")
    writing.clock.fast_forward(PAUSE)
    expect(writing.locator("#id_sections-1-text")).to_have_value("Kollegaens kurs.")
    assert not asks(writing)

    report.sections.filter(title="Kurs").update(text="Kollegaens nyere.")
    writing.locator("#id_sections-1-text").fill("Mine kurs.")
    writing.clock.fast_forward(PAUSE)
    expect(writing.locator("[data-saved]")).to_contain_text("«Tekst» i «Kurs» er også endret av en annen")
    assert asks(writing)
    writing.get_by_role("button", name="Lagre", exact=True).first.click()

    expect(writing.locator(".theirs")).to_have_text("Kollegaens nyere.")
    expect(writing.locator("#id_sections-1-text")).to_have_value("Mine kurs.")
    assert (text_of(report, "Medlemmer"), text_of(report, "Kurs")) == ("Mitt.", "Kollegaens nyere.")


def test_lost_connection_is_said(writing, report):
    writing.route("**/lagre/", lambda route: route.fulfill(status=200, body="no JSON"))
    writing.locator("#id_sections-0-text").fill("Mitt.")
    writing.clock.fast_forward(PAUSE)

    expect(writing.locator("[data-saved]")).to_have_text("Ikke lagret: ingen forbindelse. Vi prøver igjen.")
    assert asks(writing)


def test_project_report_is_saved_while_writing(page, live_server, contact, log_in, check_page):
    report = ReportFactory.create(
        status=ProjectReport.Status.DRAFT,
        submitted_at=None,
        grant__application__organisation=contact.organisation,
        grant__accepted_at=NOW,
        grant__accepted_by=contact.user,
        grant__account_number="86011117947",
    )
    log_in(contact.user)
    page.clock.install()
    page.goto(f"{live_server.url}/balansepotten/tilsagn/{report.grant.application.uuid}/rapport/")
    check_page("Rapport og regnskap")
    page.get_by_label("Hva dere gjorde").fill("Tre samlinger.")
    assert asks(page)
    page.clock.fast_forward(PAUSE)

    expect(page.locator("[data-saved]")).to_have_text("Lagret kl. 12.00.")
    assert ProjectReport.objects.get().done == "Tre samlinger."
    assert not asks(page)
