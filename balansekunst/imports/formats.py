"""The file formats of the admin's import and export, the same as those of the office's own files."""

import csv
import io
from typing import IO

from import_export.formats.base_formats import Format

from balansekunst.imports.exports import Export
from balansekunst.imports.sheets import Sheet, read_csv, read_workbook
from balansekunst.imports.workbooks import write_workbook
from balansekunst.spreadsheets import as_text, escape_formula


class Xlsx(Format):
    """A workbook, with numbers and dates as such. The sheet with the title is read, or else the first visible one."""

    def __init__(self, encoding: str | None = None, title: str = "") -> None:
        """Ignore the encoding that import-export passes."""
        self.sheet_title = title

    def get_title(self) -> str:
        return "xlsx"

    def create_dataset(self, in_stream: bytes) -> Sheet:
        """Read the sheet. Raises ValidationError if the file isn't a workbook."""
        (sheet,) = read_workbook(in_stream, [self.sheet_title])
        return sheet or Sheet([])

    def write(self, export: Export, file: IO[bytes]) -> None:
        """Write the file. Raises ValueError if the format has no room for so many rows."""
        write_workbook(export, file)

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True


class Csv(Xlsx):
    """Text separated by semicolons: written as UTF-8 with the BOM that Excel needs."""

    def get_title(self) -> str:
        return "csv"

    def create_dataset(self, in_stream: bytes) -> Sheet:
        return read_csv(in_stream)

    def write(self, export: Export, file: IO[bytes]) -> None:
        lines = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        writer = csv.writer(lines, delimiter=";")
        writer.writerow(export.headings)
        for row in export.rows:
            writer.writerow([escape_formula(value) if isinstance(value, str) else as_text(value) for value in row])
        lines.detach()

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return "text/csv"


FORMATS = [Xlsx, Csv]
