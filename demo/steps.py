"""Steps to try in the demo: a call from application to final report, and a yearly report."""

from dataclasses import dataclass

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balansepotten.models import Call
from demo.annual_reports import PUBLISHED_YEAR
from demo.practice_rounds import IN_JURY, TO_ALLOCATE, TO_NOTIFY
from demo.user_accounts import BY_SLUG, Account

OPEN, RUNNING = "open", "running"


@dataclass(frozen=True)
class Step:
    """A step to try: as whom, on which page, in which call or report (a year, or the open or running call)."""

    slug: str
    page: str
    round: int | str
    title: str | Promise
    words: str | Promise

    @property
    def account(self) -> Account:
        return BY_SLUG[self.slug]


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

BY_NUMBER = {str(number): step for number, step in enumerate((*STEPS, *REPORT_STEPS), 1)}


def address(step: Step) -> str:
    """Return the URL of the step's page."""
    return reverse(step.page) if step.page == "my_page" else reverse(step.page, args=[year_of(step, _years())])


def round_steps() -> list[tuple[int, int, Step]]:
    """Return the steps of a call in order, each with its number and year."""
    years = _years()
    return [(number, year_of(step, years), step) for number, step in enumerate(STEPS, 1)]


def report_steps() -> list[tuple[int, int, Step]]:
    """Return the steps of a yearly report in order, each with its number and year."""
    return [(number, year_of(step, {}), step) for number, step in enumerate(REPORT_STEPS, len(STEPS) + 1)]


def year_of(step: Step, years: dict[str, int]) -> int:
    return step.round if isinstance(step.round, int) else years[step.round]


def _years() -> dict[str, int]:
    """Return the years of the open call and of the one that is running."""
    return Call.objects.aggregate(
        **{
            OPEN: Max("year", default=TO_NOTIFY),
            RUNNING: Max("year", filter=Q(locked_at__isnull=False), default=TO_NOTIFY),
        }
    )
