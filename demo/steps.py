"""Steps to try in the demo: a call from application to final report, a yearly report, and the other programmes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balansemerket import board
from balansemerket.models import Round
from balansemerket.models import Step as MarkStep
from balansepotten.models import Call
from courses import evaluations
from courses.models import Assignment
from demo.annual_reports import PUBLISHED_YEAR
from demo.practice_rounds import IN_JURY, TO_ALLOCATE, TO_NOTIFY
from demo.user_accounts import BY_SLUG, Account, user_of
from members.models import Organisation

OPEN, RUNNING = "open", "running"


@dataclass(frozen=True)
class Step:
    """A step to try: as whom, or as anybody, on which page, in which call or report.

    `round` is a year, the open or the running call, or a function that returns what else the address refers to; it
    returns None when the step has been taken already.
    """

    slug: str
    page: str
    round: int | str | Callable[[], Sequence[Any] | None]
    title: str | Promise
    words: str | Promise

    @property
    def account(self) -> Account | None:
        return BY_SLUG.get(self.slug)


@dataclass(frozen=True)
class ShownStep:
    """A step on the front page: with its number, if somebody has to log in, its year, if it has one, and address."""

    step: Step
    number: str
    year: int | None
    url: str


def _nothing() -> Sequence[Any]:
    return ()


def _open_round(slug: str) -> Round | None:
    found: Round | None = Round.objects.of_contact(user_of(slug)).open().first()
    return found


def _mapping() -> Sequence[Any] | None:
    work = _open_round("medlem")
    return (work.uuid, MarkStep.MAPPING) if work else None


def _ready() -> Sequence[Any] | None:
    work = board.ready().first()
    return (work.uuid, MarkStep.MARK) if work else None


def _documentation() -> Sequence[Any] | None:
    work = _open_round("likestilling")
    return (work.uuid,) if work else None


def _employer() -> Sequence[Any] | None:
    return Organisation.objects.of_contact(user_of("likestilling")).values_list("pk").first()


def _just_held(field: str) -> Callable[[], Sequence[Any] | None]:
    """Return a function that finds the last course whose participants can answer, by a field of it."""

    def find() -> Sequence[Any] | None:
        today = timezone.localdate()
        since = today - timedelta(days=evaluations.OPEN_DAYS)
        held = Assignment.objects.filter(status=Assignment.Status.HELD, date__range=(since, today))
        return held.filter(evaluation_closed_on=None).values_list(field).first()

    return find


STEPS = (
    Step(
        "medlem",
        "my_page",
        OPEN,
        _("Søk"),
        _("Gjør ferdig utkastet, se over og send. Budsjettet går ikke opp ennå."),
    ),
    Step(
        "ansatt",
        "jury_progress",
        IN_JURY,
        _("Følg juryen"),
        _("Se hvor langt hver av dem er kommet."),
    ),
    Step(
        "jury",
        "jury_overview",
        IN_JURY,
        _("Vurder"),
        _("Gi poeng på en søknad, og se hva de andre mener om den."),
    ),
    Step(
        "inhabil",
        "jury_overview",
        IN_JURY,
        _("Vær inhabil"),
        _("Du ser sju av de åtte søknadene."),
    ),
    Step(
        "ledelse",
        "allocation",
        TO_ALLOCATE,
        _("Fordel og lås"),
        _("Prøv et forslag, endre beløp, velg grunner til avslag, og lås vedtaket."),
    ),
    Step(
        "ledelse",
        "letter_list",
        TO_NOTIFY,
        _("Send brevene"),
        _("Les brevene, og send dem."),
    ),
    Step(
        "medlem",
        "my_page",
        TO_NOTIFY,
        _("Ta imot støtten"),
        _("Godta tilsagnet med kontonummer 1234 56 78903."),
    ),
    Step(
        "ledelse",
        "round_overview",
        TO_NOTIFY,
        _("Betal"),
        _("Last ned betalingene til regnskapsføreren, og registrer dem som betalt."),
    ),
    Step(
        "medlem",
        "my_page",
        RUNNING,
        _("Rapporter"),
        _("Skriv rapport og regnskap for prosjektet fra i fjor."),
    ),
    Step(
        "ansatt",
        "round_overview",
        RUNNING,
        _("Følg opp"),
        _("Se hvem som er på overtid, og godkjenn en rapport som er kommet."),
    ),
)

REPORT_STEPS = (
    Step(
        "ledelse",
        "annual_report",
        PUBLISHED_YEAR,
        _("Les"),
        _("Les rapporten som alle kan se, med to tall som er rettet."),
    ),
    Step(
        "ansatt",
        "report_draft",
        PUBLISHED_YEAR + 1,
        _("Skriv"),
        _("Finn tallet i utkastet som er skrevet inn for hånd, og ikke stemmer."),
    ),
    Step(
        "ansatt",
        "report_draft_pdf",
        PUBLISHED_YEAR + 1,
        _("Forhåndsvis"),
        _("Se utkastet som PDF."),
    ),
    Step(
        "ledelse",
        "report_publish",
        PUBLISHED_YEAR + 1,
        _("Publiser"),
        _("Se hva som mangler før rapporten kan publiseres: samtykke til et sitat."),
    ),
    Step(
        "ansatt",
        "report_drift",
        PUBLISHED_YEAR,
        _("Se avviket"),
        _("Se hvilke tall som er endret etter publiseringen, og hvem som endret dem."),
    ),
)

MARK_STEPS = (
    Step(
        "medlem",
        "step_edit",
        _mapping,
        _("Kartlegg"),
        _("Skriv om risikoene som mangler. Siden viser hva som gjenstår. Lever steget når alt er på plass."),
    ),
    Step(
        "ansatt",
        "round_board",
        _nothing,
        _("Behandle"),
        _("Se hvem som har ventet lengst. Les et steg, og godkjenn det eller send det tilbake."),
    ),
    Step(
        "ansatt",
        "step_handle",
        _ready,
        _("Tildel"),
        _("Alle stegene er godkjent. Tildel merket nederst på siden."),
    ),
    Step(
        "",
        "holder_list",
        _nothing,
        _("Vis fram"),
        _("Finn virksomheten i registeret, med merket, diplomet og det digitale beviset."),
    ),
)

COURSE_STEPS = (
    Step(
        "medlem",
        "booking_form",
        _nothing,
        _("Bestill"),
        _("Velg tema, dato og sted, og send bestillingen."),
    ),
    Step(
        "ansatt",
        "admin:courses_booking_changelist",
        _nothing,
        _("Svar"),
        _("Åpne bestillingen som har ventet lengst, og avtal kurset eller avslå."),
    ),
    Step(
        "medlem",
        "my_page",
        _nothing,
        _("Følg med"),
        _("Se bestillingene på Min side. Når et kurs er avtalt, kommer det på e-post med en kalenderfil."),
    ),
    Step(
        "ansatt",
        "admin:courses_assignment_evaluation",
        _just_held("pk"),
        _("Vis koden"),
        _("Et kurs er nettopp holdt. Vis QR-koden til deltakerne, eller skriv den ut."),
    ),
    Step(
        "",
        "evaluation_answer",
        _just_held("evaluation_key"),
        _("Evaluer"),
        _("Svar som en av deltakerne: fire spørsmål, anonymt."),
    ),
)

DOCUMENTATION_STEPS = (
    Step(
        "likestilling",
        "documentation_results",
        _documentation,
        _("Følg opp"),
        _("Skriv hvordan det gikk med tiltakene fra i fjor."),
    ),
    Step(
        "likestilling",
        "documentation_detail",
        _documentation,
        _("Dokumenter"),
        _("Les dokumentet, last det ned som PDF eller Word, og del det med foreningen."),
    ),
    Step(
        "likestilling",
        "documentation_begin",
        _employer,
        _("Begynn på et nytt år"),
        _("Tiltakene som ikke er gjennomført, blir med videre."),
    ),
    Step(
        "ansatt",
        "admin:balansemerket_round_changelist",
        _nothing,
        _("Les"),
        _("Foreningen leser bare det som er delt."),
    ),
)

ALL = (*STEPS, *REPORT_STEPS, *MARK_STEPS, *COURSE_STEPS, *DOCUMENTATION_STEPS)
BY_NUMBER = {str(number): step for number, step in enumerate((step for step in ALL if step.slug), 1)}


def address(step: Step) -> str:
    """Return the URL of the step's page; of a step that has been taken already, its account's first page."""
    if step.page == "my_page":
        return reverse(step.page)
    found = step.round() if callable(step.round) else [year_of(step, _years())]
    if found is None:
        return reverse(step.account.start if step.account else "home")
    return reverse(step.page, args=found)


def shown(steps: Iterable[Step]) -> list[ShownStep]:
    """Return the steps in order, as the front page shows them."""
    years, numbers = _years(), {id(step): number for number, step in BY_NUMBER.items()}
    return [
        ShownStep(
            step,
            numbers.get(id(step), ""),
            None if callable(step.round) else year_of(step, years),
            "" if step.slug else address(step),
        )
        for step in steps
    ]


def year_of(step: Step, years: dict[str, int]) -> int:
    """Return the year of a step of a call or a report."""
    return step.round if isinstance(step.round, int) else years[str(step.round)]


def _years() -> dict[str, int]:
    """Return the years of the open call and of the one that is running."""
    return Call.objects.aggregate(
        **{
            OPEN: Max("year", default=TO_NOTIFY),
            RUNNING: Max("year", filter=Q(locked_at__isnull=False), default=TO_NOTIFY),
        }
    )
