"""The form with which a recipient accepts less than was applied for: the account, the budget, and the plan."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.fields import kroner
from balansekunst.forms import TextField
from balansepotten import adjusted_budgets, budget
from balansepotten.budget import Budget, Kind, Line
from balansepotten.form_fields import MAX_TEXT_LENGTH
from balansepotten.grant_forms import AcceptForm
from balansepotten.models import Grant
from balansepotten.versioned_forms import LineFormSet

SUBMIT = "submit"


class AdjustedBudgetForm(AcceptForm):
    """Acceptance of a grant with an adjusted budget. Saved as a draft, anything may be missing.

    The account and the consent are asked for when it is submitted, unless the grant is accepted already. `version` is
    when the budget was last saved, as the page had it; empty before the first time.
    """

    plan_changes = TextField(
        label=gettext_lazy("Hva endres i planen?"),
        help_text=gettext_lazy(
            "Hva blir mindre, senere eller annerledes enn i søknaden? Skriv «Ingenting» hvis planen er den samme."
        ),
        required=False,
        validators=[MaxLengthValidator(MAX_TEXT_LENGTH)],
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, data: Any = None, *, grant: Grant) -> None:
        self.stored, self.awarded = grant.adjusted_budget(), grant.amount
        self.saved_version = self.stored.changed_at.isoformat() if self.stored else ""
        initial = {"plan_changes": self.stored.plan_changes if self.stored else ""}
        super().__init__(data, initial=initial)
        # Whether the budget has been saved since the form was opened.
        self.is_stale = self.is_bound and self.data.get("version", "") != self.saved_version
        self.is_submitting = self.is_bound and self.data.get("action") == SUBMIT
        for name in ("account_number", "agreed"):
            if grant.accepted_at:
                del self.fields[name]
            elif not self.is_submitting:
                self.fields[name].required = False
                self.fields[name].widget.is_required = True
        self.fields["plan_changes"].widget.is_required = True
        self.first_lines = adjusted_budgets.lines_to_begin_with(grant)
        self.costs, self.income = self._lines(Kind.COST, data), self._lines(Kind.INCOME, data)

    def clean_account_number(self) -> str:
        """Return the number when the form is submitted; it is not stored with a draft."""
        return super().clean_account_number() if self.is_submitting else ""

    def clean(self) -> dict[str, Any]:
        """Refuse to overwrite what was saved after the form was opened, and to submit what is not complete."""
        cleaned = super().clean() or self.cleaned_data
        if self.is_stale:
            raise ValidationError(
                _("Budsjettet er lagret på nytt siden du åpnet det: av en kollega, eller av deg i et annet vindu."),
                code="changed",
            )
        if self.is_submitting and self.costs.is_valid() and self.income.is_valid():
            plan_changes = cleaned.get("plan_changes", "")
            for text in adjusted_budgets.missing_requirements(self.awarded, plan_changes, self.lines()):
                self.add_error(None, text)
        return cleaned

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.costs.is_valid(), self.income.is_valid()])

    @property
    def is_savable(self) -> bool:
        """Whether the budget and the plan can be saved, whatever else is missing."""
        self.is_valid()
        lines_are_valid = self.costs.is_valid() and self.income.is_valid()
        return not self.is_stale and lines_are_valid and "plan_changes" not in self.errors

    def lines(self) -> list[Line]:
        """Return the valid lines as typed, or as the form begins if it is not bound."""
        if not self.is_bound:
            return self.first_lines
        formsets = ((Kind.COST, self.costs), (Kind.INCOME, self.income))
        for _kind, formset in formsets:
            formset.is_valid()  # which validates each line
        return [line for kind, formset in formsets for form in formset if (line := form.line(kind))]

    def budget(self) -> Budget:
        return budget.budget_from_lines(self.awarded, self.lines())

    def invalid_labels(self) -> list[str]:
        """Return the labels of what can't be saved as it is typed."""
        labels = [str(self.fields["plan_changes"].label)] if "plan_changes" in self.errors else []
        formsets = ((_("Utgifter"), self.costs), (_("Inntekter"), self.income))
        return labels + [label for label, formset in formsets if not formset.is_valid()]

    def concurrent_changes(self) -> list[tuple[str, str]]:
        """Return what is stored and differs from what is typed, for a stale form."""
        if not self.is_stale or not self.stored:
            return []
        lines = "\n".join(f"{line.description}: {kroner(line.amount or 0)}" for line in self.first_lines)
        stored = ((_("Hva endres i planen?"), self.stored.plan_changes), (_("Budsjettlinjer"), lines))
        typed = (self.data.get("plan_changes", ""), self.lines())
        differs = (self.stored.plan_changes != typed[0], _sorted(self.first_lines) != _sorted(self.lines()))
        return [change for change, is_different in zip(stored, differs, strict=True) if is_different]

    def _lines(self, kind: Kind, data: Any) -> Any:
        own = [line for line in self.first_lines if line.kind == kind]
        initial = [{"description": line.description, "amount": line.amount} for line in own]
        return LineFormSet(data, initial=initial, prefix=kind.value)


def _sorted(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: str(line.kind))
