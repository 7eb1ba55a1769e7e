"""The forms of My page, where contacts change what is registered of their organisation. The rules are not here."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.forms import DateField
from members import details
from members.contacts import Person
from members.models import Contact, IdentityProposal, LeaveRequest, Municipality, Organisation
from members.querysets import valid_on

ANOTHER = "ny"


class MyForm(forms.BaseForm):
    """A form whose answers a domain function may refuse."""

    def succeeds(self, act: Callable[[], Any]) -> bool:
        """Do it; or show at the fields why a rule is against it, and return False."""
        try:
            act()
        except ValidationError as error:
            found = error.error_dict if hasattr(error, "error_dict") else {"": error}
            for field, problem in found.items():
                self.add_error(field if field in self.fields else None, problem)
            return False
        return True


class DetailsForm(MyForm, forms.ModelForm):
    """The details of an organisation. What others change while it is open is not undone, unless it is changed here."""

    from_day = DateField(
        label=gettext_lazy("Adressen gjelder fra"),
        required=False,
        help_text=gettext_lazy("Fylles ut når dere har flyttet: første dag på den nye adressen."),
    )

    class Meta:
        model = Organisation
        fields = details.FIELDS
        widgets = {
            "address": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "postcode": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
            "postal_place": forms.TextInput(attrs={"autocomplete": "address-level2"}),
        }

    field_order = (*details.ADDRESS, "from_day", *details.FIELDS[len(details.ADDRESS) :])

    def __init__(self, organisation: Organisation, today: date, data: Any = None) -> None:
        super().__init__(data, instance=organisation, initial={"from_day": today})
        self.today = today
        for name in details.FIELDS:
            self.fields[name].show_hidden_initial = True
        field: Any = self.fields["municipality"]
        field.queryset = Municipality.objects.filter(valid_on(today) | Q(pk=organisation.municipality_id))
        field.help_text = _("Kommunen bestemmer hvilken landsdel dere teller i.")
        self.fields["size"].help_text = _("Kontingenten følger størrelsen.")

    @property
    def hidden_initials(self) -> SafeString:
        """What the fields were when the page was shown, by which `changed_data` finds what was changed on it."""
        return format_html_join("", "{}", ([self[name].as_hidden(only_initial=True)] for name in details.FIELDS))

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in details.FIELDS if name in self.changed_data}

    def clean(self) -> dict[str, Any]:
        """Require the day of another address."""
        answers = super().clean() or self.cleaned_data
        moved = not set(self.changed_data).isdisjoint(details.ADDRESS)
        if moved and not answers.get("from_day") and "from_day" not in self.errors:
            self.add_error("from_day", _("Skriv den første dagen på den nye adressen."))
        return answers

    def _post_clean(self) -> None:
        """Leave the organisation as it is: `members.details` validates and saves what is changed."""


class InviteForm(MyForm, forms.ModelForm):
    """A person who gets access for the organisation."""

    class Meta:
        model = Contact
        fields = ["name", "email", "phone"]
        widgets = {"phone": forms.TextInput(attrs={"type": "tel"})}

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["email"].required = self.fields["email"].widget.is_required = True
        self.fields["email"].help_text = _("Vi sender en invitasjon hit. Det er også adressen å logge inn med.")

    def _post_clean(self) -> None:
        """Leave it to `members.contacts`, which knows the organisation."""

    @property
    def person(self) -> Person:
        return Person(*(self.cleaned_data[name] for name in Person._fields))


class LeadersForm(MyForm, forms.Form):
    """Which contacts are leaders, who hand in what the others write."""

    leaders = forms.ModelMultipleChoiceField(
        Contact.objects.none(),
        label=gettext_lazy("Hvem er i ledelsen?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, organisation: Organisation, data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["leaders"]
        field.queryset = organisation.contacts.all()
        field.initial = organisation.contacts.filter(is_leader=True)


class HandOverForm(InviteForm):
    """Who takes over: another contact, or a person who isn't one yet."""

    to = forms.ChoiceField(label=gettext_lazy("Hvem tar over?"), widget=forms.RadioSelect)

    field_order = ("to", "name", "email", "phone")

    def __init__(self, others: list[Contact], data: Any = None) -> None:
        super().__init__(data)
        self.others = {str(contact.pk): contact for contact in others if contact.email}
        named = [(key, f"{contact.name} ({contact.email})") for key, contact in self.others.items()]
        field: Any = self.fields["to"]
        field.choices = [*named, (ANOTHER, _("En annen person"))]
        if not self.others:
            field.initial, field.widget = ANOTHER, forms.HiddenInput()
        for name in ("name", "email"):
            self.fields[name].required = not self.others

    def clean(self) -> dict[str, Any]:
        """Require the name and address of a person who isn't a contact yet."""
        answers = super().clean() or self.cleaned_data
        for name, words in (("name", _("Skriv navnet.")), ("email", _("Skriv e-postadressen."))):
            if answers.get("to") == ANOTHER and not answers.get(name) and name not in self.errors:
                self.add_error(name, words)
        return answers

    @property
    def successor(self) -> Contact | Person:
        return self.others.get(self.cleaned_data["to"]) or self.person


class ProposalForm(MyForm, forms.ModelForm):
    """Another name or number of the organisation, which begins as it is now."""

    class Meta:
        model = IdentityProposal
        fields = ["name", "number", "from_day", "note"]
        labels = {"name": gettext_lazy("Navn"), "number": gettext_lazy("Organisasjonsnummer")}
        field_classes = {"from_day": DateField}
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"note": gettext_lazy("For eksempel hvorfor det er endret.")}

    def __init__(self, organisation: Organisation, data: Any = None) -> None:
        super().__init__(data, initial={"name": organisation.name, "number": organisation.spaced_number})
        self.fields["name"].required = self.fields["number"].required = True

    def _post_clean(self) -> None:
        """Leave it to `members.proposals`, which knows the organisation."""


class LeaveRequestForm(MyForm, forms.ModelForm):
    """When and why the organisation leaves."""

    class Meta:
        model = LeaveRequest
        fields = ["wished_on", "reason"]
        field_classes = {"wished_on": DateField}
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}

    def _post_clean(self) -> None:
        """Leave it to `members.leave_requests`, which knows the membership."""
