"""A manager reads the year's summary, opens its tables, and takes it away as files."""

import json

import pytest
from playwright.sync_api import Page, expect

from demo.filling import OFFICE
from office.folder import import_folder, read_folder
from tests.e2e.conftest import DESK, HEIGHT, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("width", [PHONE])]


@pytest.fixture
def imported_office(transactional_db):
    """The office's three years."""
    import_folder(read_folder(OFFICE))


def take_away(page: Page, name: str) -> bytes:
    """Return the file that the link gives."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    return download.value.path().read_bytes()


def test_manager_reads_the_year(page, live_server, imported_office, management, log_in, look_over):
    log_in(management.email)
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.goto(f"{live_server.url}/rapporter/")
        look_over("Rapporter")

        page.goto(f"{live_server.url}/rapporter/2024/")
        charts = page.locator("figure.chart")
        for chart in charts.all():
            chart.scroll_into_view_if_needed()
            expect(chart.locator(".js-plotly-plot")).to_be_visible()
            chart.locator("summary").click()
            expect(chart.get_by_role("table")).to_be_visible()
        look_over("Årssammendrag 2024")
        assert charts.count() >= 5

        page.get_by_role("link", name="2023").first.click()
        look_over("Årssammendrag 2023")

    page.goto(f"{live_server.url}/rapporter/2024/")
    assert take_away(page, "Last ned PDF").startswith(b"%PDF-")
    assert take_away(page, "Regneark").startswith(b"PK")
    assert json.loads(take_away(page, "JSON"))
