"""The document that a report makes: its parts, its addresses, and that it costs the same whatever it holds."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.counting.summary import summarise
from reports.counting.years import ReportYear
from reports.document import annual_report
from reports.models import AnnualReport, Picture, Quote, Section
from tests.factories import EnquiryFactory, MembershipFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 16)


def a_report(*texts, lead="", year=2024):
    report = AnnualReport.objects.create(year=year, title=f"Årsrapport {year}", lead=lead)
    for place, text in enumerate(texts):
        Section.objects.create(report=report, kind=Section.Kind.FREE, order=place, title=f"Del {place}", text=text)
    return report


def compose(report, day=DAY):
    return annual_report.compose(report, summarise(ReportYear(report.year, day)), day=day)


def test_a_report_is_told_in_its_sections_order():
    MembershipFactory.create_batch(3, joined=date(2024, 2, 1))
    report = a_report("Det kom {members.joined}.", "Slutt.", lead="{members.closing} sto sammen.")

    told = annual_report.build(report, summarise(ReportYear(2024, DAY)), day=DAY)

    assert [section["title"] for section in told["sections"]] == ["Del 0", "Del 1"]
    assert told["lead"][0] == {"type": "number", "key": "members.closing", "value": 3, "shown": "Tre"}
    assert told["cover"] == {"colour": "accent", "picture": None}
    assert {"key", "label", "section", "meaning", "when", "unit", "rounding"} <= set(told["definitions"][0])


def test_the_year_before_is_counted_whole():
    MembershipFactory.create_batch(2, joined=date(2023, 12, 31))
    MembershipFactory.create_batch(4, joined=date(2024, 1, 1))
    report = a_report("{members.joined} kom, {members.joined sammenlignet} i {året før} ({members.joined året før}).")

    (paragraph,) = compose(report).document["sections"][0]["blocks"]

    told = "".join(node.get("shown", node.get("text")) for node in paragraph["inline"])
    assert told == "Fire kom, dobbelt så mange som i 2023 (to)."


def test_the_cover_has_the_picture_that_is_on_it():
    report = a_report()
    for slug in ("a", "b"):
        file = f"report-pictures/{slug}.jpg"
        Picture.objects.create(report=report, slug=slug, file=file, width=9, height=6, is_cover=slug == "b")

    assert compose(report).document["cover"]["picture"]["file"] == "b.jpg"


def test_a_key_figure_of_nothing_is_left_out():
    MembershipFactory.create(joined=date(2024, 2, 1))

    assert [figure["key"] for figure in compose(a_report()).document["key_figures"]] == ["members.closing"]


def test_a_hidden_number_is_told_as_hidden():
    EnquiryFactory.create_batch(2, date=date(2024, 4, 1))
    report = a_report("Telefonen fikk {radgivning.contacts} henvendelser.\n\n{tall radgivning.contacts}")

    paragraph, figures = annual_report.build(report, summarise(ReportYear(2024, DAY)), day=DAY)["sections"][0]["blocks"]

    assert paragraph["inline"][1]["value"] is figures["figures"][0]["value"] is None
    assert paragraph["inline"][1]["shown"] == figures["figures"][0]["shown"] == "færre enn 5"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param(date(2025, 1, 31), "det er ikke noe tall som heter «radgivning.contacts»", id="day-before"),
        pytest.param(date(2025, 2, 1), "", id="first-day"),
    ],
)
def test_the_advice_line_can_be_told_of_from_february(day, words):
    report = a_report("Telefonen fikk {radgivning.contacts} henvendelser.")

    assert [str(problem)[:70] for problem in compose(report, day).problems] == (
        [f"«Del 0», linje 1: {words}"[:70]] if words else []
    )


def test_what_cannot_be_filled_is_told_of_all_parts_at_once():
    report = a_report("Alt vel.", "En\n{a.b}", lead="{c.d}")

    with pytest.raises(ValidationError) as refusal:
        annual_report.build(report, summarise(ReportYear(2024, DAY)), day=DAY)

    assert refusal.value.messages == [
        "«Ingressen», linje 1: det er ikke noe tall som heter «c.d».",
        "«Del 1», linje 2: det er ikke noe tall som heter «a.b».",
    ]
    assert [problem.section and problem.section.title for problem in compose(report).problems] == [None, "Del 1"]


def sections(*told):
    return [Section(kind=kind, title=title, order=place) for place, (kind, title) in enumerate(told)]


@pytest.mark.parametrize(
    ("told", "anchors"),
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
def test_each_section_has_an_address_of_its_own(told, anchors):
    assert annual_report.anchors(sections(*told)) == anchors


def test_a_section_keeps_its_address_when_it_is_moved():
    told = [("members", "En"), ("courses", "To"), ("free", "Tre")]

    assert sorted(annual_report.anchors(sections(*told))) == sorted(annual_report.anchors(sections(*reversed(told))))


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
        told = annual_report.build(report, summary, day=DAY)
    assert len(told["sections"]) == count
    return len(queries)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Det kom {members.joined}.", id="this-year"),
        pytest.param("Det kom {members.joined}, før {members.joined året før}.", id="with-the-year-before"),
    ],
)
def test_a_document_costs_the_same_whatever_it_holds(text):
    compose(a_report(text, year=2021))  # what is told of the advice line is remembered the first time

    assert queries_of(1, year=2022, text=text) == queries_of(1, year=2023, text=text)
    assert queries_of(1, year=2024, text=text) == queries_of(6, year=2025, text=text)
