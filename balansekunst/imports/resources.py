"""The base class of all sheets that are imported and exported."""

from collections.abc import Collection, Iterator
from copy import copy
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, QuerySet
from django.db.models.signals import post_save
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Diff, Resource
from import_export.results import Result, RowResult

from balansekunst.imports.columns import CellChange, Column, TextDiff
from balansekunst.imports.exports import Export, exported_rows
from balansekunst.imports.faults import Refused, broken_rules
from balansekunst.imports.sheets import Sheet
from balansekunst.spreadsheets import as_text


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

    class Meta:
        instance_loader_class = BaseInstanceLoader

    def __init__(self, refused: Refused | None = None, *, preview: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._meta = copy(self._meta)
        self._meta.skip_diff = not preview
        self.refused = refused or Refused()
        self.cells: dict[str, Any] = {}
        self.faults: dict[str, ValidationError] = {}
        self.changed: dict[str, Any] = {}
        self.changes: list[CellChange] = []

    @classmethod
    def get_display_name(cls) -> str:
        return cls.sheet_title or str(cls._meta.model._meta.verbose_name_plural)

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows that can be matched and exported."""
        return self._meta.model.objects.order_by("pk")

    # Import, in the order of the steps.

    def import_data(self, dataset: Any, *args: Any, **kwargs: Any) -> Result:
        """Import the sheet. Errors are reported by the row's number in the file and the column's heading."""
        self.sheet = dataset if isinstance(dataset, Sheet) else Sheet.from_dataset(dataset)
        result = super().import_data(self.sheet, *args, **kwargs)
        for row in (*result.invalid_rows, *result.error_rows):
            row.number = self.sheet.rows[row.number - 1].number
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
        for instance in self.get_queryset():
            key = tuple(self.fields[name].get_value(instance) for name in self.key)
            self.stored.setdefault(key, []).append(instance)
        self.seen: dict[tuple[Any, ...], list[int]] = {}

    def heading_problems(self, headers: list[str]) -> Iterator[str]:
        """Yield errors for unknown, duplicate and missing columns."""
        known = [column.column_name for column in self.fields.values()]
        for header in dict.fromkeys(headers):
            if header and header not in known:
                yield _("Kolonnen «%(header)s» er ukjent. Ventet %(known)s.") % {
                    "header": header,
                    "known": ", ".join(known),
                }
            elif header and headers.count(header) > 1:
                yield _("Kolonnen «%(header)s» står to ganger. Ventet den én gang.") % {"header": header}
        for column in self.fields.values():
            if not column.optional and column.column_name not in headers:
                yield _("Kolonnen «%(header)s» mangler. Ventet den i rad 1.") % {"header": column.column_name}

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> RowResult:
        """Import a row. What `advance` raises ends the import, while other exceptions are errors of the row."""
        kwargs.get("advance", lambda: None)()
        return super().import_row(row, instance_loader, **kwargs)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Read the row's cells into `cells` and `faults`."""
        self.number = self.sheet.rows[kwargs["row_number"] - 1].number
        self.cells, self.faults, self.changed = {}, {}, {}
        for name, column in self.fields.items():
            if column.readonly or column.column_name not in row:
                continue
            try:
                self.cells[name] = column.clean(row, refused=self.refused)
            except ValidationError as error:
                self.faults[name] = error
        self.clean_row()

    def clean_row(self) -> None:
        """Validate the cells against each other. May change `cells` and add to `faults`."""

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        """Return the stored instance that the row matches, or None."""
        if any(name not in self.cells or name in self.faults for name in self.key):
            return None
        key = tuple(self.cells[name] for name in self.key)
        before = self.seen.setdefault(key, [])
        before.append(self.number)
        if len(before) > 1 and not self.repeatable:
            self.faults[self.key[-1]] = ValidationError(
                _("Raden gjentar rad %(number)s. Ventet den én gang."), params={"number": before[0]}
            )
            return None
        stored = self.stored.get(key, ())
        return stored[len(before) - 1] if len(before) <= len(stored) else None

    def init_instance(self, row: Any = None) -> Any:
        return self._meta.model()

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Set the attributes from the cells. Raises ValidationError with the errors of all cells."""
        for name, value in self.cells.items():
            column = self.fields[name]
            before = column.get_value(instance)
            if column.attribute and before != value:
                self.changed[name] = before
                column.set_value(instance, value)
        if self.faults:
            raise ValidationError(dict(self.faults))

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Return whether the row is unchanged."""
        return not (import_validation_errors or instance.pk is None or self.changed)

    def validate_instance(
        self,
        instance: Any,
        import_validation_errors: Any = None,
        validate_unique: bool = True,  # noqa: FBT001, FBT002
    ) -> None:
        """Validate the instance. Raises ValidationError by the columns' headings."""
        errors: dict[str, list[ValidationError]] = dict(import_validation_errors or {})
        for problem in self.problems(instance, errors.keys()):
            errors = problem.update_error_dict(errors)
        if self.faults:
            # Constraints on several fields can't be checked while one of the cells is invalid.
            errors.pop(NON_FIELD_ERRORS, None)
        if errors:
            self.refuse()
            raise ValidationError({self.heading(name): problems for name, problems in errors.items()})

    def problems(self, instance: Any, exclude: Collection[str]) -> Iterator[ValidationError]:
        """Yield validation errors of the instance, except at the columns in `exclude`."""
        return broken_rules(instance, exclude)

    def refuse(self) -> None:
        """Add the row to the rejected ones, for other sheets."""
        if self.referred:
            names = [self.cells[name] for name in self.referred_by if self.cells.get(name)]
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

    def do_instance_save(self, instance: Any, is_create: bool) -> None:  # noqa: FBT001
        """Save the instance with its many-to-many rows, as one version in the history."""
        many = {name: value for name, value in self.cells.items() if isinstance(value, frozenset)}
        if not many:
            self.save(instance)
            return
        instance.skip_history_when_saving = True
        self.save(instance)
        for name, value in many.items():
            getattr(instance, self.fields[name].attribute).set(value)
        del instance.skip_history_when_saving
        # simple_history listens for this signal. Sent only now, its version includes the many-to-many rows.
        post_save.send(
            type(instance), instance=instance, created=is_create, raw=False, using=self.get_db_connection_name()
        )

    def save(self, instance: Any) -> None:
        """Save a row of any model, with the import as the reason in its history."""
        instance._change_reason = self.reason  # noqa: SLF001 - simple_history reads it
        instance.save()

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Do nothing: `do_instance_save` has saved the many-to-many rows."""

    def after_import_row(self, row: Any, row_result: RowResult, **kwargs: Any) -> None:
        if row_result.is_update():
            for name, before in self.changed.items():
                column = self.fields[name]
                texts = [as_text(column.widget.render(value)) for value in (before, self.cells[name])]
                self.changes.append(CellChange(self.number, column.column_name, *texts))

    @classmethod
    def get_diff_class(cls) -> type[Diff]:
        return TextDiff

    # Export.

    def export(self, queryset: QuerySet[Any] | None = None, **kwargs: Any) -> Export:
        """Return the sheet, whose rows are queried as they are read."""
        rows = self.filter_export(self.get_queryset() if queryset is None else queryset, **kwargs)
        columns = self.get_export_fields()
        headings = [column.column_name for column in columns]
        return Export(self.get_display_name()[:31], headings, exported_rows(rows, columns))
