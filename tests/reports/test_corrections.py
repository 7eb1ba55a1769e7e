"""Corrections: a dated note beside the published number, which does not change."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from reports.models import Correction, FrozenFigure, Publication
from reports.publication import corrections, publishing
from tests.factories import MembershipFactory
from tests.reports.written import PUBLISHED_AT, published, written_report

pytestmark = pytest.mark.django_db
LATER = PUBLISHED_AT + timedelta(days=31)


@pytest.fixture
def publication(management):
    MembershipFactory.create()
    return published(management)


def correct(
    publication,
    by,
    new,
    *,
    key="members.closing",
    group="",
    at=LATER,
    severity="serious",
    note="En var talt to ganger.",
):
    figure = publication.figures.get(key=key, group=group)
    return corrections.correct(figure, new=new, severity=severity, note=note, by=by, at=at)


def test_correction_leaves_publication_unchanged(publication, management):
    correction = correct(publication, management, 2)

    assert (correction.old, correction.new, correction.corrected_by) == (1, 2, management)
    after = Publication.objects.get()
    assert (after.content, publishing.is_intact(after)) == (publication.content, True)
    assert after.figures.get(key="members.closing").value == 1


def test_second_correction_starts_from_first(publication, management):
    correct(publication, management, 2)

    assert correct(publication, management, 3).old == 2
    assert correct(publication, management, 1).old == 3


@pytest.mark.parametrize("before", [[], [2, 1]], ids=["published", "corrected"])
def test_correction_to_same_number_is_refused(publication, management, before):
    for number in before:
        correct(publication, management, number)

    with pytest.raises(ValidationError, match="det samme som det gamle"):
        correct(publication, management, 1)


@pytest.mark.parametrize("missing", ["note", "severity"])
def test_correction_needs_note_and_severity(publication, management, missing):
    with pytest.raises(ValidationError):
        correct(publication, management, 2, **{missing: ""})

    assert not Correction.objects.exists()


def test_corrections_have_numbers_with_units(publication, management):
    correct(publication, management, 2)
    correct(publication, management, 1_500_000, key="balansepotten.pot", at=LATER + timedelta(days=1))
    correct(publication, management, 50, key="members.by_region_percent", group="Østlandet")

    found = corrections.corrections_of(publication)

    assert [(one.key, one.label, one.group, one.old.shown, one.new.shown) for one in found] == [
        ("members.closing", "Medlemmer ved årets slutt", "", "1", "2"),
        ("balansepotten.pot", "Pott", "", "0\xa0kr", "1\xa0500\xa0000\xa0kr"),
        (
            "members.by_region_percent.Østlandet",
            "Andel etter landsdel: Østlandet",
            "Østlandet",
            "100\xa0%",
            "50\xa0%",
        ),
    ]
    assert [one.date for one in found] == [date(2025, 4, 3), date(2025, 4, 4), date(2025, 4, 3)]
    assert {(one.note, one.severity) for one in found} == {("En var talt to ganger.", "alvorlig feil")}


def test_removed_figure_is_named_by_its_key(management):
    report = written_report()
    figure = FrozenFigure.objects.create(publication_id=report.pk, key="members.gone", value=3)
    publication = publishing.publish(report, by=management, at=PUBLISHED_AT)
    corrections.correct(figure, new=4, severity="minor", note="Feil", by=management, at=LATER)

    assert [(one.label, one.old.shown) for one in corrections.corrections_of(publication)] == [("members.gone", "3")]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_corrections_take_one_query(publication, management, count, django_assert_num_queries):
    for number in range(count):
        correct(publication, management, 2 + number)

    with django_assert_num_queries(1):
        assert len(corrections.corrections_of(publication)) == count
