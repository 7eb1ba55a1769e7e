"""The form in which a contact proposes a quote."""

from django import forms
from django.utils.translation import gettext_lazy as _

from balansekunst.forms import LineField, TextField
from balansemerket.models import Quote


class QuoteForm(forms.ModelForm):
    """What a person says of the mark, and that the person agreed to be quoted."""

    agreed = forms.BooleanField(
        label=_("Personen har sagt ja til å bli sitert med navn"),
        help_text=_("Samtykket kan trekkes når som helst. Da slettes sitatet fra siden og publiserte årsrapporter."),
    )

    class Meta:
        model = Quote
        fields = ["text", "person", "role", "on_public_page", "in_report"]
        field_classes = {"text": TextField, "person": LineField, "role": LineField}
