"""The fields and widgets of the admin's forms."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.db import models

from balansekunst.fields import KronerField, KronerFormField
from balansekunst.forms import DateField, DateInput, DateTimeInput

OVERRIDES: dict[type[models.Field], dict[str, Any]] = {
    KronerField: {"widget": KronerFormField.widget},
    models.DateField: {"form_class": DateField, "widget": DateInput},
    models.DateTimeField: {"form_class": forms.DateTimeField, "widget": DateTimeInput},
    models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 5})},
}


class FormMixin(admin.options.BaseModelAdmin):
    """Uses OVERRIDES. Related objects can be viewed and added from the form, but not changed or deleted."""

    formfield_overrides = OVERRIDES

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
        return field


class RowsInline(FormMixin, admin.TabularInline):
    """Rows edited on the page of their parent."""

    extra = 0
