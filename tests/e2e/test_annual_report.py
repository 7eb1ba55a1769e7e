"""Anyone reads a published report: its charts come when they are scrolled to, and are there without a script too."""

import pytest
from playwright.sync_api import Page, expect

from reports.document.nodes import Cover, Picture, transform
from tests.reports import published_reports as made

pytestmark = pytest.mark.browser

CHARTS = 4


@pytest.fixture
def report(transactional_db):
    """A report with everything but pictures in it, of which one number has been corrected."""
    without_pictures = transform(made.made(cover=Cover("rose")), lambda node: () if isinstance(node, Picture) else node)
    publication = made.publish(without_pictures)
    made.correct(publication, "members.joined", 39, 38)
    return publication


def asked_for(page: Page) -> list[str]:
    """Return what the page has asked for, in time."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def test_reader_scrolls_through_the_report(page, live_server, report, look_over):
    asked = asked_for(page)
    page.goto(f"{live_server.url}/arsrapport/")
    page.get_by_role("link", name="2024").click()
    page.wait_for_url("**/arsrapport/2024/")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "plotly" in url or "/diagram/" in url] == []

    charts = page.locator("figure.chart")
    expect(charts).to_have_count(CHARTS)
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator(".js-plotly-plot")).to_be_visible()
        chart.locator("summary").click()
        expect(chart.get_by_role("table")).to_be_visible()
    look_over("Årsrapport 2024")

    page.get_by_role("link", name="rettet til 38").first.click()
    expect(page.locator("#rettelse-1")).to_be_in_viewport()
    page.get_by_role("link", name="Kurs", exact=True).click()
    expect(page.get_by_role("heading", name="Kurs", exact=True)).to_be_in_viewport()


@pytest.fixture
def scriptless(page, browser_context_args, browser):
    """A window in which no script runs."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_reader_without_scripts_has_all_charts(scriptless, live_server, report):
    scriptless.goto(f"{live_server.url}/arsrapport/2024/")

    drawings = scriptless.locator("figure.chart svg[role=img]")
    expect(drawings).to_have_count(CHARTS)
    for drawing in drawings.all():
        expect(drawing).to_be_visible()
