"""Cells, sheets and charts of a workbook: numbers as numbers in Norwegian formats, texts never as formulas."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.chart import BarChart, PieChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import DataPoint
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import CharacterProperties, ParagraphProperties
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.units import cm_to_EMU
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from balansekunst.figures import ChartKind, Hidden, Unit
from balansekunst.figures import Number as CountedNumber
from balansekunst.spreadsheets import remove_illegal_characters, write_text
from balansekunst.typesetting import COLOURS
from reports.charts.drawing import PAIR_ROLES, PIE_ROLES
from reports.document.nodes import Cell as NodeCell
from reports.document.nodes import Chart, Number
from reports.document.values import Value

# Excel shows the comma as the thousands separator of the reader's language: a space in Norwegian.
PARTS = {Unit.PERCENT: 100, Unit.TENTHS: 10}  # of a whole
FORMATS = {Unit.COUNT: "#,##0", Unit.KRONER: '#,##0 "kr"', Unit.PERCENT: "0 %", Unit.TENTHS: "0.0"}
DATE_FORMAT = "dd.mm.yyyy"
FONT = "Source Sans 3"
HEADING = Font(name=FONT, bold=True, color="FFFFFF")
HEADING_FILL = PatternFill("solid", fgColor=COLOURS["accent"].removeprefix("#"))
PLAIN, BOLD, TITLE = Font(name=FONT), Font(name=FONT, bold=True), Font(name=FONT, bold=True, size=18)
LINK = Font(name=FONT, underline="single", color=COLOURS["accent"].removeprefix("#"))
LEFT, RIGHT = Alignment(horizontal="left", vertical="top"), Alignment(horizontal="right", vertical="top")
NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can have

WIDTH, BAR, MARGIN = 15.0, 0.85, 2.2  # of a chart, in centimetres
PIE_HEIGHT, GAP = 8.0, 0.5
TITLE_SIZE = 1200  # in hundredths of a point
# A bar without length has no number: it is 0, or hidden, as the table says.
LABELS = "#,##0;-#,##0;;"


def new_book(title: str) -> Workbook:
    """Return a workbook without sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = clean(title)
    book.properties.creator = "Balansekunst"
    book.properties.language = "nb"
    return book


def content(book: Workbook) -> bytes:
    """Return the workbook's bytes: the same for the same cells, since the time of saving is left out."""
    saved, steady = BytesIO(), BytesIO()
    book.save(saved)
    with ZipFile(saved) as parts, ZipFile(steady, "w", ZIP_DEFLATED) as alike:
        for name in parts.namelist():
            part = parts.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"<dcterms:(created|modified).*?</dcterms:\1>", b"", part)
            alike.writestr(ZipInfo(name, NO_TIME), part, ZIP_DEFLATED)
    return steady.getvalue()


def clean(content: str) -> str:
    """Return a text without the characters that a workbook can't have."""
    return remove_illegal_characters(content)


def prepare(sheet: Worksheet, widths: dict[str, float]) -> None:
    """Make the sheet easy to read and to print; `widths` are the columns', in letters."""
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for column, width in widths.items():
        sheet.column_dimensions[column].width = width


def headings(sheet: Worksheet, row: int, names: Iterable[str], numbers: Sequence[int] = (2, 3)) -> None:
    """Write a row of headings; those of `numbers` are right-aligned."""
    for column, name in enumerate(names, start=1):
        cell = sheet.cell(row, column)
        text(cell, name, HEADING)
        cell.fill = HEADING_FILL
        after_number = int(column - 1 in numbers and column not in numbers)
        side = "right" if column in numbers else "left"
        cell.alignment = Alignment(horizontal=side, wrap_text=True, indent=after_number)


def text(cell: Cell | MergedCell, content: str, font: Font = PLAIN, *, wrap: bool = False, indent: int = 0) -> None:
    """Write a text as a text, whatever it begins with."""
    cell.font = font
    cell.alignment = Alignment(horizontal="left" if indent else None, vertical="top", wrap_text=wrap, indent=indent)
    write_text(cell, content)


def link(cell: Cell | MergedCell, content: str, sheet: str) -> None:
    """Write a text that is a link to another sheet of the workbook."""
    text(cell, content)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!A1")
    cell.font = LINK


def number(cell: Cell | MergedCell, value: Value, unit: Unit, font: Font = PLAIN) -> None:
    """Write a number as a number; a hidden one in words."""
    if isinstance(value, Hidden):
        text(cell, str(CountedNumber(value)), font)
    else:
        cell.font = font
        cell.value = value / PARTS[unit] if unit in PARTS else value
        cell.number_format = FORMATS[unit]
    cell.alignment = RIGHT


