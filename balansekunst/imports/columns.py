"""The columns of a sheet, and changes to their cells."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.html import format_html
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Diff
from import_export.widgets import Widget

from balansekunst.imports.formats import as_text
from balansekunst.imports.sheets import BrokenCell
from balansekunst.imports.widgets import NamesWidget

if TYPE_CHECKING:
    from balansekunst.imports.resources import SheetResource

EMPTY: tuple[Any, ...] = (None, "", frozenset())


class Column(Field):
    """A column of a sheet: its heading, and the attribute it reads and writes.

    A column without an attribute is handled by its resource. The cells of a `required` column can't be blank; an
    `optional` column may be missing from the file. `shown` returns the value to export if that isn't the attribute's; a
    `readonly` column is only exported.
    """

    def __init__(
        self,
        attribute: str,
        heading: str,
        widget: Widget,
        *,
        required: bool = False,
        optional: bool = False,
        readonly: bool = False,
        shown: Callable[[Any], Any] | None = None,
    ) -> None:
        super().__init__(attribute, heading, widget, readonly=readonly)
        self.required = required
        self.optional = optional
        self.shown = shown

    def clean(self, row: Any, **kwargs: Any) -> Any:
        """Return the value of the row's cell. Raises ValidationError."""
        cell = row[self.column_name]
        if isinstance(cell, BrokenCell):
            raise ValidationError(
                _("Formelen i cellen gir ikke noe svar (%(cell)s). Ventet en verdi."), params={"cell": str(cell)}
            )
        value = self.widget.clean(cell, row=row, **kwargs)
        if self.required and value in EMPTY:
            raise ValidationError(_("Cellen er tom. Den må fylles ut."), code="required")
        return value

    def get_value(self, instance: Model) -> Any:
        """Return the attribute's value; for a many-to-many attribute, the set of related objects."""
        if not isinstance(self.widget, NamesWidget):
            return super().get_value(instance)
        return frozenset(getattr(instance, self.attribute).all()) if instance.pk else frozenset()

    def set_value(self, instance: Model, value: Any) -> None:
        """Set the attribute, except many-to-many, which is set when the instance has been saved."""
        *path, name = self.attribute.split("__")
        target: Any = instance
        for step in path:
            target = getattr(target, step)
        if not isinstance(value, frozenset):
            setattr(target, name, value)

    def export(self, instance: Model, **kwargs: Any) -> Any:
        value = self.shown(instance) if self.shown else self.get_value(instance)
        return self.widget.render(value, **kwargs)


class CellChange(NamedTuple):
    """A cell that differs from the stored value, formatted for display."""

    row: int
    column: str
    before: str
    after: str


class TextDiff(Diff):
    """The preview's diff of a row, formatted as in the sheet."""

    @classmethod
    def _read_field_values(cls, resource: "SheetResource", instance: Model) -> list[str]:
        return [as_text(column.export(instance)) for column in resource.get_import_fields()]

    def __init__(self, resource: "SheetResource", instance: Model, new: bool) -> None:  # noqa: FBT001
        self.left = self._read_field_values(resource, instance)
        self.right = self.left
        self.new = new

    def compare_with(self, resource: "SheetResource", instance: Model) -> None:
        self.right = self._read_field_values(resource, instance)

    def as_html(self) -> list[str]:
        """Return each cell; where it changes, with its old value."""
        return [
            after if self.new or before == after else format_html("<del>{}</del> <ins>{}</ins>", before, after)
            for before, after in zip(self.left, self.right, strict=True)
        ]
