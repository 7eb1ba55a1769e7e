"""Made-up work on the way to Balansemerket: rounds at each step, of which some have waited long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from balansekunst.dates import midnight
from balansekunst.models import User
from balansemerket import equality_releases, rounds, yearly
from balansemerket.models import (
    Area,
    Comment,
    Evidence,
    Ground,
    Participation,
    Requirement,
    Risk,
    Round,
    RoundStep,
    Step,
)
from demo.made_up import REMARKABLE, SAMI_CENTRE, add
from demo.user_accounts import BY_SLUG, user_of
from members.contacts import give_access
from members.models import Contact, Organisation
from members.querysets import OrganisationQuerySet

Status = RoundStep.Status
Level = Risk.Level
# So long ago that a new year can be begun.
NEARLY_A_YEAR = 345
# The area, who it is about, the risk, how likely and how serious, why, what is done about it, and by whom.
RISKS = (
    (
        Area.RECRUITMENT,
        Ground.ETHNICITY,
        "Vi finner nye folk i vårt eget nettverk, og de ligner på dem som er her fra før.",
        (Level.HIGH, Level.MEDIUM),
        "Stillingene lyses sjelden ut, for det haster når noen slutter.",
        "Lys ut alle stillinger og prosjektoppdrag, også på samisk, og be to fra utenfor huset lese søknadene.",
        "Daglig leder",
    ),
    (
        Area.PAY,
        Ground.GENDER,
        "Frilanserne forhandler hver for seg, og ingen vet om kvinner og menn får det samme.",
        (Level.MEDIUM, Level.HIGH),
        "Vi har ingen oversikt over honorarene.",
        "Før honorarene i ett regneark, sammenlign dem hver januar, og følg minstesatsene.",
        "Økonomiansvarlig",
    ),
    (
        Area.ACCOMMODATION,
        Ground.DISABILITY,
        "Sidescenen og garderobene har trapp, så den som bruker rullestol, kan ikke jobbe der.",
        (Level.HIGH, Level.HIGH),
        "Bygget er fra 1914, og ingen har spurt eieren om en rampe.",
        "Søk kommunen om rampe, og legg prøvene til salen på bakkeplan så lenge.",
        "Teknisk sjef",
    ),
    (
        Area.HARASSMENT,
        Ground.GENDER,
        "Premierefester med alkohol der ingen har ansvaret, og der unge frilansere er avhengige av dem som er eldre.",
        (Level.MEDIUM, Level.HIGH),
        "Vi har aldri snakket om hva som er greit på fest.",
        "En edru vert på hver fest, og hvem det varsles til står på samme lapp som adressen.",
        "Produsenten",
    ),
)
NO_RISK = {
    Area.PROMOTION: "Vi er tre ansatte uten titler å rykke opp i. Vi spurte alle tre.",
    Area.DEVELOPMENT: "Vi gikk gjennom hvem som har vært på kurs de to siste årene, og det var jevnt.",
    Area.BALANCE: "Vi spurte alle som har barn eller omsorg for andre. Prøvene ligger på dagtid.",
}
DOCUMENTING = 12
EVIDENCE = {
    "Retningslinjer": "https://eksempel.example/retningslinjer-mot-trakassering",
    "varsling": "https://eksempel.example/varsling",
    "standpunkt": "https://eksempel.example/om-oss/mangfold",
    "rekruttering": "https://eksempel.example/maler/utlysning",
}


@dataclass(frozen=True)
class Way:
    """A round: how many steps are answered, the status of each, and for how many days it has been under way."""

    organisation: str
    answered: int
    statuses: tuple[Status, ...]
    days: int
    waited: int
    question: str = ""
    answer: str = ""


WAYS = (
    Way(REMARKABLE[0][0], 1, (Status.HANDED_IN,), 120, 34),
    Way(REMARKABLE[4][0], 2, (Status.APPROVED, Status.HANDED_IN), 200, 3),
    Way(
        REMARKABLE[2][0],
        2,
        (Status.APPROVED, Status.RETURNED),
        260,
        71,
        answer="Fint arbeid med årsakene. Skriv mer om lønn: hvem sammenlignet dere, og hva fant dere?",
    ),
    Way(
        REMARKABLE[5][0],
        2,
        (Status.APPROVED, Status.APPROVED),
        170,
        9,
        question="Holder det at styret behandler planen, eller må alle ansatte være med på møtet?",
    ),
    Way(REMARKABLE[7][0], 3, (Status.APPROVED, Status.APPROVED, Status.HANDED_IN), 190, 16),
    Way(REMARKABLE[1][0], 4, (Status.APPROVED,) * 4, 230, 2),
    Way(REMARKABLE[3][0], 4, (Status.APPROVED, Status.APPROVED, Status.APPROVED, Status.HANDED_IN), 210, 5),
    Way(REMARKABLE[6][0], 0, (), 140, 140),
)


def fill(day: date) -> None:
    """Begin each way, with a member's account half-way with the mapping, and the yearly work of two others."""
    staff = user_of("ansatt")
    for way in WAYS:
        free = _free(way, day)
        organisation = free.filter(name=way.organisation).first() or free.order_by("number").first()
        if organisation:
            _go(way, organisation, _leader(organisation), staff, day)
    member = Organisation.objects.get(number=SAMI_CENTRE.number)
    member.contacts.filter(user=user_of("medlem")).update(is_leader=True)
    _go(Way(member.name, 1, (Status.APPROVED,), 40, 6), member, user_of("medlem"), staff, day)
    for work in Round.objects.open().filter(organisation=member):
        _assess(work, RISKS[:2])
    _document(day)
    _document_year_before(day)
    equality_releases.release(day)


