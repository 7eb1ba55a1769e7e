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
        _("Gjør ferdig utkastet: budsjettet går ikke opp ennå. Se over, send, og les kvitteringen."),
    ),
    Step(
        "ansatt",
        "jury_progress",
        IN_JURY,
        _("Følg juryen"),
        _("Se hvor langt hver i juryen er kommet, og meld en av dem inhabil i en sak."),
    ),
    Step(
        "jury",
        "jury_overview",
        IN_JURY,
        _("Vurder"),
        _("Gi poeng på de to søknadene som gjenstår. Du ser hva de andre mener når du er ferdig med din egen."),
    ),
    Step(
        "inhabil",
        "jury_overview",
        IN_JURY,
        _("Vær inhabil"),
        _("Én av de åtte søknadene får du ikke se, fordi du er inhabil. Gjør ferdig de tre som gjenstår."),
    ),
    Step(
        "ledelse",
        "allocation",
        TO_ALLOCATE,
        _("Fordel og lås"),
        _("Hent et forslag, endre beløp, velg grunner til avslag, og lås vedtaket når hele runden er klar."),
    ),
    Step(
        "ledelse",
        "letter_list",
        TO_NOTIFY,
        _("Send brevene"),
        _("Les brevene som venter, og send dem. Et sendt brev kan ikke endres."),
    ),
    Step(
        "medlem",
        "my_page",
        TO_NOTIFY,
        _("Ta imot støtten"),
        _("Les tilsagnet, godta det, og skriv et kontonummer: 1234 56 78903 er gyldig."),
    ),
    Step(
        "ledelse",
        "round_overview",
        TO_NOTIFY,
        _("Betal"),
        _("Hent betalingene til regnskapsføreren, og før dem som betalt når fristen er der."),
    ),
    Step(
        "medlem",
        "my_page",
        RUNNING,
        _("Rapporter"),
        _("Skriv rapport og regnskap for prosjektet fra i fjor, legg ved det signerte regnskapet, og send."),
    ),
    Step(
        "ansatt",
        "round_overview",
        RUNNING,
        _("Følg opp"),
        _("Se hvem som er på overtid, og avtal ny frist. Les en rapport som venter: godkjenn den, eller be om mer."),
    ),
)

REPORT_STEPS = (
    Step(
        "ledelse",
        "annual_report",
        PUBLISHED_YEAR,
        _("Les"),
        _("Slik ser hvem som helst rapporten som er publisert, med et tall som er rettet. Last ned alt som én fil."),
    ),
    Step(
        "ansatt",
        "report_draft",
        PUBLISHED_YEAR + 1,
        _("Skriv"),
        _("Et tall i utkastet er skrevet inn, og er ikke et av årets. Finn det, bytt det ut med et som fylles inn."),
    ),
    Step(
        "ansatt",
        "report_draft_pdf",
        PUBLISHED_YEAR + 1,
        _("Forhåndsvis"),
        _("Se utkastet som PDF, slik det vil bli."),
    ),
    Step(
        "ledelse",
        "report_publish",
        PUBLISHED_YEAR + 1,
        _("Publiser"),
        _(
            "Rapporten må publiseres av en annen enn forfatteren. Først må et sitat få samtykke: siden viser hva som "
            "mangler."
        ),
    ),
    Step(
        "ansatt",
        "report_drift",
        PUBLISHED_YEAR,
        _("Se avviket"),
        _("Noen rader er rettet siden rapporten ble publisert. Se hvem som rettet hva, og hvilke tall det flyttet."),
    ),
)

BY_NUMBER = {str(number): step for number, step in enumerate((*STEPS, *REPORT_STEPS), 1)}


def address(step: Step) -> str:
    """Return the URL of the step's page."""
    return reverse(step.page) if step.page == "my_page" else reverse(step.page, args=[year_of(step, _years())])


def round_steps() -> list[tuple[Step, int]]:
    """Return the steps of a call in order, each with its year."""
    years = _years()
    return [(step, year_of(step, years)) for step in STEPS]


def report_steps() -> list[tuple[int, Step]]:
    """Return the steps of a yearly report in order, each with its number."""
    return list(enumerate(REPORT_STEPS, len(STEPS) + 1))


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
