"""A manager reads a year's page, opens its tables, and downloads its files."""

import json

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def download(page: Page, name: str) -> bytes:
    """Return the file behind the link."""
    with page.expect_download() as started:
        page.get_by_role("link", name=name).click()
    return started.value.path().read_bytes()


def test_manager_reads_year(page, live_server, office, management, log_in, check_page):
    log_in(management)
    page.goto(f"{live_server.url}/rapporter/")
    check_page("Rapporter")

    page.goto(f"{live_server.url}/rapporter/2024/")
    charts = page.locator("figure.chart")
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator(".js-plotly-plot")).to_be_visible()
        chart.locator("summary").click()
        expect(chart.get_by_role("table")).to_be_visible()
    check_page("Årssammendrag 2024")
    assert charts.count() >= 5

    assert download(page, "Last ned PDF").startswith(b"%PDF-")
    assert download(page, "Regneark").startswith(b"PK")
    assert json.loads(download(page, "JSON"))

    page.get_by_role("link", name="2023").first.click()
    expect(page.get_by_role("heading", level=1, name="Årssammendrag 2023")).to_be_visible()
