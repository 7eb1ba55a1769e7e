"""What each step of a round asks for, and what remains of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansemerket.models import Area, Requirement, Risk, Round, RoundStep, Step

Proof = Requirement.Proof
# What the law asks of every employer, with the mark or without: the steps of section 26 that a round without it has.
BY_LAW = (
    (Step.MAPPING, Proof.RISKS, gettext_lazy("Risiko er kartlagt.")),
    (Step.MEASURES, Proof.MEASURES, gettext_lazy("Hver risiko har et tiltak.")),
    (Step.MEASURES, Proof.MEETING, gettext_lazy("Planen for tiltakene er behandlet i et møte.")),
)


@dataclass(frozen=True)
class Missing:
    """Something that is not answered yet, and the id of its place on the step's page.

    The text is shown below the requirement; alone, it has to name one that it doesn't describe.
    """

    text: str
    anchor: str
    requirement: Requirement | None = None

    @property
    def full_text(self) -> str:
        return f"{self.text.rstrip('.')}: {self.requirement}" if self.requirement else self.text


@dataclass(frozen=True)
class Point:
    """A requirement, and what is missing before it is met."""

    requirement: Requirement
    missing: Sequence[Missing]

    @property
    def is_met(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class StepProgress:
    """A step of a round with its requirements."""

    row: RoundStep
    points: Sequence[Point]

    @property
    def step(self) -> Step:
        return Step(self.row.step)

    @cached_property
    def missing(self) -> list[Missing]:
        return [missing for point in self.points for missing in point.missing]

    @property
    def is_complete(self) -> bool:
        return not self.missing


def requirements_of(work: Round) -> list[Requirement]:
    """Return the requirements of the version under which the round was begun, or what the law asks for."""
    if work.version:
        return list(work.version.requirements.all())
    return [Requirement(step=step, proof=proof, text=str(text)) for step, proof, text in BY_LAW]


def progress(work: Round, *, on: date) -> list[StepProgress]:
    """Return each step of the round, in order. The round is read `with_answers`."""
    requirements = requirements_of(work)
    rows = {row.step: row for row in work.steps.all()}
    points = [
        Point(requirement, list(CHECKS[Proof(requirement.proof)](work, requirement, on)))
        for requirement in requirements
    ]
    found = []
    for step in Step:
        of_step = [point for point in points if point.requirement.step == step]
        if step in rows and of_step:
            found.append(StepProgress(rows[step], of_step))
    return found


def progress_of(work: Round, step: str, *, on: date) -> StepProgress | None:
    """Return the step of the round, or None if the round does not have it."""
    return next((each for each in progress(work, on=on) if each.step == step), None)


def _courses(work: Round, _requirement: Requirement, on: date) -> Iterator[Missing]:
    rows = list(work.participations.all())
    for row in rows:
        if not row.is_complete and (row.participants or row.completed_on):
            text = _("«%(course)s»: skriv hvor mange av hvor mange som tok kurset, og når.") % {"course": row}
            yield Missing(text, f"kurs-{row.course}")
        elif row.completed_on and row.completed_on > on:
            yield Missing(_("«%(course)s»: datoen har ikke vært ennå.") % {"course": row}, f"kurs-{row.course}")
    if not any(row.is_complete for row in rows):
        yield Missing(_("Registrer minst ett nettkurs, med hvor mange som tok det, og når."), "kurs")


def _gathering(work: Round, _requirement: Requirement, on: date) -> Iterator[Missing]:
    if not work.gathering_on:
        yield Missing(_("Skriv når samlingen var."), "id_samling-gathering_on")
    elif work.gathering_on > on:
        yield Missing(_("Samlingen har ikke vært ennå."), "id_samling-gathering_on")
    if not work.gathering_place:
        yield Missing(_("Skriv hvor samlingen var."), "id_samling-gathering_place")
    if not work.gathering_people:
        yield Missing(_("Skriv hvor mange som var med på samlingen."), "id_samling-gathering_people")


def _risks(work: Round, _requirement: Requirement, _on: date) -> Iterator[Missing]:
    risks = list(work.risks.all())
    reviewed = {review.area for review in work.area_reviews.all() if review.no_risk}
    for area in Area:
        of_area = [risk for risk in risks if risk.area == area]
        if area not in reviewed and not any(risk.risk for risk in of_area):
            text = _("%(area)s: skriv en risiko, eller hvordan dere undersøkte uten å finne noen.")
            yield Missing(text % {"area": area.label}, f"omrade-{area}")
        for risk in of_area:
            yield from _unfinished(risk, area)


def _unfinished(risk: Risk, area: Area) -> Iterator[Missing]:
    assessed = (risk.likelihood, risk.consequence, risk.cause)
    if risk.risk and not all(assessed):
        text = _("%(area)s: skriv sannsynlighet, konsekvens og årsak til «%(risk)s».")
        yield Missing(text % {"area": area.label, "risk": _short(risk.risk)}, f"risiko-{risk.pk}")
    elif not risk.risk and any(assessed):
        yield Missing(_("%(area)s: skriv hva risikoen er.") % {"area": area.label}, f"risiko-{risk.pk}")


def _measures(work: Round, _requirement: Requirement, on: date) -> Iterator[Missing]:
    for risk in work.risks.all():
        if risk.risk and not (risk.measure and risk.responsible and risk.due_on):
            text = _("Skriv tiltak, hvem og når for «%(risk)s».") % {"risk": _short(risk.risk)}
            yield Missing(text, f"tiltak-{risk.pk}")
    if any(_risks(work, _requirement, on)):
        yield Missing(_("Gjør kartleggingen ferdig, så alle risikoene er med i planen."), "tiltak")


def _meeting(work: Round, _requirement: Requirement, on: date) -> Iterator[Missing]:
    if not work.meeting_on:
        yield Missing(_("Skriv når planen ble behandlet i et møte."), "id_mote-meeting_on")
    elif work.meeting_on > on:
        yield Missing(_("Møtet om planen har ikke vært ennå."), "id_mote-meeting_on")
    if not work.meeting_roles:
        yield Missing(_("Skriv hvilke roller som var med på møtet."), "id_mote-meeting_roles")


def _talks(work: Round, _requirement: Requirement, _on: date) -> Iterator[Missing]:
    if not work.next_talk_on:
        yield Missing(_("Avtal en dato for neste samtale."), "id_mote-next_talk_on")
    if not work.talks_plan:
        yield Missing(_("Skriv hvordan samtalene fortsetter."), "id_mote-talks_plan")


def _evidence(work: Round, requirement: Requirement, _on: date) -> Iterator[Missing]:
    if not any(each.requirement_id == requirement.pk for each in work.evidence.all()):
        yield Missing(_("Legg ved en fil eller en lenke."), f"krav-{requirement.pk}", requirement)


def _short(text: str) -> str:
    line = text.splitlines()[0]
    return line if len(line) <= 60 else f"{line[:57]}…"


CHECKS: dict[Requirement.Proof, Callable[[Round, Requirement, date], Iterator[Missing]]] = {
    Proof.COURSES: _courses,
    Proof.GATHERING: _gathering,
    Proof.RISKS: _risks,
    Proof.MEASURES: _measures,
    Proof.MEETING: _meeting,
    Proof.TALKS: _talks,
    Proof.EVIDENCE: _evidence,
}
