"""Made-up events that were held and supported, and some ahead."""

from datetime import date, timedelta
from random import Random

from courses.models import PublicEvent
from demo.made_up import PLACES, add, municipality, years

A_YEAR = 12
TITLES = (
    "Debatt: Hvem får stå på scenen?",
    "Lansering av veileder om trygge arbeidsplasser",
    "Frokostmøte om representasjon i juryer",
    "Samtale: Makt og avhengighet i kunstlivet",
    "Panel under Arendalsuka",
    "Skeiv kulturnatt",
    "Nettverkskveld for kunstnere med funksjonsnedsettelser",
)
PARTNERS = ("Kunstnerforeningen Tåkelur", "Scenehuset Ravn", "Festivalen Nordavind", "Kulturkommunen Ytre Skodde")


def fill(day: date) -> None:
    """Add the events of the made-up years, and three ahead of `day`."""
    chance = Random("events")
    for year in years(day):
        first = date(year, 1, 8)
        for place in range(A_YEAR):
            held_on = first + timedelta(days=place * 29 + chance.randrange(20))
            if held_on < day:
                _add(held_on, chance, is_over=True)
    for days in (9, 30, 61):
        _add(day + timedelta(days=days), chance, is_over=False)


def _add(on: date, chance: Random, *, is_over: bool) -> None:
    digital, cancelled = chance.random() < 0.15, chance.random() < 0.05
    counted = is_over and not cancelled and chance.random() < 0.9
    add(
        PublicEvent(
            date=on,
            title=chance.choice(TITLES),
            role=chance.choices(PublicEvent.Role.values, (3, 2))[0],
            digital=digital,
            municipality=None if digital else municipality(chance.choice(PLACES)),
            partners=", ".join(chance.sample(PARTNERS, chance.choice((0, 1, 1, 2)))),
            participants=chance.randrange(12, 180) if counted else None,
            participants_at_least=counted and chance.random() < 0.2,
            cancelled=cancelled,
        )
    )
