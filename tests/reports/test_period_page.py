"""The page of a period: permissions, comparisons and queries."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balansekunst.figures import Period, ReportYear
from radgivning import releases
from reports.counting import series
from reports.counting.periods import ReportPeriod
from reports.document.nodes import Chart, TableBlock
from reports.document.traversal import find
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
DAY = date(2026, 3, 16)
URL = "/rapporter/periode/"


@pytest.fixture(autouse=True)
def _fixed_moment():
    with time_machine.travel(NOW, tick=False):
        yield


def fill(*years, count=1):
    for year in years:
        MembershipFactory.create_batch(count, joined=date(year, 2, 1))
        AssignmentFactory.create_batch(count, date=date(year, 2, 2))
        EventFactory.create_batch(count, date=date(year, 2, 3), valid_until=date(year + 1, 2, 2))
        EnquiryFactory.create_batch(6, date=date(year, 2, 4))
        opens = datetime(year, 3, 1, tzinfo=UTC)
        call = CallFactory.create(year=year, opens_at=opens, deadline=datetime(year, 4, 8, tzinfo=UTC))
        ApplicationFactory.create_batch(count, call=call)
    releases.release(date(2026, 3, 16))


def section(response, key):
    return next(section for section in response.context["report"].document.sections if section.kind == key)


def table(response, key):
    return next((block.table for block in find(section(response, key), TableBlock)), None)


def row(response, key, label):
    return next([cell.value for cell in cells] for name, *cells in table(response, key).rows if name == label)


@pytest.mark.parametrize("who", ["contact_client", "adviser_client"])
def test_period_requires_permission(request, who):
    assert request.getfixturevalue(who).get(URL).status_code == 403


def test_period_requires_login(client):
    assert client.get(URL).headers["Location"] == f"/konto/login/?next={URL}"


def test_default_is_this_year_so_far(management_client):
    fill(2024, 2025, 2026)
    MembershipFactory.create(joined=date(2025, 3, 16))
    MembershipFactory.create(joined=date(2025, 3, 17))

    response = management_client.get(URL)

    assert response.context["period"].title == "2026, så langt"
    assert "Perioden er ikke over: tall per 16. mars 2026" in response.text
    assert table(response, "members").headings == ("Tall", "2026, så langt", "2025", "2024")
    assert row(response, "members", "Nye medlemmer") == [1, 2, 1]
    assert row(response, "members", "Medlemmer ved periodens slutt") == [5, 3, 1]


def test_finished_period_is_not_marked(management_client):
    response = management_client.get(URL, {"fra": "2025-01-01", "til": "2025-12-31"})

    assert response.context["period"].title == "2025"
    assert "Perioden er ikke over" not in response.text


@pytest.mark.parametrize(
    ("first", "last", "pot", "is_explained"),
    [
        pytest.param("2025-01-01", "2025-12-31", 1_500_000, False, id="whole-year"),
        pytest.param("2025-01-01", "2025-04-07", 0, True, id="day-before-the-deadline"),
        pytest.param("2025-01-01", "2025-04-08", 1_500_000, True, id="deadline"),
        pytest.param("2025-04-08", "2025-06-30", 1_500_000, True, id="from-the-deadline"),
        pytest.param("2025-04-09", "2025-06-30", 0, True, id="day-after"),
    ],
)
def test_call_is_counted_by_its_deadline(management_client, first, last, pot, is_explained):
    fill(2025)

    response = management_client.get(URL, {"fra": first, "til": last})

    assert row(response, "balansepotten", "Pott")[0] == pot
    assert ("utlysninger med søknadsfrist i perioden" in response.text) is is_explained


@pytest.mark.parametrize(
    ("first", "last", "pots"),
    [
        pytest.param("2026-01-01", "2026-12-31", [1_500_000, 1_500_000], id="year"),
        pytest.param("2026-04-01", "2026-06-30", None, id="quarter-not-begun"),
        pytest.param("2026-03-01", "2026-04-08", [1_500_000, 1_500_000], id="to-the-deadline"),
        pytest.param("2026-03-01", "2026-04-07", [0, 0], id="day-before-the-deadline"),
        pytest.param("2026-01-01", "2026-03-16", [0, 0], id="to-today"),
    ],
)
def test_open_call_is_counted_beside_whole_earlier_ones(management_client, first, last, pots):
    fill(2025, 2026)

    response = management_client.get(URL, {"fra": first, "til": last})

    assert (row(response, "balansepotten", "Pott")[:2] if pots else response.context["period"]) == pots
    if pots == [1_500_000, 1_500_000]:
        assert ("Årets utlysning så langt" in response.text) is (last == "2026-12-31")


def test_late_deadline_is_counted_in_oslo_time(management_client):
    opens = datetime(2025, 3, 1, tzinfo=UTC)
    CallFactory.create(year=2025, opens_at=opens, deadline=datetime(2025, 3, 31, 22, 30, tzinfo=UTC))

    in_march = management_client.get(URL, {"fra": "2025-01-01", "til": "2025-03-31"})
    in_april = management_client.get(URL, {"fra": "2025-04-01", "til": "2025-06-30"})

    assert row(in_march, "balansepotten", "Pott")[0] == 0
    assert row(in_april, "balansepotten", "Pott")[0] == 1_500_000


def test_advice_line_shows_released_years(management_client):
    fill(2023, 2024, 2025)

    advice = table(management_client.get(URL, {"fra": "2025-01-01", "til": "2025-12-31"}), "radgivning")

    assert advice.headings == ("Tall", "2025", "2024", "2023")
    assert [cell.shown for cell in advice.rows[0][1:]] == ["6", "6", "6"]


def test_advice_line_is_hidden_for_part_of_year(management_client):
    fill(2025)

    response = management_client.get(URL, {"fra": "2025-01-01", "til": "2025-12-30"})

    assert table(response, "radgivning") is None
    assert "vises bare for hele kalenderår" in response.text


@pytest.mark.parametrize(
    ("day", "years"),
    [
        pytest.param("2026-01-31 12:00+01:00", ("2024",), id="day-before"),
        pytest.param("2026-02-01 12:00+01:00", ("2025", "2024"), id="first-day"),
    ],
)
def test_advice_line_is_shown_from_february(management_client, day, years):
    fill(2024, 2025)

    with time_machine.travel(day, tick=False):
        response = management_client.get(URL, {"fra": "2025-01-01", "til": "2025-12-31"})

    assert table(response, "radgivning").headings == ("Tall", *years)
    assert ("offentliggjøres 1. februar året etter" in response.text) is (years == ("2024",))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("days", "field", "words"),
    [
        pytest.param({"fra": "2024-05-01", "til": "2024-04-30"}, "til", "den første dagen eller senere", id="order"),
        pytest.param({"fra": "2026-03-17", "til": "2026-03-31"}, "fra", "Perioden må ha begynt", id="ahead"),
        pytest.param({"fra": "1899-12-31", "til": "1900-01-01"}, "fra", "1900", id="too-old"),
        pytest.param({"fra": "2026-01-01", "til": "9999-12-31"}, "til", "mer enn et år fram", id="too-far"),
        pytest.param({"fra": "tull", "til": "2024-01-01"}, "fra", "Skriv datoen slik: 31.12.2026.", id="nonsense"),
        pytest.param({"fra": "2024-01-01"}, "til", "Velg den siste dagen", id="half"),
        pytest.param({"annet": "x"}, "fra", "Velg den første dagen", id="neither"),
    ],
)
def test_wrong_days_are_field_errors(management_client, days, field, words):
    response = management_client.get(URL, days)

    assert response.status_code == 200
    assert words in response.context["form"].errors[field][0]
    assert "report" not in response.context


@pytest.mark.parametrize("who", ["staff_client", "management_client"])
def test_numbers_link_to_lists(request, who):
    fill(2025)

    page = request.getfixturevalue(who).get(URL + "?fra=2025-01-01&til=2025-03-31").text

    assert "/admin/members/membership/?tall=2025-01-01" in page


def test_queries_do_not_grow(management_client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            management_client.get(URL, {"fra": "2025-01-01", "til": "2025-12-31"})
        return len(captured)

    fill(2024, 2025)
    queries()
    few = queries()
    fill(*range(2015, 2024), count=3)
    queries()

    assert queries() == few <= 25


def test_series_marks_unfinished_year():
    fill(2023, 2025, 2026)

    drawn = series.of_year(ReportYear(2026, DAY))

    assert {key: [row[0] for row in chart.table.rows] for key, chart in drawn.items()} == {
        "members-years": ["2023", "2024", "2025", "2026, så langt"],
        "courses-years": ["2023", "2024", "2025", "2026, så langt"],
        "balansemerket-years": ["2023", "2024", "2025", "2026, så langt"],
        "balansepotten-years": ["2023", "2024", "2025", "2026, så langt"],
        "radgivning-years": ["2023", "2024", "2025"],
    }
    assert [str(row[1]) for row in drawn["members-years"].table.rows] == ["1", "1", "2", "3"]
    assert [str(row[1]) for row in drawn["courses-years"].table.rows] == ["1", "0", "1", "1"]


def test_series_of_range_explains_same_days(management_client):
    fill(2024, 2025)

    (chart,) = find(section(management_client.get(URL), "members"), Chart)

    assert chart.notes == ("De samme dagene hvert år.",)
    assert [row[0] for row in chart.table.rows] == ["2024", "2025", "2026, så langt"]


def test_earlier_years_are_whole_in_series():
    fill(2024, 2025)
    MembershipFactory.create(joined=date(2025, 12, 31))

    drawn = series.of_year(ReportYear(2026, DAY))["members-years"]

    assert [str(row[1]) for row in drawn.table.rows] == ["1", "3", "3"]


def test_series_ends_with_its_year():
    fill(2023, 2024, 2025)

    assert [row[0] for row in series.of_year(ReportYear(2024, DAY))["members-years"].table.rows] == ["2023", "2024"]


def test_single_year_is_no_series():
    fill(2025)

    assert series.of_year(ReportYear(2025, DAY)) == {}


def test_empty_database_gives_zeros():
    members, *_others = series.compare(ReportPeriod(Period.year(2025), DAY))

    assert [number.value for row in members.table.rows for number in row[1:]] == [0] * 75
    assert (members.charts, members.groups[0][1].rows) == ((), ())
