"""The workbook holds numbers as numbers, dates as dates, and texts as nothing but texts."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest

from reports.counting.chapters import Chapter
from reports.counting.numbers import Number, Sentence
from reports.output import workbook

pytestmark = pytest.mark.django_db  # or no database is made for the summaries


@pytest.fixture(scope="module")
def book(summaries):
    return openpyxl.load_workbook(BytesIO(workbook.render(summaries[2024])))


def row(sheet, name, *, nth=0):
    return [cells for cells in sheet.iter_rows() if cells[0].value == name][nth]


def test_workbook_has_a_sheet_an_area(book):
    assert book.sheetnames == [
        "Oversikt",
        "Medlemmer",
        "Kurs",
        "Balansemerket",
        "Balansepotten",
        "Rådgivningstelefonen",
    ]
    assert book.properties.title == "Balansekunst: årssammendrag 2024"


def test_overview_tells_the_day_as_a_date(book):
    day = book["Oversikt"]["B2"]

    assert day.value == datetime(2024, 12, 31)  # noqa: DTZ001 - a cell has no zone
    assert day.is_date


@pytest.mark.parametrize(
    ("sheet", "name", "value", "number_format"),
    [
        pytest.param("Medlemmer", "Medlemmer ved utgangen", 214, "#,##0", id="count"),
        pytest.param("Balansepotten", "Samlet søknadsbeløp", 10_666_500, '#,##0 "kr"', id="kroner"),
        pytest.param("Balansepotten", "Tildelt av søkt beløp", 0.14, "0 %", id="percent"),
    ],
)
def test_number_is_a_number_in_its_format(book, sheet, name, value, number_format):
    cell = row(book[sheet], name)[1]

    assert (cell.value, cell.data_type, cell.number_format) == (value, "n", number_format)


def test_figure_has_its_meaning_beside_it(book):
    assert row(book["Medlemmer"], "Nye medlemmer")[3].value == "Medlemskap med første dag i perioden."


def test_data_of_charts_are_there_once_with_sums(book):
    titles = [cells[0].value for cells in book["Medlemmer"].iter_rows()]

    assert titles.count("Landsdel") == 1
    assert [cell.value for cell in row(book["Medlemmer"], "Til sammen")[:3]] == ["Til sammen", 214, 1.01]


def test_small_counts_are_words(book):
    told = [cell.value for cell in row(book["Rådgivningstelefonen"], "Vitne")[:3]]

    assert told == ["Vitne", 7, "færre enn 5"]


@pytest.mark.parametrize("name", ["Oversikt", "Medlemmer"])
def test_sheet_keeps_its_headings_in_view_and_fits_its_texts(book, name):
    sheet = book[name]

    assert sheet.freeze_panes
    assert sheet.column_dimensions["A"].width == 44
    assert not sheet.sheet_view.showGridLines


def test_text_that_looks_like_a_formula_stays_a_text(summary):
    mischief = Chapter("members", "Medlemmer", (Sentence("x"),), (Number(1, "=1+1", meaning="+cmd"),))
    book = openpyxl.load_workbook(BytesIO(workbook.render(replace(summary, chapters=(mischief,)))))

    assert [(cell.value, cell.data_type) for cell in row(book["Medlemmer"], "=1+1")[::3]] == [
        ("=1+1", "s"),
        ("+cmd", "s"),
    ]


def test_area_without_numbers_says_why(summaries):
    book = openpyxl.load_workbook(BytesIO(workbook.render(summaries[2026])))

    assert book["Rådgivningstelefonen"]["A2"].value.startswith("Tallene fra rådgivningstelefonen vises en måned etter")
    assert book["Oversikt"]["C2"].value == "Året er ikke over."


def test_broken_rule_and_floor_are_told(summary):
    flagged = Chapter(
        "members", "Medlemmer", (), (Number(30, "Deltakere", at_least=True),), warnings=("Tallene stemmer ikke.",)
    )
    book = openpyxl.load_workbook(BytesIO(workbook.render(replace(summary, chapters=(flagged,)))))

    assert row(book["Oversikt"], "Tallene stemmer ikke.")
    assert [cell.value for cell in row(book["Medlemmer"], "Deltakere")[:3]] == ["Deltakere", 30, "et minstetall"]
