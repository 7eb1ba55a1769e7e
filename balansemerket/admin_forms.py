"""The short forms of the mark, on the page of an organisation in the admin."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin.page_forms import PageForm, Saved
from balansekunst.admin.timeline import row_url
from balansekunst.dates import PlausibleDay
from balansekunst.forms import DateField, LineField
from balansemerket import renewals
from balansemerket.models import Certification, Event, RequirementsVersion
from balansemerket.querysets import EventQuerySet
from members.models import Organisation

CERTIFICATION = Certification.objects.filter(organisation=OuterRef("pk"))


class StartForm(PageForm, forms.Form):
    """The organisation begins on its way to the mark."""

    slug, label, button = "pabegynt", gettext_lazy("Begynn på merket"), gettext_lazy("Registrer")
    acts_on = Certification

    date = DateField(label=gettext_lazy("Påbegynt"), validators=[PlausibleDay()])

    def __init__(self, row: Organisation, data: Any = None) -> None:
        super().__init__(row, data)
        self.fields["date"].initial = self.today

    @classmethod
    def is_possible_on(cls, day: dt.date) -> Combinable:
        return ~Exists(CERTIFICATION)

    def apply(self) -> Saved:
        certification = Certification(organisation=self.row)
        certification.full_clean()
        certification.save()
        renewals.add(Event(certification=certification, kind=Event.Kind.STARTED, date=self.cleaned_data["date"]))
        return Saved(_("Virksomheten har begynt på merket."), row_url(certification))


def _awards(day: dt.date) -> EventQuerySet:
    """Return the awards of an organisation that aren't withdrawn, on which renewals can follow."""
    awards = Event.objects.in_force().not_withdrawn_by(day).filter(kind=Event.Kind.AWARDED)
    return awards.filter(certification__organisation=OuterRef("pk"))


def _certification(organisation: Organisation) -> Certification:
    """Return the organisation's certification. Raises ValidationError if it has not begun."""
    found = Certification.objects.filter(organisation=organisation).first()
    if found is None:
        raise ValidationError(_("Virksomheten er ikke i merkeordningen."))
    return found


class PeriodForm(PageForm, forms.Form):
    """The mark is awarded or renewed. What is left empty follows from the date, by `balansemerket.renewals`."""

    acts_on, action = Certification, "change"
    kind: ClassVar[Event.Kind]
    # The help text of the last day, and what is said afterwards, with a `day`.
    proposed: ClassVar[Any]
    saved: ClassVar[Any]

    date = DateField(validators=[PlausibleDay()])
    valid_until = DateField(label=gettext_lazy("Gyldig til"), required=False)
    version = forms.ModelChoiceField(
        RequirementsVersion.objects.all(),
        label=gettext_lazy("Kravversjon"),
        required=False,
        empty_label=gettext_lazy("Den som gjelder på datoen"),
    )

    def __init__(self, row: Organisation, data: Any = None) -> None:
        super().__init__(row, data)
        self.fields["date"].label = self.kind.label
        self.fields["date"].initial = self.today
        certification = Certification.objects.filter(organisation=row).first()
        if certification:
            until = renewals.proposal(certification, on=self.today, kind=self.kind).valid_until
            self.fields["valid_until"].help_text = self.proposed % {"day": f"{until:%d.%m.%Y}"}

    def apply(self) -> Saved:
        event = renewals.proposal(_certification(self.row), on=self.cleaned_data["date"], kind=self.kind)
        event.valid_until = self.cleaned_data["valid_until"] or event.valid_until
        event.version = self.cleaned_data["version"] or event.version
        renewals.add(event)
        return Saved(self.saved % {"day": f"{event.valid_until:%d.%m.%Y}"}, row_url(event))


class AwardForm(PeriodForm):
    """The mark is awarded for the first time, or anew after it was withdrawn."""

    slug, label, button = "tildeling", gettext_lazy("Tildel merket"), gettext_lazy("Registrer tildelingen")
    kind = Event.Kind.AWARDED
    proposed = gettext_lazy("Uten dato her: ett år. Tildeles merket i dag, blir det til %(day)s.")
    saved = gettext_lazy("Merket er tildelt til %(day)s.")

    @classmethod
    def is_possible_on(cls, day: dt.date) -> Q:
        return Q(Exists(CERTIFICATION), ~Exists(_awards(day)))


class RenewalForm(PeriodForm):
    """The mark is renewed."""

    slug, label, button = "fornyelse", gettext_lazy("Forny merket"), gettext_lazy("Registrer fornyelsen")
    kind = Event.Kind.RENEWED
    proposed = gettext_lazy("Uten dato her: ett år. Fornyes merket i dag, blir det til %(day)s.")
    saved = gettext_lazy("Merket er fornyet til %(day)s.")

    @classmethod
    def is_possible_on(cls, day: dt.date) -> Combinable:
        return Exists(_awards(day))


class WithdrawalForm(PageForm, forms.Form):
    """The association withdraws the mark."""

    slug, label, button = "trekking", gettext_lazy("Trekk merket tilbake"), gettext_lazy("Trekk merket")
    acts_on, action = Certification, "change"

    date = DateField(label=gettext_lazy("Trukket"), validators=[PlausibleDay()])
    reason = LineField(
        label=gettext_lazy("Begrunnelse"),
        max_length=300,
        help_text=gettext_lazy("Vises for dere og for virksomheten på Min side, men ikke for andre."),
    )

    def __init__(self, row: Organisation, data: Any = None) -> None:
        super().__init__(row, data)
        self.fields["date"].initial = self.today

    @classmethod
    def is_possible_on(cls, day: dt.date) -> Combinable:
        return Exists(Certification.objects.held_on(day).filter(organisation=OuterRef("pk")))

    def apply(self) -> Saved:
        event = Event(certification=_certification(self.row), kind=Event.Kind.WITHDRAWN, **self.cleaned_data)
        renewals.add(event)
        return Saved(_("Merket er trukket."), row_url(event))
