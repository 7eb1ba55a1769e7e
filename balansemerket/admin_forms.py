"""The short form of a renewal, on the page of an organisation in the admin."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin.page_forms import PageForm, Saved
from balansekunst.admin.timeline import row_url
from balansekunst.dates import PlausibleDay
from balansekunst.forms import DateField
from balansemerket import renewals
from balansemerket.models import Certification, Event, RequirementsVersion
from members.models import Organisation


class RenewalForm(PageForm, forms.Form):
    """The mark is renewed. What is left empty follows from the date, by `balansemerket.renewals`."""

    slug, label, button = "fornyelse", gettext_lazy("Forny merket"), gettext_lazy("Registrer fornyelsen")
    acts_on, action = Certification, "change"

    date = DateField(label=gettext_lazy("Fornyet"), validators=[PlausibleDay()])
    valid_until = DateField(label=gettext_lazy("Gyldig til"), required=False)
    version = forms.ModelChoiceField(
        RequirementsVersion.objects.all(),
        label=gettext_lazy("Kravversjon"),
        required=False,
        empty_label=gettext_lazy("Den som gjelder på datoen"),
    )

    def __init__(self, row: Organisation, data: Any = None) -> None:
        super().__init__(row, data)
        self.fields["date"].initial = self.today
        certification = Certification.objects.filter(organisation=row).first()
        self.certification = certification
        if certification:
            until = renewals.proposal(certification, on=self.today).valid_until
            words = _("Uten dato her: ett år. Fornyes merket i dag, blir det til %(day)s.")
            self.fields["valid_until"].help_text = words % {"day": f"{until:%d.%m.%Y}"}

    @classmethod
    def is_possible_on(cls, day: dt.date) -> Exists:
        awards = Event.objects.filter(certification__organisation=OuterRef("pk"), kind=Event.Kind.AWARDED)
        return Exists(awards)

    def apply(self) -> Saved:
        if self.certification is None:
            raise ValidationError(_("Virksomheten er ikke i merkeordningen."))
        renewal = renewals.proposal(self.certification, on=self.cleaned_data["date"])
        renewal.valid_until = self.cleaned_data["valid_until"] or renewal.valid_until
        renewal.version = self.cleaned_data["version"] or renewal.version
        renewals.renew(renewal)
        words = _("Merket er fornyet til %(day)s.") % {"day": f"{renewal.valid_until:%d.%m.%Y}"}
        return Saved(words, row_url(renewal))
