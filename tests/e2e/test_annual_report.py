"""Anyone reads a published report: charts load when scrolled to, and are static drawings without scripts."""

import pytest
from playwright.sync_api import Page, expect

from reports.document.nodes import Cover, Picture
from reports.document.traversal import transform
from tests.reports import published_reports as made

pytestmark = pytest.mark.browser

CHARTS = 4


@pytest.fixture
def report(transactional_db):
    """A published report with all kinds of blocks but pictures, and one corrected number."""
    without_pictures = transform(made.made(cover=Cover("rose")), lambda node: () if isinstance(node, Picture) else node)
    publication = made.publish(without_pictures)
    made.correct(publication, "members.joined", 39, 38)
    return publication
    return publication


def requested_urls(page: Page) -> list[str]:
    """Return the list to which each requested address is appended."""
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    return urls


def test_reader_scrolls_through_report(page, live_server, report, check_page):
    urls = requested_urls(page)
    page.goto(f"{live_server.url}/arsrapport/")
    page.get_by_role("link", name="2024").click()
    page.wait_for_url("**/arsrapport/2024/")
    page.wait_for_load_state("networkidle")
    assert [url for url in urls if "plotly" in url or "/diagram/" in url] == []

    charts = page.locator("figure.chart")
    expect(charts).to_have_count(CHARTS)
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator(".js-plotly-plot")).to_be_visible()
        chart.locator("summary").click()
        expect(chart.get_by_role("table")).to_be_visible()
    check_page("Årsrapport 2024")

    page.get_by_role("link", name="rettet til 38").first.click()
    expect(page.locator("#rettelse-1")).to_be_in_viewport()
    page.get_by_role("link", name="Kurs", exact=True).click()
    expect(page.get_by_role("heading", name="Kurs", exact=True)).to_be_in_viewport()


@pytest.fixture
def scriptless(page, browser_context_args, browser):
    """A page without scripts."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_reader_without_scripts_sees_charts(scriptless, live_server, report):
    scriptless.goto(f"{live_server.url}/arsrapport/2024/")

    drawings = scriptless.locator("figure.chart svg[role=img]")
    expect(drawings).to_have_count(CHARTS)
    for drawing in drawings.all():
        expect(drawing).to_be_visible()


DROP = """(zone, [name, bytes]) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
    zone.dispatchEvent(new DragEvent("drop", {dataTransfer, bubbles: true, cancelable: true}));
}"""


def test_anyone_checks_a_file(page, live_server, report, check_page):
    page.goto(f"{live_server.url}/arsrapport/")
    page.get_by_role("link", name="Kontroller en årsrapport").click()
    choose = page.get_by_label("Årsrapporten som PDF")
    expect(choose).to_be_visible()
    content = report.content.encode()
    requests = requested_urls(page)

    page.locator("main").evaluate(DROP, ["rapport.json", list(content)])
    expect(page.get_by_role("status")).to_contain_text("Dette er arsrapport-2024.json slik vi publiserte den")
    check_page("Kontroller en årsrapport")
    choose.set_input_files({"name": "endret.json", "mimeType": "application/json", "buffer": content + b" "})
    expect(page.get_by_role("status")).to_contain_text("Vi har ikke publisert en slik fil")
    expect(page.get_by_role("status")).not_to_contain_text("Dette er")

    assert requests == []
    page.goto(f"{live_server.url}/arsrapport/rettelser/")
    expect(page.get_by_text("alvorlig feil")).to_be_visible()
    check_page("Versjoner og rettelser")
    page.get_by_role("link", name="Slik retter vi feil").click()
    check_page("Slik retter vi feil")


def test_check_without_scripts_lists_digests(scriptless, live_server, report):
    scriptless.goto(f"{live_server.url}/arsrapport/kontroll/")

    expect(scriptless.get_by_text(report.digest)).to_be_visible()
    expect(scriptless.get_by_text("sha256sum")).to_be_visible()
    expect(scriptless.get_by_label("Årsrapporten som PDF")).to_be_hidden()
