"""A workbook has its figures as numbers, texts never as formulas, charts that can be edited, and definitions."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, PieChart

from reports.counting.definitions import GroupLabel
from reports.document.conversion import build_year
from reports.document.nodes import CorrectedNumber, Document, FigureWarning, Imprint, Note
from reports.document.traversal import with_corrections
from reports.output import workbook
from tests.reports import documents

# Without `django_db` no database is made for the summaries.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

DAY = date(2025, 3, 3)
IMPRINT = Imprint(published=DAY, digest="3f" * 32, address="https://balansekunst.example.no/arsrapport/2024/")
CHARTS = (
    documents.bars(),
    documents.bars("courses-topics", "Kurs etter tema", area="courses"),
    documents.pie(),
    documents.pairs(),
)


def render(document: Document) -> bytes:
    return workbook.render(document, IMPRINT)


def read(document: Document) -> Any:
    return openpyxl.load_workbook(BytesIO(render(document)))


@pytest.fixture(scope="module")
def book():
    return read(documents.document(documents.section("Alt", *CHARTS, documents.recipients(60))))


def row(sheet: Any, name: str, *, nth: int = 0) -> Any:
    return [cells for cells in sheet.iter_rows() if cells[0].value == name][nth]


def values(cells: Any, count: int) -> list[Any]:
    return [cell.value for cell in cells[:count]]


def test_workbook_has_a_sheet_an_area(book):
    assert book.sheetnames == [
        "Oversikt",
        "Medlemmer",
        "Kurs",
        "Balansepotten",
        "Rådgivningstelefonen",
        "Mottakere",
        "Definisjoner",
    ]
    assert book.properties.title == "Balansekunst: Årsrapport 2024"
    assert book.properties.language == "nb"


def test_chart_is_on_the_sheet_of_its_area():
    chart = documents.bars("members-by-topic", "Kurs etter tema", area="courses")

    book = read(documents.document(documents.section("Alt", chart)))

    assert row(book["Kurs"], "Kurs etter tema")
    assert [len(book[name]._charts) for name in ("Medlemmer", "Kurs")] == [0, 1]


def test_front_has_facts_about_the_document(book):
    front = book["Oversikt"]

    assert front["A1"].value == "Årsrapport 2024"
    assert row(front, "År")[1].value == 2024
    assert row(front, "Publisert")[1].value == datetime(2025, 3, 3)  # noqa: DTZ001 - a cell has no zone
    assert row(front, "Til og med")[1].is_date
    assert row(front, "Fingeravtrykk (SHA-256)")[1].value == IMPRINT.digest
    assert row(front, "På nettet")[1].value == IMPRINT.address
    assert values(row(front, "Delt ut"), 2) == ["Delt ut", 1_500_000]
    assert row(front, "Delt ut")[1].number_format == '#,##0 "kr"'


def test_front_links_to_every_sheet(book):
    front = book["Oversikt"]
    links = [cell.hyperlink.location for cell in front["A"] if cell.hyperlink]

    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_unfinished_year_says_so():
    assert read(documents.document(is_over=False))["Oversikt"]["A2"].value == "Året er ikke over."


@pytest.mark.parametrize(
    ("sheet", "name", "content", "number_format"),
    [
        pytest.param("Medlemmer", "Nye medlemmer", [39, "antall"], "#,##0", id="count"),
        pytest.param("Medlemmer", "Østlandet", [133, "antall"], "#,##0", id="group"),
        pytest.param("Kurs", "Deltakere", [1557, "antall, minst"], "#,##0", id="floor"),
        pytest.param("Balansepotten", "Pott", [1_500_000, "kroner"], '#,##0 "kr"', id="kroner"),
        pytest.param("Balansepotten", "Innvilget andel", [0.33, "prosent"], "0 %", id="percent"),
    ],
)
def test_figure_is_a_number_with_its_unit(book, sheet, name, content, number_format):
    cells = row(book[sheet], name, nth=-1)

    assert [cells[1].value, cells[2].value] == content
    assert (cells[1].data_type, cells[1].number_format) == ("n", number_format)


def test_figure_has_what_it_counts_beside_it(book):
    assert row(book["Medlemmer"], "Nye medlemmer")[3].value == "Nye medlemmer slik de telles."


@pytest.mark.parametrize(
    ("name", "shown"),
    [pytest.param("Vitne", "færre enn 5", id="small"), pytest.param("Annet", "skjult", id="withheld")],
)
def test_hidden_count_is_in_words(book, name, shown):
    cell = row(book["Rådgivningstelefonen"], name, nth=-1)[1]

    assert (cell.value, cell.data_type) == (shown, "s")


def test_group_has_its_label():
    made = documents.document()
    label = GroupLabel("vitne", "et vitne")
    labelled = tuple(replace(one, group_labels=(label,)) for one in made.definitions)

    sheet = read(replace(made, definitions=labelled))["Rådgivningstelefonen"]

    assert [row(sheet, name, nth=-1)[1].value for name in ("Leder", "Et vitne")] == [47, "færre enn 5"]


def test_hidden_count_in_chart_has_no_label(book):
    sheet = book["Rådgivningstelefonen"]

    assert values(row(sheet, "Vitne"), 3) == ["Vitne", 7, "færre enn 5"]
    assert [series.dLbls.numFmt for series in sheet._charts[0].series] == ["#,##0;-#,##0;;"] * 2


def test_figure_without_value_is_only_defined(book):
    assert "Etter måned" not in {cell.value for cell in book["Rådgivningstelefonen"]["A"]}
    assert row(book["Definisjoner"], "Rådgivningstelefonen", nth=2)[1].value == "Etter måned"


def test_unreleased_area_without_section_has_no_sheet():
    document = documents.document(figures=documents.values(advice_line_is_released=False))

    assert "Rådgivningstelefonen" not in read(document).sheetnames


@pytest.mark.parametrize(
    ("sheet", "kinds", "titles"),
    [
        pytest.param(
            "Medlemmer", [BarChart, PieChart], ["Medlemmer etter landsdel", "Andel i hver landsdel"], id="members"
        ),
        pytest.param("Kurs", [BarChart], ["Kurs etter tema"], id="courses"),
        pytest.param("Rådgivningstelefonen", [BarChart], ["Hvem som tok kontakt"], id="pairs"),
    ],
)
def test_charts_are_native(book, sheet, kinds, titles):
    drawn = book[sheet]._charts

    assert [type(chart) for chart in drawn] == kinds
    assert ["".join(run.t for line in chart.title.tx.rich.p for run in line.r) for chart in drawn] == titles


def test_chart_is_drawn_from_its_table(book):
    sheet = book["Rådgivningstelefonen"]
    chart = sheet._charts[0]
    names, *numbers = ([cell.value for cell in cells] for cells in zip(*sheet["A6:C8"], strict=True))

    assert names == ["Leder", "Vitne", "Annet"]
    assert numbers == [[47, 7, "skjult"], [21, "færre enn 5", "skjult"]]
    assert {series.cat.numRef.f for series in chart.series} == {"'Rådgivningstelefonen'!$A$6:$A$8"}
    assert [series.val.numRef.f for series in chart.series] == [
        "'Rådgivningstelefonen'!$B$6:$B$8",
        "'Rådgivningstelefonen'!$C$6:$C$8",
    ]
    assert [series.tx.v for series in chart.series] == ["2024", "2023"]


def test_charts_do_not_overlap(book):
    sheet = book["Medlemmer"]
    places = [(chart.anchor._from.col, chart.anchor._from.row) for chart in sheet._charts]

    assert {column for column, _row in places} == {3}
    assert places[1][1] - places[0][1] >= 8


def test_shared_table_is_written_once():
    same = documents.section("Alt", documents.bars("members-a", "A"), documents.bars("members-b", "B"))
    sheet = read(documents.document(same))["Medlemmer"]

    assert [cell.value for cell in sheet["A"]].count("Landsdel") == 1
    assert len(sheet._charts) == 2


def test_area_of_the_document_alone_has_a_sheet():
    """A published report has its areas, whichever there are since."""
    income = documents.bars("economy-income", "Inntekter", area="economy")
    definitions = (documents.definition("economy.income", "Inntekter", "Økonomi"),)

    book = read(documents.document(documents.section("Annet", income), definitions=definitions))

    assert len(book["Økonomi"]._charts) == 1


def test_recipients_are_listed_with_their_sum(book):
    sheet = book["Mottakere"]

    assert values(sheet[2], 5) == [
        "Virksomhet 01",
        "Finnmark – Finnmárku – Finmarkku",
        "Prosjekt 01: nettressurs for publikum",
        "workshop",
        10_001,
    ]
    assert sheet["E62"].value == sum(10_000 + place for place in range(1, 61))
    assert sheet.auto_filter.ref == "A1:E61"


def test_no_recipients_sheet_without_recipients():
    assert "Mottakere" not in read(documents.document()).sheetnames


def test_definitions_have_all_columns(book):
    sheet = book["Definisjoner"]

    assert values(sheet[1], 3) == ["Område", "Tall", "Hva det teller"]
    assert values(sheet[5], 8) == [
        "Balansepotten",
        "Pott",
        "Pott slik de telles.",
        "I løpet av 2024.",
        "kroner",
        "Hele kroner.",
        None,
        "balansepotten.pot",
    ]


def test_corrections_have_a_sheet_with_both_numbers():
    old, new = (documents.number("members.closing", value) for value in (214, 213))
    corrected = CorrectedNumber("members.closing", "Medlemmer", "", old, new, "Talt to ganger.", DAY)
    book = read(with_corrections(documents.document(), [corrected]))

    assert values(book["Rettelser"][2], 3) == ["Medlemmer", 214, 213]
    assert values(row(book["Oversikt"], "Medlemmer ved årets slutt"), 2)[1] == 214


def test_area_sheets_freeze_headings(book):
    assert [name for name in book.sheetnames[1:] if not book[name].freeze_panes] == []


@pytest.mark.parametrize("formula", ["=1+1", "+cmd", "-2", "@SUM(A1)"])
def test_text_like_a_formula_stays_text(formula):
    recipients = documents.recipients(1)
    recipients = replace(recipients, rows=(replace(recipients.rows[0], organisation=formula),))
    document = documents.document(
        documents.section("Alt", documents.bars(title=formula), recipients),
        title=formula,
        definitions=(documents.definition("members.joined", formula, "Medlemmer"),),
    )
    book = read(document)

    cells = [book["Oversikt"]["A1"], book["Mottakere"]["A2"], book["Definisjoner"]["B2"]]
    cells += [cell for cell in book["Medlemmer"]["A"] if cell.value == formula]
    assert [(cell.value, cell.data_type) for cell in cells] == [(formula, "s")] * 5


def test_illegal_characters_are_left_out():
    section = documents.section("Alt", documents.bars(title="\x0bX"))
    book = read(documents.document(section, title="År\x0brapport"))

    assert book["Oversikt"]["A1"].value == "Årrapport"


def test_same_document_gives_same_bytes():
    document = documents.document(documents.section("Alt", *CHARTS))

    assert render(document) == render(document)


def test_warnings_and_notes_are_written():
    section = documents.section("Medlemmer", Note("Landsdelen er der kontoret er."), kind="members")
    warning = FigureWarning("members", "Medlemmer", "Tallene stemmer ikke.")
    book = read(documents.document(section, warnings=(warning,)))

    assert row(book["Oversikt"], "Tallene stemmer ikke.")
    assert row(book["Medlemmer"], "Landsdelen er der kontoret er.")


def test_live_year_has_a_sheet_an_area(summaries):
    book = read(build_year(summaries[2024]))

    assert book.sheetnames == [
        "Oversikt",
        "Medlemmer",
        "Kurs",
        "Balansemerket",
        "Likestillingsarbeid",
        "Balansepotten",
        "Rådgivningstelefonen",
        "Definisjoner",
    ]
    assert book.properties.title == "Balansekunst: Årssammendrag 2024"
    assert values(row(book["Medlemmer"], "Medlemmer ved årets slutt"), 2)[1] == 214
    assert values(row(book["Medlemmer"], "Til sammen"), 3) == ["Til sammen", 214, 1.01]
    assert values(row(book["Rådgivningstelefonen"], "Vitne"), 3) == ["Vitne", 7, "færre enn 5"]


def test_unreleased_area_says_why(summaries):
    book = read(build_year(summaries[2026]))

    texts = [cell.value or "" for cell in book["Rådgivningstelefonen"]["A"]]
    assert any(text.startswith("Tallene fra Rådgivningstelefonen vises en måned etter") for text in texts)
    assert book["Oversikt"]["A2"].value == "Året er ikke over."
