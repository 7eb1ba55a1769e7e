"""The application form: one page, which can be saved as a draft with anything missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import kroner
from balansekunst.forms import DateTimeInput, TextField
from balansekunst.uploads import FilesField
from balansepotten import attachments, budget
from balansepotten.application_content import ApplicationContent
from balansepotten.budget import Budget
from balansepotten.form_fields import (
    APPLICATION_FIELDS,
    MAX_TEXT_LENGTH,
    FormSection,
    answer_name,
    declared_formfield,
)
from balansepotten.models import Application, Call, Question, Theme
from balansepotten.versioned_forms import VersionedForm
from members.models import Organisation

FIELDS = {field.name: field for field in APPLICATION_FIELDS}


@dataclass(frozen=True)
class DraftSection:
    """A section of the form with its fields."""

    section: FormSection
    fields: Sequence[BoundField]


class DraftForm(VersionedForm):
    """The whole application: its own fields, the answers to the call's questions, and the lines of the budget."""

    uploads = FilesField(label=_("Legg ved filer"), most=attachments.MAX_FILES)

    declared = FIELDS
    stale_message = _("Søknaden er lagret på nytt siden du åpnet den: av en kollega, eller av deg i et annet vindu.")
    lines_label = _("Budsjettlinjer")
    formset_labels = (_("Utgifter"), _("Inntekter"))

    class Meta:
        model = Application
        fields = list(FIELDS)
        formfield_callback = declared_formfield

    def __init__(self, data: Any = None, *, instance: Application) -> None:
        self.questions = {answer_name(question.pk): question for question in instance.call.questions.all()}
        self.stored_themes = list(instance.themes.all())
        super().__init__(data, instance=instance, lines=instance.budget_lines.all())
        self.initial["themes"] = [theme.pk for theme in self.stored_themes]
        self.initial.update({answer_name(answer.question_id): answer.text for answer in instance.answers.all()})
        self.fields |= {name: _answer_field(question) for name, question in self.questions.items()}
        self._adapt_fields(instance)

    def _adapt_fields(self, instance: Application) -> None:
        """Set what depends on the call, and on what is chosen already."""
        themes: Any = self.fields["themes"]
        themes.queryset = Theme.objects.filter(Q(active=True) | Q(pk__in=self.initial["themes"]))
        category: Any = self.fields["category"]
        category.choices = [("", _("Velg kategori")), *Application.Category.choices]
        if limit := instance.call.max_amount:
            self.fields["amount_applied"].help_text = _("Høyst %(limit)s.") % {"limit": kroner(limit)}

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
            lines=self.valid_lines(),
            answers={pk: text for pk, text in answers.items() if text is not None},
        )

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

    def budget(self) -> Budget:
        """Return the sums of what is typed, or of what is stored if the form is not bound."""
        if self.is_bound:
            return budget.budget_from_lines(self.cleaned_data.get("amount_applied"), self.lines())
        return budget.budget_from_lines(self.instance.amount_applied, self.stored_lines)

    def merged_names(self) -> list[str]:
        return [*FIELDS, *self.questions]

    def _stored_value(self, name: str) -> Any:
        return {theme.pk for theme in self.stored_themes} if name == "themes" else super()._stored_value(name)

    def _typed_value(self, name: str) -> Any:
        if name == "themes" and name in self.cleaned_data:
            return {theme.pk for theme in self.cleaned_data[name]}
        return super()._typed_value(name)

    def _stored_text(self, name: str) -> str:
        if name == "themes":
            return FIELDS[name].display(self.stored_themes, separator=", ")
        return super()._stored_text(name)


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


class DeadlineExtensionForm(forms.Form):
    """A longer deadline of one member in a call."""

    organisation = forms.ModelChoiceField(label=_("Virksomhet"), queryset=Organisation.objects.none())
    until = forms.DateTimeField(label=_("Ny frist"), widget=DateTimeInput)
    reason = TextField(
        label=_("Grunn"),
        help_text=_("Bare de ansatte leser den. Ikke skriv om helse eller annet som gjelder en person."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, call: Call) -> None:
        super().__init__(data)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.members_on(call.deadline_day).order_by("name")
