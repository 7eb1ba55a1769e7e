"""The browser asks before somebody leaves a form with text that is not saved."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories import ContactFactory, OrganisationFactory
from tests.reports.written import written_report

pytestmark = pytest.mark.browser


@pytest.fixture
def organisation(transactional_db):
    organisation = OrganisationFactory.create(name="Ås kammerkor")
    ContactFactory.create(organisation=organisation)
    return organisation


@pytest.fixture
def form(page, live_server, staff, log_in, organisation):
    """The page where staff edit the organisation."""
    log_in(staff)
    page.goto(f"{live_server.url}/admin/members/organisation/{organisation.pk}/change/")
    return page


def asks(page: Page) -> bool:
    """Return whether the browser would ask before leaving the page now."""
    return page.evaluate("!dispatchEvent(new Event('beforeunload', {cancelable: true}))")


def test_browser_asks_before_link_is_followed(form, organisation):
    kinds = []
    form.on("dialog", lambda dialog: (kinds.append(dialog.type), dialog.dismiss()))
    name = form.locator("#id_name")
    name.click()
    name.press_sequentially(" og orkester")

    form.get_by_role("link", name="Historikk").click(no_wait_after=True)

    expect(name).to_have_value(f"{organisation.name} og orkester")
    assert kinds == ["beforeunload"]


def test_unchanged_form_is_left_silently(form):
    assert not asks(form)

    name = form.locator("#id_name")
    name.fill("Noe annet")
    assert asks(form)
    name.fill("Ås kammerkor")

    assert not asks(form)


def test_saving_is_silent(form, organisation):
    form.locator("#id_name").fill("Nytt navn")

    form.get_by_role("button", name="Lagre", exact=True).first.click()

    expect(form.get_by_role("link", name="Nytt navn").first).to_be_visible()
    organisation.refresh_from_db()
    assert organisation.name == "Nytt navn"


def test_form_with_errors_is_not_saved(form):
    form.locator("#id_name").fill("")
    form.get_by_role("button", name="Lagre", exact=True).first.click()
    expect(form.locator(".errornote")).to_be_visible()

    assert asks(form)


def test_added_and_removed_rows_count(page, live_server, staff, log_in):
    report = written_report()
    report.pictures.all().delete()
    log_in(staff)
    page.goto(f"{live_server.url}/admin/reports/annualreport/{report.pk}/change/")
    add = page.locator("#sections-group .add-row a")
    add.click()
    assert asks(page)
    page.locator("#sections-group .inline-deletelink:visible").click()
    assert not asks(page)

    page.locator("#id_sections-0-DELETE").check()

    assert asks(page)


def test_report_is_saved_before_its_draft_is_shown(page, live_server, staff, log_in):
    report = written_report()
    report.pictures.all().delete()
    log_in(staff)
    page.goto(f"{live_server.url}/admin/reports/annualreport/{report.pk}/change/")
    page.locator("#id_sections-0-text").fill("Året var godt.")

    page.get_by_role("button", name="Lagre og se utkastet").first.click()

    page.wait_for_url("**/utkast/")
    expect(page.get_by_text("Året var godt.").first).to_be_visible()


def test_searching_and_choosing_rows_is_silent(page, live_server, staff, log_in, organisation):
    log_in(staff)
    page.goto(f"{live_server.url}/admin/members/organisation/")
    page.locator("#searchbar").fill("ås")
    page.locator(".action-select").first.check()

    assert not asks(page)
