"""The report's workbook holds its figures as numbers, charts that can be edited, and what each figure counts."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, PieChart

from reports.document.annual_report import Node
from reports.output import report_workbook
from reports.publication.correcting import Corrected
from tests.reports import printed

DAY = date(2025, 3, 3)
ADDRESS = "https://balansekunst.example.no/arsrapport/2024/"
DIGEST = "3f" * 32
CHARTS = (printed.bars(), printed.bars("courses-topics", "Kurs etter tema"), printed.pie(), printed.pairs())


def render(document: Node, **more: Any) -> bytes:
    return report_workbook.render(document, **{"day": DAY, "digest": DIGEST, "address": ADDRESS, **more})


def read(document: Node, **more: Any) -> Any:
    return openpyxl.load_workbook(BytesIO(render(document, **more)))


@pytest.fixture(scope="module")
def book():
    return read(printed.document(printed.section("Alt", *CHARTS, printed.recipients(60))))


def row(sheet: Any, name: str, *, nth: int = 0) -> Any:
    return [cells for cells in sheet.iter_rows() if cells[0].value == name][nth]


def values(cells: Any, count: int) -> list[Any]:
    return [cell.value for cell in cells[:count]]


def test_workbook_has_a_sheet_an_area_between_front_and_definitions(book):
    assert book.sheetnames == [
        "Om rapporten",
        "Medlemmer",
        "Kurs",
        "Balansepotten",
        "Rådgivningstelefonen",
        "Mottakere",
        "Definisjoner",
    ]
    assert book.properties.title == "Balansekunst: Årsrapport 2024"
    assert book.properties.language == "nb"


def test_front_tells_what_the_workbook_is_of(book):
    front = book["Om rapporten"]

    assert front["A1"].value == "Årsrapport 2024"
    assert row(front, "År")[1].value == 2024
    assert row(front, "Publisert")[1].value == datetime(2025, 3, 3)  # noqa: DTZ001 - a cell has no zone
    assert row(front, "Til og med")[1].is_date
    assert row(front, "Fingeravtrykk (SHA-256)")[1].value == DIGEST
    assert row(front, "På nettet")[1].value == ADDRESS
    assert values(row(front, "Delt ut"), 2) == ["Delt ut", 1_500_000]
    assert row(front, "Delt ut")[1].number_format == '#,##0 "kr"'


def test_front_leads_to_every_other_sheet(book):
    front = book["Om rapporten"]
    links = [cell.hyperlink.location for cell in front["A"] if cell.hyperlink]

    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_year_that_is_not_over_says_so():
    assert read(printed.document(is_over=False))["Om rapporten"]["A2"].value == "Året er ikke over."


@pytest.mark.parametrize(
    ("sheet", "name", "told", "number_format"),
    [
        pytest.param("Medlemmer", "Nye medlemmer", [39, "antall"], "#,##0", id="count"),
        pytest.param("Medlemmer", "Østlandet", [133, "antall"], "#,##0", id="group"),
        pytest.param("Kurs", "Deltakere", [1557, "antall, minst"], "#,##0", id="floor"),
        pytest.param("Balansepotten", "Pott", [1_500_000, "kroner"], '#,##0 "kr"', id="kroner"),
        pytest.param("Balansepotten", "Innvilget andel", [0.33, "prosent"], "0 %", id="percent"),
    ],
)
def test_figure_is_a_number_with_its_unit(book, sheet, name, told, number_format):
    cells = row(book[sheet], name, nth=-1)

    assert [cells[1].value, cells[2].value] == told
    assert (cells[1].data_type, cells[1].number_format) == ("n", number_format)


def test_figure_has_what_it_counts_beside_it(book):
    assert row(book["Medlemmer"], "Nye medlemmer")[3].value == "Nye medlemmer slik de telles."


@pytest.mark.parametrize(
    ("name", "shown"),
    [pytest.param("Vitne", "færre enn 5", id="small"), pytest.param("Annet", "skjult", id="withheld")],
)
def test_hidden_count_is_told_in_words(book, name, shown):
    cell = row(book["Rådgivningstelefonen"], name, nth=-1)[1]

    assert (cell.value, cell.data_type) == (shown, "s")


def test_hidden_count_in_the_table_of_a_chart_is_told_in_words_and_has_no_number_on_its_bar(book):
    sheet = book["Rådgivningstelefonen"]

    assert values(row(sheet, "Vitne"), 3) == ["Vitne", 7, "færre enn 5"]
    assert [series.dLbls.numFmt for series in sheet._charts[0].series] == ["#,##0;-#,##0;;"] * 2


def test_figure_that_the_report_does_not_hold_is_only_defined(book):
    assert "Etter måned" not in {cell.value for cell in book["Rådgivningstelefonen"]["A"]}
    assert row(book["Definisjoner"], "Rådgivningstelefonen", nth=2)[1].value == "Etter måned"


def test_advice_line_that_is_not_told_has_no_sheet():
    told = printed.document()
    told["figures"]["radgivning"] = None

    assert "Rådgivningstelefonen" not in read(told).sheetnames


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
def test_charts_are_the_spreadsheets_own(book, sheet, kinds, titles):
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


def test_charts_do_not_stand_on_each_other_or_on_a_table(book):
    sheet = book["Medlemmer"]
    places = [(chart.anchor._from.col, chart.anchor._from.row) for chart in sheet._charts]

    assert {column for column, _row in places} == {3}
    assert places[1][1] - places[0][1] >= 8


def test_table_of_two_charts_is_there_once():
    same = printed.section("Alt", printed.bars("members-a", "A"), printed.bars("members-b", "B"))
    sheet = read(printed.document(same))["Medlemmer"]

    assert [cell.value for cell in sheet["A"]].count("Landsdel") == 1
    assert len(sheet._charts) == 2


def test_chart_of_no_area_has_a_sheet_of_its_own():
    book = read(printed.document(printed.section("Annet", printed.bars("okonomi-inntekter", "Inntekter"))))

    assert len(book["Fritt"]._charts) == 1


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


def test_report_without_recipients_has_no_sheet_of_them():
    assert "Mottakere" not in read(printed.document()).sheetnames


def test_definitions_tell_all_of_each_figure(book):
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
    corrected = Corrected(
        key="members.closing", label="Medlemmer", group="", old="214", new="213", note="Talt to ganger.", date=DAY
    )
    book = read(printed.document(), corrections=[corrected])

    assert values(book["Rettelser"][2], 3) == ["Medlemmer", "214", "213"]
    assert values(row(book["Om rapporten"], "Medlemmer ved årets slutt"), 2)[1] == 214


def test_every_sheet_but_the_front_keeps_its_headings_in_view(book):
    assert [name for name in book.sheetnames[1:] if not book[name].freeze_panes] == []


@pytest.mark.parametrize("mischief", ["=1+1", "+cmd", "-2", "@SUM(A1)"])
def test_text_that_looks_like_a_formula_stays_a_text(mischief):
    told = printed.document(printed.section("Alt", printed.bars(title=mischief), printed.recipients(1)), title=mischief)
    told["sections"][0]["blocks"][1]["rows"][0]["organisation"] = mischief
    told["definitions"][0]["label"] = mischief
    book = read(told)

    cells = [book["Om rapporten"]["A1"], book["Mottakere"]["A2"], book["Definisjoner"]["B2"]]
    cells += [cell for cell in book["Medlemmer"]["A"] if cell.value == mischief]
    assert [(cell.value, cell.data_type) for cell in cells] == [(mischief, "s")] * 5


def test_sign_that_a_workbook_can_not_hold_is_left_out():
    assert (
        read(printed.document(printed.section("Alt", printed.bars(title="\x0bX")), title="År\x0brapport"))[
            "Om rapporten"
        ]["A1"].value
        == "Årrapport"
    )


def test_workbook_is_the_same_for_the_same_document():
    told = printed.document(printed.section("Alt", *CHARTS))

    assert render(told) == render(told)
