"""What is hidden: applications under conflict, the drafts of others, and enquiries. And how each could be otherwise."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.urls import reverse

from balansekunst.mail import outbox
from balansekunst.models import Message
from balansemerket import rounds
from balansemerket.models import Risk
from balansepotten.models import (
    Application,
    Attachment,
    BudgetLine,
    Call,
    ConflictOfInterest,
    Decision,
    Grant,
    Letter,
    Payment,
    ProjectReport,
)
from radgivning.models import Topic
from tests.access.people import organisation_of, person
from tests.access.routes import ONE_PARAMETER, Route
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
MEMBERS = ("Skjulestedet", "Åpent hus", "Tredje hus")
# What names members without a word of what they apply for: their register, and what is stored about a person.
REGISTER = ("/admin/members/", "/admin/balansekunst/user/", "/min-side/opplysninger")
NOTE = "Zebrastriper og appelsinjuice"
SECRETS_OF_DRAFT = ("Zebraprosjektet", "Zebraene skal bli flere", "Zebrahonorar", "zebra.pdf", "87\xa0654", "87654")
SECRETS_OF_REPORT = ("Hva vi gjorde", "gnu.pdf", "54\xa0321", "54321")
SECRETS_OF_ROUND = ("Gnuene er for få",)
YEARS = (2025, 2026)  # one whose figures are released, and the current one
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


def log_enquiries(some: int, few: int) -> None:
    """Log two years, each with many enquiries of one caller, some of another and few of a third."""
    topics = {topic.name: topic for topic in Topic.objects.all()}
    for year in YEARS:
        for facts, count in ((MANY, 10), (SOME, some), (FEW, few)):
            facts = dict(facts)
            day, topic = date(year, facts.pop("month"), 10), topics[facts.pop("topic")]
            for enquiry in EnquiryFactory.create_batch(count, date=day, note=NOTE, **facts):
                enquiry.topics.set([topic])


def secrets_from(reader: str) -> list[str]:
    """Return the texts that the reader finds nowhere, but in what is public."""
    found = [] if reader == "adviser" else [NOTE, "Henvendelse 3. juni", "radgivning/enquiry/"]
    if reader != "stranger":
        found += [*SECRETS_OF_DRAFT, *SECRETS_OF_REPORT, *SECRETS_OF_ROUND]
    if reader in WITH_CONFLICT:
        applications = Application.objects.filter(pk__in=hidden_applications())
        found += [text for application in applications for text in scenario.traces(application)]
    return list(dict.fromkeys(found))


def is_shown(secret: str, page: str, address: str) -> bool:
    """Return whether the page has the secret: a number as a whole, and names of members outside their register."""
    if secret not in page or (secret in MEMBERS and address.startswith(REGISTER)):
        return False
    return not secret.isdecimal() or re.search(rf"(?<![\w-]){secret}(?![\w-])", page) is not None


def where_other_is(reader: str) -> list[str]:
    """Return addresses that show the reader the application beside the hidden one."""
    if reader not in WITH_CONFLICT:
        return []
    other = Application.objects.get(call__year=JUDGED, title="Åpen sak")
    if reader == "juror":
        return [reverse("jury_overview", args=[JUDGED]), reverse("assessment_edit", args=[other.uuid])]
    return [
        reverse("jury_progress", args=[JUDGED]),
        reverse("assessment_list", args=[other.uuid]),
        reverse("admin:balansepotten_application_changelist"),
        reverse("admin:balansepotten_application_change", args=[other.pk]),
    ]


def hidden_applications() -> list[int]:
    """Return the keys of the applications that those in WITH_CONFLICT have a conflict with."""
    rows = Application.objects.filter(call__year__in=(JUDGED, DECIDED, WHOLE))
    return list(rows.exclude(title="Åpen sak", call__year__in=(JUDGED, DECIDED)).values_list("pk", flat=True))


def _judged() -> Application:
    return Application.objects.get(call__year=JUDGED, title="Skjult sak")


def change() -> None:
    """Change what is hidden: an application is gone, and what another member has written is other words."""
    hidden = _judged()
    Message.objects.filter(about=outbox.reference(hidden)).delete()
    scenario.forget(hidden)
    Call.objects.filter(year=JUDGED).update(allocated=scenario.OTHER_PROPOSED)
    stranger = organisation_of("stranger")
    drafts = Application.objects.filter(organisation=stranger, status=Application.Status.DRAFT)
    BudgetLine.objects.filter(application__in=drafts).update(description="Annet", amount=1)
    Attachment.objects.filter(application__organisation=stranger).update(name="annet.pdf")
    ProjectReport.objects.filter(grant__application__organisation=stranger).update(done="Annet", participants=2)
    Risk.objects.filter(round__organisation=stranger).update(risk="Annet")
    drafts.update(title="Annet", objectives="Annet", amount_applied=1)


# Models of which every row is asked for, since a row of each can belong to a hidden application.
ROWS: tuple[Any, ...] = (Application, ConflictOfInterest, Grant, Payment, ProjectReport, Decision, Call, Message)


def addresses(routes: list[Route]) -> Iterator[str]:
    """Return the URLs about what is hidden: of the calls, the applications and all that belongs to them."""
    applications = Application.objects.filter(call__year__in=(JUDGED, DECIDED, WHOLE)) | Application.objects.filter(
        organisation=organisation_of("stranger")
    )
    uuids = {
        *applications.values_list("uuid", flat=True),
        *Attachment.objects.filter(application__in=applications).values_list("uuid", flat=True),
    }
    paths = {"application__in": applications}
    numbers = {
        *Decision.objects.filter(**paths).values_list("pk", flat=True),
        *Letter.objects.filter(decision__application__in=applications).values_list("pk", flat=True),
        *Payment.objects.filter(grant__application__in=applications).values_list("pk", flat=True),
    }
    for route in routes:
        if route.model:
            yield from _of_rows(route)
        elif route.pattern.startswith("balansepotten/") and "<uuid:uuid>" in route.pattern:
            yield from (route.address(uuid) for uuid in sorted(uuids))
        elif route.pattern.startswith("balansepotten/") and "<int:pk>" in route.pattern:
            yield from (route.address(number) for number in sorted(numbers))
        elif route.pattern.startswith(("balansepotten/<year", "rapporter/<year")):
            endings = ["csv"] * (len(ONE_PARAMETER.findall(route.pattern)) - 1)
            # The text of a PDF is compressed: the page shows the same.
            years = (JUDGED,) if "/pdf/" in route.pattern else (JUDGED, DECIDED, WHOLE)
            yield from (route.address(year, *endings) for year in years)
    texts = (f"{JUDGED}-90", f"{DECIDED}-90", "sak", "Zebra", "henvendelse", "juni", "nord")
    yield from (f"/admin/sok/?q={text}" for text in texts)
    dues = Payment.objects.filter(grant__application__in=applications).values_list("due_on", flat=True)
    yield from (f"/admin/kalender/?maaned={month}" for month in sorted({f"{day:%Y-%m}" for day in dues}))
    adviser = person("adviser").pk
    yield from (f"/admin/balansekunst/user/{adviser}/{page}/" for page in ("change", "delete", "history"))


def _of_rows(route: Route) -> Iterator[str]:
    model = next((each for each in ROWS if each._meta.label_lower == route.model), None)
    if model is None:
        return
    if route.rest == "([^/]+)/history/([^/]+)/":
        versions = model.history.values_list("id", "history_id")
        yield from (route.address(key, version) for key, version in versions)
    elif ONE_PARAMETER.search(route.rest) and "slug" not in route.rest and "visninger" not in route.rest:
        yield from (route.address(key) for key in model._base_manager.values_list("pk", flat=True))


def actions_on_hidden(routes: list[Route]) -> list[str]:
    """Return the addresses of the pages of a hidden application, before and after its decision."""
    rows = Application.objects.filter(call__year__in=(JUDGED, DECIDED), title="Skjult sak")
    uuids = list(rows.values_list("uuid", flat=True))
    pages = [route for route in routes if re.match("balansepotten/.*<uuid:uuid>", route.pattern)]
    return [route.address(uuid) for route in pages for uuid in uuids]


def addresses_of_deleted() -> re.Pattern[str]:
    """Return what matches the addresses of the rows that `change` deletes."""
    hidden = _judged()
    keys = [hidden.uuid, *hidden.attachments.values_list("uuid", flat=True)]
    conflicts = hidden.conflicts.values_list("pk", flat=True)
    rows = [f"application/{hidden.pk}", *(f"conflictofinterest/{pk}" for pk in conflicts)]
    return re.compile(f"/({'|'.join(map(str, (*keys, *rows)))})/")
