"""The file formats of the admin's import and export, the same as those of the office's own files."""

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
    """Format a cell's value: «31.12.2024», «31.12.2024 23:59», «85000»."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str(value)


class Xlsx(Format):
    """A workbook: the first sheet is read; numbers and dates are written as such."""

    def __init__(self, encoding: str | None = None) -> None:
        """Ignore the encoding that import-export passes."""

    def get_title(self) -> str:
        return "xlsx"

    def create_dataset(self, in_stream: bytes) -> Sheet:
        """Read the first sheet. Raises ValidationError if the file isn't a workbook."""
        return next(iter(read_workbook(in_stream).values())) or Sheet([])

    def export_data(self, dataset: Any, **_kwargs: Any) -> bytes:
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = dataset.title or sheet.title
        sheet.freeze_panes = "A2"
        for row, cells in enumerate([dataset.headers, *dataset], 1):
            for column, value in enumerate(cells, 1):
                if value is None or value == "":
                    continue  # openpyxl takes as long for a blank cell as for a full one
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
        return "xlsx"

    def get_content_type(self) -> str:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True


class Csv(Xlsx):
    """Text separated by semicolons: read as UTF-8 or Windows-1252, written as UTF-8 with the BOM that Excel needs."""

    def get_title(self) -> str:
        return "csv"

    def create_dataset(self, in_stream: bytes) -> Sheet:
        return read_csv(in_stream)

    def export_data(self, dataset: Any, **_kwargs: Any) -> bytes:
        file = io.StringIO(newline="")
        writer = csv.writer(file, delimiter=";")
        writer.writerow(dataset.headers)
        for row in dataset:
            writer.writerow(escape_formula(value) if isinstance(value, str) else as_text(value) for value in row)
        return file.getvalue().encode("utf-8-sig")

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return "text/csv"


FORMATS = [Xlsx, Csv]
