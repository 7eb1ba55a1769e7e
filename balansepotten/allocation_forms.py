"""The form of the whole allocation: one row for each application, saved all at once or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.fields import KronerFormField
from balansekunst.forms import TextField, WholeNumberField
from balansekunst.models import User
from balansepotten import allocation
from balansepotten.allocation import Proposal, Ranked
from balansepotten.mean_scores import format_score
from balansepotten.models import Application, Call, Decision

MAX_LENGTH = 2000
MAX_CHOICE_LENGTH = 90
ERROR_FIELDS = {"reason": "reason"}


class ProposalForm(forms.Form):
    """The proposal for one application: an amount, or a reason for rejection."""

    amount = KronerFormField(label=gettext_lazy("Foreslått beløp"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Grunn til avslag"), required=False)
    words = TextField(
        label=gettext_lazy("Begrunnelse med egne ord"),
        required=False,
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Mapping | None, *, proposal: Proposal, choices: Sequence, prefix: str) -> None:
        initial = {"amount": proposal.amount, "reason": proposal.reason or "", "words": proposal.words}
        super().__init__(data, initial=initial, prefix=prefix)
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]

    def proposal(self) -> Proposal:
        """Return the proposal of the row. Zero kroner with a reason is a rejection."""
        cleaned = self.cleaned_data
        words = "\n".join(cleaned["words"].splitlines())
        proposal = Proposal(cleaned["amount"], int(cleaned["reason"]) if cleaned["reason"] else None, words)
        if proposal.amount == 0 and proposal.is_rejection:
            return Proposal(None, proposal.reason, proposal.words)
        return proposal

    def shown_amount(self) -> int:
        """Return the amount shown in the row, for the running sum."""
        return (self.cleaned_data.get("amount") if self.is_bound else self.initial["amount"]) or 0


@dataclass
class AllocationRow:
    """An application in the table, with the running sum `used` and what is `left` of the pot after it."""

    place: int
    ranked: Ranked
    form: ProposalForm
    used: int = 0
    left: int = 0

    @property
    def application(self) -> Application:
        return self.ranked.application

    @property
    def spread(self) -> str:
        """The spread of the scores, formatted."""
        return format_score(self.ranked.scores.spread) if self.ranked.scores.done else "–"

    @property
    def is_short(self) -> bool:
        """Whether it has fewer assessments than the quorum."""
        return self.ranked.scores.done < self.application.call.quorum

    @property
    def version(self) -> str:
        """The version of the stored proposal."""
        return allocation.proposal_of(self.application).version


class RestForm(forms.Form):
    """One reason for all applications that have neither an amount nor a reason."""

    rest = forms.ChoiceField(
        label=gettext_lazy("Gi alle som står uten beløp og grunn, denne grunnen til avslag"), required=False
    )

    def __init__(self, data: Mapping | None, *, choices: Sequence) -> None:
        super().__init__(data)
        self.fields["rest"].choices = choices  # type: ignore[attr-defined]


class AllocationForm:
    """All rows, by descending average.

    A row that its reader did not edit shows the stored proposal, also if someone else has changed it since. `filled`
    are the amounts of a scenario, which are shown but not stored.
    """

    def __init__(self, call: Call, data: Mapping | None = None, *, filled: Mapping[int, int] | None = None) -> None:
        self.call, self.data, self.filled = call, data, filled
        self.errors: list[str] = []
        reasons = [
            (reason.pk, Truncator(" ".join(reason.text.split())).chars(MAX_CHOICE_LENGTH))
            for reason in call.rejection_reasons.all()
        ]
        self.choices = [("", _("Ikke avslag")), *reasons]
        self.rest = RestForm(data, choices=[("", _("Ikke nå")), *reasons])
        self.has_reasons = bool(reasons)
        self.rows = [self._row(place, found) for place, found in enumerate(allocation.ranked(call), 1)]
        self._add_running_sums()

    @property
    def invalid_rows(self) -> list[AllocationRow]:
        """The rows with errors."""
        return [row for row in self.rows if row.form.is_bound and row.form.errors]

    @property
    def used(self) -> int:
        """The sum of the amounts shown."""
        return self.rows[-1].used if self.rows else 0

    @property
    def left(self) -> int:
        """What is left of the pot; negative if the rows exceed it."""
        return self.call.pot - self.used

    def save(self, *, by: User) -> int | None:
        """Save the rows and return how many changed, or None with errors added to the rows."""
        bound = [row for row in self.rows if row.form.is_bound]
        if any(row.form.errors for row in bound) or not self.rest.is_valid():
            return None
        proposals = {row.application.pk: row.form.proposal() for row in bound}
        if rest := self.rest.cleaned_data["rest"]:
            cleaned = {row.application.pk: allocation.proposal_of(row.application) for row in self.rows} | proposals
            proposals |= {pk: Proposal(reason=int(rest)) for pk, one in cleaned.items() if one == Proposal()}
        versions = {row.application.pk: self._data(row.form.prefix, "version") for row in bound}
        try:
            return allocation.save_proposals(self.call, proposals=proposals, by=by, versions=versions)
        except ValidationError as error:
            self._add_error(error)
            return None

    def _data(self, prefix: Any, name: str) -> str:
        return (self.data or {}).get(f"{prefix}-{name}", "")

    def _row(self, place: int, found: Ranked) -> AllocationRow:
        application, prefix = found.application, f"s{found.application.pk}"
        application.call = self.call
        shown = allocation.proposal_of(application)
        version = self._data(prefix, "version")
        if version:
            form = ProposalForm(self.data, proposal=shown, choices=self.choices, prefix=prefix)
            if not form.is_valid() or form.proposal().version != version:
                return AllocationRow(place, found, form)
        elif self.filled is not None:
            amount = self.filled.get(application.pk)
            shown = Proposal(amount) if amount else Proposal(None, shown.reason, shown.words)
        form = ProposalForm(None, proposal=shown, choices=self.choices, prefix=prefix)
        return AllocationRow(place, found, form)

    def _add_running_sums(self) -> None:
        used = 0
        for row in self.rows:
            used += row.form.shown_amount()
            row.used, row.left = used, self.call.pot - used

    def _add_error(self, error: ValidationError) -> None:
        """Add each error to its row, and those without a row to the form."""
        if not hasattr(error, "error_dict"):
            self.errors = error.messages
            return
        forms_by_key = {str(row.application.pk): row.form for row in self.rows}
        for key, found in error.error_dict.items():
            for one in found:
                form = forms_by_key.get(key)
                if form is None or not form.is_bound:
                    self.errors += one.messages
                else:
                    form.add_error(ERROR_FIELDS.get(one.code or "", "amount"), one)


class ScenarioForm(forms.Form):
    """The choice of a scenario."""

    BEST, SHARE = "best", "share"

    scenario = forms.ChoiceField(
        label=gettext_lazy("Hvordan skal potten fordeles?"),
        choices=[
            (BEST, gettext_lazy("Fullt ut til potten er tom")),
            (SHARE, gettext_lazy("Antall søknader, og andel av søknadsbeløpet")),
        ],
        widget=forms.RadioSelect,
        initial=BEST,
    )
    count = WholeNumberField(label=gettext_lazy("N: hvor mange av de beste"), min_value=1, required=False)
    percent = WholeNumberField(label=gettext_lazy("X: hvor mange prosent"), min_value=1, max_value=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("count", "percent"):
            # Asked for by the second scenario alone, which needs them: so they aren't shown as optional.
            self.fields[name].widget.is_required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("scenario") == self.SHARE:
            for name in ("count", "percent"):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, _("Skriv et tall."))
        return cleaned

    def awards(self, call: Call) -> dict[int, int]:
        """Return the awards of the scenario, by the applications' primary keys."""
        cleaned = self.cleaned_data
        if cleaned["scenario"] == self.BEST:
            return allocation.fund_best(call)
        return allocation.share_among_best(call, cleaned["count"], cleaned["percent"])


