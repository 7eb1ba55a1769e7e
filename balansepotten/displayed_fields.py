"""Applications and project reports arranged for reading, by the declarations of their fields."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Model

from balansepotten.form_fields import APPLICATION_FIELDS, REPORT_FIELDS, FormField, FormSection
from balansepotten.models import Application, ProjectReport


@dataclass(frozen=True)
class DisplayedField:
    """A label, and a text that may be empty."""

    label: str
    text: str


@dataclass(frozen=True)
class DisplayedFields:
    """Fields to read: short facts, and long texts that have headings of their own."""

    facts: Sequence[DisplayedField]
    texts: Sequence[DisplayedField]


@dataclass(frozen=True)
class DisplayedSection(DisplayedFields):
    """The fields of a section of the application form."""

    section: FormSection


def displayed_sections(application: Application) -> list[DisplayedSection]:
    """Return the application by sections of the form; QUESTIONS only if the call's questions are answered."""
    answers = [DisplayedField(str(answer.question), answer.text) for answer in application.given_answers()]
    sections = []
    for section in FormSection:
        fields = [field for field in APPLICATION_FIELDS if field.section == section and not field.in_budget_table]
        displayed = _display(fields, application)
        texts = [*displayed.texts, *(answers if section == FormSection.QUESTIONS else [])]
        if texts or section != FormSection.QUESTIONS:
            sections.append(DisplayedSection(displayed.facts, texts, section))
    return sections


def displayed_report(report: ProjectReport) -> DisplayedFields:
    """Return what the recipient wrote about the project."""
    return _display(REPORT_FIELDS, report)


def _display(fields: Iterable[FormField], instance: Model) -> DisplayedFields:
    """Return the fields with their texts, without optional fields that are empty."""
    facts: list[DisplayedField] = []
    texts: list[DisplayedField] = []
    for field in fields:
        text = field.display(field.value_of(instance))
        if text or not field.is_optional:
            (texts if field.is_long else facts).append(DisplayedField(str(field.reading_label), text))
    return DisplayedFields(facts, texts)
