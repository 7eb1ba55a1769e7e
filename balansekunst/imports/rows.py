"""A row of a sheet on its way to the database, and what becomes of it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from import_export.results import Result, RowResult

from balansekunst.spreadsheets import as_text

if TYPE_CHECKING:
    from balansekunst.imports.columns import Column


class CellMessage(NamedTuple):
    """An error or a warning, by the number of its row and the heading of its column.

    Without a column it is about the row, and without a row about the file.
    """

    row: int | None
    column: str
    message: str


class CellChange(NamedTuple):
    """A cell that differs from the stored value, formatted for display."""

    row: int
    column: str
    before: str
    after: str


class DiffCell(NamedTuple):
    """A cell as it will be stored; where a stored row changes, with what it was before."""

    before: str | None
    after: str


@dataclass(eq=False)
class ImportRow:
    """A row of a sheet, and the instance that it becomes. The keys of the dicts are names of columns.

    `changed` has the stored values that the row changes; `before` has all stored values as texts, if needed for a diff.
    """

    number: int
    content: dict[str, Any]
    columns: "dict[str, Column]"
    cells: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, ValidationError] = field(default_factory=dict)
    changed: dict[str, Any] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    instance: Any = None
    is_new: bool = False
    warnings: list[CellMessage] = field(default_factory=list)
    refusal: ValidationError | None = None

    def warn(self, name: str, message: str) -> None:
        """Add a warning at the column of this name."""
        self.warnings.append(CellMessage(self.number, self.columns[name].column_name, message))

    def add_warnings(self, found: Iterable[tuple[str, str]]) -> None:
        """Add the warnings about what the row makes or changes."""
        if not self.is_unchanged:
            for name, message in found:
                self.warn(name, message)

    @property
    def kind(self) -> str:
        """What becomes of the row, by import-export's names."""
        if self.refusal:
            return RowResult.IMPORT_TYPE_INVALID
        if self.is_new:
            return RowResult.IMPORT_TYPE_NEW
        return RowResult.IMPORT_TYPE_UPDATE if self.changed else RowResult.IMPORT_TYPE_SKIP

    @property
    def is_refused(self) -> bool:
        return self.refusal is not None

    @property
    def is_unchanged(self) -> bool:
        """Whether the row is as it is stored."""
        return not (self.is_new or self.changed or self.faults)

    def changed_fields(self, path: str = "") -> set[str]:
        """Return the fields that the row changes: those of the instance, or of the one it refers to by `path`."""
        attributes = (self.columns[name].attribute.rpartition("__") for name in self.changed)
        return {name for found, _, name in attributes if name and found == path} - self.related().keys()

    def related(self) -> dict[str, frozenset[Any]]:
        """Return the rows that it refers to, by many-to-many field."""
        return {
            self.columns[name].attribute: value for name, value in self.cells.items() if isinstance(value, frozenset)
        }

    def changes(self) -> list[CellChange]:
        """Return the changed cells of a stored row."""
        if self.kind != RowResult.IMPORT_TYPE_UPDATE:
            return []
        return [
            CellChange(self.number, self.columns[name].column_name, *self._texts(name, before, self.cells[name]))
            for name, before in self.changed.items()
        ]

    def _texts(self, name: str, *values: Any) -> list[str]:
        return [as_text(self.columns[name].widget.render(value)) for value in values]

    def stored_texts(self) -> dict[str, str]:
        """Return the texts of the cells that the row can change. Others may take a query each."""
        return {
            name: as_text(column.export(self.instance))
            for name, column in self.columns.items()
            if column.attribute and not column.readonly
        }

    def diff(self) -> list[DiffCell]:
        texts = self._after()
        before = texts | self.before | {name: "" for name in self.changed if name not in self.before}
        cells = ((before[name], after) for name, after in texts.items())
        return [DiffCell(None if self.is_new or before == after else before, after) for before, after in cells]

    def _after(self) -> dict[str, str]:
        """Return all cells as they will be stored, without asking the database."""
        texts: dict[str, str] = {}
        for name, column in self.columns.items():
            if name in self.cells and not (column.attribute and column.shown):
                (texts[name],) = self._texts(name, self.cells[name])
            else:
                texts[name] = as_text(column.export(self.instance)) if column.attribute else ""
        return texts

    def add_to(self, result: "SheetResult") -> None:
        """Report the row, with its number in the file, to import-export."""
        errors = getattr(self.refusal, "error_dict", {})
        warnings = [warning for warning in self.warnings if warning.column not in errors]
        result.warnings += warnings
        if not self.is_unchanged:
            result.to_accept += warnings
        found = RowResult()
        found.import_type, found.instance = self.kind, self.instance
        found.add_instance_info(self.instance)
        # Most rows of a large file are never shown.
        found.diff = SimpleLazyObject(self.diff)
        result.increment_row_result_total(found)
        result.append_row_result(found)
        if self.refusal:
            found.validation_error = self.refusal
            result.append_invalid_row(self.number, self.content, self.refusal)


class SheetResult(Result):
    """import-export's result of an import, with the name of the sheet in a workbook, and the warnings.

    Those to accept are about new and changed rows.
    """

    def __init__(self, sheet_name: str = "") -> None:
        super().__init__()
        self.sheet_name = sheet_name
        self.warnings: list[CellMessage] = []
        self.to_accept: list[CellMessage] = []
        self.renamed: tuple[tuple[str, str], ...] = ()

    @property
    def fingerprint(self) -> str:
        """What identifies the warnings to accept, to compare those of a preview with those of the import."""
        return sha256(repr(self.to_accept).encode()).hexdigest() if self.to_accept else ""

    def check_accepted(self, fingerprint: str | None) -> None:
        """Raise ValidationError if other warnings are to accept than those of this fingerprint. None accepts all."""
        if fingerprint not in (None, self.fingerprint):
            raise ValidationError(_("Filen har andre advarsler enn da du så over den."))


@contextmanager
def errors_of(row: ImportRow) -> Iterator[None]:
    """Note what is wrong with the row, and what the database refuses, as errors of the row."""
    try:
        yield
    except ValidationError as error:
        row.refusal = ValidationError(error.update_error_dict({}))
    except DatabaseError as error:
        message = _("Raden kan ikke lagres (%(error)s).") % {"error": error}
        row.refusal = ValidationError({NON_FIELD_ERRORS: [message]})
