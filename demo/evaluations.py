"""Made-up evaluations of courses: most with many answers, some with few, and some with none."""

from datetime import date, timedelta
from random import Random

from courses import evaluations
from courses.models import Assignment, EvaluationAnswer

EVALUATED_DAYS = 700
OPEN_NOW = (9, 3, 0)
COMMENTS = (
    "Fint med øvelser i små grupper.",
    "Gjerne mer tid til spørsmål.",
    "Kunne vært lenger, vi kom akkurat i gang.",
    "Godt at det ble snakket om makt, og ikke bare om regler.",
    "Lokalet var trangt for rullestol.",
    "Mer om hva vi gjør når noen sier fra.",
    "Kursholderen var trygg og morsom.",
    "Jeg skulle ønske lederen min var her.",
    "Eksemplene fra scenekunsten traff godt.",
    "Litt for mange lysbilder.",
)


def fill(day: date) -> None:
    """Add answers about the courses of the last two years; the evaluations of the last weeks are open."""
    chance = Random("evaluations")
    held = Assignment.objects.filter(status=Assignment.Status.HELD, date__lte=day)
    answers: list[EvaluationAnswer] = []
    begun = held.filter(date__gte=day - timedelta(days=evaluations.OPEN_DAYS)).order_by("-date", "pk")
    for place, course in enumerate(begun):
        answers += _answers(course, OPEN_NOW[place % len(OPEN_NOW)], chance)
    over = held.filter(
        date__range=(
            day - timedelta(days=EVALUATED_DAYS),
            day - timedelta(days=evaluations.OPEN_DAYS + 1),
        )
    )
    for course in over.order_by("date", "pk"):
        fate, most = chance.random(), min(course.participants or 0, 40)
        number = 0 if fate < 0.15 else 3 if fate < 0.25 else int(most * chance.uniform(0.3, 0.8))
        answers += _answers(course, min(number, most), chance)
    EvaluationAnswer.objects.bulk_create(answers)
    evaluations.close_due(day)


def _answers(course: Assignment, number: int, chance: Random) -> list[EvaluationAnswer]:
    weights = (1, 2, 6, chance.randrange(12, 24), chance.randrange(10, 24))
    return [
        EvaluationAnswer(
            assignment=course,
            comment=chance.choice(COMMENTS) if chance.random() < 0.3 else "",
            **{name: chance.choices(range(1, 6), weights)[0] for name in evaluations.SCORES},
        )
        for _each in range(number)
    ]
