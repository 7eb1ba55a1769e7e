"""The year to date: beside the same day of the year before, each number with its list, for those who may see it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balansekunst.figures import Number, Reader, Unit
from balansekunst.models import User
from balansepotten import conflicts
from balansepotten.models import Application
from reports.counting.year_to_date import NumberToDate, YearToDate, a_year_before, year_to_date
from tests.factories import ApplicationFactory, AssignmentFactory, CallFactory, EventFactory, MembershipFactory

DAY = date(2026, 3, 16)
INDEX, REPORTS = reverse("admin:index"), reverse("report_list")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 16, 11, 0, tzinfo=UTC), tick=False)


@pytest.fixture
def _years() -> None:
    """Something on the day, the day after and the year before of each area; what is after the day doesn't count."""
    for joined in (date(2023, 1, 1), date(2025, 3, 16), date(2025, 3, 17), date(2026, 3, 16), date(2026, 3, 17)):
        MembershipFactory.create(joined=joined)
    MembershipFactory.create(joined=date(2023, 1, 1), left=date(2026, 3, 16))
    for held in (date(2025, 3, 16), date(2025, 3, 17), date(2026, 3, 16), date(2026, 1, 1), date(2026, 3, 17)):
        AssignmentFactory.create(date=held, participants=20)
    EventFactory.create(date=date(2025, 3, 17), valid_until=date(2026, 3, 16))
    EventFactory.create(date=date(2026, 1, 5), valid_until=date(2027, 1, 4))
    for year, applied in ((2025, 70_000), (2026, 50_000), (2026, 30_000)):
        call = CallFactory.create(year=year) if year not in calls() else None
        ApplicationFactory.create(call=call or calls()[year], amount_applied=applied)


def calls() -> dict[int, Any]:
    return {application.call.year: application.call for application in Application.objects.select_related("call")}


def numbers(areas: list[YearToDate]) -> dict[str, tuple[int, int]]:
    return {number.now.label: (number.now.shown, number.before.shown) for area in areas for number in area.numbers}


@pytest.mark.usefixtures("_years")
def test_year_is_compared_with_same_day_before() -> None:
    assert numbers(year_to_date(DAY)) == {
        "Medlemmer i dag": (4, 3),
        "Nye medlemmer": (1, 1),
        "Utmeldte": (1, 0),
        "Kursoppdrag": (2, 1),
        "Deltakere": (40, 20),
        "Har Balansemerket": (2, 0),
        "Nye med Balansemerket": (1, 0),
        "Fornyelser": (0, 0),
        "Utløpte merker": (0, 0),
        "Søknader": (2, 1),
        "Samlet søknadsbeløp": (80_000, 70_000),
        "Innvilgede søknader": (0, 0),
        "Samlet tildeling": (0, 0),
    }


@pytest.mark.usefixtures("_years")
def test_call_is_compared_with_whole_call_before() -> None:
    assert [area.label for area in year_to_date(DAY) if area.note] == ["Balansepotten"]