def document_cell(cell: Cell | MergedCell, content: NodeCell, font: Font = PLAIN) -> None:
    """Write a cell of a document's table."""
    if isinstance(content, Number):
        number(cell, content.value, content.unit, font)
    else:
        text(cell, content, font, wrap=True)


def day(cell: Cell | MergedCell, content: date, font: Font = PLAIN) -> None:
    """Write a date as a date."""
    cell.font = font
    cell.value = content
    cell.number_format = DATE_FORMAT
    cell.alignment = LEFT


def draw_chart(sheet: Worksheet, chart: Chart, headings: int, *, column: int, row: int) -> float:
    """Draw the chart of the table that has its headings in that row. Returns its height, in centimetres.

    The names are in the table's first column, the numbers in those that follow; shares of the same numbers aren't
    drawn. The chart is placed at `column` and `row`.
    """
    rows = len(chart.table.rows)
    drawn: BarChart | PieChart
    if chart.kind is ChartKind.PIE:
        drawn = _pie(sheet, chart, headings, rows)
    else:
        drawn = _bars(sheet, chart, headings, rows, list(range(2, 2 + max(1, len(chart.series)))))
    size = XDRPositiveSize2D(cm_to_EMU(drawn.width), cm_to_EMU(drawn.height))
    corner = AnchorMarker(col=column - 1, colOff=cm_to_EMU(GAP), row=row - 1)
    drawn.anchor = OneCellAnchor(_from=corner, ext=size)  # type: ignore[assignment]  # the stub knows cells' names only
    sheet.add_chart(drawn)
    return float(drawn.height)


def _bars(sheet: Worksheet, chart: Chart, first: int, rows: int, columns: list[int]) -> BarChart:
    drawn = BarChart()
    drawn.type = "bar"
    _add(drawn, sheet, chart, first, rows, columns)
    for series, role in zip(drawn.series, PAIR_ROLES, strict=False):
        series.graphicalProperties.solidFill = COLOURS[role].removeprefix("#")
        series.dLbls = _labels()
    drawn.gapWidth = 40
    drawn.x_axis.scaling.orientation = "maxMin"  # the first row on top
    drawn.x_axis.delete, drawn.y_axis.delete = False, True
    drawn.x_axis.majorTickMark = "none"
    drawn.y_axis.scaling.min = 0
    drawn.y_axis.majorGridlines = None
    drawn.legend = drawn.legend if len(columns) > 1 else None
    if drawn.legend:
        drawn.legend.position = "b"
    drawn.height = MARGIN + BAR * rows * (0.6 + 0.4 * len(columns))
    return drawn


def _pie(sheet: Worksheet, chart: Chart, first: int, rows: int) -> PieChart:
    drawn = PieChart()
    _add(drawn, sheet, chart, first, rows, [2])
    series = drawn.series[0]
    series.dPt = [_sector(place) for place in range(rows)]
    series.dLbls = DataLabelList(
        showCatName=True, showPercent=True, showVal=False, showSerName=False, showLegendKey=False
    )
    series.dLbls.separator, series.dLbls.dLblPos = " ", "outEnd"
    series.dLbls.numFmt = "0 %"
    drawn.firstSliceAng = round(chart.figure["data"][0]["rotation"]) % 360
    drawn.legend = None
    drawn.height = PIE_HEIGHT
    return drawn


def _add(drawn: Any, sheet: Worksheet, chart: Chart, first: int, rows: int, columns: list[int]) -> None:
    for column in columns:
        values = Reference(sheet, min_col=column, min_row=first + 1, max_row=first + rows)
        drawn.series.append(Series(values, title=clean(chart.table.headings[column - 1])))
    drawn.set_categories(Reference(sheet, min_col=1, min_row=first + 1, max_row=first + rows))
    drawn.title = clean(chart.title)
    drawn.title.overlay = False
    for line in drawn.title.tx.rich.p:
        line.pPr = ParagraphProperties(defRPr=CharacterProperties(sz=TITLE_SIZE, b=True))
    drawn.width = WIDTH


def _sector(place: int) -> DataPoint:
    point = DataPoint(idx=place)
    point.graphicalProperties.solidFill = COLOURS[PIE_ROLES[place % len(PIE_ROLES)]].removeprefix("#")
    return point


def _labels() -> DataLabelList:
    labels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False)
    labels.numFmt = LABELS
    return labels
