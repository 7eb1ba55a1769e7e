"""The application form: one page, which can be saved as a draft with anything missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.utils.dateparse import parse_datetime
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import KronerFormField, kroner
from balansekunst.forms import LineField, TextField
from balansepotten import attachments, budget, concurrent_edits
from balansepotten.application_content import ApplicationContent
from balansepotten.budget import Budget, Kind, Line
from balansepotten.concurrent_edits import Change, Version
from balansepotten.form_fields import (
    APPLICATION_FIELDS,
    MAX_TEXT_LENGTH,
    FormSection,
    answer_name,
    declared_formfield,
)
from balansepotten.models import Application, BudgetLine, Question, Theme

MAX_LINES = 60
FIELDS = {field.name: field for field in APPLICATION_FIELDS}


class LineForm(forms.Form):
    """A budget line. An empty form is no line."""

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


class FilesInput(forms.FileInput):
    """Accept several files at a time, of the types that can be attached."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ",".join(end for ends in attachments.SUFFIXES.values() for end in ends)})


class FilesField(forms.Field):
    """The place of uploads and their errors in a form. The view attaches the files one by one."""

    widget = FilesInput

    def __init__(self, *, label: Any) -> None:
        help_text = _("PDF, Word, Excel, OpenDocument, PNG eller JPG. Høyst %(most)s filer på 10 MB.")
        super().__init__(label=label, help_text=help_text % {"most": attachments.MAX_FILES}, required=False)


@dataclass(frozen=True)
class DraftSection:
    """A section of the form with its fields."""

    section: FormSection
    fields: Sequence[BoundField]


