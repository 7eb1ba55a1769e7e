"""What every sheet that is taken in or out has in common: its columns, how rows are known again, and what is told."""

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
from balansekunst.imports.faults import Refused, broken_rules
from balansekunst.imports.formats import as_text
from balansekunst.imports.sheets import Sheet

CHUNK = 2000


class SheetResource(Resource):
    """A sheet: a row for each instance of `Meta.model`, with the columns that are declared, in that order.

    Rows are known again by `key`: names of columns that together tell one from another. Where rows can be equal in
    all of these (`repeatable`), the n-th in the sheet is the n-th that is stored. A row that says what is stored is
    left alone: nothing is written, not even history. Other sheets refer to its rows of `referred`, by the first of the
    columns `referred_by` that is right. Without a `preview` it goes quicker.
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
        """Return what the sheet is called."""
        return cls.sheet_title or str(cls._meta.model._meta.verbose_name_plural)

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows that can be known again and written out."""
        return self._meta.model.objects.order_by("pk")

    # Taking in, step by step.

    def import_data(self, dataset: Any, *args: Any, **kwargs: Any) -> Result:
        """Take the sheet in. Faults are told by the row's own number and the column's heading."""
        self.sheet = dataset if isinstance(dataset, Sheet) else Sheet.of(dataset)
        result = super().import_data(self.sheet, *args, **kwargs)
        for row in (*result.invalid_rows, *result.error_rows):
            row.number = self.sheet.rows[row.number - 1].number
        return result

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Look at the headings, and find what is stored. Raises ValidationError, and takes no row in then."""
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
        """Tell of columns that are unknown, twice there, or not there."""
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

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Read the row's cells."""
        kwargs.get("advance", lambda: None)()
        self.number = self.sheet.rows[kwargs["row_number"] - 1].number
        self.cells, self.faults, self.changed = {}, {}, {}
        for name, column in self.fields.items():
            if column.readonly or column.column_name not in row:
                continue
            try:
                self.cells[name] = column.clean(row, refused=self.refused)
            except ValidationError as error:
                self.faults[name] = error
        self.settle()

    def settle(self) -> None:
        """Hold the row's cells against each other, changing `cells` and adding to `faults`."""

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        """Return the stored instance that the row is about, None for a new one."""
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
        """Return a new instance for the row."""
        return self._meta.model()

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Put the cells into the instance. Raises ValidationError with the faults of all cells."""
        for name, value in self.cells.items():
            column = self.fields[name]
            before = column.get_value(instance)
            if column.attribute and before != value:
                self.changed[name] = before
                column.put(instance, value)
        if self.faults:
            raise ValidationError(dict(self.faults))

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Tell if the row says what is stored."""
        return not (import_validation_errors or instance.pk is None or self.changed)

    def validate_instance(
        self,
        instance: Any,
        import_validation_errors: Any = None,
        validate_unique: bool = True,  # noqa: FBT001, FBT002
    ) -> None:
        """Hold the instance to its model's rules. Raises ValidationError by the columns' headings."""
        errors: dict[str, list[ValidationError]] = dict(import_validation_errors or {})
        for problem in self.problems(instance, errors.keys()):
            errors = problem.update_error_dict(errors)
        if self.faults:
            # A rule of the row as a whole can't be judged while one of its cells is wrong.
            errors.pop(NON_FIELD_ERRORS, None)
        if errors:
            self.refuse()
            raise ValidationError({self.heading(name): problems for name, problems in errors.items()})

    def problems(self, instance: Any, exclude: Collection[str]) -> Iterator[ValidationError]:
        """Tell of the rules that the instance breaks, but not at the columns in `exclude`."""
        return broken_rules(instance, exclude)

    def refuse(self) -> None:
        """Remember that the row is refused, where others may refer to it."""
        if self.referred:
            names = [self.cells[name] for name in self.referred_by if self.cells.get(name)]
            self.refused.add(self.referred, *names[:1])

    def refuse_all(self) -> None:
        """Remember that no row was taken in, where others may refer to them."""
        if self.referred:
            self.refused.add(self.referred)

    def heading(self, name: str) -> str:
        """Return the heading of the column that tells a field of the model; none for the row as a whole."""
        column = self.fields.get(name)
        if column is None:
            column = next((c for c in self.fields.values() if c.attribute.split("__")[0] == name), None)
        return column.column_name if column else NON_FIELD_ERRORS

    def do_instance_save(self, instance: Any, is_create: bool) -> None:  # noqa: FBT001
        """Save the instance and the many rows that it has, with one history record of it all."""
        many = {name: value for name, value in self.cells.items() if isinstance(value, frozenset)}
        if not many:
            self.save(instance)
            return
        instance.skip_history_when_saving = True
        self.save(instance)
        for name, value in many.items():
            getattr(instance, self.fields[name].attribute).set(value)
        del instance.skip_history_when_saving
        # History listens for this signal: told only now, it keeps the row with what was set.
        post_save.send(
            type(instance), instance=instance, created=is_create, raw=False, using=self.get_db_connection_name()
        )

    def save(self, instance: Any) -> None:
        """Save a row of any table, with the import as the reason in its history."""
        instance._change_reason = self.reason  # noqa: SLF001 - this is how history is told a reason
        instance.save()

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Do nothing: the many rows are saved with the instance."""

    def after_import_row(self, row: Any, row_result: RowResult, **kwargs: Any) -> None:
        """Take down what the row changed."""
        if row_result.is_update():
            for name, before in self.changed.items():
                column = self.fields[name]
                texts = [as_text(column.widget.render(value)) for value in (before, self.cells[name])]
                self.changes.append(CellChange(self.number, column.column_name, *texts))

    def after_import(self, dataset: Any, result: Result, **kwargs: Any) -> None:
        """Do nothing: no keys of the database are ever taken in."""

    @classmethod
    def get_diff_class(cls) -> type[Diff]:
        """Return how the preview tells differences."""
        return TextDiff

    # Writing out.

    def iter_queryset(self, queryset: QuerySet[Any]) -> Iterator[Any]:
        """Go through the rows a good many at a time, with what is prefetched for them."""
        return queryset.iterator(chunk_size=CHUNK)

    def after_export(self, queryset: Any, dataset: Any, **kwargs: Any) -> None:
        """Name the sheet."""
        dataset.title = self.get_display_name()[:31]
