"""Form fields that several apps share: texts, dates and moments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balansekunst.text import CleanLine, CleanText, validate_line


class TextField(CleanText, forms.CharField):
    """A text of any number of lines."""

    widget = forms.Textarea


class LineField(CleanLine, forms.CharField):
    """A text of one line."""

    default_validators = [validate_line]


class EmailField(CleanLine, forms.EmailField):
    """An e-mail address."""


class URLField(CleanLine, forms.URLField):
    """The address of a page; without a scheme it is https."""


class DateInput(forms.DateInput):
    """A date, picked in the browser's own calendar, which shows it in the reader's format."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # Browsers only accept ISO 8601 as the value.
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    """A date. Accepts both what the browser's calendar sends (2026-12-31) and what people type (31.12.2026)."""

    widget = DateInput
    default_error_messages = {"invalid": _("Skriv datoen slik: 31.12.2026.")}


class DateTimeInput(forms.DateTimeInput):
    """A date and a time, picked in the browser."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")
