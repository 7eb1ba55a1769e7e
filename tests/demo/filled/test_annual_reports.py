"""The demo's yearly reports: 2024 as published, its drift, and the draft of 2025."""

from datetime import date

import pytest

from balansekunst.figures import ReportYear
from demo.user_accounts import user_of
from reports.counting.summary import summarise
from reports.document import annual_report
from reports.document.nodes import (
    Chart,
    Emphasis,
    Heading,
    KeyFigures,
    Link,
    List,
    Number,
    Paragraph,
    PersonQuote,
    Picture,
    Quote,
    Recipients,
    Strong,
    Text,
)
from reports.document.review import known_values, last_edit, typed_by_line, writers
from reports.document.traversal import find, walk
from reports.drift.differences import drift
from reports.models import AnnualReport, Publication
from reports.publication.blockers import blockers
from reports.publication.corrections import corrections_of
from reports.publication.publishing import read
from tests.imports.folders import EXPECTED

BLOCKS = {Paragraph, Heading, List, Quote, PersonQuote, Picture, KeyFigures, Chart, Recipients}
INLINE = {Text, Number, Strong, Emphasis, Link}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]


@pytest.fixture
def publication():
    return Publication.objects.get(year=2024)


@pytest.fixture
def draft():
    return AnnualReport.objects.get(year=2025)


def figures_of(publication):
    """Return the published figures by area, in the shape of the expected ones."""
    found = {}
    for frozen in publication.figures.all():
        area, key = frozen.key.split(".")
        if frozen.group:
            found.setdefault(area, {}).setdefault(key, {})[frozen.group] = frozen.value
        else:
            found.setdefault(area, {})[key] = frozen.value
    return found


@pytest.mark.parametrize("area", ["members", "courses", "balansemerket", "balansepotten"])
def test_published_figures_match_office_data(publication, area):
    found = figures_of(publication)[area]

    assert {key: found[key] for key in EXPECTED["2024"][area]} == EXPECTED["2024"][area]


def test_published_report_has_every_block_type(publication):
    document = read(publication)

    assert {type(node) for node in walk(document.sections)} >= BLOCKS | INLINE
    assert {found.ordered for found in find(document, List)} == {True, False}
    assert document.cover.picture.alt.startswith("Sirkler")


def test_author_and_publisher_differ(publication):
    assert writers(publication.report) == {user_of("ansatt").pk}
    assert publication.published_by == user_of("ledelse")
    assert publication.published_at.date() == date(2025, 3, 20)
    assert last_edit(publication.report).at.date() == date(2025, 2, 17)


def typed(report, summary):
    """Return the numbers that are typed in the texts and equal no figure."""
    known = known_values(summary.numbers)
    texts = [report.lead, *(section.text for section in report.sections.all())]
    return [shown for text in texts for _line, shown in typed_by_line(text, known)]


def test_published_report_has_no_typed_numbers(publication, day):
    assert typed(publication.report, summarise(ReportYear(2024, day))) == []


def test_drift_shows_changed_rows(publication, day):
    found = {(one.key, one.group): (one.published, one.live) for one in drift(publication, day).differences}

    assert found == {
        ("courses.by_municipality", "Eigersund"): (4, 3),
        ("courses.by_municipality", "Sola"): (3, 4),
        ("balansepotten.by_category", "workshop"): (8, 9),
        ("balansepotten.by_category", "utstilling"): (5, 3),
        ("balansepotten.by_category", "konferanse"): (8, 9),
        ("balansepotten.granted_by_category", "utstilling"): (2, 1),
        ("balansepotten.granted_by_category", "konferanse"): (2, 3),
    }


def test_course_place_is_corrected(publication):
    assert [(one.key, one.old.shown, one.new.shown, one.date) for one in corrections_of(publication)] == [
        ("courses.by_municipality.Eigersund", "4", "3", date(2025, 5, 7)),
        ("courses.by_municipality.Sola", "3", "4", date(2025, 5, 7)),
    ]


def test_draft_has_blocker_and_typed_number(draft, day):
    summary = summarise(ReportYear(2025, day))

    composed = annual_report.compose(draft, summary, day=day)
    found = [finding.text for finding in blockers(draft, composed, summary, by=user_of("ledelse"))]

    assert found == ["Máret Eventyr har ikke samtykket til å bli sitert."]
    assert typed(draft, summary) == ["2 500"]
