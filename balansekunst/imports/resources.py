"""The base class of all sheets that are imported and exported."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from functools import partial
from itertools import batched
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from import_export.exceptions import ImportError as RowImportError
from import_export.resources import Resource

from balansekunst.imports.batches import Batch, refresh_keys
from balansekunst.imports.columns import Column
from balansekunst.imports.exports import Export, exported_rows
from balansekunst.imports.faults import Check, Refused, broken_rules, invalid_fields
from balansekunst.imports.rows import CellChange, ImportRow, SheetResult, errors_of
from balansekunst.imports.sheets import Sheet

# So many rows are written together: of those before a faulty one, only these are written again.
TOGETHER = 1000
# A row is read, checked and saved, and `advance` is called after each.
STEPS = 3
# Of rows that the database refuses together, all but the faulty ones are written once more, in so many pieces.
PIECES = 8


class SheetResource(Resource):
    """A sheet with one row for each instance of `Meta.model`, and the declared columns in that order.

    Rows are matched with stored instances by `key`, the names of columns. If rows can be equal in all of these
    (`repeatable`), the n-th in the sheet matches the n-th stored. Unchanged rows aren't saved, so they get no new
    version in the history. Other sheets refer to its rows of `referred`, by the first of the columns `referred_by` that
    is valid. It is faster without `preview`.
    """

    _meta: Any
    fields: dict[str, Column]
    key: ClassVar[tuple[str, ...]] = ()
    repeatable: ClassVar[bool] = False
    sheet_title: ClassVar[str] = ""
    referred: ClassVar[type[Model] | None] = None
    referred_by: ClassVar[tuple[str, ...]] = ()

    def __init__(self, refused: Refused | None = None, *, preview: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.preview = preview
        self.refused = refused or Refused()
        self.changes: list[CellChange] = []
        self.subjects: set[Hashable] = set()
        self.waiting: list[ImportRow] = []

    @classmethod
    def get_display_name(cls) -> str:
        return cls.sheet_title or str(cls._meta.model._meta.verbose_name_plural)

    @classmethod
    def sheet_name(cls) -> str:
        """Return the name of the sheet in a workbook, which has at most 31 characters."""
        return cls.get_display_name()[:31]

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows that can be matched and exported."""
        return self._meta.model.objects.order_by("pk")

    # Import, in the order of the steps.

    def import_data(self, dataset: Any, *args: Any, **kwargs: Any) -> SheetResult:
        """Import a sheet. `mapped` may return it with our headings instead of its own."""
        mapped = kwargs.pop("mapped", lambda sheet: sheet)
        self.sheet = mapped(dataset if isinstance(dataset, Sheet) else Sheet.from_dataset(dataset))
        result = super().import_data(self.sheet, *args, **kwargs)
        result.renamed = self.sheet.renamed
        return result

    def import_data_inner(
        self,
        dataset: Sheet,
        dry_run: bool,  # noqa: FBT001
        raise_errors: bool,  # noqa: FBT001
        using_transactions: bool,  # noqa: FBT001
        collect_failed_rows: bool,  # noqa: FBT001
        **kwargs: Any,
    ) -> SheetResult:
        """Import the rows within the transaction of `import_data`.

        This replaces import-export's loop: rows are checked without queries and then saved together. Where that isn't
        possible, they are saved in fewer pieces, and at last one by one. If `accepted` is the fingerprint of the
        warnings that somebody has seen, others are an error.
        """
        result = SheetResult(dataset.name)
        result.diff_headers = self.get_diff_headers()
        try:
            self.before_import(dataset, **kwargs)
        except ValidationError as error:
            self.handle_import_error(result, error, raise_errors)
        self.advance = kwargs.get("advance", lambda: None)
        rows = [
            ImportRow(number, dict(zip(dataset.headers, cells, strict=True)), self.fields)
            for number, cells in dataset.rows
        ]
        result.total_rows = len(rows)
        self.import_rows(rows)
        for row in rows:
            row.add_to(result)
            self.changes += row.changes()
            if raise_errors and row.is_refused:
                raise RowImportError(row.refusal, number=row.number, row=row.content)
        result.warnings.sort(key=lambda warning: warning.row or 0)
        try:
            self.after_import(dataset, result, **kwargs)
            result.check_accepted(kwargs.get("accepted"))
        except ValidationError as error:
            self.handle_import_error(result, error, raise_errors)
        return result

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Check the headings and find the stored instances. Raises ValidationError, and then imports no row."""
        problems = [*self.sheet.problems, *self.heading_problems(self.sheet.headers)]
        if problems:
            self.sheet.rows.clear()
            self.refuse_all()
            raise ValidationError(problems)
        file_name = kwargs.get("file_name")
        self.reason = _("Import av %(file)s") % {"file": file_name} if file_name else _("Import")
        self.stored: dict[tuple[Any, ...], list[Any]] = {}
        for instance in self.find_instances():
            key = tuple(self.fields[name].get_value(instance) for name in self.key)
            self.stored.setdefault(key, []).append(instance)
        self.seen: dict[tuple[Any, ...], list[int]] = {}

    def find_instances(self) -> Iterable[Any]:
        """Return the rows that can be matched."""
        return self.get_queryset()

    def heading_problems(self, headers: list[str]) -> Iterator[str]:
        """Yield errors for unknown, duplicate and missing columns."""
        known = [column.column_name for column in self.fields.values()]
        for header in dict.fromkeys(headers):
            if header and header not in known:
                yield _("Kolonnen «%(header)s» er ukjent. Kolonnene skal være %(known)s.") % {
                    "header": header,
                    "known": ", ".join(known),
                }
            elif header and headers.count(header) > 1:
                yield _("Kolonnen «%(header)s» finnes to ganger. Den skal være der én gang.") % {"header": header}
        for column in self.fields.values():
            if not column.optional and column.column_name not in headers:
                yield _("Kolonnen «%(header)s» mangler. Den skal være i rad 1.") % {"header": column.column_name}

    def import_rows(self, rows: list[ImportRow]) -> None:
        """Import the rows. What `advance` raises ends the import, while other exceptions are errors of the row."""
        for row in rows:
            with errors_of(row):
                self.read(row)
            self.advance()
        self.after_read(rows)
        for row in rows:
            if not row.is_refused:
                self.save_earlier(self.subject(row))
                with errors_of(row):
                    self.prepare(row)
                    row.add_warnings(self.warnings(row))
            self.advance()
            if row.is_refused:
                self.refuse(row)
            if row.is_refused or row.is_unchanged:
                self.advance()
            elif self.is_clear(row):
                self.waiting.append(row)
                if len(self.waiting) == TOGETHER:
                    self.save_waiting()
            else:
                self.save_waiting()
                self.save_carefully(row)
        self.save_waiting()

    def read(self, row: ImportRow) -> None:
        """Read the row's cells, and validate them against each other."""
        for name, column in self.fields.items():
            if column.readonly or column.column_name not in row.content:
                continue
            try:
                row.cells[name] = column.clean(row.content, refused=self.refused, warn=partial(row.warn, name))
            except ValidationError as error:
                row.faults[name] = error
        self.clean_row(row)

    def clean_row(self, row: ImportRow) -> None:
        """Validate the cells against each other. May change `cells` and add to `faults`."""

    def after_read(self, rows: list[ImportRow]) -> None:
        """Look at all rows, and change their order if they must be saved in another."""

    def subject(self, row: ImportRow) -> Hashable:
        """Return what the row is about, if a later row about the same must know what became of it."""
        return None

    def save_earlier(self, subject: Hashable) -> None:
        if subject in self.subjects:
            self.save_waiting()
        if subject is not None:
            self.subjects.add(subject)

    def prepare(self, row: ImportRow) -> None:
        """Find or make the row's instance, and set its attributes from the cells."""
        stored = self.find_stored(row)
        row.is_new = stored is None
        row.instance = self.new_instance(row) if stored is None else stored
        self.set_values(row)

    def warnings(self, row: ImportRow) -> Iterator[tuple[str, str]]:
        """Yield what is unlikely in the new and changed cells, each by the name of its column. Must not query a row."""
        for name in row.changed:
            if message := self.fields[name].unlikely(row.cells[name]):
                yield name, message

    def find_stored(self, row: ImportRow) -> Any:
        """Return the stored instance that the row matches, or None."""
        if any(name not in row.cells or name in row.faults for name in self.key):
            return None
        key = tuple(row.cells[name] for name in self.key)
        before = self.seen.setdefault(key, [])
        before.append(row.number)
        if len(before) > 1 and not self.repeatable:
            row.faults[self.key[-1]] = ValidationError(
                _("Raden gjentar rad %(number)s. Den skal være der én gang."), params={"number": before[0]}
            )
            return None
        stored = self.stored.get(key, ())
        return stored[len(before) - 1] if len(before) <= len(stored) else None

    def new_instance(self, row: ImportRow) -> Any:
        return self._meta.model()

    def set_values(self, row: ImportRow) -> None:
        """Set the instance's attributes that differ from the cells."""
        for name, value in row.cells.items():
            column = self.fields[name]
            if column.attribute and (before := column.get_value(row.instance)) != value:
                row.changed[name] = before
        if self.preview and row.changed and not row.is_new:
            row.before = row.stored_texts()
        for name in row.changed:
            self.fields[name].set_value(row.instance, row.cells[name])

    def is_clear(self, row: ImportRow) -> bool:
        """Return whether the row can be saved with others, if the database accepts it."""
        with errors_of(row):
            return not (self.is_saved_alone(row) or self.find_errors(row, invalid_fields))
        return False

    def find_errors(self, row: ImportRow, check: Check) -> ValidationError | None:
        """Return the row's errors by the columns' headings. The instance is validated by `check`."""
        errors: dict[str, list[ValidationError]] = ValidationError(dict(row.faults)).update_error_dict({})
        for problem in self.problems(row, errors.keys(), check):
            problem.update_error_dict(errors)
        if row.faults:
            # Constraints on several fields can't be checked while one of the cells is invalid.
            errors.pop(NON_FIELD_ERRORS, None)
        return ValidationError({self.heading(name): problems for name, problems in errors.items()}) if errors else None

    def problems(self, row: ImportRow, exclude: Collection[str], check: Check) -> Iterator[ValidationError]:
        """Yield validation errors of the instance, except at the columns in `exclude`."""
        return check(row.instance, exclude)

    def save_waiting(self) -> None:
        rows, self.waiting = self.waiting, []
        self.subjects.clear()
        self.save(rows)

    def save(self, rows: Sequence[ImportRow]) -> None:
        """Save the rows together, or in pieces if the database refuses. A row that is left alone is checked by it."""
        if not rows:
            return
        try:
            batch = Batch(self.reason)
            for row in rows:
                self.add_to_batch(row, batch)
            batch.write()
        except DatabaseError:  # found again, and reported, at the row
            if len(rows) == 1:
                self.save_carefully(*rows)
            else:
                for piece in batched(rows, -(-len(rows) // PIECES)):
                    self.save(piece)
        else:
            for row in rows:
                self.after_save(row)
                self.advance()

    def save_carefully(self, row: ImportRow) -> None:
        """Save the row unless it breaks a rule, which the database is asked about."""
        with errors_of(row), transaction.atomic():
            refresh_keys(row.instance)
            row.refusal = self.find_errors(row, broken_rules)
            if not row.refusal:
                self.save_alone(row)
                self.after_save(row)
        if row.is_refused:
            self.refuse(row)
        self.advance()

    def is_saved_alone(self, row: ImportRow) -> bool:
        """Return whether more happens when the row is saved than that rows are written."""
        return False

    def save_alone(self, row: ImportRow) -> None:
        batch = Batch(self.reason)
        self.add_to_batch(row, batch)
        batch.write()

    def add_to_batch(self, row: ImportRow, batch: Batch) -> None:
        """Add the instance, and other rows to save with it."""
        if row.is_new:
            batch.insert(row.instance, row.related())
        else:
            batch.update(row.instance, row.changed_fields(), row.related())

    def after_save(self, row: ImportRow) -> None:
        """Take note of what later rows must know."""

    def refuse(self, row: ImportRow) -> None:
        """Add the row to the rejected ones, for other sheets."""
        if self.referred:
            names = [row.cells[name] for name in self.referred_by if row.cells.get(name)]
            self.refused.add(self.referred, *names[:1])

    def refuse_all(self) -> None:
        """Add all rows to the rejected ones, for other sheets."""
        if self.referred:
            self.refused.add(self.referred)

    def heading(self, name: str) -> str:
        """Return the heading of the column for a field of the model, or NON_FIELD_ERRORS."""
        column = self.fields.get(name)
        if column is None:
            column = next((c for c in self.fields.values() if c.attribute.split("__")[0] == name), None)
        return column.column_name if column else NON_FIELD_ERRORS

    # Export.

    def export(self, queryset: QuerySet[Any] | None = None, **kwargs: Any) -> Export:
        """Return the sheet, whose rows are queried as they are read."""
        rows = self.filter_export(self.get_queryset() if queryset is None else queryset, **kwargs)
        columns = self.get_export_fields()
        headings = [column.column_name for column in columns]
        return Export(self.sheet_name(), headings, exported_rows(rows, columns))
