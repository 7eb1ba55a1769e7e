"""Rows of every sheet that can be imported, and what each of them may change to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from balansekunst.imports.resources import SheetResource
from balansekunst.imports.sheets import Row, Sheet
from balansekunst.resources import UserResource
from balansemerket.resources import CertificationResource, EventResource, RequirementsVersionResource
from balansepotten.resources import ApplicationResource, CallResource, ThemeResource
from courses import resources as courses
from courses.event_resource import PublicEventResource
from members import fee_sheets
from members import sheets as members
from members.meeting_sheets import TermResource
from members.models import Organisation
from members.resources import MembershipResource
from members.supporting_sheet import SupportingMemberResource
from radgivning import resources as radgivning
from tests import factories

Cells = dict[str, Any]
DAY = date(2024, 3, 1)
# Organisations that are registered by `register`, and numbers of others.
KNOWN = [factories.organisation_number(n) for n in range(700_001, 700_007)]
UNKNOWN = [factories.organisation_number(n) for n in range(800_001, 800_007)]


@dataclass(frozen=True)
class Example:
    """The n-th row of a sheet, and its cells that change. `prepare` makes what the rows refer to."""

    resource: type[SheetResource]
    cells: Callable[[int], Cells]
    change: Cells = field(default_factory=dict)
    prepare: Callable[[], object] = lambda: None

    @property
    def name(self) -> str:
        return f"{self.resource.__module__.split('.')[0]}-{self.resource.__name__}"

    def sheet(self, count: int, change: Cells | None = None) -> Sheet:
        rows = [self.cells(number) | (change or {}) for number in range(count)]
        return sheet_of(rows)


def sheet_of(rows: list[Cells]) -> Sheet:
    return Sheet(list(rows[0]), [Row(number, tuple(cells.values())) for number, cells in enumerate(rows, 2)])


def register() -> None:
    for place, number in enumerate(KNOWN):
        factories.OrganisationFactory.create(number=number, name=f"Kjent {place}")


def register_members() -> None:
    register()
    for organisation in Organisation.objects.filter(number__in=KNOWN):
        factories.MembershipFactory.create(organisation=organisation, joined=DAY)
    factories.FeeRateFactory.create(year=2030, size=Organisation.Size.SMALL)


def register_call() -> None:
    register()
    factories.CallFactory.create(year=2031)


def organisation(n: int) -> Cells:
    place = {"Kunstfelt": "Film", "Adresse": f"Torget {n}", "Kommune": "Oslo", "Nettside": ""}
    return {"Organisasjonsnummer": UNKNOWN[n], "Navn": f"Ukjent {n}", **place}


EXAMPLES = [
    Example(
        members.CountyResource,
        lambda n: {"Fylkesnummer": f"9{n}", "Navn": f"Fylke {n}", "Landsdel": "Østlandet"},
        {"Landsdel": "Vestlandet"},
    ),
    Example(
        members.MunicipalityResource,
        lambda n: {
            "Kommunenummer": f"990{n}",
            "Navn": f"Kommune {n}",
            "Visningsnavn": f"Kommune {n}",
            "Fylke": "Oslo",
            "Grader nord": 60.5,
            "Grader øst": 10,
            "Gjelder fra": DAY,
            "Gjelder til og med": None,
        },
        {"Grader nord": "61,5", "Gjelder til og med": date(2025, 12, 31)},
    ),
    Example(members.OrganisationResource, organisation, {"Navn": "Nytt navn", "Kommune": "Bergen"}),
    Example(
        MembershipResource,
        lambda n: {
            **organisation(n),
            "Kontaktperson": f"Kontakt {n}",
            "Innmeldt": DAY - timedelta(days=n),
            "Utmeldt": None,
            "Årsak til utmelding": "",
        },
        {"Nettside": "https://ny.example", "Utmeldt": date(2025, 1, 1), "Kontaktperson": "Ny Kontakt"},
    ),
    Example(
        members.ContactResource,
        lambda n: {"Organisasjonsnummer": KNOWN[n], "Navn": f"Kari {n}", "E-post": f"kari{n}@eksempel.example"},
        {"E-post": "ny@eksempel.example"},
        register,
    ),
    Example(
        members.MembershipApplicationResource,
        lambda n: {
            "Mottatt": DAY,
            "Organisasjonsnummer": UNKNOWN[n],
            "Navn": f"Søker {n}",
            "Kunstfelt": "Musikk",
            "Kommune": "Oslo",
            "Kontaktperson": "Kari",
            "E-post": "kari@eksempel.example",
            "Begrunnelse": "",
        },
        {"Begrunnelse": "Vi vil være med.", "Kunstfelt": "Film"},
    ),
    Example(
        fee_sheets.FeeRateResource,
        lambda n: {"År": 2040 + n, "Størrelse": "liten", "Beløp": 1000},
        {"Beløp": "1 500 kr"},
    ),
    Example(
        fee_sheets.FeeResource,
        lambda n: {"Organisasjonsnummer": KNOWN[n], "Sats": "2030 liten", "Forfall": DAY, "Betalt": None},
        {"Betalt": date(2024, 3, 8)},
        register_members,
    ),
    Example(
        courses.AssignmentResource,
        lambda n: {
            "Dato": DAY + timedelta(days=n),
            "Tittel": f"Kurs {n}",
            "Tema": "bias og privilegier; normkritiske perspektiver",
            "Oppdragsgiver": "",
            "Organisasjonsnummer": KNOWN[n],
            "Kommune": "Oslo",
            "Form": "Fysisk",
            "Deltakere": 10,
            "Kursholder": "Ola Kursholder",
            "Status": "Gjennomført",
        },
        {"Tema": "bias og privilegier; ytringsfrihet og ytringsrom", "Deltakere": 11, "Kursholder": "Ny Kursholder"},
        register,
    ),
    Example(
        PublicEventResource,
        lambda n: (
            {"Dato": DAY + timedelta(days=n), "Tittel": f"Debatt {n}", "Rolle": "Eget arrangement", "Digitalt": "Nei"}
            | {"Kommune": "Oslo", "Samarbeidspartnere": "Scenehuset", "Deltakere": 40, "Avlyst": "Nei"}
        ),
        {"Rolle": "Støttet arrangement", "Deltakere": 41},
    ),
    *(
        Example(resource, lambda n: {"Navn": f"Nr. {n}", "I bruk": "Ja"}, {"I bruk": "Nei"})
        for resource in (courses.TopicResource, courses.InstructorResource, radgivning.GroundResource)
    ),
    Example(
        radgivning.TopicResource,
        lambda n: {"Navn": f"Nr. {n}", "I bruk": "Ja", "Har diskrimineringsgrunnlag": "Nei"},
        {"Har diskrimineringsgrunnlag": "Ja"},
    ),
    Example(
        EventResource,
        lambda n: (
            {"Organisasjonsnummer": KNOWN[n], "Hendelse": "Tildelt", "Dato": DAY + timedelta(days=n)}
            | {"Gyldig til": date(2025, 3, 1)}
        ),
        {"Gyldig til": date(2026, 3, 1)},
        register,
    ),
    Example(CertificationResource, lambda n: {"Organisasjonsnummer": KNOWN[n]}, {}, register),
    Example(
        RequirementsVersionResource,
        lambda n: {"Gjelder fra": DAY + timedelta(days=n), "Navn": f"Krav {n}"},
        {"Navn": "Nye krav"},
    ),
    Example(
        CallResource,
        lambda n: {"År": 2001 + n, "Pott": 1000, "Åpner": datetime(2001, 1, 1), "Frist": date(2001 + n, 3, 1)},  # noqa: DTZ001
        {"Pott": 2000},
    ),
    Example(
        ApplicationResource,
        lambda n: {
            "År": 2031,
            "Søknadsnummer": f"2031-{n:03}",
            "Organisasjonsnummer": KNOWN[n],
            "Prosjekt": f"Prosjekt {n}",
            "Kategori": "festival",
            "Totalbudsjett": 50_000,
            "Søknadsbeløp": 40_000,
            "Utfall": "Sendt",
            "Tildelt beløp": None,
        },
        {"Prosjekt": "Nytt", "Utfall": "Innvilget", "Tildelt beløp": 30_000},
        register_call,
    ),
    Example(
        ThemeResource,
        lambda n: {"Navn": f"Nr. {n}", "Rekkefølge": n, "I bruk": "Ja"},
        {"Rekkefølge": 20, "I bruk": "Nei"},
    ),
    Example(
        radgivning.EnquiryResource,
        lambda n: (
            {"Dato": DAY + timedelta(days=n), "Kanal": "skjema", "Hvem": "utsatt", "Tema": "annet; varsling"}
            | {"Landsdel": "Østlandet", "Juridisk veiledning": "Ja"}
        ),
    ),
    Example(
        SupportingMemberResource,
        lambda n: {"Navn": f"Støtte {n}", "E-post": f"stotte{n}@eksempel.example", "Innmeldt": DAY},
        {"Utmeldt": DAY + timedelta(days=30)},
    ),
    Example(
        TermResource,
        lambda n: {"Navn": f"Styremedlem {n}", "Verv": "styremedlem", "Fra": DAY, "Rekkefølge": n},
        {"Rekkefølge": 7},
    ),
    Example(
        UserResource,
        lambda n: (
            {"E-post": f"kari{n}@eksempel.example", "Navn": f"Kari {n}", "Roller": "Ansatt"}
            | {"Kan bruke admin": "Ja", "Kan logge inn": "Ja"}
        ),
        {"Navn": "Ny", "Roller": "", "Kan bruke admin": "Nei"},
    ),
]
