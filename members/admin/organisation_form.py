"""The admin's form of an organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from members.names import Names, warning


class OrganisationForm(forms.ModelForm):
    """An organisation. A new name like that of another organisation gives a warning once.

    Sent again with the same name, which is then in `accepted_name`, it is saved.
    """

    accepted_name = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        name, number = answers.get("name"), answers.get("number", self.instance.number)
        if name and "name" in self.changed_data and name != answers.get("accepted_name"):
            self._warn_of(name, number)
        return answers

    def _warn_of(self, name: str, number: str) -> None:
        if message := warning(name, number, Names.of_register()):
            again = _("Er det to virksomheter, trykk Lagre en gang til.")
            self.add_error("name", f"{message} {again}")
            self.data = {**self.data, self.add_prefix("accepted_name"): name}
