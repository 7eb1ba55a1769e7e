"""The public form that books a course."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.dates import PlausibleDay
from balansekunst.forms import DateField, TimeField
from balansekunst.public_forms import OpenedForm, PublicForm
from courses.models import Assignment, Booking, Topic, WishedDate
from courses.participants import CountsPeople, ParticipantsField
from members.models import Municipality, Organisation

LONGEST_PURPOSE = 2000
WISHES = (
    gettext_lazy("Første ønske"),
    gettext_lazy("Andre ønske"),
    gettext_lazy("Tredje ønske"),
)
# As on the page, which lists the errors in this order.
FIELD_ORDER = [
    *("topics", "purpose", "people", "form", "municipality"),
    *(f"{name}_{number}" for number in range(1, len(WISHES) + 1) for name in ("day", "part", "starts")),
]
FORMS = [
    (Assignment.Form.PHYSICAL, gettext_lazy("Hos oss, eller et annet sted i Norge")),
    (Assignment.Form.DIGITAL, gettext_lazy("Digitalt")),
    (Assignment.Form.HYBRID, gettext_lazy("Begge deler: noen er på stedet, og noen er med digitalt")),
]


class BookingForm(PublicForm, CountsPeople):
    """What somebody says who books a course: a contact chooses among their organisations, others write the name."""

    counted = "people"
    people = ParticipantsField(
        label=gettext_lazy("Hvor mange blir dere?"),
        takes_guess=True,
        help_text=gettext_lazy("Omtrent er nok, for eksempel 30, ca. 30 eller over 30."),
    )
    is_member = forms.TypedChoiceField(
        label=gettext_lazy("Er dere medlem av Balansekunst?"),
        choices=[("ja", gettext_lazy("Ja")), ("nei", gettext_lazy("Nei, eller vet ikke"))],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Kurs er gratis for medlemmer. For andre avtaler vi en pris."),
    )

    class Meta:
        model = Booking
        fields = [
            *("topics", "form", "municipality", "people", "purpose", "organisation", "organisation_name"),
            *("is_member", "contact_name", "contact_email", "contact_phone"),
        ]
        labels = {
            "topics": gettext_lazy("Hva skal kurset handle om?"),
            "form": gettext_lazy("Hvor skal kurset holdes?"),
            "purpose": gettext_lazy("Hva er kurset til?"),
            "organisation": gettext_lazy("Virksomheten"),
            "organisation_name": gettext_lazy("Virksomhetens navn"),
            "contact_name": gettext_lazy("Navnet ditt"),
            "contact_email": gettext_lazy("E-postadressen din"),
            "contact_phone": gettext_lazy("Telefonnummeret ditt"),
        }
        help_texts = {
            "municipality": gettext_lazy("Velg kommunen, hvis kurset ikke bare er digitalt."),
            "organisation": "",
            "purpose": gettext_lazy("Hvem som skal være med, og hva dere vil få ut av det. Noen setninger er nok."),
            "contact_email": gettext_lazy("Vi svarer deg dit, og sender lenken til siden der du følger bestillingen."),
        }
        error_messages = {
            "topics": {"required": gettext_lazy("Velg minst ett tema. Er dere usikre, velg det som ligner mest.")},
            "form": {"required": gettext_lazy("Velg om kurset skal være på et sted eller digitalt.")},
        }
        widgets = {
            "topics": forms.CheckboxSelectMultiple,
            "form": forms.RadioSelect,
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "contact_phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }

    def __init__(
        self,
        data: Any,
        *,
        opened: OpenedForm,
        at: datetime,
        organisations: Sequence[Organisation] = (),
        members: Sequence[Organisation] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, opened=opened, at=at, **kwargs)
        self.day, self.members = timezone.localdate(at), members
        fields: dict[str, Any] = self.fields
        fields["topics"].queryset = Topic.objects.filter(active=True)
        fields["form"].choices = FORMS
        fields["municipality"].queryset = Municipality.objects.valid_on(self.day)
        fields["municipality"].empty_label = _("Velg kommune")
        for name in ("purpose", "contact_email"):
            fields[name].required = fields[name].widget.is_required = True
        fields["purpose"].max_length = LONGEST_PURPOSE
        fields["purpose"].validators.append(forms.CharField(max_length=LONGEST_PURPOSE).validators[0])
        self._ask_who(fields, organisations)
        self._add_wishes(fields)
        self.order_fields(FIELD_ORDER)

    def _ask_who(self, fields: dict[str, Any], organisations: Sequence[Organisation]) -> None:
        """Ask a contact which of their organisations it is, and others what theirs is called."""
        chosen = "organisation" if organisations else "organisation_name"
        fields[chosen].required = fields[chosen].widget.is_required = True
        if organisations:
            fields["organisation"].queryset = Organisation.objects.filter(pk__in=[each.pk for each in organisations])
            fields["organisation"].empty_label = _("Velg virksomhet") if len(organisations) > 1 else None
            del fields["organisation_name"], fields["is_member"]
        else:
            del fields["organisation"]

    def _add_wishes(self, fields: dict[str, Any]) -> None:
        for number, label in enumerate(WISHES, 1):
            is_first = number == 1
            fields[f"day_{number}"] = DateField(
                label=_("%(wish)s: dato") % {"wish": label}, required=is_first, validators=[PlausibleDay()]
            )
            fields[f"part_{number}"] = forms.ChoiceField(
                label=_("%(wish)s: del av dagen") % {"wish": label},
                choices=[("", _("Velg, eller skriv et klokkeslett")), *WishedDate.Part.choices],
                required=False,
            )
            fields[f"starts_{number}"] = TimeField(label=_("%(wish)s: klokkeslett") % {"wish": label}, required=False)

    def wish_fields(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return the fields of each wish, with what it is called."""
        names = ("day", "part", "starts")
        return [(label, [self[f"{name}_{number}"] for name in names]) for number, label in enumerate(WISHES, 1)]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if answers.get("form") == Assignment.Form.DIGITAL:
            answers["municipality"] = None
        elif answers.get("form") and not answers.get("municipality") and "municipality" not in self.errors:
            self.add_error("municipality", _("Velg kommunen der kurset skal holdes."))
        if organisation := answers.get("organisation"):
            self.instance.is_member = organisation in self.members
        if answers.get("people") == 0:
            self.add_error("people", _("Skriv hvor mange dere omtrent blir."))
        for number in range(1, len(WISHES) + 1):
            self._check_wish(number, answers)
        return answers

    def _check_wish(self, number: int, answers: dict[str, Any]) -> None:
        """Require a time of a wish with a day, a day of one with a time, and a day that is still to come."""
        day, time = answers.get(f"day_{number}"), answers.get(f"part_{number}") or answers.get(f"starts_{number}")
        name = f"day_{number}"
        if name in self.errors or f"starts_{number}" in self.errors:
            return
        if day and day <= self.day:
            self.add_error(name, _("Skriv en dag som kommer."))
        elif day and not time:
            self.add_error(f"part_{number}", _("Velg en del av dagen, eller skriv et klokkeslett."))
        elif time and not day:
            self.add_error(name, _("Skriv datoen, eller la hele ønsket stå tomt."))

    def wishes(self) -> list[WishedDate]:
        """Return the wishes that have a day."""
        given = self.cleaned_data
        numbers = [number for number in range(1, len(WISHES) + 1) if given[f"day_{number}"]]
        return [
            WishedDate(day=given[f"day_{each}"], part=given[f"part_{each}"], starts=given[f"starts_{each}"])
            for each in numbers
        ]
