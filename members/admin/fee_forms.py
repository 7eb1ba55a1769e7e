"""The short forms about fees on the page of an organisation."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin.page_forms import PageForm, Saved
from balansekunst.admin.timeline import row_url
from balansekunst.fields import OreFormField, kroner_and_ore
from balansekunst.forms import DateField, LineField
from members import fees, payments
from members.models import Fee, FeePayment, Organisation


class FeePartForm(PageForm, forms.Form):
    """A part of a fee is paid, or more than the fee, or something is paid back."""

    slug, label, button = "delbetaling", gettext_lazy("Registrer delbetaling"), gettext_lazy("Registrer beløpet")
    acts_on, action = FeePayment, "add"
    at = "kontingent"

    fee = forms.ModelChoiceField(Fee.objects.none(), label=gettext_lazy("Kontingent"), empty_label=None)
    amount = OreFormField(
        label=gettext_lazy("Beløp"), help_text=gettext_lazy("Penger som er betalt tilbake, skrives med minus.")
    )
    paid_on = DateField(label=gettext_lazy("Betalt"))
    note = LineField(label=gettext_lazy("Merknad"), max_length=200, required=False)

    def __init__(self, row: Organisation, data: Any = None) -> None:
        super().__init__(row, data)
        field: Any = self.fields["fee"]
        found = Fee.objects.filter(membership__organisation=row).select_related("rate")
        field.queryset = found.order_by("-rate__year", "pk")
        field.label_from_instance = lambda fee: fee.rate
        self.fields["paid_on"].initial = self.today

    @classmethod
    def is_possible_on(cls, day: date) -> Exists:
        return Exists(Fee.objects.filter(membership__organisation=OuterRef("pk")))

    def apply(self) -> Saved:
        payment = FeePayment(**self.cleaned_data)
        payment.full_clean()
        payments.add([payment], reason=_("Registrert for hånd"))
        words = _("Innbetalingen på %(amount)s er registrert.") % {"amount": kroner_and_ore(payment.amount)}
        return Saved(words, row_url(payment))


class FeeSettledForm(PageForm, forms.Form):
    """A fee is given as work, or written off."""

    slug, label, button = "oppgjor", gettext_lazy("Arbeid eller avskriving"), gettext_lazy("Registrer")
    acts_on, action = Fee, "change"
    at = "kontingent"

    fee = forms.ModelChoiceField(Fee.objects.none(), label=gettext_lazy("Kontingent"), empty_label=None)
    way = forms.ChoiceField(
        label=gettext_lazy("Hva har skjedd?"),
        choices=[
            ("work", gettext_lazy("Medlemmet gir arbeid i stedet")),
            (Fee.WriteOff.CREDITED, gettext_lazy("Feil faktura: kravet var feil, og krediteres")),
            (Fee.WriteOff.LOST, gettext_lazy("Tap: kravet var riktig, men blir ikke betalt")),
        ],
        widget=forms.RadioSelect,
    )
    reason = LineField(label=gettext_lazy("Arbeidet, eller hvorfor den er avskrevet"), max_length=200)
    day = DateField(label=gettext_lazy("Dato"))

    def __init__(self, row: Organisation, data: Any = None) -> None:
        super().__init__(row, data)
        choose_outstanding(self.fields["fee"], row)
        self.fields["day"].initial = self.today

    @classmethod
    def is_possible_on(cls, day: date) -> Exists:
        return Exists(Fee.objects.outstanding().filter(membership__organisation=OuterRef("pk")))

    def apply(self) -> Saved:
        fee, day, reason = (self.cleaned_data[name] for name in ("fee", "day", "reason"))
        if self.cleaned_data["way"] == "work":
            fees.settle([fee], {"worked_on": day, "work_reason": reason}, reason=_("Gitt som arbeid"))
            return Saved(_("Kontingent %(rate)s er registrert som gitt som arbeid.") % {"rate": fee.rate}, row_url(fee))
        way = Fee.WriteOff(self.cleaned_data["way"])
        values = {"written_off_on": day, "write_off_type": way, "write_off_reason": reason}
        fees.settle([fee], values, reason=_("Avskrevet som %(type)s") % {"type": way.label})
        words = _("Kontingent %(rate)s er avskrevet som %(type)s.") % {"rate": fee.rate, "type": way.label}
        return Saved(words, row_url(fee))


def choose_outstanding(field: Any, organisation: Organisation) -> None:
    """Let the field choose among the organisation's outstanding fees, the oldest first."""
    outstanding = Fee.objects.outstanding().filter(membership__organisation=organisation).select_related("rate")
    field.queryset = outstanding.order_by("due_on", "pk")
    field.label_from_instance = lambda fee: fee.rate


class FeePaymentForm(PageForm, forms.Form):
    """A fee is paid: the oldest unpaid one, unless another is chosen."""

    slug, label, button = "betaling", gettext_lazy("Registrer betaling"), gettext_lazy("Registrer betalingen")
    acts_on, action = Fee, "change"

    fee = forms.ModelChoiceField(Fee.objects.none(), label=gettext_lazy("Kontingent"), empty_label=None)
    paid_on = DateField(label=gettext_lazy("Betalt"))

    def __init__(self, row: Organisation, data: Any = None) -> None:
        super().__init__(row, data)
        choose_outstanding(self.fields["fee"], row)
        self.fields["paid_on"].initial = self.today

    @classmethod
    def is_possible_on(cls, day: date) -> Exists:
        return Exists(Fee.objects.outstanding().filter(membership__organisation=OuterRef("pk")))

    def apply(self) -> Saved:
        fee, paid_on = self.cleaned_data["fee"], self.cleaned_data["paid_on"]
        fees.register_payments([fee], paid_on=paid_on)
        words = _("Kontingent %(rate)s er registrert som betalt %(day)s.")
        return Saved(words % {"rate": fee.rate, "day": f"{paid_on:%d.%m.%Y}"}, row_url(fee))
