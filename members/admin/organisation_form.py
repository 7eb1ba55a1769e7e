"""The admin's form of an organisation."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin.forms import WARNING
from balansekunst.dates import PlausibleDay
from balansekunst.forms import DateField
from members.admin.dated import DatedForm
from members.models import Municipality
from members.models.reforms import Municipalities
from members.names import Names, warning


def not_in_future(day: date | None) -> date | None:
    """Return the day of a move. Raises ValidationError for one in the future."""
    if day and day > timezone.localdate():
        raise ValidationError(_("Skriv en dag som ikke er i framtiden."))
    return day


class EarlierPlaceForm(forms.ModelForm):
    """An earlier place of an organisation."""

    def clean_until(self) -> date | None:
        return not_in_future(self.cleaned_data["until"])


class OrganisationForm(DatedForm):
    """An organisation. Its municipality changes by a move, or by the correction of a mistake.

    A new name like that of another organisation gives an error of code `WARNING` once. Sent again with the same name,
    which is then in `accepted_name`, it is saved.
    """

    dated = "municipality"
    changed_from = DateField(
        label=gettext_lazy("Flyttet dit"),
        initial=timezone.localdate,
        required=False,
        validators=[PlausibleDay()],
        help_text=gettext_lazy(
            "Når du endrer kommunen: første dag der. Tall for tidligere dager bruker den gamle kommunen."
        ),
    )
    is_correction = forms.BooleanField(
        label=gettext_lazy("Kommunen var feil"),
        required=False,
        help_text=gettext_lazy(
            "Virksomheten har ikke flyttet, men sto i feil kommune. Også tall for tidligere dager endres."
        ),
    )
    accepted_name = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_municipality(self) -> Municipality:
        """Return the municipality of today, if another one was chosen."""
        chosen: Municipality = self.cleaned_data["municipality"]
        changed = chosen.pk != self.instance.municipality_id
        return Municipalities().on(chosen, timezone.localdate()) if changed else chosen

    def clean_changed_from(self) -> date | None:
        return not_in_future(self.cleaned_data["changed_from"])

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        name, number = answers.get("name"), answers.get("number", self.instance.number)
        if name and "name" in self.changed_data and name != answers.get("accepted_name"):
            self._warn_of(name, number)
        return answers

    def _warn_of(self, name: str, number: str) -> None:
        if message := warning(name, number, Names.of_register()):
            anyway = _("Er det to virksomheter, kan du lagre likevel.")
            self.add_error("name", ValidationError(f"{message} {anyway}", code=WARNING))
            sent: Any = self.data
            self.data = {**sent.dict(), self.add_prefix("accepted_name"): name}
