"""A report that is begun: which sections it has, and that all that its texts place can be filled."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from office.folder import import_folder, read_folder
from reports.counting.summary import summarise
from reports.counting.years import ReportYear
from reports.document import annual_report, beginning
from reports.models import AnnualReport, Section
from tests.factories import MembershipFactory
from tests.reports.conftest import OFFICE

DAY = date(2026, 3, 16)
pytestmark = pytest.mark.django_db


def written(report, day=DAY):
    return annual_report.build(report, summarise(ReportYear(report.year, day)), day=day)


def running(blocks):
    return "".join(str(node.get("text", node.get("shown", ""))) for node in annual_report.writing.leaves(blocks))


@pytest.fixture
def begun(staff):
    MembershipFactory.create(joined=date(2024, 2, 1))
    return beginning.begin(2024, by=staff, day=DAY)


def test_a_report_begins_with_a_section_of_each_kind_in_order(begun):
    assert begun.title == "Årsrapport 2024"
    assert [section.kind for section in begun.sections.all()] == list(Section.Kind)


def test_all_that_a_begun_report_places_can_be_filled(staff):
    assert import_folder(read_folder(OFFICE)).faults == []

    told = written(beginning.begin(2024, by=staff, day=DAY))

    kinds = {block["type"] for section in told["sections"] for block in section["blocks"]}
    assert {"figures", "chart", "recipients"} <= kinds
    assert running(told["lead"]) == ("I 2024 sto 214 virksomheter sammen om et likestilt og mangfoldig kulturliv.")
    assert "39 nye til, og 3 meldte seg ut" in running(told["sections"][0]["blocks"])


def test_the_history_tells_who_began(begun, staff):
    assert begun.history.get().history_user == staff
    assert {section.history.get().history_user for section in begun.sections.all()} == {staff}


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2025, 1, 1), id="before-the-advice-line-is-told"),
        pytest.param(date(2024, 6, 30), id="in-the-year"),
        pytest.param(date(2026, 3, 16), id="long-after"),
    ],
)
@pytest.mark.parametrize("members", [pytest.param(0, id="empty-year"), pytest.param(1, id="one-member")])
def test_a_report_of_little_leaves_out_what_there_is_nothing_of(staff, day, members):
    MembershipFactory.create_batch(members, joined=date(2024, 2, 1))

    told = written(beginning.begin(2024, by=staff, day=day), day)

    courses = told["sections"][1]
    assert courses["blocks"] == []
    assert bool(told["lead"]) == bool(members)


def test_a_report_is_not_begun_twice(begun, staff):
    with pytest.raises(ValidationError, match="allerede begynt"):
        beginning.begin(2024, by=staff, day=DAY)

    assert AnnualReport.objects.filter(year=2024).count() == 1


@pytest.mark.parametrize("year", [pytest.param(2027, id="to-come"), pytest.param(12, id="implausible")])
def test_a_report_of_a_year_that_is_none_is_refused(staff, year):
    with pytest.raises(ValidationError):
        beginning.begin(year, by=staff, day=DAY)

    assert not AnnualReport.objects.exists()


def test_a_year_that_lasts_can_be_begun(staff):
    assert beginning.begin(2026, by=staff, day=DAY).year == DAY.year
