"""Form fields that several apps share: texts, numbers, dates and moments."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from balansekunst.text import CleanLine, CleanText, clean_line, read_number, read_whole_number, validate_line

CLOCK = re.compile(r"^kl(?:okken|okka|\.)? ?", re.IGNORECASE)


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


class NumberInput(forms.TextInput):
    """A number as people write it. Browsers have their own idea of that in `type="number"`, and drop what differs."""

    def __init__(self, attrs: dict[str, Any] | None = None, mode: str = "numeric") -> None:
        super().__init__({"inputmode": mode, "autocomplete": "off", **(attrs or {})})


class WholeNumberField(forms.IntegerField):
    """A whole number, with spaces between the thousands or without."""

    widget = NumberInput
    default_error_messages = {"invalid": _("Skriv et helt tall, for eksempel 1\xa0550.")}

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or not isinstance(value, str):
            return super().to_python(value)
        try:
            return read_whole_number(value) if clean_line(value) else None
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class NumberField(forms.FloatField):
    """A number, with a comma or a point before its decimals."""

    widget = NumberInput(mode="decimal")
    default_error_messages = {"invalid": _("Skriv et tall, for eksempel 59,91.")}

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or not isinstance(value, str):
            return super().to_python(value)
        try:
            return read_number(value) if clean_line(value) else None
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """Show a number with a comma; return invalid input as it was typed."""
        return str(value).replace(".", ",") if isinstance(value, float) else value


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


class TimeInput(forms.TimeInput):
    """A time of the day, picked in the browser."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class TimeField(forms.TimeField):
    """A time of the day. Accepts what the browser sends (10:00) and what people type: 10.00, kl. 10."""

    widget = TimeInput
    input_formats = ["%H:%M", "%H.%M", "%H:%M:%S", "%H"]
    default_error_messages = {"invalid": _("Skriv klokkeslettet slik: 10.00.")}

    def to_python(self, value: Any) -> Any:
        return super().to_python(CLOCK.sub("", clean_line(value)) if isinstance(value, str) else value)


class DateTimeInput(forms.DateTimeInput):
    """A date and a time, picked in the browser."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")
