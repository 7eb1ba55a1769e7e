"""The fields and widgets of the admin's forms."""

import logging
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.http import HttpResponse
from django.utils.translation import gettext as _

from balansekunst.fields import KronerField, KronerFormField, OreField, OreFormField
from balansekunst.forms import (
    DateField,
    DateInput,
    DateTimeInput,
    NumberField,
    NumberInput,
    TimeField,
    TimeInput,
    WholeNumberField,
)

logger = logging.getLogger(__name__)

WARNING = "warning"  # the code of an error that is accepted by submitting the form again

OVERRIDES: dict[type[models.Field], dict[str, Any]] = {
    KronerField: {"widget": KronerFormField.widget},
    OreField: {"form_class": OreFormField, "widget": OreFormField.widget},
    models.IntegerField: {"form_class": WholeNumberField, "widget": NumberInput},
    models.BigIntegerField: {"form_class": WholeNumberField, "widget": NumberInput},
    models.FloatField: {"form_class": NumberField, "widget": NumberField.widget},
    models.DateField: {"form_class": DateField, "widget": DateInput},
    models.DateTimeField: {"form_class": forms.DateTimeField, "widget": DateTimeInput},
    models.TimeField: {"form_class": TimeField, "widget": TimeInput},
    models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 5})},
}


class RelatedSelect(AutocompleteSelect):
    """Django's field with suggestions, which shows nothing as selected when the value is no primary key."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, [key for key in value if can_be_key(self.field.remote_field.model, key)], attr)


class RelatedSelectMultiple(RelatedSelect, AutocompleteSelectMultiple):
    """The same for several related objects."""


class FormMixin(admin.options.BaseModelAdmin):
    """Uses OVERRIDES. Related objects can be viewed and added from the form, but not changed or deleted."""

    formfield_overrides = OVERRIDES

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = RelatedSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = RelatedSelectMultiple(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
        return field


class CheckedTogether(admin.ModelAdmin):
    """Shows a form again whose rows are valid one by one, but which the database refuses together."""

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError as error:
            # Without the traceback, whose last line has the values that were refused.
            logger.error("The database refused a form of %s: %s", self.opts.label, _reason(error))  # noqa: TRY400
            return self.refused_view(request, *args, **kwargs)

    def refused_view(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form that the database has refused."""
        request.is_refused = True
        return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the form; if the database has refused it, it is invalid."""
        form = super().get_form(request, *args, **kwargs)
        return type(form.__name__, (RefusedForm, form), {}) if hasattr(request, "is_refused") else form


class RefusedForm(forms.ModelForm):
    """A form that the database has refused."""

    def clean(self) -> Any:
        """Raise ValidationError for the whole form."""
        super().clean()
        raise ValidationError(
            _("Dette kan ikke lagres sammen. Se om to rader overlapper, eller om det samme står to steder.")
        )


class RowsInline(FormMixin, admin.TabularInline):
    """Rows edited on the page of their parent."""

    extra = 0


def _reason(error: IntegrityError) -> str:
    """Return the database's message without the values, which PostgreSQL adds as details."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(error) if diagnosis is None else diagnosis.message_primary


def can_be_key(model: type[models.Model], text: str) -> bool:
    """Return whether the text can be the primary key of a row of the model."""
    try:
        model._meta.pk.run_validators(model._meta.pk.to_python(text))
    except ValidationError:
        return False
    return True
