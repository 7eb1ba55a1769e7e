"""Forms for what follows an award: for the recipient, and for the staff who follow it up."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import KronerFormField
from balansekunst.forms import DateField, LineField, TextField
from balansepotten import bank_accounts, settlement
from balansepotten.budget import Kind, Line
from balansepotten.form_fields import REPORT_FIELDS, declared_formfield
from balansepotten.forms import FilesField, LineFormSet
from balansepotten.models import AccountLine, ProjectReport
from balansepotten.settlement import Accounts


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


class ReportForm(forms.ModelForm):
    """The whole report: its own fields, what each budget line became, and formsets for lines beyond the budget.

    `version` is when the report was last saved, as the page had it.
    """

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    uploads = FilesField(label=_("Signert regnskap"))

    class Meta:
        model = ProjectReport
        fields = [field.name for field in REPORT_FIELDS]
        formfield_callback = declared_formfield

    def __init__(self, data: Mapping | None = None, *, report: ProjectReport) -> None:
        self.saved_at = report.changed_at
        self.lines = list(report.account_lines.all())
        super().__init__(data, instance=report)
        # A report can't be sent without the signed accounts and every amount, so they are not marked as optional.
        self.fields["uploads"].widget.is_required = True
        for line in self.budgeted:
            field = KronerFormField(label=line.description, required=False, initial=line.actual)
            field.widget.is_required = True
            self.fields[f"actual_{line.pk}"] = field
        self.costs, self.income = self._others(Kind.COST, data), self._others(Kind.INCOME, data)

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.costs.is_valid(), self.income.is_valid()])

    def clean(self) -> dict[str, Any] | None:
        """Refuse to overwrite what was saved after the form was opened."""
        if self.is_stale:
            raise ValidationError(
                _("Rapporten er lagret på nytt siden du åpnet den: av en kollega, eller av deg i et annet vindu."),
                code="changed",
            )
        return super().clean()

    @property
    def is_stale(self) -> bool:
        """Whether the report has been saved since the form was opened."""
        return self.is_bound and self.data.get("version") != self.saved_at.isoformat()

    def project_fields(self) -> list[forms.BoundField]:
        """Return the fields that are not accounts."""
        return [self[name] for name in self.Meta.fields]

    @property
    def budgeted(self) -> list[AccountLine]:
        """The lines that the budget had."""
        return [line for line in self.lines if line.budgeted]

    @property
    def cost_rows(self) -> list[tuple[AccountLine, forms.BoundField]]:
        """The costs of the budget, each with its field."""
        return [(line, self[f"actual_{line.pk}"]) for line in self.budgeted if line.kind == Kind.COST]

    @property
    def income_rows(self) -> list[tuple[AccountLine, forms.BoundField]]:
        """The income of the budget, each with its field."""
        return [(line, self[f"actual_{line.pk}"]) for line in self.budgeted if line.kind == Kind.INCOME]

    def values(self) -> dict[str, Any]:
        """Return the values of the report's own fields, as `project_reports.save` takes them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def actual(self) -> dict[int, int | None]:
        """Return the actual amount of each budget line by its pk, None if it is empty or invalid."""
        return {line.pk: self.cleaned_data.get(f"actual_{line.pk}") for line in self.budgeted}

    def others(self) -> list[Line]:
        """Return the valid lines beyond the budget."""
        formsets = ((Kind.COST, self.costs), (Kind.INCOME, self.income))
        return [line for kind, formset in formsets for form in formset if (line := form.line(kind))]

    def accounts(self) -> Accounts:
        """Return the sums of what is typed, or of what is stored if the form is not bound."""
        if not self.is_bound:
            return settlement.accounts_from_lines(self.lines)
        typed = self.actual()
        lines = [
            AccountLine(kind=line.kind, budgeted=line.budgeted, actual=typed.get(line.pk)) for line in self.budgeted
        ]
        return settlement.accounts_from_lines(
            [*lines, *(AccountLine(kind=line.kind, actual=line.amount) for line in self.others())]
        )

    def concurrent_changes(self) -> list[tuple[str, Any]]:
        """Return the label and the stored value of each field that differs from what is typed, for a stale form."""
        if not self.is_stale:
            return []
        changed = [name for name in self.changed_data if name not in ("version", "uploads")]
        return [(str(self.fields[name].label), self.get_initial_for_field(self.fields[name], name)) for name in changed]

    def _others(self, kind: Kind, data: Mapping | None) -> Any:
        lines = [line for line in self.lines if line.kind == kind and not line.budgeted]
        initial = [{"description": line.description, "amount": line.actual} for line in lines]
        return LineFormSet(data, initial=initial, prefix=kind.value)


class ExtensionForm(forms.Form):
    """A later due date for the report, and the reason."""

    due_after = DateField(label=_("Ny frist"))
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

    on = DateField(label=_("Betalt dato"))

    def __init__(self, data: Mapping | None = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.today = today

    def clean_on(self) -> date:
        """Refuse a date in the future."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("Dagen er ikke kommet ennå."))
        return on