@pytest.mark.parametrize(
    ("day", "before"),
    [
        pytest.param(date(2026, 3, 16), date(2025, 3, 16), id="any"),
        pytest.param(date(2028, 2, 28), date(2027, 2, 28), id="before-the-leap-day"),
        pytest.param(date(2028, 2, 29), date(2027, 2, 28), id="leap-day"),
        pytest.param(date(2029, 2, 28), date(2028, 2, 28), id="after-a-leap-year"),
    ],
)
def test_same_day_of_the_year_before(day: date, before: date) -> None:
    assert a_year_before(day) == before


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param(NumberToDate(Number(12), Number(7)), "5 flere enn i fjor (7)", id="more"),
        pytest.param(NumberToDate(Number(8), Number(7)), "1 mer enn i fjor (7)", id="one-more"),
        pytest.param(NumberToDate(Number(6), Number(7)), "1 færre enn i fjor (7)", id="fewer"),
        pytest.param(NumberToDate(Number(7), Number(7)), "som i fjor (7)", id="same"),
        pytest.param(NumberToDate(Number(7), Number(0)), "ingen i fjor", id="none-before"),
        pytest.param(NumberToDate(Number(0), Number(0)), "ingen i fjor heller", id="none-at-all"),
        pytest.param(
            NumberToDate(Number(1500, unit=Unit.KRONER), Number(500, unit=Unit.KRONER)),
            "1\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr mer enn i fjor (500\N{NO-BREAK SPACE}kr)",
            id="more-kroner",
        ),
        pytest.param(
            NumberToDate(Number(500, unit=Unit.KRONER), Number(600, unit=Unit.KRONER)),
            "100\N{NO-BREAK SPACE}kr mindre enn i fjor (600\N{NO-BREAK SPACE}kr)",
            id="less-kroner",
        ),
        pytest.param(NumberToDate(Number(9, at_least=True), Number(7)), "7 i fjor", id="a-floor"),
        pytest.param(NumberToDate(Number(9), Number(7, at_least=True)), "minst 7 i fjor", id="a-floor-before"),
        pytest.param(NumberToDate(Number(9), Number(7), is_comparable=False), "7 i fjor", id="of-another-time"),
    ],
)
def test_difference_is_in_words(number: NumberToDate, text: str) -> None:
    assert str(number.sentence) == text


@pytest.mark.parametrize(
    ("now", "before", "bars"),
    [
        pytest.param(50, 200, (25, 100), id="shorter"),
        pytest.param(3, 1, (100, 33), id="longer"),
        pytest.param(0, 0, (0, 0), id="none"),
    ],
)
def test_bars_are_in_percent_of_the_longer(now: int, before: int, bars: tuple[int, int]) -> None:
    assert NumberToDate(Number(now), Number(before)).bars == bars


@pytest.mark.usefixtures("_years")
def test_each_number_opens_its_rows(staff_client: Client) -> None:
    areas = year_to_date(DAY, Reader(can_open=lambda _model: True))
    counted = [
        number
        for area in areas
        for to_date in area.numbers
        for number in (to_date.now, to_date.before)
        if number.unit is Unit.COUNT and number.label != "Deltakere"
    ]

    listed = [staff_client.get(number.url).context["cl"].result_count for number in counted]

    assert listed == [number.value for number in counted]
    assert len(counted) == 20


@pytest.mark.usefixtures("_years")
def test_front_page_and_reports_link_to_lists(staff_client: Client, management_client: Client) -> None:
    staff_page, reports = staff_client.get(INDEX).text, management_client.get(REPORTS).text

    assert ("2026 så langt" in staff_page, "2026 så langt" in reports) == (True, True)
    assert "/admin/members/membership/?tall=2026-01-01%2F2026-03-16%2Fclosing" in staff_page
    assert "/admin/members/membership/?tall=2026-01-01%2F2026-03-16%2Fclosing" in reports


@pytest.mark.usefixtures("_years")
def test_what_one_has_a_conflict_with_is_in_no_number(staff_client: Client, staff: User, moment: datetime) -> None:
    case = Application.objects.get(amount_applied=30_000)
    before = staff_client.get(INDEX).text
    conflicts.declare(case.call, user=staff, ground="work", by=staff, at=moment, application=case)

    page = staff_client.get(INDEX).text

    words, amount, less = "Du er inhabil i noe av en runde", "80\N{NO-BREAK SPACE}000", "50\N{NO-BREAK SPACE}000"
    assert (words in before, amount in before, less in before) == (False, True, False)
    assert (words in page, amount in page, less in page) == (True, False, True)


@pytest.mark.usefixtures("_years")
def test_queries_do_not_grow() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            year_to_date(DAY)
        return len(captured)

    few = queries()
    MembershipFactory.create_batch(5)
    AssignmentFactory.create_batch(5, date=DAY)
    ApplicationFactory.create_batch(5, call=calls()[2026])

    assert (queries(), few) == (few, 1)
