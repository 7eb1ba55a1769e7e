"""The fields and widgets of the admin's forms."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.db import models

from balansekunst.fields import KronerField, KronerInput
from balansekunst.forms import DateField, DateInput, DateTimeInput

OVERRIDES: dict[type[models.Field], dict[str, Any]] = {
    KronerField: {"widget": KronerInput.widget},
    models.DateField: {"form_class": DateField, "widget": DateInput},
    models.DateTimeField: {"form_class": forms.DateTimeField, "widget": DateTimeInput},
    models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 5})},
}


class FormMixin(admin.options.BaseModelAdmin):
    """Asks in these ways. A row that is chosen is changed or deleted in its own list, not from here."""

    formfield_overrides = OVERRIDES

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Leave only seeing and adding beside what is chosen."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
        return field


class RowsInline(FormMixin, admin.TabularInline):
    """Rows that are looked after inside the page of another."""

    extra = 0
