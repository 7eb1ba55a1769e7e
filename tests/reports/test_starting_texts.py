"""A new report: its sections, and that all placeholders of its starting texts can be filled."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from balansekunst.figures import ReportYear, figure_areas
from reports.counting.summary import summarise
from reports.document import annual_report, nodes, starting_texts, traversal
from reports.models import AnnualReport, Section
from tests.factories import MembershipFactory

DAY = date(2026, 3, 16)
pytestmark = pytest.mark.django_db


def document_of(report, day=DAY):
    return annual_report.compose(report, summarise(ReportYear(report.year, day)), day=day).document


@pytest.fixture
def begun(staff):
    MembershipFactory.create(joined=date(2024, 2, 1))
    return starting_texts.begin(2024, by=staff, day=DAY)


def kinds(report):
    return [section.kind for section in report.sections.all()]


def test_new_report_has_section_of_each_kind(begun):
    assert begun.title == "Årsrapport 2024"
    assert kinds(begun) == ["members", "courses", "balansemerket", "equality", "balansepotten", "radgivning", "free"]


def test_sections_follow_the_registered_areas(settings, staff):
    settings.FIGURE_AREAS = ["courses.figures.AREA"]

    report = starting_texts.begin(2024, by=staff, day=DAY)

    assert kinds(report) == ["courses", "free"]
    assert list(Section._meta.get_field("kind").choices) == [("courses", "kurs"), ("free", "fritt")]


@pytest.mark.one_database
@pytest.mark.parametrize("area", figure_areas(), ids=lambda area: area.key)
def test_each_area_has_starting_text(area):
    assert f"{{{area.key}." in str(area.starting_text)


def test_starting_texts_can_be_filled(office, staff):
    document = document_of(starting_texts.begin(2024, by=staff, day=DAY))

    kinds = {type(block) for section in document.sections for block in section.blocks}
    assert {nodes.KeyFigures, nodes.Chart, nodes.Recipients} <= kinds
    assert traversal.plain_text(document.lead) == (
        "I 2024 sto 214 virksomheter sammen om et likestilt og mangfoldig kulturliv."
    )
    paragraphs = traversal.find(document.sections[0], nodes.Paragraph)
    assert any("39 nye til, og 3 meldte seg ut" in traversal.plain_text(one.inline) for one in paragraphs)


def test_history_has_who_created_report(begun, staff):
    assert begun.history.get().history_user == staff
    assert {section.history.get().history_user for section in begun.sections.all()} == {staff}


@pytest.mark.one_database
@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2025, 1, 1), id="before-advice-line-release"),
        pytest.param(date(2024, 6, 30), id="in-the-year"),
        pytest.param(date(2026, 3, 16), id="long-after"),
    ],
)
@pytest.mark.parametrize("members", [pytest.param(0, id="empty-year"), pytest.param(1, id="one-member")])
def test_empty_areas_have_no_starting_text(staff, day, members):
    MembershipFactory.create_batch(members, joined=date(2024, 2, 1))

    document = document_of(starting_texts.begin(2024, by=staff, day=day), day)

    assert document.sections[1].blocks == ()
    assert bool(document.lead) == bool(members)


def test_second_report_of_year_is_refused(begun, staff):
    with pytest.raises(ValidationError, match="allerede begynt"):
        starting_texts.begin(2024, by=staff, day=DAY)

    assert AnnualReport.objects.filter(year=2024).count() == 1


@pytest.mark.parametrize("year", [pytest.param(2027, id="to-come"), pytest.param(12, id="implausible")])
def test_report_of_impossible_year_is_refused(staff, year):
    with pytest.raises(ValidationError):
        starting_texts.begin(year, by=staff, day=DAY)

    assert not AnnualReport.objects.exists()


def test_current_year_can_be_reported(staff):
    assert starting_texts.begin(2026, by=staff, day=DAY).year == DAY.year
