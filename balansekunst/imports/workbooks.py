"""Workbooks written row by row, in constant memory."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from balansekunst.fields import number
from balansekunst.spreadsheets import as_text, remove_illegal_characters

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from balansekunst.imports.exports import Export

MOST_ROWS = 1_048_576  # in a sheet, with the headings
MOST_CHARACTERS = 32_767  # in a cell
WIDEST = 50
# The widths of the columns are those of the first rows.
MEASURED_ROWS = 2000


class TooLargeError(ValueError):
    """A list that has no room in a workbook."""


def write_workbook(export: "Export", file: IO[bytes]) -> None:
    """Write the sheet as a workbook: texts, numbers and dates as such, and no formulas. Raises TooLargeError."""
    from xlsxwriter import Workbook  # large, and not needed when the program starts
    from xlsxwriter.exceptions import FileSizeError

    book = Workbook(file, {"constant_memory": True})
    try:
        sheet = book.add_worksheet(export.title)
        bold, day, moment = (
            book.add_format(style)
            for style in ({"bold": True}, {"num_format": "dd.mm.yyyy"}, {"num_format": "dd.mm.yyyy hh:mm"})
        )
        rows = iter(export.rows)
        first = list(islice(rows, MEASURED_ROWS))
        _set_columns(sheet, [export.headings, *first])
        for column, heading in enumerate(export.headings):
            sheet.write_string(0, column, heading, bold)
        for place, row in enumerate(chain(first, rows), 1):
            if place == MOST_ROWS:
                raise _too_large()
            for column, value in enumerate(row):
                if isinstance(value, str):
                    if value:
                        sheet.write_string(place, column, remove_illegal_characters(value)[:MOST_CHARACTERS])
                elif isinstance(value, date):
                    sheet.write_datetime(place, column, value, moment if isinstance(value, datetime) else day)
                elif value is not None:
                    sheet.write_number(place, column, value)
    finally:
        try:
            book.close()
        except FileSizeError as error:
            raise _too_large() from error


def _too_large() -> TooLargeError:
    words = _("Listen er for stor for en Excel-fil, som har plass til %(most)s rader. Velg csv, eller filtrer listen.")
    return TooLargeError(words % {"most": number(MOST_ROWS)})


def _set_columns(sheet: "Worksheet", rows: Sequence[Sequence[Any]]) -> None:
    """Freeze the headings, and set the widths of the columns."""
    sheet.freeze_panes(1, 0)
    for column, cells in enumerate(zip(*rows, strict=True)):
        sheet.set_column(column, column, min(WIDEST, 2 + max(len(as_text(value)) for value in cells)))
