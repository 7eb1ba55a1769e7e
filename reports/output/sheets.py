"""How the workbooks' cells and sheets look: numbers as numbers in Norwegian formats, texts as nothing but texts."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from balansekunst.figures import Unit
from balansekunst.spreadsheets import remove_illegal_characters, write_text
from balansekunst.typesetting import COLOURS

# Excel shows the comma as the thousands separator of the reader's language: a space in Norwegian.
FORMATS = {Unit.COUNT: "#,##0", Unit.KRONER: '#,##0 "kr"', Unit.PERCENT: "0 %"}
DATE_FORMAT = "dd.mm.yyyy"
FONT = "Source Sans 3"
HEADING = Font(name=FONT, bold=True, color="FFFFFF")
HEADING_FILL = PatternFill("solid", fgColor=COLOURS["accent"].removeprefix("#"))
PLAIN, BOLD, TITLE = Font(name=FONT), Font(name=FONT, bold=True), Font(name=FONT, bold=True, size=18)
LINK = Font(name=FONT, underline="single", color=COLOURS["accent"].removeprefix("#"))
LEFT, RIGHT = Alignment(horizontal="left", vertical="top"), Alignment(horizontal="right", vertical="top")
# The earliest moment that a zip file can tell.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def new_book(title: str) -> Workbook:
    """Return a workbook without sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = clean(title)
    book.properties.creator = "Balansekunst"
    book.properties.language = "nb"
    return book


def content(book: Workbook) -> bytes:
    """Return the workbook's bytes: the same for the same cells, since nothing in them tells when it was saved."""
    saved, steady = BytesIO(), BytesIO()
    book.save(saved)
    with ZipFile(saved) as parts, ZipFile(steady, "w", ZIP_DEFLATED) as alike:
        for name in parts.namelist():
            part = parts.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"<dcterms:(created|modified).*?</dcterms:\1>", b"", part)
            alike.writestr(ZipInfo(name, LONG_AGO), part, ZIP_DEFLATED)
    return steady.getvalue()


def clean(told: str) -> str:
    """Return a text without the signs that a workbook can't hold."""
    return remove_illegal_characters(told)


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
    """Write a row of headings; the columns in `numbers` stand to the right."""
    for column, name in enumerate(names, start=1):
        cell = sheet.cell(row, column)
        text(cell, name, HEADING)
        cell.fill = HEADING_FILL
        after_number = int(column - 1 in numbers and column not in numbers)
        side = "right" if column in numbers else "left"
        cell.alignment = Alignment(horizontal=side, wrap_text=True, indent=after_number)


def text(cell: Cell | MergedCell, told: str, font: Font = PLAIN, *, wrap: bool = False, indent: int = 0) -> None:
    """Write a text as text, whatever it begins with."""
    cell.font = font
    cell.alignment = Alignment(horizontal="left" if indent else None, vertical="top", wrap_text=wrap, indent=indent)
    write_text(cell, told)


def link(cell: Cell | MergedCell, told: str, sheet: str) -> None:
    """Write a text that leads to another sheet of the workbook."""
    text(cell, told)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!A1")
    cell.font = LINK


def number(cell: Cell | MergedCell, value: int | None, shown: str, unit: Unit, font: Font = PLAIN) -> None:
    """Write a number as a number; one that is hidden, which has no value, as the words that are shown of it."""
    if value is None:
        text(cell, shown, font)
    else:
        cell.font = font
        cell.value = value / 100 if unit is Unit.PERCENT else value
        cell.number_format = FORMATS[unit]
    cell.alignment = RIGHT


def day(cell: Cell | MergedCell, told: date, font: Font = PLAIN) -> None:
    """Write a date as a date."""
    cell.font = font
    cell.value = told
    cell.number_format = DATE_FORMAT
    cell.alignment = LEFT
