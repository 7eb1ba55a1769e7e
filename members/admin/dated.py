"""Forms of a field that changes from a day, and whose earlier values are rows of their own."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from balansekunst.dates import PlausibleDay
from balansekunst.forms import DateField


class DatedForm(forms.ModelForm):
    """A form whose field `dated` changes from `changed_from`, unless a mistake is corrected.

    Subclasses name the two fields.
    """

    dated: ClassVar[str]
    changed_from = DateField(initial=timezone.localdate, required=False, validators=[PlausibleDay()])
    is_correction = forms.BooleanField(required=False)

    @property
    def changes_from_day(self) -> bool:
        return self.dated in self.changed_data and not self.cleaned_data["is_correction"]

    @property
    def first_day(self) -> date:
        return self.cleaned_data["changed_from"] or timezone.localdate()


class DatedAdmin(admin.ModelAdmin):
    """Saves a `DatedForm`. The fields of the change are only shown to who may change a stored row."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj and self.has_change_permission(request, obj):
            return fieldsets
        of_change = set(DatedForm.base_fields)
        return [
            (name, {**options, "fields": [field for field in options["fields"] if not of_change & {*_names(field)}]})
            for name, options in fieldsets
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        """Save the row; if its field changes from a day, with the value from before."""
        if not (change and form.changes_from_day):
            super().save_model(request, obj, form, change)
            return
        field = obj._meta.get_field(form.dated)
        form.new_value = getattr(obj, field.name)
        setattr(obj, field.attname, form.initial[form.dated])
        if not {*form.changed_data} <= {form.dated, *DatedForm.base_fields}:
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Change the field after the rows of its earlier values, which may be corrected at the same time."""
        super().save_related(request, form, formsets, change)
        if change and form.changes_from_day:
            self.change_from(form.instance, form.new_value, form.first_day)

    def change_from(self, row: Any, value: Any, day: date) -> None:
        """Change the dated field of the row from the day."""
        raise NotImplementedError


def _names(field: Any) -> tuple[str, ...]:
    return (field,) if isinstance(field, str) else tuple(field)
