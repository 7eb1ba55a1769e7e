"""Made-up courses: held, cancelled, and booked ahead."""

from datetime import date, timedelta
from random import Random

from courses.models import Assignment, Instructor, Topic
from demo.made_up import PLACES, add, days_of, municipality, person, years
from members.models import Organisation

HELD_A_YEAR = 84
BOOKED_AHEAD = 11
TITLES = {
    "normkritiske perspektiver": "Hvem er «alle»? Normkritikk i programmering og formidling",
    "forebygging av seksuell trakassering": "Trygge scener: forebygging av seksuell trakassering",
    "diskriminering og hersketeknikker": "Se det, si det, stopp det: hersketeknikker på arbeidsplassen",
    "ytringsfrihet og ytringsrom": "Ytringsrom under press",
    "likestilling og representasjon": "Tell dem! Likestilling og representasjon i kunstfeltet",
    "bias og privilegier": "Magefølelsen lyver: bias og privilegier i juryarbeid",
    "mangfoldsbevisst rekruttering": "Fra annonse til ansettelse: mangfoldsbevisst rekruttering",
    "skeiv kunst og kulturformidling": "Skeiv kunst og kulturformidling for museer og festivaler",
}
ELSEWHERE = ("Kulturskolen i Lillevik", "Teaterlinja ved Storfossen folkehøgskole", "Kommunesamarbeidet Ytre Skodde")


def fill(day: date) -> None:
    """Add the courses of the years after the office's workbooks, and those booked after `day`."""
    clients = list(Organisation.objects.order_by("number"))
    instructors = list(Instructor.objects.order_by("name")) or [add(Instructor(name=person(Random(1))))]
    for year in years(day):
        chance = Random(f"courses {year}")
        for held_on in days_of(year, HELD_A_YEAR, chance):
            assignment, topics = _assignment(held_on, chance, clients, instructors)
            if held_on < day:
                _hold(assignment, chance)
                add(assignment).topics.set(topics)
    _ahead(day, clients, instructors)


def _assignment(
    held_on: date, chance: Random, clients: list[Organisation], instructors: list[Instructor]
) -> tuple[Assignment, list[Topic]]:
    names = chance.sample(list(TITLES), chance.choice((1, 1, 2)))
    form = chance.choices(Assignment.Form.values, weights=(12, 3, 1))[0]
    elsewhere = chance.choice(ELSEWHERE) if chance.random() < 0.1 else ""
    assignment = Assignment(
        date=held_on,
        title=TITLES[names[0]],
        client=None if elsewhere else chance.choice(clients),
        client_name=elsewhere,
        municipality=None if form == Assignment.Form.DIGITAL else municipality(chance.choice(PLACES)),
        form=form,
        instructor=chance.choice(instructors),
    )
    return assignment, list(Topic.objects.filter(name__in=names))


def _hold(assignment: Assignment, chance: Random) -> None:
    """Set the outcome: most were held, some with an uncounted crowd, a few cancelled."""
    fate = chance.random()
    if fate < 0.06:
        assignment.status = Assignment.Status.CANCELLED
        return
    assignment.status = Assignment.Status.HELD
    assignment.participants = chance.randrange(8, 36)
    if fate > 0.97:
        assignment.participants, assignment.participants_at_least = 150, True


def _ahead(day: date, clients: list[Organisation], instructors: list[Instructor]) -> None:
    """Book some courses ahead, and one last week that has no outcome yet."""
    chance = Random("booked")
    for days in (-6, *range(3, 3 + 8 * BOOKED_AHEAD, 8)):
        assignment, topics = _assignment(day + timedelta(days=days), chance, clients, instructors)
        add(assignment).topics.set(topics)
