"""Sheets read from xlsx or csv: headings in row 1, then rows with their row numbers."""

import csv
import io
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from balansekunst.imports import limits
from balansekunst.spreadsheets import unescape_formula

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


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

    Sheets of a workbook have a name, csv files don't.
    """

    headers: list[str]
    rows: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    name: str = ""

    @classmethod
    def from_dataset(cls, dataset: Any) -> "Sheet":
        """Convert a tablib dataset, with its headings as row 1."""
        return cls(list(dataset.headers or []), [Row(number, tuple(cells)) for number, cells in enumerate(dataset, 2)])

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return (row.cells for row in self.rows)


def read_csv(data: bytes) -> Sheet:
    """Read a file separated by semicolons. Raises ValidationError if it isn't one, or is above the limits."""
    limits.check_size(len(data))
    reader = csv.reader(io.StringIO(_decoded(data), newline=""), delimiter=";", strict=True)
    try:
        return _sheet([unescape_formula(cell) for cell in record] for record in reader)
    except csv.Error as error:
        raise ValidationError(
            _("Filen kan ikke leses som CSV, se linje %(line)s (%(error)s). Feltene skal være skilt med semikolon."),
            params={"line": reader.line_num, "error": error},
        ) from error


def read_workbook(data: bytes, names: Iterable[str] = ()) -> dict[str, Sheet | None]:
    """Read the sheets with these names, None for a missing one; without names, the first sheet.

    Raises ValidationError if the file isn't a workbook, or is above the limits.
    """
    try:
        limits.check_workbook(data)
        with warnings.catch_warnings():
            # openpyxl warns of formatting that it doesn't read, which doesn't matter here.
            warnings.filterwarnings("ignore", module="openpyxl")
            return _read_workbook(data, list(names))
    except ValidationError:
        raise
    except Exception as error:  # openpyxl raises all kinds of exceptions for a broken file
        raise ValidationError(
            _("Filen er skadet eller ikke en arbeidsbok. Den skal være i Excel-formatet .xlsx.")
        ) from error


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            if not data.startswith(UTF_16_MARKS):
                return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("Tegnene i filen kan ikke leses. De skal være UTF-8 eller Windows-1252."))


def _read_workbook(data: bytes, names: list[str]) -> dict[str, Sheet | None]:
    from openpyxl import load_workbook  # large, and not needed when the program starts

    with_formulas, calculated = (
        load_workbook(io.BytesIO(data), read_only=True, data_only=only) for only in (False, True)
    )
    titles = {sheet.title.strip().casefold(): sheet.title for sheet in with_formulas.worksheets}
    sheets: dict[str, Sheet | None] = {}
    for name in names or list(titles.values())[:1]:
        title = titles.get(name.strip().casefold())
        sheets[name] = _sheet(_cells(with_formulas[title], calculated[title]), name) if title else None
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
    if cell.value is None and formula.data_type == "f":
        return BrokenCell(formula.value if isinstance(formula.value, str) else "=")
    return cell.value


def _is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _sheet(records: Iterable[list[Any]], name: str = "") -> Sheet:
    records = limits.limited(records)
    headers = ["" if _is_blank(cell) else " ".join(str(cell).split()) for cell in next(records, [])]
    while headers and not headers[-1]:
        headers.pop()
    sheet = Sheet(headers, name=name)
    for number, cells in enumerate(records, 2):
        if all(_is_blank(cell) for cell in cells):
            continue
        if any(not _is_blank(cell) for cell, header in _beside(cells, headers) if not header):
            sheet.problems.append(_("Rad %(number)s har en celle i en kolonne uten overskrift.") % {"number": number})
        sheet.rows.append(Row(number, tuple([*cells, *[None] * len(headers)][: len(headers)])))
    return sheet


def _beside(cells: list[Any], headers: list[str]) -> Iterator[tuple[Any, str]]:
    return ((cell, headers[place] if place < len(headers) else "") for place, cell in enumerate(cells))
