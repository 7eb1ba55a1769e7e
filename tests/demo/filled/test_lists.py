"""A figure's link opens exactly the rows that it counts, in every year of the demo."""

from datetime import UTC, date, datetime, time
from io import BytesIO

import openpyxl
import pytest
import time_machine

from balansekunst.figures import Period, figure_area
from reports.counting.series import years_with_data
from reports.document.nodes import Number, TableBlock
from reports.document.traversal import find
from tests.conftest import log_in
from tests.factories import UserFactory
from tests.figures.lists import in_lists

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return UserFactory.create(is_staff=True, is_superuser=True)


@pytest.mark.one_database  # any period of any rows is compared on both in tests/figures
def test_figures_of_years_match_lists(day, reader):
    years = years_with_data(day)
    listed = [(year, *found) for year in years for found in in_lists(Period.year(year), reader)]

    assert {2023, 2024, 2025, 2026} <= years.keys()
    assert [found for found in listed if found[2] != found[3]] == []
    assert len({name for _year, name, number, _count in listed if number}) > 80


def test_period_of_year_has_figures_of_its_page(day, reader):
    client = log_in(reader)
    years = list(years_with_data(day))
    found = {}

    with time_machine.travel(datetime.combine(day, time(11), tzinfo=UTC), tick=False):
        for year in years:
            period = {"fra": f"{year}-01-01", "til": f"{year}-12-31"}
            of_year = client.get(f"/rapporter/{year}/").context["report"].document
            of_period = client.get("/rapporter/periode/", period).context["report"].document
            known = {number.key: number.shown for number in find(of_year, Number)}
            found[year] = [
                (number.key, number.shown, known[number.key])
                for block in find(of_period, TableBlock)
                for number in (row[1] for row in block.table.rows if len(row) > 1)
                if number.key and number.key in known
            ]

    differing = {
        (year, *each) for year, numbers_of_year in found.items() for each in numbers_of_year if each[1] != each[2]
    }
    assert differing == set()
    assert all(len(found[year]) > 25 for year in (2024, 2025, 2026)), found
    assert ("balansepotten.applications", "12", "12") in found[2026]


@pytest.mark.one_database
@pytest.mark.parametrize(
    "period",
    [
        pytest.param(Period(date(2024, 2, 29), date(2024, 2, 29)), id="leap-day"),
        pytest.param(Period(date(2023, 7, 1), date(2025, 6, 30)), id="across-years"),
        pytest.param(Period.year_until(2026, date(2026, 11, 23)), id="so-far"),
    ],
)
def test_figures_of_periods_match_lists(day, reader, period):
    assert [found for found in in_lists(period, reader) if found[1] != found[2]] == []


@pytest.mark.parametrize(
    ("area", "key", "group", "rows"),
    [
        pytest.param("members", "joined", "", 39, id="rows"),
        pytest.param("members", "by_region", "Østlandet", 133, id="group"),
        pytest.param("courses", "places", "", 71, id="distinct"),
        pytest.param("balansepotten", "awarded_nok", "", 17, id="sum"),
    ],
)
def test_export_of_figure_has_its_rows(day, staff, area, key, group, rows):
    period = Period.year(2024)
    figure = figure_area(area).in_period(period).figure(key)
    path, _, query = figure.list_url(period, group).partition("?")
    client = log_in(staff)

    assert client.get(f"{path}?{query}").context["cl"].result_count == rows
    form = client.get(f"{path}export/?{query}").context["form"]
    fields = {name: "on" for name in form.fields if name.split("_")[0] in {"resource"} or "resourcefield" in name}
    export = client.post(f"{path}export/?{query}", {**fields, "resource": "0", "format": "0"})

    sheet = openpyxl.load_workbook(BytesIO(export.content)).active
    assert sheet.max_row == rows + 1
