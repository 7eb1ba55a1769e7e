"""Work on many fees, registered as paid or reminded of, and on many contacts, invited to log in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.bulk.work import BulkForm, BulkWork, Context, Effect, Planned, register
from balansekunst.fields import kroner
from balansekunst.forms import DateField, TextField
from balansekunst.history import set_reason
from members import contacts, fees, invoices
from members.models import Contact, Fee


class PaymentForm(BulkForm):
    """The day on which the fees were paid."""

    paid_on = DateField(
        label=gettext_lazy("Betalt"),
        initial=timezone.localdate,
        validators=Fee._meta.get_field("paid_on").validators,
        help_text=gettext_lazy("Dagen pengene kom på konto."),
    )


@register
class FeePaid(BulkWork):
    """Fees that were paid on one day."""

    key = "fee-payment"
    model = changes = Fee
    permission = "members.change_fee"
    label = gettext_lazy("Registrer som betalt")
    form_class = PaymentForm

    def fetch(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("membership__organisation", "rate")

    def plan(self, rows: Sequence[Fee], answers: Mapping[str, Any], context: Context) -> list[Planned]:
        effect = Effect(_("Betalt"), "", f"{answers['paid_on']:%d.%m.%Y}")
        return [
            Planned(fee, skipped=problem)
            if (problem := fees.settled_problem(fee))
            else Planned(fee, effects=[effect], changed=fee)
            for fee in rows
        ]

    def summary(self, planned: Sequence[Planned]) -> str:
        return _("Til sammen %(amount)s.") % {"amount": kroner(sum(each.row.amount for each in planned))}

    def apply(self, planned: Sequence[Planned], answers: Mapping[str, Any], context: Context) -> None:
        fees.register_payments([each.changed for each in planned], paid_on=answers["paid_on"])


class ReminderForm(BulkForm):
    """What the e-mails say besides the fee."""

    note = TextField(
        label=gettext_lazy("Står også i e-posten"),
        required=False,
        max_length=2000,
        widget=TextField.widget(attrs={"rows": 4}),
        help_text=gettext_lazy("Har kontingenten en faktura, står kontonummeret og KID der fra før."),
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

    def fetch(self, rows: Any) -> QuerySet[Any]:
        related = rows.select_related("membership__organisation", "rate").with_received()
        return related.prefetch_related("membership__organisation__contacts")

    def plan(self, rows: Sequence[Any], answers: Mapping[str, Any], context: Context) -> list[Planned]:
        last = fees.last_reminded(rows)
        return [
            Planned(fee, skipped=problem)
            if (problem := fees.reminder_problem(fee, today=context.today, reminded=last.get(fee.pk)))
            else Planned(fee, messages=fees.reminders(fee, received=fee.received, note=answers["note"], at=context.at))
            for fee in rows
        ]

    def apply(self, planned: Sequence[Planned], answers: Mapping[str, Any], context: Context) -> None:
        """Let the e-mails have the invoices."""
        for each in planned:
            if each.row.invoice_number:
                for message in each.messages:
                    message.attachment_name = invoices.file_name(each.row.invoice_number)


@register
class Invitation(BulkWork):
    """Contacts who get access to Min side, and an e-mail that says so."""

    key = "invitation"
    model = changes = Contact
    permission = "members.change_contact"
    label = gettext_lazy("Gi tilgang til Min side og send invitasjon")
    most = 500

    def fetch(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("organisation")

    def plan(self, rows: Sequence[Contact], answers: Mapping[str, Any], context: Context) -> list[Planned]:
        users, effect = contacts.users_by_email(rows), Effect(_("Tilgang til Min side"), _("nei"), _("ja"))
        planned = []
        for contact in rows:
            name = f"{contact.name}, {contact.organisation}"
            if problem := contacts.access_problem(contact, users.get(contact.email.lower())):
                planned.append(Planned(contact, name=name, skipped=problem))
                continue
            messages = [contacts.invitation(contact, site=context.site)]
            planned.append(Planned(contact, name=name, effects=[effect], changed=contact, messages=messages))
        return planned

    def apply(self, planned: Sequence[Planned], answers: Mapping[str, Any], context: Context) -> None:
        for each in planned:
            contacts.give_access(set_reason(each.changed, str(self.label)))

    def undo(self, changed: Sequence[tuple[Contact, Any]], reason: str) -> None:
        """Take the access away, which also ends sessions. The user accounts remain."""
        for contact, _before in changed:
            contacts.remove_access(set_reason(contact, reason))
