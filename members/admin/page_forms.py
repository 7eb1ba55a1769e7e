"""The short forms on the pages of organisations and contacts."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin.bounces import REASON_HELP
from balansekunst.admin.page_forms import PageForm, Saved
from balansekunst.admin.timeline import row_url
from balansekunst.dates import PlausibleDay
from balansekunst.forms import DateField, DateInput, LineField
from balansekunst.mail import bounces
from members import contacts, leave_requests, leaving
from members.models import Contact, Membership, Organisation


class DetailsForm(PageForm, forms.ModelForm):
    """The address and what else of an organisation changes often."""

    slug, at = "opplysninger", "opplysninger"
    label, button = gettext_lazy("Endre adresse, e-post og størrelse"), gettext_lazy("Lagre")
    acts_on, action = Organisation, "change"

    class Meta:
        model = Organisation
        fields = ["size", "address", "postcode", "postal_place", "email", "hides_email", "website"]

    def __init__(self, row: Organisation, data: Any = None) -> None:
        super().__init__(row, data, instance=row)

    def apply(self) -> Saved:
        self.save()
        return Saved(_("Opplysningene er lagret."))


class ContactForm(PageForm, forms.ModelForm):
    """The name, address and phone of a contact. `members.contacts.save` says who loses access."""

    slug, label, button = "endre", gettext_lazy("Endre kontaktpersonen"), gettext_lazy("Lagre")
    acts_on, action = Contact, "change"

    class Meta:
        model = Contact
        fields = ["name", "email", "phone", "is_leader", "declined_mailings_on"]
        widgets = {"declined_mailings_on": DateInput}

    def __init__(self, row: Contact, data: Any = None) -> None:
        super().__init__(row, data, instance=row)

    @classmethod
    def page_of(cls, row: Contact) -> Organisation:
        return row.organisation

    def apply(self) -> Saved:
        self.instance.full_clean()
        words = _("%(name)s er lagret.") % {"name": self.instance.name}
        if contacts.save(self.instance):
            words = f"{words} {contacts.lost_access(self.instance)}"
        return Saved(words)


class BounceForm(PageForm, forms.Form):
    """An e-mail to the contact came back."""

    slug, at, label, button = "i-retur", "opplysninger", gettext_lazy("E-post i retur"), gettext_lazy("Merk adressen")
    acts_on, action = Contact, "bounce"

    reason = LineField(label=gettext_lazy("Årsak"), max_length=300, required=False, help_text=REASON_HELP)

    @classmethod
    def is_possible_on(cls, day: date) -> Exists:
        return Exists(Contact.objects.filter(pk=OuterRef("pk")).exclude(email=""))

    def apply(self) -> Saved:
        bounces.record(self.row.email, reason=self.cleaned_data["reason"], at=timezone.now(), message=None)
        return Saved(_("Adressen er merket. Den får ingen utsendinger før den er endret."))


class NewContactForm(ContactForm):
    """Another contact of an organisation."""

    slug, at = "ny-kontaktperson", "kontaktpersoner"
    label, button = gettext_lazy("Ny kontaktperson"), gettext_lazy("Legg til")
    action = "add"

    def __init__(self, row: Organisation, data: Any = None) -> None:
        PageForm.__init__(self, row, data, instance=Contact(organisation=row))

    @classmethod
    def page_of(cls, row: Any) -> Organisation:
        return row


class LeaveForm(PageForm, forms.Form):
    """A member leaves."""

    slug, label, button = "utmelding", gettext_lazy("Meld ut"), gettext_lazy("Registrer utmeldingen")
    acts_on, action = Membership, "change"

    left = DateField(
        label=gettext_lazy("Utmeldt"),
        validators=[PlausibleDay()],
        help_text=gettext_lazy("Første dag virksomheten ikke lenger er medlem."),
    )
    leave_cause = forms.ChoiceField(
        label=gettext_lazy("Utmeldingsårsak"),
        choices=[("", gettext_lazy("Ikke oppgitt")), *Membership.LeaveCause.choices],
        required=False,
    )
    leave_reason = LineField(label=gettext_lazy("Med egne ord"), max_length=200, required=False)

    def __init__(self, row: Organisation, data: Any = None) -> None:
        super().__init__(row, data)
        self.fields["left"].initial = self.today
        if request := leave_requests.waiting_of(row):
            self.fields["left"].initial = request.wished_on
            self.fields["left"].help_text = _("Ønsket av %(name)s på Min side: %(day)s. %(reason)s") % {
                "name": request.asked_by.name,
                "day": f"{request.wished_on:%d.%m.%Y}",
                "reason": request.reason,
            }

    @classmethod
    def is_possible_on(cls, day: date) -> Exists:
        return Exists(Membership.objects.filter(organisation=OuterRef("pk"), left=None))

    def apply(self) -> Saved:
        answers = self.cleaned_data
        membership = leaving.leave(
            self.row, left=answers["left"], cause=answers["leave_cause"], reason=answers["leave_reason"]
        )
        words = _("Utmeldingen fra %(day)s er registrert.") % {"day": f"{answers['left']:%d.%m.%Y}"}
        return Saved(words, row_url(membership))


class RejoinForm(PageForm, forms.Form):
    """A former member comes back, in a new period."""

    slug, at, label, button = "innmelding", "medlemskap", gettext_lazy("Meld inn igjen"), gettext_lazy("Meld inn")
    acts_on, action = Membership, "add"

    joined = DateField(
        label=gettext_lazy("Medlem fra"),
        validators=[PlausibleDay()],
        help_text=gettext_lazy("Første dag i den nye perioden. De tidligere periodene blir stående."),
    )

    def __init__(self, row: Organisation, data: Any = None) -> None:
        super().__init__(row, data)
        self.fields["joined"].initial = self.today

    @classmethod
    def is_possible_on(cls, day: date) -> Q:
        """Return whether all of its periods have ended, and there is at least one."""
        periods = Membership.objects.filter(organisation=OuterRef("pk"))
        return Exists(periods) & ~Exists(periods.filter(left=None))

    def apply(self) -> Saved:
        membership = leaving.rejoin(self.row, joined=self.cleaned_data["joined"])
        words = _("Virksomheten er medlem igjen fra %(day)s.") % {"day": f"{membership.joined:%d.%m.%Y}"}
        return Saved(words, row_url(membership))