class DraftForm(forms.ModelForm):
    """The whole application: its own fields, and a formset of budget lines for `income` and one for `costs`.

    `version` is when the draft was last saved, as the page had it, so that nothing saved since then is overwritten.
    """

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    uploads = FilesField(label=_("Legg ved filer"))

    class Meta:
        model = Application
        fields = list(FIELDS)
        formfield_callback = declared_formfield

    def __init__(self, data: Any = None, *, instance: Application) -> None:
        self.saved_at = instance.changed_at
        self.questions = {answer_name(question.pk): question for question in instance.call.questions.all()}
        self.stored_lines = list(instance.budget_lines.all())
        self.stored_themes = list(instance.themes.all())
        super().__init__(data, instance=instance)
        self.initial["themes"] = [theme.pk for theme in self.stored_themes]
        self.initial.update({answer_name(answer.question_id): answer.text for answer in instance.answers.all()})
        self.fields |= {name: _answer_field(question) for name, question in self.questions.items()}
        self.income = _line_formset(Kind.INCOME, self.stored_lines, data)
        self.costs = _line_formset(Kind.COST, self.stored_lines, data)
        self._adapt_fields(instance)

    def _adapt_fields(self, instance: Application) -> None:
        """Set what depends on the call, and on what is chosen already."""
        themes: Any = self.fields["themes"]
        themes.queryset = Theme.objects.filter(Q(active=True) | Q(pk__in=self.initial["themes"]))
        category: Any = self.fields["category"]
        category.choices = [("", _("Velg kategori")), *Application.Category.choices]
        if limit := instance.call.max_amount:
            self.fields["amount_applied"].help_text = _("Høyst %(limit)s.") % {"limit": kroner(limit)}

    def clean(self) -> dict[str, Any] | None:
        """Refuse to overwrite what was saved after the form was opened."""
        if self.is_stale:
            raise ValidationError(
                _("Søknaden er lagret på nytt siden du åpnet den: av en kollega, eller av deg i et annet vindu."),
                code="changed",
            )
        return super().clean()

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.income.is_valid(), self.costs.is_valid()])

    @property
    def is_stale(self) -> bool:
        """Whether the draft has been saved since the form was opened."""
        return self.is_bound and self.data.get("version") != self.saved_at.isoformat()

    def content(self) -> ApplicationContent:
        """Return what the form says, without fields that are invalid.

        The two dates are constrained together, so both are left out if one is invalid; and so are all budget lines.
        """
        names = [name for name in FIELDS if name in self.cleaned_data]
        if {"starts_on", "ends_on"} & self.errors.keys():
            names = [name for name in names if name not in ("starts_on", "ends_on")]
        answers = {question.pk: self.cleaned_data.get(name) for name, question in self.questions.items()}
        return ApplicationContent(
            values={name: self.cleaned_data[name] for name in names},
            lines=self.lines() if self.income.is_valid() and self.costs.is_valid() else None,
            answers={pk: text for pk, text in answers.items() if text is not None},
        )

    def invalid_labels(self) -> list[str]:
        """Return the labels of what can't be saved as it is typed."""
        labels = [str(self.fields[name].label) for name in self.errors if name in self.fields]
        formsets = ((_("Utgifter"), self.costs), (_("Inntekter"), self.income))
        return labels + [str(label) for label, formset in formsets if not formset.is_valid()]

    def sections(self) -> list[DraftSection]:
        """Return the sections with their fields; QUESTIONS only if the call has questions of its own."""
        names = {
            section: [field.name for field in APPLICATION_FIELDS if field.section == section] for section in FormSection
        }
        names[FormSection.QUESTIONS] += self.questions
        names[FormSection.ATTACHMENTS].append("uploads")
        return [
            DraftSection(section, [self[name] for name in names[section]])
            for section in FormSection
            if names[section] or section != FormSection.QUESTIONS
        ]

    def lines(self) -> list[Line]:
        """Return the valid budget lines as typed, or as stored if the form is not bound."""
        if not self.costs.is_bound:
            return _by_kind(self.stored_lines)
        formsets = ((Kind.INCOME, self.income), (Kind.COST, self.costs))
        return [line for kind, formset in formsets for form in formset if (line := form.line(kind))]

    def budget(self) -> Budget:
        """Return the sums of what is typed, or of what is stored if the form is not bound."""
        if self.is_bound:
            return budget.budget_from_lines(self.cleaned_data.get("amount_applied"), self.lines())
        return budget.budget_from_lines(self.instance.amount_applied, self.stored_lines)

    def merge_concurrent_changes(self) -> list[Change]:
        """Take over what others saved since the form was opened, and return it, field by field.

        A field that only others changed gets their value; one that both changed has what is typed. If it is not known
        what the writer began with, every difference is returned, and nothing is taken over.
        """
        if not self.is_stale:
            return []
        before = concurrent_edits.version_at(self.instance, _parse_moment(self.data.get("version")))
        changes = [self._merge_field(name, before) for name in (*FIELDS, *self.questions)]
        return [change for change in (*changes, self._merge_lines(before)) if change]

    def _merge_field(self, name: str, before: Version | None) -> Change | None:
        stored, typed = self._stored_value(name), self._typed_value(name)
        began = before.fields.get(name) if before else None
        began = began or "" if isinstance(stored, str) else began
        if typed == stored or (before and began == stored):
            return None
        is_contested = before is None or typed != began
        if not is_contested:
            self._fill_in(name, self.initial.get(name))
        return Change(str(self.fields[name].label), self._stored_text(name), is_contested)

    def _merge_lines(self, before: Version | None) -> Change | None:
        stored, typed = _by_kind(self.stored_lines), _by_kind(self.lines())
        began = before.lines if before else None
        if stored in (typed, began):
            return None
        is_contested = typed != began or not (self.income.is_valid() and self.costs.is_valid())
        if not is_contested:
            self.income = _line_formset(Kind.INCOME, self.stored_lines, None)
            self.costs = _line_formset(Kind.COST, self.stored_lines, None)
        text = "\n".join(f"{line.description}: {kroner(line.amount or 0)}" for line in self.stored_lines)
        return Change(str(_("Budsjettlinjer")), text or str(_("Tomt")), is_contested)

    def _stored_value(self, name: str) -> Any:
        if name == "themes":
            return {theme.pk for theme in self.stored_themes}
        return self.initial.get(name, "")

    def _typed_value(self, name: str) -> Any:
        if name == "themes" and name in self.cleaned_data:
            return {theme.pk for theme in self.cleaned_data[name]}
        return self.cleaned_data.get(name, self.data.get(name))

    def _fill_in(self, name: str, value: Any) -> None:
        """Replace what is typed into a field."""
        sent: Any = self.data
        data = sent.copy()
        if isinstance(value, list):
            data.setlist(name, value)
        else:
            data[name] = self.fields[name].prepare_value("" if value is None else value)
        self.data = data

    def _stored_text(self, name: str) -> str:
        value: Any = self.stored_themes if name == "themes" else self.initial.get(name)
        text = FIELDS[name].display(value, separator=", ") if name in FIELDS else str(value or "")
        return text or str(_("Tomt"))


def _answer_field(question: Question) -> TextField:
    field = TextField(
        label=question.label,
        help_text=escape(question.help_text),
        required=False,
        validators=[MaxLengthValidator(MAX_TEXT_LENGTH)],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field.widget.is_required = question.required
    return field


def _by_kind(lines: Iterable[BudgetLine | Line]) -> list[Line]:
    return sorted((Line(str(line.kind), line.description, line.amount) for line in lines), key=lambda line: line.kind)


def _parse_moment(text: object) -> datetime | None:
    try:
        return parse_datetime(str(text))
    except ValueError:
        return None


def _line_formset(kind: Kind, lines: Sequence[BudgetLine], data: Mapping | None) -> BaseFormSet:
    initial = [{"description": line.description, "amount": line.amount} for line in lines if line.kind == kind]
    return LineFormSet(data, initial=initial, prefix=kind.value)