def _document(day: date) -> None:
    """Add the yearly work of two members without the mark: an account's, nearly a year old, and one that is shared."""
    free = _free(Way("", 0, (), NEARLY_A_YEAR, 0), day).exclude(balansemerket_rounds__isnull=False)
    for organisation, days in zip(free.order_by("-number"), (NEARLY_A_YEAR, 120), strict=False):
        is_account = days == NEARLY_A_YEAR
        leader = _account_contact(organisation) if is_account else _leader(organisation)
        began = day - timedelta(days=days)
        work = yearly.begin(organisation, by=leader, on=began)
        _mapping(work, began)
        _measures(work, began)
        if is_account:
            first = work.risks.get(risk=RISKS[0][2])
            first.outcome, first.result = (
                Risk.Outcome.DONE,
                "Alle stillinger er lyst ut, og to av tre søkere var nye for oss.",
            )
            first.save()
        else:
            yearly.share(work, by=leader, at=midnight(day - timedelta(days=30)))


def _account_contact(organisation: Organisation) -> User:
    """Give the account of a member without the mark access to the organisation."""
    account = BY_SLUG["likestilling"]
    return give_access(add(Contact(organisation=organisation, name=account.name, email=account.email)))


def _document_year_before(day: date) -> None:
    """Let members document the year before, and share it; half of them found no risk in two of the areas."""
    began = date(day.year - 1, 2, 1)
    members = _free(Way("", 0, (), (day - began).days, 0), day).filter(balansemerket_rounds=None).order_by("number")
    for position, organisation in enumerate(members[:DOCUMENTING]):
        work = rounds.open_round(organisation, on=began)
        _mapping(work, began)
        _measures(work, began)
        dropped, outcome = (Area.RECRUITMENT, Risk.Outcome.DONE) if position % 2 else (Area.HARASSMENT, "")
        work.risks.exclude(risk="").update(outcome=outcome)
        work.risks.filter(area=dropped).delete()
        work.shared_at, work.closed_on = midnight(date(day.year - 1, 6, 1)), date(day.year - 1, 12, 1)
        work.save()


