"""The year's summary as a workbook: a sheet an area, numbers as numbers, what they mean beside them."""

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from balansekunst.figures import Unit
from balansekunst.typesetting import COLOURS
from radgivning.suppression import Hidden
from reports.chapters import Chapter
from reports.charts import Chart
from reports.numbers import Number
from reports.summary import Summary

# Excel shows the comma as the thousands separator of the reader's language: a space in Norwegian.
FORMATS = {Unit.COUNT: "#,##0", Unit.KRONER: '#,##0 "kr"', Unit.PERCENT: "0 %"}
DATE_FORMAT = "dd.mm.yyyy"
FONT = "Source Sans 3"
HEADING = Font(name=FONT, bold=True, color="FFFFFF")
HEADING_FILL = PatternFill("solid", fgColor=COLOURS["accent"].removeprefix("#"))
PLAIN, BOLD, TITLE = Font(name=FONT), Font(name=FONT, bold=True), Font(name=FONT, bold=True, size=18)
WIDTHS = {"A": 44, "B": 18, "C": 18, "D": 72}


def render(summary: Summary) -> bytes:
    """Return the workbook's bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = _title(summary)
    book.properties.creator = "Balansekunst"
    book.properties.language = "nb"
    _overview(book.create_sheet(_("Oversikt")), summary)
    for chapter in summary.chapters:
        _area(book.create_sheet(chapter.title), chapter)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _title(summary: Summary) -> str:
    return _("Balansekunst: årssammendrag %(year)s") % {"year": summary.year.year}


def _overview(sheet: Worksheet, summary: Summary) -> None:
    _prepare(sheet)
    _write(sheet.cell(1, 1), _title(summary), TITLE)
    _write(sheet.cell(2, 1), _("Tall per"))
    as_of = sheet.cell(2, 2, summary.year.period.last)
    as_of.number_format, as_of.font = DATE_FORMAT, PLAIN
    if not summary.year.is_over:
        _write(sheet.cell(2, 3), _("Året er ikke over."), BOLD)
    _headings(sheet, 4, (_("Nøkkeltall"), _("Tall"), "", _("Slik er det regnet ut")))
    for row, figure in enumerate(summary.key_figures, start=5):
        _figure(sheet, row, figure)
    row = sheet.max_row + 2
    for warning in (warning for chapter in summary.chapters for warning in chapter.warnings):
        _write(sheet.cell(row, 1), warning, BOLD)
        row += 1
    sheet.freeze_panes = "A5"


def _area(sheet: Worksheet, chapter: Chapter) -> None:
    _prepare(sheet)
    _headings(sheet, 1, (_("Nøkkeltall"), _("Tall"), "", _("Slik er det regnet ut")))
    for row, figure in enumerate(chapter.figures, start=2):
        _figure(sheet, row, figure)
    if not chapter.figures:
        _write(sheet.cell(2, 1), str(chapter.sentences[0]))
    told: set[tuple] = set()
    for chart in chapter.charts:
        if chart.table.rows not in told:
            _chart(sheet, sheet.max_row + 2, chart)
        told.add(chart.table.rows)
    for note in chapter.notes:
        _write(sheet.cell(sheet.max_row + 1, 1), note)
    sheet.freeze_panes = "B2"


def _chart(sheet: Worksheet, row: int, chart: Chart) -> None:
    _write(sheet.cell(row, 1), chart.title, BOLD)
    _headings(sheet, row + 1, chart.table.headings)
    lines = [*chart.table.rows, *([chart.table.total] if chart.table.total else [])]
    for line, cells in enumerate(lines, start=row + 2):
        for column, told in enumerate(cells, start=1):
            _write(sheet.cell(line, column), told, BOLD if cells is chart.table.total else PLAIN)
    for line, note in enumerate(chart.notes, start=row + 2 + len(lines)):
        _write(sheet.cell(line, 1), note)


def _figure(sheet: Worksheet, row: int, figure: Number) -> None:
    _write(sheet.cell(row, 1), figure.label)
    _write(sheet.cell(row, 2), figure, BOLD)
    if figure.at_least:
        _write(sheet.cell(row, 3), _("et minstetall"))
    _write(sheet.cell(row, 4), figure.meaning)
    sheet.cell(row, 4).alignment = Alignment(wrap_text=True, vertical="top")


def _write(cell: Cell | MergedCell, told: str | Number, font: Font = PLAIN) -> None:
    """Write a text as text, whatever it begins with, and a number as a number."""
    cell.font = font
    cell.alignment = Alignment(vertical="top")
    if isinstance(told, Number) and not isinstance(told.value, Hidden):
        cell.value = told.value / 100 if told.unit is Unit.PERCENT else told.value
        cell.number_format = FORMATS[told.unit]
        return
    cell.value = str(told)
    cell.data_type = "s"
    if isinstance(told, Number):
        cell.alignment = Alignment(horizontal="right", vertical="top")


def _headings(sheet: Worksheet, row: int, headings: tuple[str, ...]) -> None:
    for column, heading in enumerate(headings, start=1):
        cell = sheet.cell(row, column, heading)
        cell.font, cell.fill = HEADING, HEADING_FILL
        cell.alignment = Alignment(horizontal="right" if column in (2, 3) else "left")


def _prepare(sheet: Worksheet) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
