"""The two file formats of the admin's import and export pages, read and written as the office's own files are."""

import csv
import io
from datetime import date, datetime
from typing import Any

from import_export.formats.base_formats import Format
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from balansekunst.imports.sheets import Sheet, read_csv, read_workbook
from balansekunst.spreadsheets import escape_formula, write_text

WIDEST = 50


def as_text(value: Any) -> str:
    """Return a cell's value as people write it: «31.12.2024», «31.12.2024 23:59», «85000»."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str(value)


class Xlsx(Format):
    """A workbook: its first sheet is read; numbers are written as numbers and dates as dates."""

    def __init__(self, encoding: str | None = None) -> None:
        """Take no notice of the encoding that import-export suggests."""

    def get_title(self) -> str:
        """Return what the format is called in the form."""
        return "xlsx"

    def create_dataset(self, in_stream: bytes) -> Sheet:
        """Read the first sheet. Raises ValidationError where the file is no workbook."""
        return next(iter(read_workbook(in_stream).values())) or Sheet([])

    def export_data(self, dataset: Any, **_kwargs: Any) -> bytes:
        """Return the file."""
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = dataset.title or sheet.title
        sheet.freeze_panes = "A2"
        for row, cells in enumerate([dataset.headers, *dataset], 1):
            for column, value in enumerate(cells, 1):
                if value is None or value == "":
                    continue  # a blank one would take as long to write as a full one
                cell = sheet.cell(row, column)
                if isinstance(value, str):
                    write_text(cell, value)
                    continue
                cell.value = value
                if isinstance(value, date):
                    cell.number_format = "dd.mm.yyyy hh:mm" if isinstance(value, datetime) else "dd.mm.yyyy"
        for column, cells in enumerate(zip(dataset.headers, *dataset, strict=True), 1):
            sheet.cell(1, column).font = Font(bold=True)
            width = 2 + max(len(as_text(value)) for value in cells)
            sheet.column_dimensions[get_column_letter(column)].width = min(width, WIDEST)
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    def get_extension(self) -> str:
        """Return how the file's name ends."""
        return "xlsx"

    def get_content_type(self) -> str:
        """Return the file's media type."""
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def can_import(self) -> bool:
        """Tell that it can be read."""
        return True

    def can_export(self) -> bool:
        """Tell that it can be written."""
        return True


class Csv(Xlsx):
    """Text separated by semicolons: read as UTF-8 or Windows-1252, written as UTF-8 with the mark that Excel needs."""

    def get_title(self) -> str:
        """Return what the format is called in the form."""
        return "csv"

    def create_dataset(self, in_stream: bytes) -> Sheet:
        """Read the file. Raises ValidationError where it can't be read."""
        return read_csv(in_stream)

    def export_data(self, dataset: Any, **_kwargs: Any) -> bytes:
        """Return the file, with an apostrophe before text that a spreadsheet would take for a formula."""
        file = io.StringIO(newline="")
        writer = csv.writer(file, delimiter=";")
        writer.writerow(dataset.headers)
        for row in dataset:
            writer.writerow(escape_formula(value) if isinstance(value, str) else as_text(value) for value in row)
        return file.getvalue().encode("utf-8-sig")

    def get_extension(self) -> str:
        """Return how the file's name ends."""
        return "csv"

    def get_content_type(self) -> str:
        """Return the file's media type."""
        return "text/csv"


FORMATS = [Xlsx, Csv]
