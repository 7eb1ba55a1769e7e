"""The form that corrects a published number."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.drift.differences import Drift
from reports.models import Correction, FrozenFigure
from reports.publication.corrections import FigureName, figure_names, figures_of, name_of

HIGHEST = 10**12
MINUSES = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})


class WholeNumber(forms.IntegerField):
    """A whole number as people type it, with spaces between thousands or without, and below zero if it is."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})
    default_error_messages = {"invalid": gettext_lazy("Skriv et helt tall, for eksempel 1 550.")}

    def to_python(self, value: Any) -> int | None:
        """Return the number. Raises ValidationError for what isn't one."""
        return super().to_python("".join(str(value).translate(MINUSES).split()) if value is not None else None)


class CorrectionForm(forms.Form):
    """Which number was wrong, what it should have been, and why: those that differ today first among them."""

    figure = forms.TypedChoiceField(label=gettext_lazy("Hvilket tall var feil?"), coerce=int)
    new = WholeNumber(
        label=gettext_lazy("Hva skulle det vært?"),
        help_text=gettext_lazy("Bare tallet, uten «kr» og «%»."),
        min_value=-HIGHEST,
        max_value=HIGHEST,
    )
    note = forms.CharField(
        label=gettext_lazy("Hva var feil?"),
        max_length=Correction._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Merknaden står ved tallet, og kan leses av alle. Ikke nevn noen ved navn."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, found: Drift, chosen: int | None = None) -> None:
        live = {one.frozen.pk: one.live for one in found.moved if one.frozen}
        super().__init__(data, initial={"figure": chosen, "new": live.get(chosen or 0)})
        self.figures = {figure.pk: figure for figure in figures_of(found.publication)}
        self.fields["figure"].choices = _choices(self.figures, list(live), figure_names(found.publication.year))  # type: ignore[attr-defined]

    def chosen(self) -> FrozenFigure:
        """Return the figure to correct."""
        return self.figures[self.cleaned_data["figure"]]


def _choices(figures: Mapping[int, FrozenFigure], moved: list[int], names: Mapping[str, FigureName]) -> list[Any]:
    rest = [key for key in figures if key not in moved]
    groups = [(_("Tall som er annerledes i dag"), moved), (_("Andre tall"), rest)]
    parts = [(title, [(key, _option(figures[key], names)) for key in keys]) for title, keys in groups if keys]
    return [("", _("Velg et tall")), *parts]


def _option(figure: FrozenFigure, names: Mapping[str, FigureName]) -> str:
    shown = names.get(figure.key, FigureName(figure.key)).number(figure.value).shown
    return _("%(name)s (publisert: %(number)s)") % {"name": name_of(figure, names), "number": shown}
