"""Made-up names, numbers and places."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice
from random import Random

from django.db import models
from django.utils.text import slugify
from stdnum.no import orgnr

from members.models import Municipality

NOTICE = "Demodata: alt er oppdiktet."
FIRST_YEAR = 2025
ORGANISATIONS_A_YEAR = 40

# Names that test the layout: long, short, with Sámi letters, with punctuation.
REMARKABLE = (
    ("Interesseorganisasjonen for frie dansere, koreografer og scenekunstnere i Nordland, Troms og Finnmark", "Bodø"),
    ("Å-laget", "Vågan"),
    ("Nuoraid filbmafestivála Deanus", "Tana"),
    ("Ælva & Øyra barneopera", "Røros"),
    ("Girjerájus – litteraturhus for nordsamisk, lulesamisk og sørsamisk samtidslitteratur", "Kautokeino"),
    ("«Hvem eier scenen?» – festival for ny dramatikk", "Bergen"),
    ("ÅÆØ", "Sandefjord"),
    ("Musea i Indre Skogtrakten AS, avdeling for kunst, film og fotografi", "Tynset"),
)
FIRST_PARTS = (
    "Sildrebekk", "Kvelvane", "Tjæregryte", "Ljåblom", "Ørnunga", "Snøfonn", "Gråkledd", "Vindskeiv", "Havmerr",
    "Ljomen", "Bjørnemose", "Åkerrikse", "Duodji", "Glørot", "Storspove", "Myrsnipe", "Nattjakt", "Lyslykt",
)  # fmt: skip
KINDS = (
    ("Dansekompani", "scenekunst"), ("Litteraturfestival", "litteratur"), ("Kunsthall", "visuell kunst"),
    ("Symfoniorkester", "musikk"), ("Dokumentarfestival", "film"), ("Kystmuseum", "museum og arkiv"),
    ("Figurteater", "scenekunst"), ("Jazzfestival", "musikk"), ("Kunstnersenter", "tverrkunstnerisk"),
    ("Barnefilmklubb", "film"), ("Spelemannslag", "musikk"),
)  # fmt: skip
GIVEN_NAMES = (
    "Ánne Risten", "Berit", "Jonas", "Amina", "Øystein", "Máret", "Ingvild", "Mohammed", "Åse", "Trygve", "Elle",
    "Nils Ánte", "Fatima", "Solveig", "Håkon", "Linh", "Ragnhild", "Piotr",
)  # fmt: skip
FAMILY_NAMES = ("Oppdikt", "Påfunn", "Eventyr", "Sagnmo", "Diktervik", "Fabelås", "Tenktbakken", "Liksomli")
PLACES = (
    *["Oslo"] * 9, *["Bergen"] * 4, *["Trondheim"] * 4, *["Tromsø"] * 3, *["Stavanger"] * 2, *["Kristiansand"] * 2,
    *["Bodø"] * 2, "Kautokeino", "Karasjok", "Hammerfest", "Ålesund", "Drammen", "Lillehammer", "Røros", "Sortland",
    "Voss", "Haugesund", "Arendal", "Alta", "Harstad", "Fredrikstad", "Tynset", "Vågan", "Snåsa", "Hamar", "Molde",
    "Skien", "Kinn", "Sunnfjord", "Levanger", "Steinkjer", "Sør-Varanger", "Nordkapp", "Kongsberg", "Gjøvik",
)  # fmt: skip


@dataclass(frozen=True)
class Named:
    """A made-up organisation."""

    number: str
    name: str
    field: str
    place: str

    @property
    def domain(self) -> str:
        return f"{slugify(self.name)[:40].strip('-')}.example"


SAMI_CENTRE = Named("327182811", "Sámi teáhter- ja dáidduguovddáš", "scenekunst", "Kautokeino")
NON_MEMBER = Named("331415928", "Kulturhuset på Tjeldskjær", "tverrkunstnerisk", "Sortland")


def years(day: date) -> range:
    """Return the made-up years: from the first one after the office's workbooks to that of `day`."""
    return range(FIRST_YEAR, day.year + 1)


def numbers() -> Iterator[str]:
    """Yield valid organisation numbers that begin with 3, which real organisations never get."""
    for stem in count(32_000_001, 7_919):
        for digit in range(10):
            if orgnr.is_valid(f"{stem}{digit}"):
                yield f"{stem}{digit}"


def organisations_of(year: int) -> list[Named]:
    """Return the new organisations of the year, the same on each call."""
    start = (year - FIRST_YEAR) * ORGANISATIONS_A_YEAR
    return list(islice(_organisations(), start, start + ORGANISATIONS_A_YEAR))


def _organisations() -> Iterator[Named]:
    chance, number, remarkable = Random("organisations"), numbers(), iter(REMARKABLE)
    plain = ((first, *kind) for kind in KINDS for first in FIRST_PARTS)
    shuffled = sorted(plain, key=lambda _: chance.random())
    for position in count():
        name, place = next(remarkable, (None, None)) if position % 4 == 1 else (None, None)
        first, kind, field = shuffled[position % len(shuffled)]
        again = position // len(shuffled)
        plain_name = f"{first} {kind} {again + 1}" if again else f"{first} {kind}"
        yield Named(next(number), name or plain_name, field, place or chance.choice(PLACES))


def person(chance: Random) -> str:
    return f"{chance.choice(GIVEN_NAMES)} {chance.choice(FAMILY_NAMES)}"


def municipality(name: str) -> Municipality:
    """Return the municipality of today: what is made up is later than the last reform."""
    return Municipality.objects.get(display_name=name, valid_until=None)


def days_of(year: int, number: int, chance: Random) -> list[date]:
    """Return `number` random working days of the year, in order; a day may occur twice."""
    first = date(year, 1, 1)
    days = (first + timedelta(days=chance.randrange(365)) for _ in range(number))
    return sorted(day - timedelta(days=max(0, day.weekday() - 4)) for day in days)


def add[Row: models.Model](row: Row) -> Row:
    """Validate the row's fields, and save it. Constraints are left to the database."""
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    return row
