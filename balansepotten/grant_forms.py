"""Forms for what follows an award: for the recipient, and for the staff who follow it up."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from balansekunst.dates import PlausibleDay
from balansekunst.fields import KronerFormField, kroner
from balansekunst.forms import DateField, LineField, TextField
from balansekunst.uploads import FilesField
from balansepotten import attachments, bank_accounts, settlement
from balansepotten.budget import Kind, Line
from balansepotten.form_fields import REPORT_FIELDS, actual_name, declared_formfield
from balansepotten.models import AccountLine, Extension, ProjectReport
from balansepotten.project_reports import ReportContent
from balansepotten.settlement import Accounts
from balansepotten.versioned_forms import VersionedForm


class AccountForm(forms.Form):
    """The bank account of the recipient."""

    account_number = LineField(
        label=_("Kontonummer"),
        help_text=_("11 sifre, for eksempel 1234 56 78903. Kontoen må tilhøre virksomheten."),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "account-number"}),
    )

    def clean_account_number(self) -> str:
        """Return the compact number. Raises ValidationError for a wrong one."""
        return bank_accounts.parse(self.cleaned_data["account_number"])


class AcceptForm(AccountForm):
    """The recipient's acceptance of a grant."""

    agreed = forms.BooleanField(
        label=_("Vi godtar tilsagnet: vi gjennomfører prosjektet, og sender rapport og regnskap innen fristen."),
        error_messages={"required": _("Kryss av for at dere godtar tilsagnet.")},
    )


class DeclineForm(forms.Form):
    """Why the recipient declines, if they want to say it."""

    reason = TextField(
        label=_("Hvorfor sier dere fra dere støtten?"),
        help_text=_("Bare de ansatte i Balansekunst leser det. Ikke skriv navn på enkeltpersoner."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )


class RegisterDeclineForm(forms.Form):
    """How and why the recipient declined, written by staff."""

    reason = TextField(
        label=_("Hvordan og hvorfor"),
        help_text=_("For eksempel: ringte 3. juni, festivalen er avlyst."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class ReportForm(VersionedForm):
    """The whole report: its own fields, what each line of the budget became, and lines beyond the budget."""

    uploads = FilesField(label=_("Signert regnskap"), most=attachments.MAX_FILES)

    declared = {field.name: field for field in REPORT_FIELDS}
    stale_message = _("Rapporten er lagret på nytt siden du åpnet den: av en kollega, eller av deg i et annet vindu.")
    lines_label = _("Andre utgifter og inntekter")
    formset_labels = (_("Andre utgifter"), _("Andre inntekter"))

    class Meta:
        model = ProjectReport
        fields = [field.name for field in REPORT_FIELDS]
        formfield_callback = declared_formfield

    def __init__(self, data: Any = None, *, report: ProjectReport) -> None:
        rows = list(report.account_lines.all())
        self.budgeted = [row for row in rows if row.budgeted]
        others = [Line(row.kind, row.description, row.actual) for row in rows if not row.budgeted]
        super().__init__(data, instance=report, lines=others)
        # A report can't be sent without the signed accounts and every amount, so they are not marked as optional.
        self.fields["uploads"].widget.is_required = True
        for row in self.budgeted:
            field = KronerFormField(label=row.description, required=False)
            field.widget.is_required = True
            self.fields[actual_name(row.pk)], self.initial[actual_name(row.pk)] = field, row.actual

    def project_fields(self) -> list[forms.BoundField]:
        """Return the fields that are not accounts."""
        return [self[name] for name in self.declared]

    @property
    def cost_rows(self) -> list[tuple[AccountLine, forms.BoundField]]:
        """The costs of the budget, each with its field."""
        return [(row, self[actual_name(row.pk)]) for row in self.budgeted if row.kind == Kind.COST]

    @property
    def income_rows(self) -> list[tuple[AccountLine, forms.BoundField]]:
        """The income of the budget, each with its field."""
        return [(row, self[actual_name(row.pk)]) for row in self.budgeted if row.kind == Kind.INCOME]

    def content(self) -> ReportContent:
        """Return what the form says, without fields that are invalid. The lines beyond the budget are one."""
        given = self.cleaned_data
        return ReportContent(
            values={name: given[name] for name in self.declared if name in given},
            actual={row.pk: given[name] for row in self.budgeted if (name := actual_name(row.pk)) in given},
            others=self.valid_lines(),
        )

    def accounts(self) -> Accounts:
        """Return the sums of what is typed, or of what is stored if the form is not bound."""
        typed = self.cleaned_data if self.is_bound else self.initial
        budgeted = [
            AccountLine(kind=row.kind, budgeted=row.budgeted, actual=typed.get(actual_name(row.pk)))
            for row in self.budgeted
        ]
        others = [AccountLine(kind=line.kind, actual=line.amount) for line in self.lines()]
        return settlement.accounts_from_lines([*budgeted, *others])

    def merged_names(self) -> list[str]:
        return [*self.declared, *(actual_name(row.pk) for row in self.budgeted)]

    def _stored_value(self, name: str) -> Any:
        return self.initial.get(name)

    def _stored_text(self, name: str) -> str:
        if name in self.declared:
            return super()._stored_text(name)
        amount = self.initial.get(name)
        return "" if amount is None else kroner(amount)


class ExtensionForm(forms.Form):
    """A later due date for the report, and the reason."""

    due_after = DateField(label=_("Ny frist"), validators=Extension._meta.get_field("due_after").validators)
    reason = LineField(label=_("Grunn"), help_text=_("Hva dere er blitt enige om, og hvorfor."), max_length=300)


class ReturnForm(forms.Form):
    """What the recipient has to correct in the report."""

    words = TextField(
        label=_("Hva som må rettes"),
        help_text=_("Mottakeren får teksten på e-post, ord for ord."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
    )


class PaidForm(forms.Form):
    """The date of a payment or a refund."""

    on = DateField(label=_("Betalt dato"), validators=[PlausibleDay()])

    def __init__(self, data: Mapping | None = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.today = today

    def clean_on(self) -> date:
        """Refuse a date in the future."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("Dagen er ikke kommet ennå."))
        return on