def _free(way: Way, day: date) -> OrganisationQuerySet:
    """Return the organisations that can have begun then: members, both then and now, outside of the scheme."""
    members = Organisation.objects.members_on(day) & Organisation.objects.members_on(day - timedelta(days=way.days))
    return members.filter(certification=None).exclude(number=SAMI_CENTRE.number)


def _leader(organisation: Organisation) -> User:
    contact = organisation.contacts.exclude(email="").order_by("pk").first()
    if contact is None:
        email = f"ledelse-{organisation.number}@eksempel.example"
        contact = add(Contact(organisation=organisation, name="Ánne Risten Liksomli", email=email))
    contact.is_leader = True
    return contact.user or give_access(contact)


def _go(way: Way, organisation: Organisation, leader: User, staff: User, day: date) -> None:
    began = day - timedelta(days=way.days)
    if Round.objects.open().filter(organisation=organisation).exists():
        return
    work = rounds.begin(organisation, by=leader, on=began)
    answers = (_courses, _mapping, _measures, _mark)
    for answer in answers[: way.answered]:
        answer(work, began)
    since = midnight(day - timedelta(days=way.waited)) + timedelta(hours=10)
    for step, status in zip(Step, (*way.statuses, *(Status.DRAFT,) * 4), strict=False):
        handed_in = {} if status == Status.DRAFT else {"handed_in_at": since, "handed_in_by": leader}
        RoundStep.objects.filter(round=work, step=step).update(status=status, since=since, **handed_in)
    _talk(way, work, leader, staff, since)


def _talk(way: Way, work: Round, leader: User, staff: User, moment: datetime) -> None:
    step = list(Step)[min(len(way.statuses), 3)]
    if way.answer:
        step = list(Step)[len(way.statuses) - 1]
        add(Comment(round=work, step=step, text=way.answer, author=staff, is_from_staff=True, written_at=moment))
    if way.question:
        add(Comment(round=work, step=step, text=way.question, author=leader, written_at=moment))


def _courses(work: Round, began: date) -> None:
    taken = ((Participation.Course.HARASSMENT, 11, 14), (Participation.Course.NORMS, 14, 14))
    for course, some, everyone in taken:
        row = work.participations.get(course=course)
        row.participants, row.people, row.completed_on = some, everyone, began + timedelta(days=10)
        row.save()
    work.gathering_on, work.gathering_place, work.gathering_people = began + timedelta(days=14), "Øvingssalen", 12
    work.save()


def _mapping(work: Round, _began: date) -> None:
    _assess(work, RISKS)
    for review in work.area_reviews.all():
        if review.area in NO_RISK:
            review.no_risk = NO_RISK[Area(review.area)]
            review.save()


def _assess(work: Round, risks: Sequence[Any]) -> None:
    for area, ground, risk, (likelihood, consequence), cause, _measure, _who in risks:
        row = work.risks.filter(area=area).first()
        if row:
            row.ground, row.risk, row.cause = ground, risk, cause
            row.likelihood, row.consequence = likelihood, consequence
            row.save()


def _measures(work: Round, began: date) -> None:
    for _area, _ground, risk, _levels, _cause, measure, who in RISKS:
        row = work.risks.get(risk=risk)
        row.measure, row.responsible, row.due_on = measure, who, began + timedelta(days=300)
        row.save()
    work.meeting_on, work.meeting_people = began + timedelta(days=40), 9
    work.meeting_roles = "Ledelsen, tillitsvalgt, verneombudet og alle faste ansatte"
    work.next_talk_on = began + timedelta(days=220)
    work.talks_plan = "To ganger i året, på høst- og vårseminaret. Daglig leder kaller inn."
    work.save()


def _mark(work: Round, _began: date) -> None:
    for requirement in Requirement.objects.filter(version=work.version, proof=Requirement.Proof.EVIDENCE):
        link = next(link for word, link in EVIDENCE.items() if word in requirement.text)
        add(Evidence(round=work, requirement=requirement, link=link, name=link))
