"""The form that asks for a period, and the one that corrects a published number."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.figures import Period
from balansekunst.forms import DateField, LineField, TextField, WholeNumberField
from reports.drift.differences import Drift
from reports.models import Correction, FrozenFigure, SealedQuote
from reports.publication.corrections import FigureName, figure_names, figures_of, name_of

FIRST_DAY = date(1900, 1, 1)
HIGHEST = 10**12


def period_query(period: Period) -> dict[str, str]:
    """Return the form's data for a period, for the query string of an address."""
    return {"fra": period.first.isoformat(), "til": period.last.isoformat()}


class PeriodForm(forms.Form):
    """The first and the last day of a range that has begun by `day`, both counted in."""

    use_required_attribute = False

    fra = DateField(
        label=gettext_lazy("Fra og med"),
        error_messages={"required": gettext_lazy("Velg den første dagen.")},
    )
    til = DateField(
        label=gettext_lazy("Til og med"),
        error_messages={"required": gettext_lazy("Velg den siste dagen.")},
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._day = day

    def clean_fra(self) -> date:
        """Return the first day. Raises ValidationError for one that hasn't come, or is older than any figure."""
        first: date = self.cleaned_data["fra"]
        if first > self._day:
            raise ValidationError(_("Perioden må ha begynt. Velg en dag som ikke er fram i tid."))
        if first < FIRST_DAY:
            raise ValidationError(_("Velg en dag etter 1900."))
        return first

    def clean(self) -> dict[str, Any]:
        """Return the days. Raises ValidationError at the last day when it comes before the first, or far ahead."""
        days = super().clean() or self.cleaned_data
        first, last = days.get("fra"), days.get("til")
        if last and first and last < first:
            self.add_error("til", _("Den siste dagen må være den første dagen eller senere."))
        elif last and last > self._day + timedelta(days=366):
            self.add_error("til", _("Velg en dag som ikke er mer enn et år fram i tid."))
        return days

    def period(self) -> Period:
        """Return the range that is asked for, once the form is valid."""
        return Period(self.cleaned_data["fra"], self.cleaned_data["til"])


class CorrectionForm(forms.Form):
    """Which number was wrong, what it should have been, and why: those that differ today first among them."""

    figure = forms.TypedChoiceField(label=gettext_lazy("Hvilket tall var feil?"), coerce=int)
    new = WholeNumberField(
        label=gettext_lazy("Hva skulle det vært?"),
        help_text=gettext_lazy("Bare tallet, uten «kr» og «%»."),
        min_value=-HIGHEST,
        max_value=HIGHEST,
    )
    severity = forms.ChoiceField(
        label=gettext_lazy("Hvor alvorlig var feilen?"),
        choices=[("", gettext_lazy("Velg")), *Correction.Severity.choices],
        help_text=gettext_lazy("Hva de betyr, står på siden «Slik retter vi feil»."),
        error_messages={"required": gettext_lazy("Velg hvor alvorlig feilen var.")},
    )
    note = TextField(
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


class QuoteWithdrawalForm(forms.Form):
    """Which published quote is withdrawn, and a note that stays."""

    quote = forms.TypedChoiceField(label=gettext_lazy("Hvilket sitat skal trekkes?"), coerce=int)
    note = LineField(
        label=gettext_lazy("Merknad"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Står der sitatet sto, etter datoen. Ikke nevn noen ved navn."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, quotes: Sequence[SealedQuote]) -> None:
        super().__init__(data)
        self.quotes = {quote.pk: quote for quote in quotes}
        options = [(key, f"{quote.person}: «{Truncator(quote.text).chars(80)}»") for key, quote in self.quotes.items()]
        self.fields["quote"].choices = [("", _("Velg et sitat")), *options]  # type: ignore[attr-defined]

    @property
    def has_quotes(self) -> bool:
        return bool(self.quotes)

    def chosen(self) -> SealedQuote:
        """Return the quote to withdraw."""
        return self.quotes[self.cleaned_data["quote"]]
