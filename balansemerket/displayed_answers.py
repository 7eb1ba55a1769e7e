"""The answers of a step to read, for staff, and for the organisation once the step is handed in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balansemerket.models import Area, Evidence, Requirement, Round, Step
from balansemerket.steps import requirements_of


@dataclass(frozen=True)
class Fact:
    """A question and what is answered, which may be nothing."""

    label: str
    text: str


@dataclass(frozen=True)
class Group:
    """Answers that belong together, under a heading; for a requirement its evidence."""

    heading: str
    facts: Sequence[Fact] = ()
    evidence: Sequence[Evidence] = ()


def groups(work: Round, step: Step) -> list[Group]:
    """Return the answers of a step. The round is read `with_answers`."""
    builders = {Step.COURSES: _courses, Step.MAPPING: _mapping, Step.MEASURES: _measures}
    found = list(builders[step](work)) if step in builders else []
    for requirement in requirements_of(work):
        if requirement.step == step and requirement.proof == Requirement.Proof.EVIDENCE:
            given = [each for each in work.evidence.all() if each.requirement_id == requirement.pk]
            found.append(Group(requirement.text, evidence=given))
    return found


def _courses(work: Round) -> Iterator[Group]:
    for row in work.participations.all():
        if row.is_complete:
            many = _("%(some)d av %(all)d") % {"some": row.participants, "all": row.people}
            yield Group(str(row), [Fact(_("Tok kurset"), many), Fact(_("Fullført"), _day(row.completed_on))])
    facts = [*_fields(work, "gathering_on", "gathering_place", "gathering_people")]
    if work.gathering:
        facts.append(Fact(_("Kursoppdrag"), str(work.gathering)))
    yield Group(_("Samlingen"), facts)


def _mapping(work: Round) -> Iterator[Group]:
    risks = list(work.risks.all())
    for review in work.area_reviews.all():
        area, facts = Area(review.area), []
        for risk in risks:
            if risk.area == area and risk.risk:
                facts += _fields(risk, "risk", "ground", "likelihood", "consequence", "cause")
        if review.no_risk:
            facts += _fields(review, "no_risk")
        yield Group(str(area.label), facts)


def _measures(work: Round) -> Iterator[Group]:
    for risk in work.risks.all():
        if risk.risk:
            yield Group(risk.risk, _fields(risk, "area", "measure", "responsible", "due_on"))
    meeting = ("meeting_on", "meeting_people", "meeting_roles", "next_talk_on", "talks_plan")
    yield Group(_("Møtet om planen"), _fields(work, *meeting))


def _fields(row: Any, *names: str) -> list[Fact]:
    facts = []
    for name in names:
        field, value = row._meta.get_field(name), getattr(row, name)
        label = str(field.verbose_name)
        if field.choices and value:
            value = getattr(row, f"get_{name}_display")()
        facts.append(Fact(label[0].upper() + label[1:], _day(value) if isinstance(value, date) else str(value or "")))
    return [fact for fact in facts if fact.text]


def _day(value: date | None) -> str:
    return date_format(value, "j. F Y") if value else ""
