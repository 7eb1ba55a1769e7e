"""A figure that is added to an area's declaration is everywhere that figures are, with no other change."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

import courses.figures
from balansekunst.figures import Figure, Period, ReportYear, When
from courses.models import Assignment
from reports.counting.summary import summarise
from reports.document import annual_report, insertables
from reports.models import AnnualReport
from tests.factories import AssignmentFactory

LABEL, MEANING = "Kurs i begge former", "Gjennomførte kurs der noen møtte opp, mens andre var med på nett."
GROUPED = "Kurs etter form"
YEAR = {"fra": "2024-01-01", "til": "2024-12-31"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _added(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Add a figure, and one by group, to the area of courses; two hybrid courses and a digital one were held."""
    area = courses.figures.AREA

    def figures(period: Period) -> list[Any]:
        held = Assignment.objects.held_in(period)
        return [
            *area.figures(period),
            Figure(
                "both_forms",
                LABEL,
                held.filter(form=Assignment.Form.HYBRID),
                meaning=MEANING,
                when=When.DURING,
                traced=("date", "status", "form"),
            ),
            Figure("by_form", GROUPED, held, by="form", meaning="Etter form.", when=When.DURING),
        ]

    monkeypatch.setattr(courses.figures, "AREA", replace(area, figures=figures))
    AssignmentFactory.create_batch(2, date=date(2024, 5, 1), form=Assignment.Form.HYBRID)
    AssignmentFactory.create(date=date(2024, 5, 1), form=Assignment.Form.DIGITAL, municipality=None)
    with time_machine.travel(datetime(2026, 3, 16, 11, 0, tzinfo=UTC), tick=False):
        yield


def test_added_figure_is_on_the_year_page(management_client: Client) -> None:
    page = management_client.get(reverse("report_detail", args=[2024])).text

    assert LABEL in page
    assert MEANING in page
    assert GROUPED in page


def test_added_figure_is_in_the_pdf(management_client: Client) -> None:
    reader = PdfReader(BytesIO(management_client.get(reverse("report_pdf", args=[2024])).getvalue()))

    text = " ".join(page.extract_text() for page in reader.pages)

    assert LABEL in text
    assert GROUPED in text


def test_added_figure_is_in_the_workbook(management_client: Client) -> None:
    content = management_client.get(reverse("report_workbook", args=[2024])).getvalue()

    sheet = openpyxl.load_workbook(BytesIO(content))["Kurs"]

    rows = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert rows[LABEL] == 2
    assert GROUPED in rows


def test_added_figure_is_in_the_json(management_client: Client) -> None:
    figures = json.loads(management_client.get(reverse("report_json", args=[2024])).getvalue())["courses"]

    assert (figures["both_forms"], figures["by_form"]) == (2, {"hybrid": 2, "digital": 1})


def test_added_figure_is_on_the_page_of_a_period(management_client: Client) -> None:
    page = management_client.get(reverse("report_period"), YEAR).text

    assert LABEL in page
    assert GROUPED in page


def test_added_figure_has_a_definition(client: Client) -> None:
    page = client.get(reverse("report_definitions"), YEAR).text

    assert 'id="courses.both_forms"' in page
    assert MEANING in page


def test_added_figure_can_be_inserted_in_texts() -> None:
    report = AnnualReport.objects.create(year=2024, title="Årsrapport 2024", lead="Vi holdt {courses.both_forms} kurs.")
    summary = summarise(ReportYear(2024, date(2026, 3, 16)))
    material = annual_report.gather(report, summary, day=date(2026, 3, 16))

    (group,) = [one for one in insertables.groups(summary, material, quotes=(), pictures=()) if one.title == "Kurs"]
    draft = annual_report.compose(report, summary, day=date(2026, 3, 16))

    assert ("{courses.both_forms}", LABEL, "2") in [(one.source, one.label, one.value) for one in group.entries]
    assert draft.problems == []
    assert "courses-by-form" in material.charts


def test_added_figure_has_its_list(staff_client: Client) -> None:
    figure = courses.figures.AREA.in_period(Period.year(2024)).figure("both_forms")

    response = staff_client.get(figure.list_url(Period.year(2024)))

    assert response.context["cl"].result_count == 2
    assert f"<strong>{LABEL} 2024</strong>: 2" in response.text


def test_added_figure_is_printed_by_the_command() -> None:
    out = StringIO()

    call_command("figures", "2024", stdout=out, stderr=StringIO())

    assert json.loads(out.getvalue())["courses"]["both_forms"] == 2
