"""The requirements that an application must meet before it can be sent, by section of the form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from balansekunst.fields import kroner
from balansepotten import budget
from balansepotten.form_fields import APPLICATION_FIELDS, FormSection, answer_name
from balansepotten.models import Application, BudgetLine

SECTIONS = list(FormSection)
# Anchors on the form's page that are not fields.
ANCHORS = ("balance", *BudgetLine.Kind.values)


@dataclass(frozen=True)
class Requirement:
    """Something that is missing or wrong in an application, at a field of the form."""

    section: FormSection
    field: str
    text: str

    @property
    def anchor(self) -> str:
        """The id of the field on the form's page."""
        return self.field if self.field in ANCHORS else f"id_{self.field}"


@dataclass(frozen=True)
class SectionProgress:
    """What is missing in a section of the form. An optional section may stay empty."""

    section: FormSection
    missing: Sequence[Requirement]
    is_optional: bool = False

    @property
    def is_done(self) -> bool:
        return not self.missing and not self.is_optional


def missing_requirements(application: Application) -> list[Requirement]:
    """Return the requirements that the application does not meet, in the form's order. If empty, it can be sent."""
    lines = list(application.budget_lines.all())
    found = [
        *_empty_fields(application),
        *_wrong_dates(application),
        *_unanswered(application),
        *_wrong_amounts(application, lines),
    ]
    return sorted(found, key=lambda requirement: SECTIONS.index(requirement.section))


def progress(missing: Sequence[Requirement], *, has_questions: bool = False) -> list[SectionProgress]:
    """Return the progress of each section, given what is missing; QUESTIONS only if the call has questions."""
    return [
        SectionProgress(
            section,
            [requirement for requirement in missing if requirement.section == section],
            is_optional=section == FormSection.ATTACHMENTS,
        )
        for section in FormSection
        if has_questions or section != FormSection.QUESTIONS
    ]


def check(application: Application) -> None:
    """Raise ValidationError with every requirement that the application does not meet."""
    if missing := missing_requirements(application):
        raise ValidationError([requirement.text for requirement in missing])


def _empty_fields(application: Application) -> Iterator[Requirement]:
    for field in APPLICATION_FIELDS:
        if field.is_missing_in(application):
            yield Requirement(field.section, field.name, str(field.required_text))


def _wrong_dates(application: Application) -> Iterator[Requirement]:
    starts, deadline_day = application.starts_on, application.call.deadline_day
    if starts and starts <= deadline_day:
        text = _("Prosjektet må starte etter søknadsfristen %(day)s: støtten er for det som ikke har begynt.")
        yield Requirement(FormSection.PLAN, "starts_on", text % {"day": deadline_day.strftime("%d.%m.%Y")})


def _unanswered(application: Application) -> Iterator[Requirement]:
    answered = {answer.question_id for answer in application.answers.all() if answer.text}
    for question in application.call.questions.all():
        if question.required and question.pk not in answered:
            text = _("Svar på «%(question)s».") % {"question": question.label}
            yield Requirement(FormSection.QUESTIONS, answer_name(question.pk), text)


def _wrong_amounts(application: Application, lines: Sequence[BudgetLine]) -> Iterator[Requirement]:
    applied, limit = application.amount_applied, application.call.max_amount
    if applied and limit and applied > limit:
        text = _("Dere kan søke om høyst %(limit)s.") % {"limit": kroner(limit)}
        yield Requirement(FormSection.BUDGET, "amount_applied", text)
    for line in lines:
        if not line.description:
            text = _("Skriv hva budsjettlinjen på %(amount)s gjelder.") % {"amount": kroner(line.amount or 0)}
            yield Requirement(FormSection.BUDGET, line.kind, text)
        elif line.amount is None:
            text = _("Skriv et beløp for «%(what)s».") % {"what": line.description}
            yield Requirement(FormSection.BUDGET, line.kind, text)
    sums = budget.budget_from_lines(applied, lines)
    if not sums.costs:
        yield Requirement(FormSection.BUDGET, BudgetLine.Kind.COST, _("Skriv hva prosjektet koster, linje for linje."))
    elif applied and not sums.balances:
        yield Requirement(FormSection.BUDGET, "balance", _("Budsjettet må gå opp. %(verdict)s") % {"verdict": sums})
