"""The year's page and files: permissions, contents and queries."""

import json
import re
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balansepotten.models import Theme
from courses.models import Topic
from members.models import Municipality
from radgivning import releases
from reports.document import traversal
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    EnquiryFactory,
    EventFactory,
    MembershipFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
PAGES = [
    pytest.param("report_list", [], id="list"),
    pytest.param("report_detail", [2024], id="page"),
    pytest.param("report_pdf", [2024], id="pdf"),
    pytest.param("report_workbook", [2024], id="workbook"),
    pytest.param("report_json", [2024], id="json"),
]


@pytest.fixture(autouse=True)
def _fixed_moment():
    with time_machine.travel(NOW, tick=False):
        yield


def fill(count, *, year=2024):
    """Record `count` of everything that is counted, each at a place and with a topic of its own."""
    topics = list(Topic.objects.all())
    call = CallFactory.create(year=year)
    for place, municipality in enumerate(Municipality.objects.filter(valid_until=None)[:count]):
        MembershipFactory.create(joined=date(year, 1, 1), organisation__municipality=municipality)
        AssignmentFactory.create(date=date(year, 2, 1), municipality=municipality, topics=[topics[place % len(topics)]])
        EventFactory.create(date=date(year, 3, 1), valid_until=date(year + 1, 2, 28))
        application = ApplicationFactory.create(call=call, status="granted", amount_awarded=50_000)
        application.themes.set(Theme.objects.all()[:2])
        EnquiryFactory.create(date=date(year, 4, 1))
    releases.release(date(year + 1, 2, 1))


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_report_requires_login(client, name, args):
    url = reverse(name, args=args)

    assert client.get(url).headers["Location"] == f"/konto/login/?next={url}"


@pytest.mark.parametrize(("name", "args"), PAGES)
@pytest.mark.parametrize("who", ["contact_client", "adviser_client"])
def test_report_requires_permission(request, who, name, args):
    assert request.getfixturevalue(who).get(reverse(name, args=args)).status_code == 403


@pytest.mark.parametrize(("name", "args"), PAGES)
@pytest.mark.parametrize("who", ["management_client", "staff_client", "superuser_client"])
def test_report_is_shown_with_permission(request, who, name, args):
    fill(1)

    assert request.getfixturevalue(who).get(reverse(name, args=args)).status_code == 200


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_report_is_read_only(management_client, name, args):
    assert management_client.post(reverse(name, args=args)).status_code == 405


def test_list_has_newest_year_first(management_client):
    fill(1, year=2024)
    fill(1, year=2026)

    response = management_client.get("/rapporter/")

    assert [year.year for year, _areas in response.context["years"]] == [2026, 2024]
    assert response.text.count("Året er ikke over") == 1


def test_empty_list_explains_itself(management_client):
    assert "Ingen rapporter ennå" in management_client.get("/rapporter/").text


def test_year_without_data_says_so(management_client):
    response = management_client.get("/rapporter/2019/")

    assert response.status_code == 200
    assert "Ingen tall for 2019" in response.text
    assert 'href="/rapporter/"' in response.text


@pytest.mark.parametrize("name", ["report_pdf", "report_workbook", "report_json"])
def test_year_without_data_has_no_downloads(management_client, name):
    assert management_client.get(reverse(name, args=[2019])).status_code == 404


@pytest.mark.parametrize("year", [2027, 1899, 10_000_000])
def test_future_year_is_not_found(management_client, year):
    assert management_client.get(f"/rapporter/{year}/").status_code == 404


def test_page_links_nearest_years_with_data(management_client):
    for year in (2020, 2022, 2024, 2026):
        MembershipFactory.create(joined=date(year, 1, 1))

    response = management_client.get("/rapporter/2022/")

    assert (response.context["before"], response.context["after"]) == (2020, 2024)
    assert management_client.get("/rapporter/2020/").context["before"] is None
    assert management_client.get("/rapporter/2026/").context["after"] is None


def test_unfinished_year_says_so(management_client):
    fill(1, year=2026)

    assert "Året er ikke over: tall per 16. mars 2026" in management_client.get("/rapporter/2026/").text


def test_finished_year_does_not_say_unfinished(management_client):
    fill(1)

    assert "Året er ikke over" not in management_client.get("/rapporter/2024/").text


def test_numbers_link_to_lists_for_staff(staff_client):
    fill(5)

    page = staff_client.get("/rapporter/2024/").text

    links = set(re.findall(r'href="/admin/([a-z]+/[a-z]+)/\?tall=', page))
    assert links == {
        "members/membership",
        "courses/assignment",
        "balansemerket/event",
        "balansemerket/certification",
        "balansepotten/application",
        "balansepotten/call",
    }


def test_numbers_are_plain_without_admin_access(staff, staff_client):
    fill(5)
    staff.is_staff = False
    staff.save()

    assert "/admin/" not in staff_client.get("/rapporter/2024/").text


def test_small_advice_line_count_is_hidden(management_client):
    fill(3)

    page = management_client.get("/rapporter/2024/")

    assert 'fikk <b class="number">færre enn 5</b> henvendelser' in page.text
    assert json.loads(management_client.get("/rapporter/2024/json/").getvalue())["radgivning"]["contacts"] == {
        "under": 5
    }


def test_every_chart_has_text_table_and_data(management_client):
    fill(5)

    response = management_client.get("/rapporter/2024/")

    charts = traversal.charts(response.context["report"].document)
    assert len(charts) == 11
    for chart in charts:
        assert f'<desc id="{chart.key}-description">' in response.text
        data = re.search(rf'<script id="{chart.key}-data" type="application/json">(.*?)</script>', response.text)
        assert json.loads(data[1])["data"]
    assert response.text.count("<table") == 11


def test_page_respects_content_security_policy(management_client):
    fill(5)

    response = management_client.get("/rapporter/2024/")

    assert " style=" not in response.text
    assert "<style" not in response.text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", response.text)
    assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["report_detail", "report_json"])
def test_queries_do_not_grow(management_client, name):
    url = reverse(name, args=[2024])
    fill(1)
    with CaptureQueriesContext(connection) as few:
        management_client.get(url)

    fill(3)
    with CaptureQueriesContext(connection) as more:
        management_client.get(url)

    assert len(more) == len(few) <= 30


def test_pdf_file_name_has_the_year(management_client):
    fill(1)

    response = management_client.get("/rapporter/2024/pdf/")

    assert response.headers["Content-Disposition"] == 'attachment; filename="arssammendrag-2024.pdf"'
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.getvalue().startswith(b"%PDF")


def test_workbook_file_name_has_the_year(management_client):
    fill(1)

    response = management_client.get("/rapporter/2024/regneark/")

    assert response.headers["Content-Disposition"] == 'attachment; filename="arssammendrag-2024.xlsx"'
    assert openpyxl.load_workbook(BytesIO(response.getvalue())).sheetnames[0] == "Oversikt"


def test_json_file_name_has_the_year(management_client):
    fill(5)

    response = management_client.get("/rapporter/2024/json/")

    assert response.headers["Content-Disposition"] == 'attachment; filename="arssammendrag-2024.json"'
    data = json.loads(response.getvalue())
    assert (data["year"], data["members"]["closing"]) == (2024, 5)
