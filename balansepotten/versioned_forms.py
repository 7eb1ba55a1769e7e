"""The form of a draft, saved incomplete by several people: what others saved meanwhile is never overwritten."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from balansekunst.concurrent_edits import UNKNOWN, Change, Merge, merge
from balansekunst.fields import KronerFormField, kroner
from balansekunst.forms import LineField
from balansepotten import concurrent_edits
from balansepotten.budget import Kind, Line
from balansepotten.concurrent_edits import Version
from balansepotten.form_fields import FormField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_LINES = 60


class LineForm(forms.Form):
    """A line of a budget or of accounts. An empty form is no line."""

    description = LineField(label=_("Hva"), max_length=200, required=False)
    amount = KronerFormField(label=_("Beløp i kroner"), required=False)

    def line(self, kind: Kind) -> Line | None:
        """Return the line, or None if the form is empty or invalid."""
        description, amount = self.cleaned_data.get("description", ""), self.cleaned_data.get("amount")
        if not description and amount is None:
            return None
        return Line(kind, description, amount)


LineFormSet = forms.formset_factory(
    LineForm, extra=2, max_num=MAX_LINES, absolute_max=MAX_LINES + 20, validate_max=True
)


class VersionedForm(forms.ModelForm):
    """A draft's own fields, and a formset of lines for `income` and one for `costs`.

    `version` is when the draft was last saved, as the page had it, so that nothing saved since then is overwritten.
    """

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    declared: Mapping[str, FormField]
    stale_message: "StrOrPromise"
    lines_label: "StrOrPromise"
    formset_labels: "tuple[StrOrPromise, StrOrPromise]"

    def __init__(self, data: Any, *, instance: Any, lines: Iterable[Any]) -> None:
        self.saved_at = instance.changed_at
        self.stored_lines = [Line(str(line.kind), line.description, line.amount) for line in lines]
        super().__init__(data, instance=instance)
        self.income, self.costs = self._line_formset(Kind.INCOME, data), self._line_formset(Kind.COST, data)

    def clean(self) -> dict[str, Any] | None:
        """Refuse to overwrite what was saved after the form was opened."""
        if self.is_stale:
            raise ValidationError(self.stale_message, code="changed")
        return super().clean()

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.income.is_valid(), self.costs.is_valid()])

    @property
    def is_stale(self) -> bool:
        """Whether the draft has been saved since the form was opened."""
        return self.is_bound and self.data.get("version") != self.saved_at.isoformat()

    def lines(self) -> list[Line]:
        """Return the valid lines as typed, or as stored if the form is not bound."""
        if not self.costs.is_bound:
            return _by_kind(self.stored_lines)
        formsets = ((Kind.INCOME, self.income), (Kind.COST, self.costs))
        return [line for kind, formset in formsets for form in formset if (line := form.line(kind))]

    def valid_lines(self) -> list[Line] | None:
        """Return the lines, or None if one is invalid: they are saved together."""
        return self.lines() if self.income.is_valid() and self.costs.is_valid() else None

    def invalid_labels(self) -> list[str]:
        """Return the labels of what can't be saved as it is typed."""
        labels = [str(self.fields[name].label) for name in self.errors if name in self.fields]
        formsets = zip(self.formset_labels, (self.costs, self.income), strict=True)
        return labels + [str(label) for label, formset in formsets if not formset.is_valid()]

    def merged_names(self) -> Sequence[str]:
        """Return the names of the fields that are merged."""
        return list(self.declared)

    def merge_concurrent_changes(self) -> list[Change]:
        """Take over what others saved since the form was opened, and return it, field by field.

        A field that only others changed gets their value; one that both changed has what is typed. If it is not known
        what the writer began with, every difference is returned, and nothing is taken over.
        """
        if not self.is_stale:
            return []
        before = concurrent_edits.version_at(self.instance, _parse_moment(self.data.get("version")))
        changes = [self._merge_field(name, before) for name in self.merged_names()]
        return [change for change in (*changes, self._merge_lines(before)) if change]

    def _merge_field(self, name: str, before: Version | None) -> Change | None:
        stored = self._stored_value(name)
        began = before.fields.get(name) if before else UNKNOWN
        began = began or "" if isinstance(stored, str) else began
        outcome = merge(began=began, stored=stored, typed=self._typed_value(name))
        if outcome is Merge.TYPED:
            return None
        if outcome is Merge.STORED:
            self._fill_in(name, self.initial.get(name))
        text = self._stored_text(name) or str(_("Tomt"))
        return Change(str(self.fields[name].label), text, is_contested=outcome is Merge.CONTESTED)

    def _merge_lines(self, before: Version | None) -> Change | None:
        stored = _by_kind(self.stored_lines)
        typed = UNKNOWN if self.valid_lines() is None else _by_kind(self.lines())
        outcome = merge(began=before.lines if before else None, stored=stored, typed=typed)
        if outcome is Merge.TYPED:
            return None
        if outcome is Merge.STORED:
            self.income, self.costs = self._line_formset(Kind.INCOME, None), self._line_formset(Kind.COST, None)
        text = "\n".join(f"{line.description}: {kroner(line.amount or 0)}" for line in self.stored_lines)
        return Change(str(self.lines_label), text or str(_("Tomt")), is_contested=outcome is Merge.CONTESTED)

    def _stored_value(self, name: str) -> Any:
        return self.initial.get(name, "")

    def _typed_value(self, name: str) -> Any:
        return self.cleaned_data.get(name, self.data.get(name))

    def _stored_text(self, name: str) -> str:
        value = self.initial.get(name)
        return self.declared[name].display(value, separator=", ") if name in self.declared else str(value or "")

    def _fill_in(self, name: str, value: Any) -> None:
        """Replace what is typed into a field."""
        sent: Any = self.data
        data = sent.copy()
        if isinstance(value, list):
            data.setlist(name, value)
        else:
            data[name] = self.fields[name].prepare_value("" if value is None else value)
        self.data = data

    def _line_formset(self, kind: Kind, data: Mapping | None) -> BaseFormSet:
        lines = [line for line in self.stored_lines if line.kind == kind]
        initial = [{"description": line.description, "amount": line.amount} for line in lines]
        return LineFormSet(data, initial=initial, prefix=kind.value)


def _by_kind(lines: Iterable[Line]) -> list[Line]:
    return sorted((Line(str(line.kind), line.description, line.amount) for line in lines), key=lambda line: line.kind)


def _parse_moment(text: object) -> datetime | None:
    try:
        return parse_datetime(str(text))
    except ValueError:
        return None
