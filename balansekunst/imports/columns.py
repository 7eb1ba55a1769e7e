"""The columns of a sheet."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from balansekunst.fields import number
from balansekunst.imports.sheets import BrokenCell
from balansekunst.imports.widgets import NamesWidget, RelatedWidget

EMPTY: tuple[Any, ...] = (None, "", frozenset())


class Column(Field):
    """A column of a sheet: its heading, and the attribute it reads and writes.

    A column without an attribute is handled by its resource. The cells of a `required` column can't be blank; an
    `optional` column may be missing from the file. `shown` returns the value to export if that isn't the attribute's;
    `source` is the path or expression that a query gives it by. A `readonly` column is only exported. A new number that
    is not among the `likely` ones gives a warning.
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
        likely: range | None = None,
        shown: Callable[[Any], Any] | None = None,
        source: Any = None,
    ) -> None:
        super().__init__(attribute, heading, widget, readonly=readonly)
        self.required = required
        self.optional = optional
        self.likely = likely
        self.shown = shown
        self._source = source

    def clean(self, row: Any, **kwargs: Any) -> Any:
        """Return the value of the row's cell. Raises ValidationError."""
        cell = row[self.column_name]
        if isinstance(cell, BrokenCell):
            raise ValidationError(
                _("Formelen i cellen gir ikke noe svar (%(cell)s). Skriv en verdi."), params={"cell": str(cell)}
            )
        value = self.widget.clean(cell, row=row, **kwargs)
        if self.required and value in EMPTY:
            raise ValidationError(_("Cellen er tom. Den må fylles ut."), code="required")
        return value

    def unlikely(self, value: Any) -> str:
        """Return a warning about a value that isn't among the likely ones, or an empty text."""
        if self.likely is None or value is None or value in self.likely:
            return ""
        numbers = {"value": value, "lowest": self.likely[0], "highest": self.likely[-1]}
        words = _("%(value)s er uvanlig. Det vanlige er fra %(lowest)s til %(highest)s.")
        return words % {name: number(each) for name, each in numbers.items()}

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

    @property
    def source(self) -> Any:
        """What an export queries, for `exported`: a path, or an expression."""
        if self._source is not None:
            return self._source
        if isinstance(self.widget, NamesWidget):
            return "pk"
        if isinstance(self.widget, RelatedWidget):
            return f"{self.attribute}__{self.widget.written_as}"
        return self.attribute

    def exported(self, values: Sequence[Any], model: Any) -> Sequence[Any]:
        """Return the cells of some rows of the model, as `export` does, from what the database has for `source`."""
        if not isinstance(self.widget, NamesWidget):
            return self.widget.render_stored(values)
        names: dict[Any, list[str]] = {pk: [] for pk in values}
        related = model.objects.filter(pk__in=values, **{f"{self.attribute}__isnull": False})
        for pk, name in related.values_list("pk", f"{self.attribute}__{self.widget.written_as}"):
            names[pk].append(name)
        return [self.widget.render(names[pk]) for pk in values]
