"""The form of the whole allocation: a row for each application, kept all at once or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.fields import KronerInput
from balansekunst.models import User
from balansepotten import allocation
from balansepotten.allocation import Proposal, Ranked
from balansepotten.mean_scores import written
from balansepotten.models import Application, Call, Decision

MOST_LETTERS = 2000
MOST_LETTERS_OF_A_CHOICE = 90
PLACES = {"reason": "reason"}


class ProposalForm(forms.Form):
    """What is proposed for one application: an amount, or a reason to turn it down."""

    amount = KronerInput(label=gettext_lazy("Foreslått beløp"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Grunn til avslag"), required=False)
    words = forms.CharField(
        label=gettext_lazy("Begrunnelse med egne ord"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Mapping | None, *, proposal: Proposal, choices: Sequence, prefix: str) -> None:
        initial = {"amount": proposal.amount, "reason": proposal.reason or "", "words": proposal.words}
        super().__init__(data, initial=initial, prefix=prefix)
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]

    def proposal(self) -> Proposal:
        """Return what the row says: no kroner, and a reason, is a rejection."""
        said = self.cleaned_data
        words = "\n".join(said["words"].splitlines())
        proposal = Proposal(said["amount"], int(said["reason"]) if said["reason"] else None, words)
        if proposal.amount == 0 and proposal.is_rejection:
            return Proposal(None, proposal.reason, proposal.words)
        return proposal

    def shown_amount(self) -> int:
        """Return the kroner that the row shows, for the running sum."""
        return (self.cleaned_data.get("amount") if self.is_bound else self.initial["amount"]) or 0


@dataclass
class Row:
    """An application in the table; `used` and `left` are the running sum and what is left of the pot after it."""

    place: int
    ranked: Ranked
    form: ProposalForm
    used: int = 0
    left: int = 0

    @property
    def application(self) -> Application:
        """The application itself."""
        return self.ranked.application

    @property
    def spread(self) -> str:
        """How far apart the jury is."""
        return written(self.ranked.standing.spread) if self.ranked.standing.done else "–"

    @property
    def is_short(self) -> bool:
        """Whether too few have judged it for a decision."""
        return self.ranked.standing.done < self.application.call.quorum

    @property
    def seen(self) -> str:
        """What tells the proposal that is kept from any other."""
        return allocation.proposal_of(self.application).token


class RestForm(forms.Form):
    """One reason for all that have neither an amount nor a reason."""

    rest = forms.ChoiceField(
        label=gettext_lazy("Gi alle som står uten beløp og grunn, denne grunnen til avslag"), required=False
    )

    def __init__(self, data: Mapping | None, *, choices: Sequence) -> None:
        super().__init__(data)
        self.fields["rest"].choices = choices  # type: ignore[attr-defined]


class AllocationForm:
    """All rows, the best first. A row that its reader left alone shows what is kept, whoever has changed it since.

    `filled` has the amounts of a scenario, which stand in the rows and are kept by nobody yet.
    """

    def __init__(self, call: Call, data: Mapping | None = None, *, filled: Mapping[int, int] | None = None) -> None:
        self.call, self.data, self.filled = call, data, filled
        self.errors: list[str] = []
        reasons = [
            (reason.pk, Truncator(" ".join(reason.text.split())).chars(MOST_LETTERS_OF_A_CHOICE))
            for reason in call.rejection_reasons.all()
        ]
        self.choices = [("", _("Ikke avslag")), *reasons]
        self.rest = RestForm(data, choices=[("", _("Ikke nå")), *reasons])
        self.has_reasons = bool(reasons)
        self.rows = [self._row(place, found) for place, found in enumerate(allocation.ranked(call), 1)]
        self._sum()

    @property
    def faulty(self) -> list[Row]:
        """The rows that can't be kept."""
        return [row for row in self.rows if row.form.is_bound and row.form.errors]

    @property
    def used(self) -> int:
        """The sum of what the rows show."""
        return self.rows[-1].used if self.rows else 0

    @property
    def left(self) -> int:
        """What is left of the pot; below 0 when the rows pass it."""
        return self.call.pot - self.used

    def save(self, *, by: User) -> int | None:
        """Keep what the rows say, and return how many were changed; or None with the errors at their rows."""
        touched = [row for row in self.rows if row.form.is_bound]
        if any(row.form.errors for row in touched) or not self.rest.is_valid():
            return None
        proposals = {row.application.pk: row.form.proposal() for row in touched}
        if rest := self.rest.cleaned_data["rest"]:
            said = {row.application.pk: allocation.proposal_of(row.application) for row in self.rows} | proposals
            proposals |= {pk: Proposal(reason=int(rest)) for pk, one in said.items() if one == Proposal()}
        seen = {row.application.pk: self._data(row.form.prefix, "seen") for row in touched}
        try:
            return allocation.keep(self.call, proposals=proposals, by=by, seen=seen)
        except ValidationError as error:
            self._tell(error)
            return None

    def _data(self, prefix: Any, name: str) -> str:
        return (self.data or {}).get(f"{prefix}-{name}", "")

    def _row(self, place: int, found: Ranked) -> Row:
        application, prefix = found.application, f"s{found.application.pk}"
        application.call = self.call
        kept = allocation.proposal_of(application)
        seen = self._data(prefix, "seen")
        if seen:
            form = ProposalForm(self.data, proposal=kept, choices=self.choices, prefix=prefix)
            if not form.is_valid() or form.proposal().token != seen:
                return Row(place, found, form)
        elif self.filled is not None:
            amount = self.filled.get(application.pk)
            kept = Proposal(amount) if amount else Proposal(None, kept.reason, kept.words)
        form = ProposalForm(None, proposal=kept, choices=self.choices, prefix=prefix)
        return Row(place, found, form)

    def _sum(self) -> None:
        used = 0
        for row in self.rows:
            used += row.form.shown_amount()
            row.used, row.left = used, self.call.pot - used

    def _tell(self, error: ValidationError) -> None:
        """Put each error at its row, and those of the whole above all."""
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
                    form.add_error(PLACES.get(one.code or "", "amount"), one)


