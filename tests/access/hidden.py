"""What is hidden from readers: applications under conflict, and what another member has not sent."""

from datetime import date

from django.core.files.base import ContentFile

from balansemerket import rounds
from balansepotten.models import (
    Application,
    Attachment,
    Call,
    ProjectReport,
)
from tests.access.people import organisation_of, person
from tests.balansepotten import call_with_conflict as scenario
from tests.factories import (
    ApplicationFactory,
    BudgetLineFactory,
    ConflictFactory,
    DraftFactory,
    ReportFactory,
)

WITH_CONFLICT = ("juror", "staff", "management", "superuser")
JUDGED, DECIDED, WHOLE = 2022, 2021, 2020  # calls: with a hidden application, and one that is hidden as a whole


def build() -> None:
    """Make three calls with hidden applications, and what another member has not sent."""
    people = [person(reader) for reader in WITH_CONFLICT]
    judged, decided, whole = (scenario.build(person("juror"), year) for year in (JUDGED, DECIDED, WHOLE))
    scenario.decide(decided)
    # A conflict with another application remains when the hidden one is deleted, and so do the notes about it.
    another = scenario.apply(judged.call, "Tredje sak", "Tredje hus", f"{JUDGED}-903", 54_326)
    ConflictFactory.create(call=judged.call)
    for each in people:
        for application in (judged.hidden, another, decided.hidden):
            ConflictFactory.create(call=application.call, user=each, application=application)
        ConflictFactory.create(call=whole.call, user=each)


def build_unsent(judged: Call, decided: Call) -> None:
    """Make what another member writes: an application, two reports, and a step on the way to the mark."""
    organisation, contact = organisation_of("stranger"), person("stranger")
    title = {"title": "Zebraprosjektet", "objectives": "Zebraene skal bli flere"}
    draft = DraftFactory.create(call=judged, organisation=organisation, amount_applied=87_654, **title)
    BudgetLineFactory.create(application=draft, description="Zebrahonorar")
    _attach(draft, "zebra.pdf")
    for number, status in enumerate(("draft", "returned")):
        granted = ApplicationFactory.create(
            call=decided,
            organisation=organisation,
            status="granted",
            amount_awarded=80_000,
            number=f"{decided.year}-80{number}",
        )
        report = ReportFactory.create(status=status, grant__application=granted, done="Hva vi gjorde")
        ProjectReport.objects.filter(pk=report.pk).update(participants=54_321)
        _attach(granted, "gnu.pdf", Attachment.Purpose.ACCOUNTS)
    work = rounds.begin(organisation, by=contact, on=date(2026, 4, 1))
    work.risks.filter(area="pay").update(risk="Gnuene er for få")


def _attach(application: Application, name: str, purpose: str = Attachment.Purpose.APPLICATION) -> None:
    Attachment.objects.create(
        application=application, file=ContentFile(b"%PDF-1.7", "fil"), name=name, size=8, purpose=purpose
    )
