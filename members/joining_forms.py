"""The public forms to join: the organisation number, and then the rest."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.fields import OrganisationNumberField, kroner
from balansekunst.forms import LineField
from balansekunst.public_forms import PublicForm
from members.models import FeeRate, MembershipApplication, Municipality, Organisation
from members.public_joining import OpenedForm
from members.register.entities import Entity

LONGEST_REASON = 4000


class NumberForm(forms.Form):
    """The number that an organisation is looked up by."""

    nummer = LineField(
        label=gettext_lazy("Organisasjonsnummer"),
        max_length=40,
        help_text=gettext_lazy("Ni sifre. Vi henter navn og adresse fra Enhetsregisteret."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Skriv organisasjonsnummeret.")},
    )

    def clean_nummer(self) -> str:
        return OrganisationNumberField().clean(self.cleaned_data["nummer"], None)


class JoiningForm(PublicForm, forms.ModelForm):
    """What an organisation says when it asks to join. It can't change the name and legal form that the register has."""

    opened: OpenedForm

    confirms_purpose = forms.BooleanField(
        label=gettext_lazy("Vi slutter oss til formålet: et likestilt og mangfoldig kulturliv"),
        error_messages={"required": gettext_lazy("Medlemmer slutter seg til formålet. Kryss av hvis dere gjør det.")},
    )

    class Meta:
        model = MembershipApplication
        fields = [
            *("name", "field", "size", "address", "postcode", "postal_place", "municipality", "website", "reason"),
            *("contact_name", "contact_email", "contact_phone"),
        ]
        labels = {
            "name": gettext_lazy("Virksomhetens navn"),
            "reason": gettext_lazy("Hvorfor vil dere bli medlem?"),
            "contact_name": gettext_lazy("Navnet ditt"),
            "contact_email": gettext_lazy("E-postadressen din"),
            "contact_phone": gettext_lazy("Telefonnummeret ditt"),
        }
        help_texts = {
            "contact_email": gettext_lazy("Vi sender en lenke dit, som du bekrefter innmeldingen med."),
            "reason": gettext_lazy("Noen setninger er nok. Styret leser det når de behandler innmeldingen."),
        }
        widgets = {
            "size": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 5}),
            "address": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "postcode": forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
            "postal_place": forms.TextInput(attrs={"autocomplete": "address-level2"}),
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "contact_phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }

    def __init__(self, data: QueryDict | None, *, opened: OpenedForm, at: datetime, **kwargs: Any) -> None:
        day = timezone.localdate(at)
        request = MembershipApplication(
            number=opened.number, name=opened.name, legal_form=opened.legal_form, received_on=day
        )
        super().__init__(data, instance=request, opened=opened, at=at, **kwargs)
        fields: dict[str, Any] = self.fields
        if opened.name:
            del fields["name"]
        fields["municipality"].queryset = Municipality.objects.valid_on(day)
        fields["municipality"].empty_label = _("Velg kommune")
        fields["field"].choices = [("", _("Velg kunstfelt")), *Organisation.Field.choices]
        fields["size"].choices = sizes(day)
        fields["size"].help_text = _("Kontingenten følger størrelsen.")
        fields["reason"].max_length = LONGEST_REASON
        fields["reason"].validators.append(forms.CharField(max_length=LONGEST_REASON).validators[0])
        for name in ("size", "reason"):
            fields[name].required = fields[name].widget.is_required = True


def sizes(day: date) -> list[tuple[str, str]]:
    """Return the sizes to choose, each with this year's fee if it is set."""
    amounts = dict(FeeRate.objects.filter(year=day.year).values_list("size", "amount"))
    names = [(size, str(label).capitalize()) for size, label in Organisation.Size.choices]
    words = _("%(size)s (%(amount)s i %(year)s)")
    return [
        (size, words % {"size": name, "amount": kroner(amounts[size]), "year": day.year} if size in amounts else name)
        for size, name in names
    ]


def initial_from(entity: Entity | None, day: date) -> dict[str, Any]:
    """Return what the form begins with: what the register says."""
    if entity is None:
        return {}
    place = Municipality.objects.valid_on(day).filter(number=entity.municipality_number).first()
    return {
        "address": entity.address[:200],
        "postcode": entity.postcode[:4],
        "postal_place": entity.postal_place[:60],
        "municipality": place,
        "website": entity.website[:200],
    }