class ChangeForm(forms.Form):
    """A new decision: an award of another amount or a rejection, and the reason."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Nytt vedtak"),
        choices=[
            (Decision.Outcome.GRANTED, gettext_lazy("Tildeling")),
            (Decision.Outcome.REJECTED, gettext_lazy("Avslag")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Velg tildeling eller avslag.")},
    )
    amount = KronerFormField(
        label=gettext_lazy("Beløp"), required=False, help_text=gettext_lazy("Bare for en tildeling.")
    )
    reason = TextField(
        label=gettext_lazy("Begrunnelse"),
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Står i vedtaket, og i det nye brevet til søkeren."),
        error_messages={"required": gettext_lazy("Skriv hvorfor vedtaket endres.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (
            cleaned.get("outcome") == Decision.Outcome.GRANTED
            and not cleaned.get("amount")
            and "amount" not in self.errors
        ):
            self.add_error("amount", _("Skriv beløpet som tildeles."))
        return cleaned

    def award(self) -> int | None:
        """Return the amount awarded, or None for a rejection."""
        granted = self.cleaned_data["outcome"] == Decision.Outcome.GRANTED
        return self.cleaned_data["amount"] if granted else None


class PotIncreaseForm(forms.Form):
    """More money in the pot of a decided call, and why."""

    amount = KronerFormField(label=gettext_lazy("Beløp som legges til"))
    reason = TextField(
        label=gettext_lazy("Begrunnelse"),
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Hvorfor potten økes, og hvor pengene kommer fra."),
    )


class LockForm(forms.Form):
    """The confirmation before the decisions of a call are locked."""

    version = forms.CharField(widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=gettext_lazy("Jeg har sett over alle tildelingene og avslagene."),
        error_messages={"required": gettext_lazy("Kryss av for at du har sett over vedtaket.")},
    )
