"""The forms of what comes after an award: for the recipient, and for those who follow it up."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import KronerInput
from balansekunst.forms import DateField
from balansepotten import attachments, bank_accounts, settlement
from balansepotten.budget import Kind, Line
from balansepotten.forms import MOST_LETTERS, FilesInput, LineFormSet
from balansepotten.models import AccountLine, ProjectReport
from balansepotten.settlement import Accounts

MOST_PARTICIPANTS = 10_000_000


class AccountForm(forms.Form):
    """The account that the money goes to."""

    account_number = forms.CharField(
        label=_("Kontonummer"),
        help_text=_("11 sifre, for eksempel 1234 56 78903. Kontoen må tilhøre virksomheten."),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "account-number"}),
    )

    def clean_account_number(self) -> str:
        """Return the compact number. Raises ValidationError for a wrong one."""
        return bank_accounts.read(self.cleaned_data["account_number"])


class AcceptForm(AccountForm):
    """The recipient's acceptance of a grant."""

    agreed = forms.BooleanField(
        label=_("Vi godtar tilsagnet: vi gjennomfører prosjektet, og sender rapport og regnskap innen fristen."),
        error_messages={"required": _("Kryss av for at dere godtar tilsagnet.")},
    )


class ReportForm(forms.Form):
    """The whole report: words, what each line of the budget became, and formsets of lines that it didn't have.

    `seen` tells when the draft that the writer changed was last saved.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    done = forms.CharField(
        label=_("Hva dere gjorde"),
        help_text=_("Hva ble som planlagt, hva ble annerledes, og hva lærte dere?"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        validators=[MaxLengthValidator(MOST_LETTERS)],
    )
    reached = forms.CharField(
        label=_("Hvem dere nådde"),
        help_text=_("Var det dem prosjektet var for? Ikke skriv navn på enkeltpersoner."),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        validators=[MaxLengthValidator(MOST_LETTERS)],
    )
    participants = forms.IntegerField(
        label=_("Antall deltakere"),
        help_text=_("Så nær dere kommer. Skriv 0 hvis ingen deltok."),
        min_value=0,
        max_value=MOST_PARTICIPANTS,
        required=False,
        error_messages={"invalid": _("Skriv et helt tall.")},
    )
    uploads = forms.Field(label=_("Signert regnskap"), required=False, widget=FilesInput)

    def __init__(self, data: Mapping | None = None, *, report: ProjectReport) -> None:
        self.report = report
        self.lines = list(report.account_lines.all())
        names = ("done", "reached", "participants")
        super().__init__(data, initial={name: getattr(report, name) for name in names})
        for line in self.budgeted:
            self.fields[f"actual_{line.pk}"] = KronerInput(label=line.description, required=False, initial=line.actual)
        for name, field in self.fields.items():
            # A draft may lack it, but nothing can be sent without it: so it isn't shown as optional.
            field.widget.is_required = name != "seen"
        uploads = self.fields["uploads"]
        uploads.help_text = _("PDF, Word, Excel, OpenDocument, PNG eller JPG. Høyst %(most)s filer på 10 MB.") % {
            "most": attachments.MOST_FILES
        }
        uploads.widget.attrs["accept"] = ",".join(end for ends in attachments.SUFFIXES.values() for end in ends)
        self.costs, self.income = self._others(Kind.COST, data), self._others(Kind.INCOME, data)

    def is_valid(self) -> bool:
        """Tell if all of it can be kept, the lines too."""
        return all([super().is_valid(), self.costs.is_valid(), self.income.is_valid()])

    def clean(self) -> dict[str, Any]:
        """Refuse to overwrite what was saved after the writer opened the form."""
        if self.is_stale:
            raise ValidationError(
                _("Rapporten er lagret på nytt siden du åpnet den: av en kollega, eller av deg i et annet vindu."),
                code="changed",
            )
        return self.cleaned_data

    @property
    def is_stale(self) -> bool:
        """Whether the report has been saved since the writer opened the form."""
        return self.is_bound and self.data.get("seen") != self.report.changed_at.isoformat()

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
        """Return what the fields say, as `project_reports.save` takes it."""
        return {name: self.cleaned_data[name] for name in ("done", "reached", "participants")}

    def actual(self) -> dict[int, int | None]:
        """Return what each line of the budget became, by its pk; what can't be read is left out."""
        return {line.pk: self.cleaned_data.get(f"actual_{line.pk}") for line in self.budgeted}

    def others(self) -> list[Line]:
        """Return the lines that the budget didn't have."""
        formsets = ((Kind.COST, self.costs), (Kind.INCOME, self.income))
        return [line for kind, formset in formsets for form in formset if (line := form.line(kind))]

    def accounts(self) -> Accounts:
        """Return the sums of what has been typed, or of what is kept when nothing has."""
        if not self.is_bound:
            return settlement.of(self.lines)
        typed = self.actual()
        lines = [
            AccountLine(kind=line.kind, budgeted=line.budgeted, actual=typed.get(line.pk)) for line in self.budgeted
        ]
        return settlement.of([*lines, *(AccountLine(kind=line.kind, actual=line.amount) for line in self.others())])

    def kept_instead(self) -> list[tuple[str, Any]]:
        """Return the name and the kept text of each field in which the writer has another, for a stale form."""
        if not self.is_stale:
            return []
        changed = [name for name in self.changed_data if name not in ("seen", "uploads")]
        return [(str(self.fields[name].label), self.get_initial_for_field(self.fields[name], name)) for name in changed]

    def _others(self, kind: Kind, data: Mapping | None) -> Any:
        lines = [line for line in self.lines if line.kind == kind and not line.budgeted]
        initial = [{"description": line.description, "amount": line.actual} for line in lines]
        return LineFormSet(data, initial=initial, prefix=kind.value)


class ExtensionForm(forms.Form):
    """A later last day for the report, and why."""

    due_after = DateField(label=_("Ny frist"))
    reason = forms.CharField(label=_("Grunn"), help_text=_("Hva dere er blitt enige om, og hvorfor."), max_length=300)


class ReturnForm(forms.Form):
    """What the recipient has to mend."""

    words = forms.CharField(
        label=_("Hva som må rettes"),
        help_text=_("Mottakeren får teksten på e-post, ord for ord."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
    )


class PaidForm(forms.Form):
    """The day that money went out, or came back."""

    on = DateField(label=_("Betalt dato"))

    def __init__(self, data: Mapping | None = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.today = today

    def clean_on(self) -> date:
        """Refuse a day that hasn't come."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("Dagen er ikke kommet ennå."))
        return on
