"""Forms of rows that several people edit at the same time: only what the writer changed is saved."""

from typing import Any

from django import forms
from django.contrib.admin.utils import display_for_field
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from balansekunst.concurrent_edits import UNKNOWN, Merge, merge
from balansekunst.history import latest_version, save_while_writing


class MergingForm(forms.ModelForm):
    """A form that takes over what others saved since it was opened, and refuses a field that they changed as well.

    Each field has a hidden one with what the writer began with.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.replaced: list[str] = []  # those that get another value than was typed
        self.contested: list[str] = []
        for field in self.fields.values():
            field.show_hidden_initial = not isinstance(field, forms.FileField)

    def clean(self) -> dict[str, Any]:
        """Merge each field."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            for name, field in self.fields.items():
                if field.show_hidden_initial and name in self.initial and name in cleaned:
                    self._merge(name)
        return self.cleaned_data

    def save_valid(self) -> list[str]:
        """Save the changed fields of an existing row that are valid, while it is written, and return their names."""
        if self.non_field_errors():
            return []
        saved = [name for name in self.changed_data if name in self.cleaned_data and name in self.initial]
        for name in self.errors:
            if name in self.initial:
                setattr(self.instance, name, self.initial[name])
        if saved:
            save_while_writing(self.instance)
        for name in saved:  # shown again with the errors of others, the page begins with what is saved now
            self._fill_in(self.add_initial_prefix(name), self.fields[name].prepare_value(self.cleaned_data[name]))
        return saved

    def _merge(self, name: str) -> None:
        field, stored = self.fields[name], self.initial[name]
        typed = self.cleaned_data[name]
        outcome = merge(
            began=self._began_with(name), stored=_comparable(field, stored), typed=_comparable(field, typed)
        )
        if outcome is Merge.TYPED:
            return
        self._fill_in(self.add_initial_prefix(name), field.prepare_value(stored))
        if outcome is Merge.STORED:
            self.replaced.append(name)
            self.cleaned_data[name] = stored
            self._fill_in(self.add_prefix(name), field.prepare_value(stored))
        else:
            self.contested.append(name)
            self.add_error(name, self._both(name))

    def _began_with(self, name: str) -> Any:
        """Return what the page had in the field when it was opened."""
        hidden = self.add_initial_prefix(name)
        if hidden not in self.data:
            return UNKNOWN
        try:
            return _comparable(self.fields[name], self.data[hidden])
        except ValidationError:
            return UNKNOWN

    def _fill_in(self, name: str, value: Any) -> None:
        data: Any = self.data
        copied = data.copy()
        copied[name] = "" if value is None else value
        self.data = copied

    def _both(self, name: str) -> ValidationError:
        """Return the error of a contested field, with the text that others saved; the writer's own is in the field."""
        stored = self.initial[name]
        shown = display_for_field(stored, self._meta.model._meta.get_field(name), str(_("Tomt")))
        version = latest_version(self.instance)
        words = _(
            "%(who)s lagret noe annet her %(moment)s, etter at du åpnet siden. Det som er lagret, står under. Ta med "
            "det du vil beholde, og lagre på nytt: da er det feltet ditt som gjelder."
        ) % {
            "who": (version and version.history_user) or _("Noen"),
            "moment": date_format(localtime(version.history_date), "j. F \\k\\l.\xa0H.i") if version else "",
        }
        text = format_html('{}<div class="theirs">{}</div>', words, shown)
        return ValidationError(text, code="contested")


class MergingFormSet(BaseInlineFormSet):
    """Rows of a parent. Those that were sent are shown again in their order, whatever others added or deleted."""

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if not self.is_bound:
            return rows
        if not hasattr(self, "_sent"):
            model: Any = self.model
            by_key = {str(row.pk): row for row in rows}
            keys = [self.data.get(f"{self.add_prefix(place)}-id", "") for place in range(self.initial_form_count())]
            self._sent = [by_key.get(key) or model() for key in keys]
        return self._sent

    def clean(self) -> None:
        """Refuse to save rows that others have deleted: their texts are still in the form."""
        super().clean()
        if any(form.instance.pk is None for form in self.initial_forms if form not in self.deleted_forms):
            raise ValidationError(
                _(
                    "Noe av det du skrev i, er slettet av en annen i mellomtiden. Teksten din står i feltene: kopier "
                    "den du vil beholde til en ny rad, og kryss av for å slette den gamle."
                ),
                code="deleted",
            )


def _comparable(field: forms.Field, value: Any) -> Any:
    """Return the value as the field would read it. A browser sends CRLF for every line break."""
    read = field.to_python(value)
    return read.replace("\r\n", "\n") if isinstance(read, str) else read
