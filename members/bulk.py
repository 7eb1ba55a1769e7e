"""Work on many fees: registering that they are paid, and reminding of those that are not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.bulk.work import BulkForm, BulkWork, Effect, Planned, register
from balansekunst.fields import kroner
from balansekunst.forms import DateField, TextField
from members import fees
from members.models import Fee


class PaymentForm(BulkForm):
    """The day on which the fees were paid."""

    paid_on = DateField(
        label=gettext_lazy("Betalt"),
        initial=timezone.localdate,
        validators=Fee._meta.get_field("paid_on").validators,
        help_text=gettext_lazy("Dagen pengene kom på konto."),
    )


@register
class FeePayment(BulkWork):
    """Fees that were paid on one day."""

    key = "fee-payment"
    model = changes = Fee
    permission = "members.change_fee"
    label = gettext_lazy("Registrer som betalt")
    form_class = PaymentForm

    def fetch(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("membership__organisation", "rate")

    def plan(self, rows: Sequence[Fee], answers: Mapping[str, Any], at: datetime) -> list[Planned]:
        effect = Effect(_("Betalt"), "", f"{answers['paid_on']:%d.%m.%Y}")
        return [
            Planned(fee, skipped=problem)
            if (problem := fees.payment_problem(fee))
            else Planned(fee, effects=[effect], changed=fee)
            for fee in rows
        ]

    def summary(self, planned: Sequence[Planned]) -> str:
        return _("Til sammen %(amount)s.") % {"amount": kroner(sum(each.row.rate.amount for each in planned))}

    def apply(self, planned: Sequence[Planned], answers: Mapping[str, Any], at: datetime) -> None:
        fees.register_payments([each.changed for each in planned], paid_on=answers["paid_on"])


class ReminderForm(BulkForm):
    """What the e-mails say besides the fee."""

    note = TextField(
        label=gettext_lazy("Står også i e-posten"),
        required=False,
        max_length=2000,
        widget=TextField.widget(attrs={"rows": 4}),
        help_text=gettext_lazy("Skriv for eksempel kontonummeret det skal betales til."),
    )


@register
class FeeReminder(BulkWork):
    """Reminders of fees that are overdue."""

    key = "fee-reminder"
    model = Fee
    permission = "members.change_fee"
    label = gettext_lazy("Send påminnelse")
    form_class = ReminderForm
    explanation = gettext_lazy(
        "Hver kontaktperson i virksomheten får e-posten. Har ingen av dem en e-postadresse, går den til virksomheten."
    )

    def fetch(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        related = rows.select_related("membership__organisation", "rate")
        return related.prefetch_related("membership__organisation__contacts")

    def plan(self, rows: Sequence[Fee], answers: Mapping[str, Any], at: datetime) -> list[Planned]:
        last, today = fees.last_reminded(rows), timezone.localdate(at)
        return [
            Planned(fee, skipped=problem)
            if (problem := fees.reminder_problem(fee, today=today, reminded=last.get(fee.pk)))
            else Planned(fee, messages=fees.reminders(fee, note=answers["note"], at=at))
            for fee in rows
        ]
