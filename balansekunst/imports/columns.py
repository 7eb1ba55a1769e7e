"""The columns of a sheet, and how their cells are told before and after."""

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
    """A column: its heading, and the attribute of the row that it tells.

    One without an attribute is seen to by its resource. A cell of a `required` one can't be blank; a whole `optional`
    one may be left out of the file. `shown` gives what to write where that isn't the attribute itself, and a
    `readonly` one is only written, never taken in.
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
        """Return what the row's cell says. Raises ValidationError."""
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
        """Return the attribute; of many rows, the set of them."""
        if not isinstance(self.widget, NamesWidget):
            return super().get_value(instance)
        return frozenset(getattr(instance, self.attribute).all()) if instance.pk else frozenset()

    def put(self, instance: Model, value: Any) -> None:
        """Set the attribute, unless it is many rows: they are set once the instance is saved."""
        *path, name = self.attribute.split("__")
        target: Any = instance
        for step in path:
            target = getattr(target, step)
        if not isinstance(value, frozenset):
            setattr(target, name, value)

    def export(self, instance: Model, **kwargs: Any) -> Any:
        """Return what to write."""
        value = self.shown(instance) if self.shown else self.get_value(instance)
        return self.widget.render(value, **kwargs)


class CellChange(NamedTuple):
    """A cell that says something else than what was stored, as people write it."""

    row: int
    column: str
    before: str
    after: str


class TextDiff(Diff):
    """The preview's differences between the row as it was and as it will be, as people write them."""

    @classmethod
    def _read_field_values(cls, resource: "SheetResource", instance: Model) -> list[str]:
        return [as_text(column.export(instance)) for column in resource.get_import_fields()]

    def __init__(self, resource: "SheetResource", instance: Model, new: bool) -> None:  # noqa: FBT001
        self.left = self._read_field_values(resource, instance)
        self.right = self.left
        self.new = new

    def compare_with(self, resource: "SheetResource", instance: Model) -> None:
        """Take down the row as it will be."""
        self.right = self._read_field_values(resource, instance)

    def as_html(self) -> list[str]:
        """Return each cell, with what it was before where it changes."""
        return [
            after if self.new or before == after else format_html("<del>{}</del> <ins>{}</ins>", before, after)
            for before, after in zip(self.left, self.right, strict=True)
        ]
