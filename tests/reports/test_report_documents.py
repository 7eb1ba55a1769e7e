"""The document of a report: its sections, their anchors, and that its queries do not grow."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balansekunst.figures import Hidden, ReportYear
from reports.counting.summary import summarise
from reports.document import annual_report
from reports.document.nodes import Cover, Number
from reports.document.traversal import plain_text
from reports.models import AnnualReport, Picture, Quote, Section
from tests.factories import EnquiryFactory, MembershipFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 16)


def a_report(*texts, lead="", year=2024):
    report = AnnualReport.objects.create(year=year, title=f"Årsrapport {year}", lead=lead)
    for place, text in enumerate(texts):
        Section.objects.create(report=report, kind=Section.FREE, order=place, title=f"Del {place}", text=text)
    return report


def compose(report, day=DAY):
    return annual_report.compose(report, summarise(ReportYear(report.year, day)), day=day)


def test_sections_are_in_their_order():
    MembershipFactory.create_batch(3, joined=date(2024, 2, 1))
    report = a_report("Det kom {members.joined}.", "Slutt.", lead="{members.closing} sto sammen.")

    document = annual_report.compose(report, summarise(ReportYear(2024, DAY)), day=DAY).document

    assert [section.title for section in document.sections] == ["Del 0", "Del 1"]
    assert document.lead[0] == Number("members.closing", 3, "Tre")
    assert document.cover == Cover("accent", None)
    assert document.definitions[0].meaning


def test_year_before_is_counted_whole():
    MembershipFactory.create_batch(2, joined=date(2023, 12, 31))
    MembershipFactory.create_batch(4, joined=date(2024, 1, 1))
    report = a_report("{members.joined} kom, {members.joined sammenlignet} i {året før} ({members.joined året før}).")

    (paragraph,) = compose(report).document.sections[0].blocks

    assert plain_text(paragraph.inline) == "Fire kom, dobbelt så mange som i 2023 (to)."


def test_cover_has_its_picture():
    report = a_report()
    for slug in ("a", "b"):
        file = f"report-pictures/{slug}.jpg"
        Picture.objects.create(report=report, slug=slug, file=file, width=9, height=6, is_cover=slug == "b")

    assert compose(report).document.cover.picture.file == "b.jpg"


def test_key_figure_of_zero_is_left_out():
    MembershipFactory.create(joined=date(2024, 2, 1))

    assert [figure.key for figure in compose(a_report()).document.key_figures] == ["members.closing"]


def test_hidden_number_has_hidden_value():
    EnquiryFactory.create_batch(2, date=date(2024, 4, 1))
    report = a_report("Telefonen fikk {radgivning.contacts} henvendelser.\n\n{tall radgivning.contacts}")

    document = annual_report.compose(report, summarise(ReportYear(2024, DAY)), day=DAY).document

    paragraph, figures = document.sections[0].blocks
    in_text, alone = paragraph.inline[1], figures.figures[0]
    assert in_text.value is alone.value is Hidden.SMALL
    assert in_text.hidden
    assert in_text.shown == alone.shown == "færre enn 5"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param(date(2025, 1, 31), "det er ikke noe tall som heter «radgivning.contacts»", id="day-before"),
        pytest.param(date(2025, 2, 1), "", id="first-day"),
    ],
)
def test_advice_line_can_be_filled_from_february(day, words):
    report = a_report("Telefonen fikk {radgivning.contacts} henvendelser.")

    assert [str(problem)[:70] for problem in compose(report, day).problems] == (
        [f"«Del 0», linje 1: {words}"[:70]] if words else []
    )


def test_problems_of_all_parts_are_found_together():
    report = a_report("Alt vel.", "En\n{a.b}", lead="{c.d}")

    problems = compose(report).problems

    assert list(map(str, problems)) == [
        "«Ingressen», linje 1: det er ikke noe tall som heter «c.d».",
        "«Del 1», linje 2: det er ikke noe tall som heter «a.b».",
    ]
    assert [problem.section and problem.section.title for problem in problems] == [None, "Del 1"]


def sections(*named):
    return [Section(kind=kind, title=title, order=place) for place, (kind, title) in enumerate(named)]


@pytest.mark.parametrize(
    ("named", "anchors"),
    [
        pytest.param([("members", "Hvem vi er")], ["del-medlemmer"], id="by-what-it-is-about"),
        pytest.param([("radgivning", "Telefonen")], ["del-radgivningstelefonen"], id="letters"),
        pytest.param([("free", "Året på Røst, i ære")], ["del-aret-pa-rost-i-aere"], id="free-by-its-title"),
        pytest.param([("free", "?!")], ["del-free"], id="no-letters"),
        pytest.param(
            [("free", "Mer"), ("free", "Mer"), ("free", "Mer")], ["del-mer", "del-mer-2", "del-mer-3"], id="same"
        ),
        pytest.param([("courses", "A"), ("free", "Kurs")], ["del-kurs", "del-kurs-2"], id="same-by-kind-and-title"),
        pytest.param(
            [("free", "Mer 2"), ("free", "Mer"), ("free", "Mer")], ["del-mer-2", "del-mer", "del-mer-3"], id="taken"
        ),
    ],
)
def test_each_section_has_its_anchor(named, anchors):
    assert annual_report.anchors(sections(*named)) == anchors


def test_moved_section_has_same_anchor():
    named = [("members", "En"), ("courses", "To"), ("free", "Tre")]

    assert sorted(annual_report.anchors(sections(*named))) == sorted(annual_report.anchors(sections(*reversed(named))))


def queries_of(count, *, year, text):
    report = a_report(*[f"{text}\n\n{{sitat s{place}}}\n\n{{bilde b{place}}}" for place in range(count)], year=year)
    for place in range(count):
        Quote.objects.create(report=report, slug=f"s{place}", text="Fint", person="Kari")
        file = f"report-pictures/{place}.jpg"
        Picture.objects.create(report=report, slug=f"b{place}", file=file, width=9, height=6, is_cover=not place)
    summary = summarise(ReportYear(year, DAY))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        document = annual_report.compose(report, summary, day=DAY).document
    assert len(document.sections) == count
    return len(queries)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Det kom {members.joined}.", id="this-year"),
        pytest.param("Det kom {members.joined}, før {members.joined året før}.", id="with-the-year-before"),
    ],
)
def test_queries_do_not_grow_with_report(text):
    compose(a_report(text, year=2021))  # releases the advice line, the first time

    assert queries_of(1, year=2022, text=text) == queries_of(1, year=2023, text=text)
    assert queries_of(1, year=2024, text=text) == queries_of(6, year=2025, text=text)
