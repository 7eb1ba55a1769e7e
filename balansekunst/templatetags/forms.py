"""Form controls with Designsystemet's classes (see `templates/_parts/field.html`)."""

from typing import Any

from django import template
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def control(field: BoundField | BoundWidget) -> SafeString:
    """Render the control of a field, or one of its options, with Designsystemet's class."""
    if isinstance(field, BoundWidget):
        field.data["attrs"]["class"] = "ds-input"
        return field.tag()
    own = field.field.widget.attrs
    # A placeholder disappears when you type: its text belongs in the label or the help text.
    attrs: dict[str, Any] = {"class": f"ds-input {own.get('class', '')}".strip(), "placeholder": False}
    if own.get("autocomplete") == "one-time-code":
        attrs["inputmode"] = "numeric"
    return field.as_widget(attrs=attrs)


@register.simple_tag
def began_with(field: BoundField) -> SafeString:
    """Render the hidden field that has what the writer began with, of a form that merges (`merging_forms`)."""
    return field.as_hidden(only_initial=True) if field.field.show_hidden_initial else SafeString("")


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Return whether the field is a single checkbox, whose label comes after it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset
