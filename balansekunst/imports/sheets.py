"""Sheets read from xlsx or csv: headings in row 1, then rows with their row numbers."""

import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from balansekunst.imports import limits
from balansekunst.imports.encodings import decode
from balansekunst.imports.packages import as_transitional, check_container
from balansekunst.spreadsheets import unescape_formula
from balansekunst.text import clean_line, clean_text

# What spreadsheets show in English and Norwegian instead of a value. In a csv file, or pasted, it is plain text.
ERRORS = {
    *("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"),
    *("#UNKNOWN!", "#CONNECT!", "#BUSY!", "#GETTING_DATA"),
    *("#I/T", "#VERDI!", "#NAVN?", "#TALL!", "#OVERFLYT!", "#BEREGN!", "#FELT!", "#BLOKKERT!", "#UKJENT!"),
    *("#KOBLE.TIL!", "#OPPTATT!", "#HENTER_DATA"),
}
# Excel's first line of a csv file, which it doesn't show.
SEPARATOR = re.compile(r'\A"?sep=([;,\t|])"?(?:\r\n?|\n)', re.IGNORECASE)
END_OF_FILE = re.compile(r"\x1a\s*\Z")
# How a workbook contains a character that XML has no place for, and an underscore that would look like that.
ESCAPED = re.compile(r"_x(?!D[89A-F])([0-9A-F]{4})_", re.IGNORECASE)


class BrokenCell(str):
    """The content of a cell whose formula failed or was never calculated. It has no value."""

    __slots__ = ()


class Row(NamedTuple):
    """A row's number in its file, where the heading is row 1, and its cells."""

    number: int
    cells: tuple[Any, ...]


@dataclass
class Sheet:
    """Headings and the rows below them, without blank rows. `problems` are errors of the whole sheet.

    Sheets of a workbook have a name, csv files don't. If its headings were others, `renamed` has each with ours.
    """

    headers: list[str]
    rows: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    name: str = ""
    renamed: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_dataset(cls, dataset: Any) -> "Sheet":
        """Convert a tablib dataset, with its headings as row 1."""
        return cls(list(dataset.headers or []), [Row(number, tuple(cells)) for number, cells in enumerate(dataset, 2)])

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return (row.cells for row in self.rows)


def read_csv(data: bytes) -> Sheet:
    """Read a file separated by semicolons, or by what its line «sep=» says.

    Raises ValidationError if it isn't one, or is above the limits.
    """
    limits.check_size(len(data))
    text = END_OF_FILE.sub("", decode(data))
    separator = SEPARATOR.match(text)
    lines = io.StringIO(text[separator.end() :] if separator else text, newline="")
    reader = csv.reader(lines, delimiter=separator[1] if separator else ";", strict=True)
    try:
        return _sheet([unescape_formula(cell) for cell in record] for record in reader)
    except csv.Error as error:
        raise ValidationError(
            _("Filen kan ikke leses som CSV, se linje %(line)s (%(error)s). Feltene skal være skilt med semikolon."),
            params={"line": reader.line_num, "error": error},
        ) from error


def read_workbook(data: bytes, titles: Sequence[str] = ("",)) -> list[Sheet | None]:
    """Read the sheets with these titles, None for a missing one. If only one is wanted, the first visible one will do.

    Raises ValidationError if the file isn't a workbook, or is above the limits.
    """
    check_container(data)
    try:
        limits.check_workbook(data)
        with warnings.catch_warnings():
            # openpyxl warns of formatting that it doesn't read, which doesn't matter here.
            warnings.filterwarnings("ignore", module="openpyxl")
            return _read_workbook(as_transitional(data), titles)
    except ValidationError:
        raise
    except Exception as error:  # openpyxl raises all kinds of exceptions for a broken file
        raise ValidationError(
            _("Filen er skadet eller ikke en arbeidsbok. Den skal være i Excel-formatet .xlsx.")
        ) from error


def _read_workbook(data: bytes, titles: Sequence[str]) -> list[Sheet | None]:
    from openpyxl import load_workbook  # large, and not needed when the program starts

    with_formulas, calculated = (
        load_workbook(io.BytesIO(data), read_only=True, data_only=only) for only in (False, True)
    )
    found = {clean_line(sheet.title).casefold(): sheet.title for sheet in with_formulas.worksheets}
    visible = [sheet.title for sheet in with_formulas.worksheets if sheet.sheet_state == "visible"]
    instead = visible[0] if visible and len(titles) == 1 else None
    names = [found.get(title.casefold(), instead) for title in titles]
    sheets = [
        _sheet(_cells(with_formulas[name], calculated[name]), clean_line(name)) if name else None for name in names
    ]
    with_formulas.close()
    calculated.close()
    return sheets


def _cells(with_formulas: Any, calculated: Any) -> Iterator[list[Any]]:
    for sheet in (with_formulas, calculated):
        sheet.reset_dimensions()
    for formulas, values in zip(with_formulas.iter_rows(), calculated.iter_rows(), strict=True):
        yield [_value(formula, value) for formula, value in zip(formulas, values, strict=True)]


def _value(formula: Any, cell: Any) -> Any:
    if cell.value is not None and cell.data_type == "e":
        return BrokenCell(cell.value)
    # A formula that gives an empty text has the type of a text, one that was never calculated has none.
    if cell.value is None and formula.data_type == "f" and cell.data_type != "str":
        return BrokenCell(formula.value if isinstance(formula.value, str) else "=")
    return _unescaped(cell.value) if isinstance(cell.value, str) else cell.value


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _cleaned(cell: Any) -> Any:
    if not isinstance(cell, str) or isinstance(cell, BrokenCell):
        return cell
    text = clean_text(cell).strip()
    return BrokenCell(text) if text.upper() in ERRORS else text


def _is_blank(cell: Any) -> bool:
    return cell is None or cell == ""


def _sheet(records: Iterable[list[Any]], name: str = "") -> Sheet:
    records = limits.limited(records)
    headers = ["" if cell is None else clean_line(str(cell)) for cell in next(records, [])]
    while headers and not headers[-1]:
        headers.pop()
    sheet = Sheet(headers, name=name)
    for number, record in enumerate(records, 2):
        cells = [_cleaned(cell) for cell in record]
        if all(_is_blank(cell) for cell in cells):
            continue
        if any(not _is_blank(cell) for cell, header in _beside(cells, headers) if not header):
            sheet.problems.append(_("Rad %(number)s har en celle i en kolonne uten overskrift.") % {"number": number})
        sheet.rows.append(Row(number, tuple([*cells, *[None] * len(headers)][: len(headers)])))
    return sheet


def _beside(cells: list[Any], headers: list[str]) -> Iterator[tuple[Any, str]]:
    return ((cell, headers[place] if place < len(headers) else "") for place, cell in enumerate(cells))
