"""The form in which a range of days is asked for."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from balansekunst.figures import Period
from balansekunst.forms import DateField

FIRST_DAY = date(1900, 1, 1)


def asked(period: Period) -> dict[str, str]:
    """Return what asks the form for the period, as it is written in an address."""
    return {"fra": period.first.isoformat(), "til": period.last.isoformat()}


class PeriodForm(forms.Form):
    """The first and the last day of a range that has begun by `day`, both counted in."""

    use_required_attribute = False

    fra = DateField(
        label=_("Fra og med"),
        error_messages={"required": _("Velg den første dagen.")},
    )
    til = DateField(
        label=_("Til og med"),
        error_messages={"required": _("Velg den siste dagen.")},
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
