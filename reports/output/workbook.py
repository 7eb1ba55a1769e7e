"""The year's summary as a workbook: a sheet an area, numbers as numbers, what they mean beside them."""

from django.utils.translation import gettext as _
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from radgivning.suppression import Hidden
from reports.charts.drawing import Chart
from reports.counting.chapters import Chapter
from reports.counting.numbers import Number
from reports.counting.summary import Summary
from reports.output import sheets
from reports.output.sheets import BOLD, PLAIN, TITLE

WIDTHS: dict[str, float] = {"A": 44, "B": 18, "C": 18, "D": 72}


def render(summary: Summary) -> bytes:
    """Return the workbook's bytes."""
    book = sheets.new_book(_title(summary))
    _overview(book.create_sheet(_("Oversikt")), summary)
    for chapter in summary.chapters:
        _area(book.create_sheet(chapter.title), chapter)
    return sheets.content(book)


def _title(summary: Summary) -> str:
    return _("Balansekunst: årssammendrag %(year)s") % {"year": summary.year.year}


def _overview(sheet: Worksheet, summary: Summary) -> None:
    sheets.prepare(sheet, WIDTHS)
    _write(sheet.cell(1, 1), _title(summary), TITLE)
    _write(sheet.cell(2, 1), _("Tall per"))
    sheets.day(sheet.cell(2, 2), summary.year.period.last)
    if not summary.year.is_over:
        _write(sheet.cell(2, 3), _("Året er ikke over."), BOLD)
    sheets.headings(sheet, 4, (_("Nøkkeltall"), _("Tall"), "", _("Slik er det regnet ut")))
    for row, figure in enumerate(summary.key_figures, start=5):
        _figure(sheet, row, figure)
    row = sheet.max_row + 2
    for warning in (warning for chapter in summary.chapters for warning in chapter.warnings):
        _write(sheet.cell(row, 1), warning, BOLD)
        row += 1
    sheet.freeze_panes = "A5"


def _area(sheet: Worksheet, chapter: Chapter) -> None:
    sheets.prepare(sheet, WIDTHS)
    sheets.headings(sheet, 1, (_("Nøkkeltall"), _("Tall"), "", _("Slik er det regnet ut")))
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
    sheets.headings(sheet, row + 1, chart.table.headings)
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
    sheets.text(sheet.cell(row, 4), figure.meaning, wrap=True)


def _write(cell: Cell | MergedCell, told: str | Number, font: Font = PLAIN) -> None:
    if isinstance(told, Number):
        value = None if isinstance(told.value, Hidden) else told.value
        sheets.number(cell, value, str(told), told.unit, font)
    else:
        sheets.text(cell, told, font)
