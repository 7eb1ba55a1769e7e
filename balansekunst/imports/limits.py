"""Limits on the files of an import, checked before a file is read into memory.

A few kilobytes can be unpacked to millions of cells: zip repeats well, and one cell far to the right or far down makes
openpyxl fill in all cells before it.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import IO, Any
from xml.parsers import expat
from zipfile import ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from balansekunst.fields import number

MEBIBYTE = 1024 * 1024
MOST_BYTES = 5 * MEBIBYTE
MOST_UNPACKED = 50 * MEBIBYTE
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_CELLS = 200_000
MOST_CHARACTERS = 10_000_000
# A cell has at most three elements. Outside cells: styles, names and the like, which openpyxl reads slowly.
MOST_ELEMENTS = 4 * MOST_CELLS
MOST_OTHER_ELEMENTS = 20_000
CHUNK = 64 * 1024


def check_size(size: int) -> None:
    """Raise ValidationError if a file has more than MOST_BYTES."""
    if size > MOST_BYTES:
        raise ValidationError(_("Filen er for stor: høyst %(most)s\xa0MB."), params={"most": MOST_BYTES // MEBIBYTE})


def check_workbook(data: bytes) -> None:
    """Raise ValidationError if the workbook is too large, packed or unpacked. Reads it in pieces, and none twice."""
    check_size(len(data))
    with ZipFile(BytesIO(data)) as packed:
        # What is unpacked can't be longer than this says: `ZipFile` stops there.
        if sum(member.file_size for member in packed.infolist()) > MOST_UNPACKED:
            raise ValidationError(
                _("Arbeidsboken er for stor når den pakkes ut: høyst %(most)s\xa0MB."),
                params={"most": MOST_UNPACKED // MEBIBYTE},
            )
        counted = _Counted()
        for member in packed.infolist():
            with packed.open(member) as part:
                _Part(counted).read(part)


def limited(records: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """Yield the rows of a sheet. Raises ValidationError when they are too many, or contain too much.

    A text that is stored once counts in each cell that refers to it.
    """
    cells = characters = 0
    for row, record in enumerate(records, 1):
        cells += len(record)
        characters += sum(len(cell) for cell in record if isinstance(cell, str))
        _check_place(row, len(record))
        _check_cells(cells)
        if characters > MOST_CHARACTERS:
            raise ValidationError(
                _("Cellene har for mye tekst til sammen: høyst %(most)s tegn."),
                params={"most": number(MOST_CHARACTERS)},
            )
        yield record


def _check_place(row: int, column: int) -> None:
    if row > MOST_ROWS:
        raise ValidationError(
            _("Arket har for mange rader: høyst %(most)s, også medregnet tomme rader."),
            params={"most": number(MOST_ROWS)},
        )
    if column > MOST_COLUMNS:
        raise ValidationError(_("Arket har for mange kolonner: høyst %(most)s."), params={"most": MOST_COLUMNS})


def _check_cells(cells: int) -> None:
    if cells > MOST_CELLS:
        raise ValidationError(_("Arket har for mange celler: høyst %(most)s."), params={"most": number(MOST_CELLS)})


class _Counted:
    """What has been counted in all parts of a workbook."""

    def __init__(self) -> None:
        self.elements = self.others = 0


class _Part:
    """A part of a workbook, whose elements are counted: a sheet, the shared texts, or another part."""

    def __init__(self, counted: _Counted) -> None:
        from openpyxl.utils import coordinate_to_tuple  # large, and not needed when the program starts

        self.coordinate_to_tuple = coordinate_to_tuple
        self.counted = counted
        self.kind = ""
        self.depth = self.depth_of_row = self.row = self.column = self.cells = 0
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype

    def read(self, part: IO[bytes]) -> None:
        """Read the part, if it is XML. Broken XML is openpyxl's to report."""
        try:
            while piece := part.read(CHUNK):
                self.parser.Parse(piece)
        except expat.ExpatError:
            return

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition("}")[2]
        self.kind = self.kind or element
        self.depth += 1
        self.counted.elements += 1
        if self.kind == "worksheet":
            self._count_in_sheet(element, attributes.get("r", ""))
        if self.kind != "sst" and not self.depth >= self.depth_of_row > 0:
            self.counted.others += 1
        if self.counted.elements > MOST_ELEMENTS or self.counted.others > MOST_OTHER_ELEMENTS:
            raise ValidationError(_("Arbeidsboken har for mye i seg. Kopier radene til en ny arbeidsbok."))

    def _count_in_sheet(self, element: str, place: str) -> None:
        """Count rows and cells as openpyxl does: from their `r`, or one after the other. A row's children are cells."""
        if element == "row":
            self.depth_of_row = self.depth
            self.row, self.column = int(place or self.row + 1), 0
        elif self.depth_of_row and self.depth == self.depth_of_row + 1:
            self.cells += 1
            self.column = self.coordinate_to_tuple(place)[1] if place else self.column + 1
        _check_place(self.row, self.column)
        _check_cells(self.cells)

    def _end(self, _name: str) -> None:
        if self.depth == self.depth_of_row:
            self.depth_of_row = 0
        self.depth -= 1

    def _refuse_doctype(self, *_args: object) -> None:
        raise ValueError("A workbook has no document type")
