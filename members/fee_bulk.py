"""Work on many fees: making the year's, sending invoices, registering work that is given instead, and write-offs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.bulk.work import BulkForm, BulkWork, Context, Effect, Planned, register
from balansekunst.fields import kroner
from balansekunst.forms import DateField, LineField, TextField, WholeNumberField
from balansekunst.mail import bounces
from balansekunst.models import Bounce
from members import fees, invoices, payments, year_fees
from members.invoices import Invoice
from members.models import Fee, FeePayment, Membership

TIME_TO_PAY = timedelta(days=30)
REASON = Fee._meta.get_field("work_reason").max_length


def total(amounts: Iterable[int]) -> str:
    return _("Til sammen %(amount)s.") % {"amount": kroner(sum(amounts))}


class YearForm(BulkForm):
    """The year whose fees are made, when they are due, and what those do who gave work the last time."""

    year = WholeNumberField(
        label=gettext_lazy("År"),
        initial=lambda: timezone.localdate().year,
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
    )
    due_on = DateField(
        label=gettext_lazy("Forfall"),
        validators=Fee._meta.get_field("due_on").validators,
        help_text=gettext_lazy("Siste dag å betale. Du kan velge en annen dag når dere sender fakturaene."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["due_on"].initial = max(today + TIME_TO_PAY, today.replace(month=3, day=1))

    def add_fields_of(self, row: Any) -> None:
        if row.last_work:
            self.fields[self.name_of(row)] = LineField(
                label=gettext_lazy("Gir arbeid i stedet"), max_length=REASON, required=False, initial=row.last_work
            )


@dataclass
class PlannedFee(Planned):
    """A fee to be made."""

    fee: Fee | None = None


@register
class YearFees(BulkWork):
    """The fees of a year."""

    key = "fee-making"
    model = Membership
    changes = Fee
    permission = "members.add_fee"
    label = gettext_lazy("Lag årets kontingenter")
    explanation = gettext_lazy(
        "Hvert medlem får én kontingent for året, etter størrelsen. De som har den, hoppes over, så dette kan gjøres "
        "flere ganger. Den som ga arbeid sist, gir det igjen: tøm feltet hvis medlemmet skal betale. Andre som skal gi "
        "arbeid, registrerer du etterpå i listen over kontingenter."
    )
    form_class = YearForm
    most = 20_000

    def fetch(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        related = rows.select_related("organisation")
        return year_fees.with_last_work(related).order_by("organisation__name", "pk")

    def plan(self, rows: Sequence[Membership], answers: Mapping[str, Any], context: Context) -> list[Planned]:
        year = year_fees.YearFees(answers["year"], context.today)
        planned: list[Planned] = []
        for membership in rows:
            name = str(membership.organisation)
            if problem := year.problem(membership):
                planned.append(Planned(membership, name=name, skipped=problem))
                continue
            work = answers.get(BulkForm.name_of(membership), "")
            fee = year.fee_of(membership, due_on=answers["due_on"], work=work)
            effects = [Effect(_("Kontingent"), "", str(fee.rate))]
            if work:
                effects.append(Effect(_("Gitt som arbeid"), _("nei"), _("ja")))
            planned.append(PlannedFee(membership, name=name, effects=effects, fee=fee))
        return planned

    def summary(self, planned: Sequence[Planned]) -> str:
        return total(fee.amount for fee in _new_fees(planned))

    def apply(self, planned: Sequence[Planned], answers: Mapping[str, Any], context: Context) -> None:
        made = _new_fees(planned)
        year_fees.make(made, reason=str(self.label))
        for each, fee in zip(planned, made, strict=True):
            each.changed = fee

    def undo_problems(self, changed: Sequence[Fee]) -> dict[int, str]:
        paid = FeePayment.objects.filter(fee__in=[fee.pk for fee in changed]).values_list("fee", flat=True)
        return {key: _("Har innbetalinger.") for key in paid if key}


def _new_fees(planned: Sequence[Planned]) -> list[Fee]:
    return [each.fee for each in planned if isinstance(each, PlannedFee) and each.fee]


class SettledForm(BulkForm):
    """The day, and why nothing is to be paid."""

    day = DateField(
        label=gettext_lazy("Dato"),
        initial=timezone.localdate,
        validators=Fee._meta.get_field("worked_on").validators,
    )
    reason = LineField(label=gettext_lazy("Hvorfor"), max_length=REASON)


class WriteOffForm(SettledForm):
    """Whether the claims were wrong, or right but not going to be paid."""

    write_off_type = forms.ChoiceField(
        label=gettext_lazy("Avskriv som"),
        choices=[
            (Fee.WriteOff.CREDITED, gettext_lazy("Feil faktura: kravet var feil, og krediteres")),
            (Fee.WriteOff.LOST, gettext_lazy("Tap: kravet var riktig, men blir ikke betalt")),
        ],
        widget=forms.RadioSelect,
    )


class WorkForm(SettledForm):
    """What the members do instead of paying."""

    reason = LineField(
        label=gettext_lazy("Arbeidet"), max_length=REASON, help_text=gettext_lazy("Hva medlemmet gjør i stedet.")
    )


class SettledWork(BulkWork):
    """Fees of which nothing is to be paid: `column` is the field of the day, and `reasons` that of the reason."""

    model = changes = Fee
    permission = "members.change_fee"
    column: str
    reasons: str

    def state(self, answers: Mapping[str, Any]) -> Fee.State:
        raise NotImplementedError

    def values(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of the fields of each fee."""
        return {self.column: answers["day"], self.reasons: answers["reason"]}

    def fetch(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("membership__organisation", "rate")

    def plan(self, rows: Sequence[Fee], answers: Mapping[str, Any], context: Context) -> list[Planned]:
        effect = Effect(str(self.state(answers).label).capitalize(), "", f"{answers['day']:%d.%m.%Y}")
        return [
            Planned(fee, skipped=problem)
            if (problem := fees.settled_problem(fee))
            else Planned(fee, effects=[effect], changed=fee)
            for fee in rows
        ]

    def summary(self, planned: Sequence[Planned]) -> str:
        return total(each.row.amount for each in planned)

    def apply(self, planned: Sequence[Planned], answers: Mapping[str, Any], context: Context) -> None:
        fees.settle([each.changed for each in planned], self.values(answers), reason=str(self.label))

    def undo(self, changed: Sequence[tuple[Any, Any]], reason: str) -> None:
        """Take it back, and register what payments cover as paid."""
        super().undo(changed, reason)
        payments.settle([fee for fee, _before in changed])


@register
class FeeWork(SettledWork):
    """Fees that members give as work."""

    key = "fee-work"
    label = gettext_lazy("Registrer som gitt som arbeid")
    form_class = WorkForm
    column, reasons = "worked_on", "work_reason"

    def state(self, answers: Mapping[str, Any]) -> Fee.State:
        return Fee.State.WORKED


@register
class FeeWriteOff(SettledWork):
    """Fees that nobody is going to pay."""

    key = "fee-write-off"
    label = gettext_lazy("Avskriv")
    form_class = WriteOffForm
    column, reasons = "written_off_on", "write_off_reason"

    def state(self, answers: Mapping[str, Any]) -> Fee.State:
        return Fee.State(answers["write_off_type"])

    def values(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().values(answers), "write_off_type": answers["write_off_type"]}


class InvoiceForm(BulkForm):
    """When the invoices are due, and what the e-mails say besides."""

    due_on = DateField(
        label=gettext_lazy("Forfall"),
        required=False,
        validators=Fee._meta.get_field("due_on").validators,
        help_text=gettext_lazy("La feltet stå tomt for å bruke forfallet til hver kontingent."),
    )
    note = TextField(
        label=gettext_lazy("Står også i e-posten"),
        required=False,
        max_length=2000,
        widget=TextField.widget(attrs={"rows": 4}),
    )

    def clean(self) -> Any:
        """Raise ValidationError if invoices can't be made."""
        invoices.check_settings()
        return super().clean()


@dataclass
class PlannedInvoice(Planned):
    """An invoice to be made."""

    invoice: Invoice | None = None


@register
class FeeInvoice(BulkWork):
    """Invoices of fees: each fee gets one, once."""

    key = "fee-invoice"
    model = changes = Fee
    permission = "members.change_fee"
    label = gettext_lazy("Send fakturaer")
    explanation = gettext_lazy(
        "Hver kontingent får et fakturanummer og en KID, og hver kontaktperson i virksomheten får fakturaen på e-post. "
        "Har ingen av dem en e-postadresse, går den til virksomheten. En faktura kan ikke angres: en feil faktura "
        "avskriver du som «feil faktura», og så lager du en ny kontingent."
    )
    form_class = InvoiceForm
    most = 500

    def fetch(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        related = rows.select_related("membership__organisation", "rate")
        related = related.prefetch_related("membership__organisation__contacts")
        return related.order_by("membership__organisation__name", "pk")

    def plan(self, rows: Sequence[Fee], answers: Mapping[str, Any], context: Context) -> list[Planned]:
        number, planned = invoices.next_number(), []
        for fee in rows:
            due_on = answers["due_on"] or fee.due_on
            if problem := invoices.invoice_problem(fee, due_on=due_on, today=context.today):
                planned.append(PlannedInvoice(fee, skipped=problem))
                continue
            invoice = Invoice(fee, number, context.today, due_on)
            messages = invoices.emails(invoice, note=answers["note"])
            planned.append(PlannedInvoice(fee, changed=fee, messages=messages, invoice=invoice))
            number += 1
        _leave_out_bounced(planned)
        for each in planned:
            each.effects = _effects(each)
        return list(planned)

    def summary(self, planned: Sequence[Planned]) -> str:
        return total(each.row.amount for each in planned)

    def apply(self, planned: Sequence[Planned], answers: Mapping[str, Any], context: Context) -> None:
        made = [each.invoice for each in planned if isinstance(each, PlannedInvoice) and each.invoice]
        try:
            invoices.make(made, reason=str(self.label))
        except ValidationError as error:
            raise ValidationError(error.messages) from error

    def undo_problems(self, changed: Sequence[Fee]) -> dict[int, str]:
        return {fee.pk: _("Fakturaen er laget. Avskriv den i stedet.") for fee in changed}


def _leave_out_bounced(planned: Sequence[PlannedInvoice]) -> None:
    """Leave out e-mails that would reach nobody. Unlike other e-mails, their row is not skipped: it has a number."""
    found = bounces.of_addresses({message.recipient for each in planned for message in each.messages})
    hard = {email for email, each in found.items() if any(bounce.kind == Bounce.Kind.HARD for bounce in each)}
    for each in planned:
        each.messages = [message for message in each.messages if message.recipient.lower() not in hard]


def _effects(planned: PlannedInvoice) -> list[Effect]:
    invoice, fee = planned.invoice, planned.row
    if invoice is None:
        return []
    effects = [Effect(_("Fakturanummer"), "", str(invoice.number))]
    if invoice.due_on != fee.due_on:
        effects.append(Effect(_("Forfall"), f"{fee.due_on:%d.%m.%Y}", f"{invoice.due_on:%d.%m.%Y}"))
    if not planned.messages:
        effects.append(Effect(_("E-post"), "", _("ingen adresse: skriv ut fakturaen")))
    return effects
