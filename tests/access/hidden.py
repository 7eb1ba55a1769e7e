"""What is hidden from readers: applications under conflict, and what another member has not sent."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.test import override_settings

from balansekunst.mail import outbox
from balansekunst.models import Message
from balansemerket import rounds
from balansemerket.models import Risk
from balansepotten.models import Application, Attachment, BudgetLine, Call, ProjectReport
from radgivning.models import Enquiry, Topic
from tests.access.people import organisation_of, person
from tests.balansepotten import call_with_conflict as scenario
from tests.factories import (
    ApplicationFactory,
    BudgetLineFactory,
    ConflictFactory,
    DraftFactory,
    EnquiryFactory,
    ReportFactory,
)

WITH_CONFLICT = ("juror", "staff", "management", "superuser")
JUDGED, DECIDED, WHOLE = 2022, 2021, 2020  # calls: with a hidden application, and one that is hidden as a whole
RELEASED, FEW_IN_ALL = 2022, 2023  # years of the advice line
COUNTS = {RELEASED: (10, 9, 3), FEW_IN_ALL: (3, 0, 0)}
NOTE = "Zebrastriper og appelsinjuice"
MANY: dict[str, Any] = {
    "caller": "virksomhet eller leder",
    "region": "Vestlandet",
    "outcome": "veiledet",
    "month": 1,
    "topic": "annet",
}
SOME: dict[str, Any] = {
    "caller": "tillitsvalgt eller verneombud",
    "region": "Østlandet",
    "outcome": "henvist",
    "month": 2,
    "topic": "seksuell trakassering",
}
FEW: dict[str, Any] = {
    "caller": "annet",
    "region": "Sørlandet",
    "outcome": "ikke svar",
    "month": 3,
    "topic": "varsling",
    "legal_guidance": True,
    "minutes": 30,
}


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
    log_enquiries()


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


def log_enquiries() -> None:
    """Log a year with many enquiries of one caller, some of another and few of a third, and one with few in all."""
    for year, counts in COUNTS.items():
        for facts, count in zip((MANY, SOME, FEW), counts, strict=True):
            for enquiry in EnquiryFactory.create_batch(count, adviser=person("adviser"), note=NOTE):
                _describe(enquiry, year, facts)


def _describe(enquiry: Enquiry, year: int, facts: dict[str, Any]) -> None:
    """Give the enquiry these facts in that year."""
    written = {name: value for name, value in facts.items() if name not in ("month", "topic")}
    Enquiry.objects.filter(pk=enquiry.pk).update(date=date(year, facts["month"], 10), **written)
    enquiry.topics.set(Topic.objects.filter(name=facts["topic"]))


def change_case() -> None:
    """Remove the application that is not decided, as if there had never been one."""
    hidden = Application.objects.get(call__year=JUDGED, title="Skjult sak")
    Message.objects.filter(about=outbox.reference(hidden)).delete()
    LogEntry.objects.filter(object_id=str(hidden.pk), content_type__model="application").delete()
    with override_settings(SIMPLE_HISTORY_ENABLED=False):
        scenario.forget(hidden)
    Call.objects.filter(year=JUDGED).update(allocated=scenario.OTHER_PROPOSED)


def change_count() -> None:
    """Move an enquiry from one small group to another, and add one to the year that has few."""
    _describe(Enquiry.objects.filter(date__year=RELEASED, caller=SOME["caller"]).latest("pk"), RELEASED, FEW)
    _describe(EnquiryFactory.create(adviser=person("adviser"), note=NOTE), FEW_IN_ALL, MANY)


def change_draft() -> None:
    """Change the words and amounts of what another member has not sent."""
    stranger = organisation_of("stranger")
    drafts = Application.objects.filter(organisation=stranger, status=Application.Status.DRAFT)
    BudgetLine.objects.filter(application__in=drafts).update(description="Annet", amount=1)
    Attachment.objects.filter(application__organisation=stranger).update(name="annet.pdf")
    ProjectReport.objects.filter(grant__application__organisation=stranger).update(done="Annet", participants=2)
    Risk.objects.filter(round__organisation=stranger).update(risk="Annet")
    drafts.update(title="Annet", objectives="Annet", amount_applied=1)


# How what is hidden may be otherwise, and the readers who see it.
CHANGES: dict[str, tuple[Callable[[], None], frozenset[str]]] = {
    "case": (change_case, frozenset()),
    "count": (change_count, frozenset({"adviser"})),
    "draft": (change_draft, frozenset({"stranger"})),
}
