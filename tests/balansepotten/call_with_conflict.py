"""A call with one application that must be hidden from one person, and every URL that could show it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from balansekunst import calendar_feeds
from balansekunst.bulk.work import WORKS
from balansekunst.mail import outbox
from balansekunst.models import Message, User
from balansepotten import allocation, decisions, grants, letters
from balansepotten.models import (
    Application,
    Assessment,
    Attachment,
    Call,
    Decision,
    Grant,
    Letter,
    Payment,
)
from reports.models import AnnualReport, Section
from tests.factories import (
    ApplicationFactory,
    BudgetLineFactory,
    CallFactory,
    ConflictFactory,
    ContactFactory,
    CriterionFactory,
    JurorFactory,
    MembershipFactory,
    UserFactory,
    agree_to_budget,
    assess,
)
from tests.saved_rows import FIRST_ROW

AFTER = datetime(2026, 4, 9, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 5, 20, 8, 0, tzinfo=UTC)
# Amounts that occur nowhere else, so that they are found wherever they are shown, also inside a total.
APPLIED, PROPOSED, OTHER_APPLIED, OTHER_PROPOSED = 123_457, 98_765, 71_239, 61_357

# The year's figures in a report, without the list of recipients, which is public once their letters are sent.
REPORT_TEXT = """{balansepotten.applications} søknader ba om {balansepotten.applied_nok}, og året før \
{balansepotten.applied_nok året før}.

{tall balansepotten.applications balansepotten.applied_nok balansepotten.granted balansepotten.awarded_nok}

{diagram balansepotten-categories}

