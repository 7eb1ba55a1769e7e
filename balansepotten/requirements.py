"""What an application still lacks before it can be sent, part by part of the form."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.fields import kroner
from balansepotten import budget
from balansepotten.models import Application, BudgetLine


class Part(TextChoices):
    """The parts of the form, in order."""

    PROJECT = "prosjekt", gettext_lazy("Prosjektet")
    AIMS = "mal", gettext_lazy("Mål og målgruppe")
    PLAN = "plan", gettext_lazy("Plan")
    QUESTIONS = "sporsmal", gettext_lazy("Årets spørsmål")
    BUDGET = "budsjett", gettext_lazy("Budsjett")
    ATTACHMENTS = "vedlegg", gettext_lazy("Vedlegg")


PLACES = ("balance", *BudgetLine.Kind.values)


@dataclass(frozen=True)
class Lack:
    """Something to mend before the application can be sent, at a field of the form."""

    part: Part
    field: str
    text: str

    @property
    def anchor(self) -> str:
        """The place of the field on the form's page."""
        return self.field if self.field in PLACES else f"id_{self.field}"


@dataclass(frozen=True)
class Progress:
    """How far a part of the form has come. `optional` parts may stay empty."""

    part: Part
    lacks: Sequence[Lack]
    is_optional: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nothing is lacking."""
        return not self.lacks and not self.is_optional


def lacks(application: Application) -> list[Lack]:
    """Return what is still to mend, in the form's order; an empty list means that the application can be sent."""
    lines = list(application.budget_lines.all())
    return [
        *_missing(application),
        *_wrong_dates(application),
        *_unanswered(application),
        *_wrong_amounts(application, lines),
    ]


def progress(found: Sequence[Lack], *, asks_more: bool = False) -> list[Progress]:
    """Return how far each part of the form has come, given what the application lacks.

    A call that `asks_more` has questions of its own, and a part for them.
    """
    parts = [part for part in Part if asks_more or part != Part.QUESTIONS]
    return [
        Progress(part, [lack for lack in found if lack.part == part], is_optional=part == Part.ATTACHMENTS)
        for part in parts
    ]


def check(application: Application) -> None:
    """Raise ValidationError with all that the application lacks."""
    if found := lacks(application):
        raise ValidationError([lack.text for lack in found])


def _missing(application: Application) -> Iterator[Lack]:
    needed: tuple[tuple[Part, str, str, Callable[[], object]], ...] = (
        (Part.PROJECT, "title", _("Gi prosjektet et navn."), lambda: application.title),
        (Part.PROJECT, "category", _("Velg en kategori."), lambda: application.category),
        (Part.PROJECT, "themes", _("Velg minst én tematisk satsing."), lambda: list(application.themes.all())),
        (Part.AIMS, "objectives", _("Skriv hva som er målet."), lambda: application.objectives),
        (Part.AIMS, "target_group", _("Skriv hvem prosjektet er for."), lambda: application.target_group),
        (Part.AIMS, "expected_effect", _("Skriv hvilken effekt dere venter."), lambda: application.expected_effect),
        (Part.PLAN, "plan", _("Skriv planen for prosjektet."), lambda: application.plan),
        (Part.PLAN, "starts_on", _("Skriv når prosjektet starter."), lambda: application.starts_on),
        (Part.PLAN, "ends_on", _("Skriv når prosjektet slutter."), lambda: application.ends_on),
    )
    for part, field, text, value in needed:
        if not value():
            yield Lack(part, field, text)


def _wrong_dates(application: Application) -> Iterator[Lack]:
    starts, deadline_day = application.starts_on, application.call.deadline_day
    if starts and starts <= deadline_day:
        text = _("Prosjektet må starte etter søknadsfristen %(day)s: støtten er for det som ikke har begynt.")
        yield Lack(Part.PLAN, "starts_on", text % {"day": deadline_day.strftime("%d.%m.%Y")})


def _unanswered(application: Application) -> Iterator[Lack]:
    answered = {answer.question_id for answer in application.answers.all() if answer.text}
    for question in application.call.questions.all():
        if question.required and question.pk not in answered:
            text = _("Svar på «%(question)s».") % {"question": question.label}
            yield Lack(Part.QUESTIONS, f"answer-{question.pk}", text)


def _wrong_amounts(application: Application, lines: Sequence[BudgetLine]) -> Iterator[Lack]:
    applied, limit = application.amount_applied, application.call.max_amount
    if not applied:
        yield Lack(Part.BUDGET, "amount_applied", _("Skriv hvor mye dere søker om."))
    elif limit and applied > limit:
        text = _("Dere kan søke om høyst %(limit)s.") % {"limit": kroner(limit)}
        yield Lack(Part.BUDGET, "amount_applied", text)
    for line in lines:
        if not line.description:
            text = _("Skriv hva budsjettlinjen på %(amount)s gjelder.") % {"amount": kroner(line.amount or 0)}
            yield Lack(Part.BUDGET, line.kind, text)
        elif line.amount is None:
            text = _("Skriv et beløp for «%(what)s».") % {"what": line.description}
            yield Lack(Part.BUDGET, line.kind, text)
    sums = budget.of(applied, lines)
    if not sums.costs:
        yield Lack(Part.BUDGET, BudgetLine.Kind.COST, _("Skriv hva prosjektet koster, linje for linje."))
    elif applied and not sums.balances:
        yield Lack(Part.BUDGET, "balance", _("Budsjettet må gå opp. %(verdict)s") % {"verdict": sums})