class ScenarioForm(forms.Form):
    """Which scenario to look at."""

    BEST, SHARE = "best", "share"

    scenario = forms.ChoiceField(
        label=gettext_lazy("Hvordan skal potten fordeles?"),
        choices=[
            (BEST, gettext_lazy("Fullt ut til potten er tom")),
            (SHARE, gettext_lazy("De N beste med X prosent av det de søker om")),
        ],
        widget=forms.RadioSelect,
        initial=BEST,
    )
    count = forms.IntegerField(label=gettext_lazy("N: hvor mange av de beste"), min_value=1, required=False)
    percent = forms.IntegerField(
        label=gettext_lazy("X: hvor mange prosent"), min_value=1, max_value=100, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("count", "percent"):
            # Asked for by the second scenario alone, which needs them: so they aren't shown as optional.
            self.fields[name].widget.is_required = True

    def clean(self) -> dict[str, Any]:
        """Ask for the numbers that the scenario needs."""
        said = super().clean() or self.cleaned_data
        if said.get("scenario") == self.SHARE:
            for name in ("count", "percent"):
                if name not in self.errors and not said.get(name):
                    self.add_error(name, _("Skriv et tall."))
        return said

    def awards(self, call: Call) -> dict[int, int]:
        """Return what the scenario gives each application."""
        said = self.cleaned_data
        if said["scenario"] == self.BEST:
            return allocation.fund_best(call)
        return allocation.share_among_best(call, said["count"], said["percent"])


class ChangeForm(forms.Form):
    """A new decision: an award of another amount, or a rejection, and why."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Nytt vedtak"),
        choices=[
            (Decision.Outcome.GRANTED, gettext_lazy("Tildeling")),
            (Decision.Outcome.REJECTED, gettext_lazy("Avslag")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Velg tildeling eller avslag.")},
    )
    amount = KronerInput(label=gettext_lazy("Beløp"), required=False, help_text=gettext_lazy("Bare for en tildeling."))
    reason = forms.CharField(
        label=gettext_lazy("Begrunnelse"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Står i vedtaket, og i det nye brevet til søkeren."),
        error_messages={"required": gettext_lazy("Skriv hvorfor vedtaket endres.")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the amount of an award."""
        said = super().clean() or self.cleaned_data
        if said.get("outcome") == Decision.Outcome.GRANTED and not said.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Skriv beløpet som tildeles."))
        return said

    def award(self) -> int | None:
        """Return the amount that is awarded, or None for a rejection."""
        granted = self.cleaned_data["outcome"] == Decision.Outcome.GRANTED
        return self.cleaned_data["amount"] if granted else None


class LockForm(forms.Form):
    """The last question before a round is locked."""

    seen = forms.CharField(widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=gettext_lazy("Jeg har sett over alle tildelingene og avslagene."),
        error_messages={"required": gettext_lazy("Kryss av for at du har sett over vedtaket.")},
    )