{diagram balansepotten-years}"""


@dataclass
class Scene:
    """The parts of the call; `person` has the conflict of interest with `hidden`."""

    call: Call
    hidden: Application
    other: Application
    person: User


def build(person: User, year: int = 2026) -> Scene:
    """Return a call with assessments, also by the person, from before the conflict was known."""
    opens_at, deadline = (datetime(year, month, 8, 8, 0, tzinfo=UTC) for month in (3, 4))
    call = CallFactory.create(year=year, pot=500_000, quorum=1, opens_at=opens_at, deadline=deadline)
    CriterionFactory.create(call=call, name="Nytte")
    hidden = apply(call, "Skjult sak", "Skjulestedet", f"{year}-901", APPLIED)
    other = apply(call, "Åpen sak", "Åpent hus", f"{year}-902", OTHER_APPLIED)
    for juror in (JurorFactory.create(call=call, user=person), JurorFactory.create(call=call)):
        for application, points in ((hidden, 5), (other, 2)):
            assessment = assess(juror, application, points)
            Assessment.objects.filter(pk=assessment.pk).update(comment=f"Jeg leste «{application.title}».")
    manager = UserFactory.create(is_superuser=True)
    allocation.propose(hidden, amount=PROPOSED, by=manager)
    allocation.propose(other, amount=OTHER_PROPOSED, by=manager)
    LogEntry.objects.create(
        user=person,
        content_type=ContentType.objects.get_for_model(Application),
        object_id=str(hidden.pk),
        object_repr=hidden.title,
        action_flag=CHANGE,
    )
    outbox.post(
        recipient="noen@eksempel.example",
        subject="Kvittering",
        body=f"Søknad {hidden.number} er mottatt.",
        about=hidden,
    )
    Message.objects.update(status=Message.Status.FAILED, sent_at=None)
    report = AnnualReport.objects.create(year=call.year, title=f"Årsrapport {year}", lead="{balansepotten.applied_nok}")
    Section.objects.create(report=report, kind="balansepotten", title="Balansepotten", text=REPORT_TEXT)
    return Scene(Call.objects.get(pk=call.pk), hidden, other, person)


def decide(found: Scene) -> None:
    """Lock the call, send its letters, and accept both grants."""
    manager = UserFactory.create(is_superuser=True)
    decisions.lock(found.call, by=manager, at=AFTER)
    letters.draft_all(found.call)
    Message.objects.filter(letter__isnull=False).update(status=Message.Status.SENT, sent_at=AFTER)
    for application in (found.hidden, found.other):
        contact = User.objects.get(contacts__organisation=application.organisation)
        grant = Grant.objects.get(application=application)
        agree_to_budget(grant, by=manager, at=AFTER)
        grants.accept(grant, account_number="12345678903", by=contact, at=AFTER)


def declare(found: Scene, kind: str) -> None:
    """Give the person a conflict of interest: with the application, the call, or as a contact of an applicant."""
    if kind == "contact":
        ContactFactory.create(organisation=found.hidden.organisation, email=found.person.email.upper())
    else:
        application = found.hidden if kind == "application" else None
        ConflictFactory.create(call=found.call, user=found.person, application=application)


def traces(application: Application) -> list[str]:
    """Return the texts that identify the application on a page: names, texts, files and amounts."""
    sums = [application.amount_applied, application.amount_proposed, application.amount_awarded]
    written = [f"{amount:,}".replace(",", space) for amount in sums if amount for space in ("", " ", "\xa0", "&nbsp;")]
    return [
        application.title,
        application.number,
        application.organisation.name,
        application.objectives,
        *(attachment.name for attachment in application.attachments.all()),
        *written,
    ]


def forget(row: models.Model) -> None:
    """Delete the row and all rows that refer to it."""
    for relation in row._meta.related_objects:
        if relation.one_to_many or relation.one_to_one:
            for leaning in relation.related_model._base_manager.filter(**{relation.field.name: row.pk}):
                forget(leaning)
    type(row)._base_manager.filter(pk=row.pk).delete()


def apply(call: Call, title: str, organisation: str, number: str, amount: int) -> Application:
    application = ApplicationFactory.create(
        call=call,
        title=title,
        number=number,
        amount_applied=amount,
        organisation__name=organisation,
        objectives=f"Målet med {title.lower()} er stort.",
        starts_on=datetime(2026, 6, 1, tzinfo=UTC).date(),
        ends_on=datetime(2026, 12, 1, tzinfo=UTC).date(),
    )
    MembershipFactory.create(organisation=application.organisation)
    ContactFactory.create(organisation=application.organisation, user=UserFactory.create())
    BudgetLineFactory.create(application=application, amount=200_000)
    Attachment.objects.create(
        application=application, file=ContentFile(b"%PDF-1.7", "fil"), name=f"{title}.pdf", size=8, uuid=uuid4()
    )
    return application


# The values of each URL parameter. An unknown one fails the test: whoever adds a URL must add its values here.
def values(scene: Scene) -> dict[str, list[Any]]:
    """Return the values of each URL parameter, so that every row of the call is requested."""
    applications = (scene.hidden, scene.other)
    files = Attachment.objects.filter(application__in=applications)
    numbers = {pk for model in (Decision, Letter, Payment) for pk in model._base_manager.values_list("pk", flat=True)}
    return {
        "uuid": [*(one.uuid for one in applications), *(file.uuid for file in files)],
        "year": [scene.call.year],
        "month": [AFTER.month],
        "ending": ["csv", "xlsx"],
        "pk": sorted(numbers),
        "contact_pk": [1],  # of an organisation that the reader is no contact of
        # Of the yearly report, which has no files here.
        "file": ["bilde.jpg"],
        "name": ["arsrapport.pdf"],
        "key": ["balansepotten-categories"],
        "number": [scene.other.organisation.number],
        "step": ["courses"],  # of a way to Balansemerket
        "token": [calendar_feeds.renew(scene.person).token],
    }


WALKED_APPS = ("balansepotten", "balansekunst", "reports")
ELSEWHERE = ("konto/", "demo/", "healthz", "readyz", "admin/logout/", "admin/jsi18n/")
FILES = "balansepotten/vedlegg/"
# Reports leave out the same applications for all who may read them: managers read them in these tests.
REPORTS, WITHOUT_REPORTS = "/rapporter/", ("staff", "superuser")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def addresses(scene: Scene, role: str = "") -> Iterator[str]:
    """Return every URL of the program that could show an application to the role, with the whole admin of the app."""
    of_files = values(scene)
    of_applications = of_files | {"uuid": [scene.hidden.uuid, scene.other.uuid]}
    for route in routes(get_resolver()):
        if not (route.startswith(ELSEWHERE) or (role in WITHOUT_REPORTS and f"/{route}".startswith(REPORTS))):
            known = of_files if route.startswith(FILES) else of_applications
            yield from (f"/{address}" for address in _filled(route, known))


def readable(found: Iterable[str]) -> Iterator[str]:
    """Return the URLs but those of PDFs, whose text is compressed: other pages show what they are made of."""
    return (address for address in found if not address.endswith("/pdf/"))


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Return the routes of the resolver, with the names of their parameters in angle brackets."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route.removesuffix("$").removesuffix("\\Z")


def _filled(route: str, known: dict[str, list[Any]]) -> list[str]:
    if route.startswith("admin/"):
        return _admin(route)
    filled = [route]
    for name in PARAMETER.findall(route):
        filled = [PARAMETER.sub(str(value), address, count=1) for address in filled for value in known[name]]
    return filled


def _admin(route: str) -> list[str]:
    _, app, *rest = route.split("/")
    if not rest or app == "autocomplete":
        return [route]
    if app == "kalender":
        days = {*Payment.objects.values_list("due_on", flat=True), *Grant.objects.values_list("report_due", flat=True)}
        return [route, *(f"{route}?maaned={day:%Y-%m}" for day in sorted(days))]
    if app == "sok":
        # Beginnings of the numbers of applications, which occur in no number that a factory counts up.
        return [f"{route}?q={text}" for text in ("2026-90", "sak")]
    if "app_label" in route:
        return [f"admin/{label}/" for label in WALKED_APPS]
    if app not in WALKED_APPS:
        return []
    rows = apps.get_model(app, rest[0])._base_manager
    if "<slug:key>" in route:  # work on many rows
        works = [work for work in WORKS.values() if work.model is rows.model]
        return [route.replace("<slug:key>", work.key) for work in works]
    if "<path:object_id>" not in route and "(" not in route:
        return [route]
    if "(" in route:  # a version of a row, which can be restored
        versions: Any = getattr(rows.model, "history", None)
        found = versions.values_list("id", "history_id") if versions else ()
        return [f"admin/{app}/{rest[0]}/{pk}/history/{version}/" for pk, version in found]
    return [route.replace("<path:object_id>", str(pk)) for pk in _keys(app, rest[0])]


def _keys(app: str, model: str) -> list[int]:
    """Return the keys of the rows, without all but one of those that migrations load."""
    keys = sorted(apps.get_model(app, model)._base_manager.values_list("pk", flat=True))
    return keys[:1] + [key for key in keys[1:] if key >= FIRST_ROW]


def body(client: Client, address: str, method: str = "get", **data: Any) -> str:
    """Return what `shown` does of the response."""
    return shown(getattr(client, method)(address, data))


def shown(response: Any) -> str:
    """Return the status, relevant headers and content of the response, unpacked if it is a workbook."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):  # a workbook, which is a packed folder
        with ZipFile(BytesIO(content)) as packed:
            content = b" ".join(packed.read(name) for name in packed.namelist())
        content = unescape(content.decode("utf-8", "replace")).encode()  # with lxml, «å» is written as a number
    headers = [response.headers.get(name, "") for name in ("Content-Disposition", "Location")]
    return " ".join([str(response.status_code), *headers, content.decode("utf-8", "replace")])


def leaks_in(pages: dict[str, str], secrets: Iterable[str]) -> dict[str, list[str]]:
    """Return the addresses of the pages that contain a secret, with the secrets."""
    leaks = {address: [secret for secret in secrets if secret in page] for address, page in pages.items()}
    return {address: leaked for address, leaked in leaks.items() if leaked}
