"""What is interrupted: a submission, an import, a decision and a publication by one request each, and jobs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlencode

import httpx2
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from balansekunst.access import Role
from balansekunst.admin import export_jobs, import_jobs
from balansekunst.jobs import work
from balansekunst.jobs.models import Job
from balansekunst.models import Message, User
from balansepotten import decisions, letter_jobs
from balansepotten.allocation import Proposal, save_proposals
from balansepotten.models import Application, BudgetLine, Call, Decision, Grant, Letter, Theme
from members.models import County, Organisation
from reports.models import Publication, SealedQuote
from tests.conftest import log_in, user_in_role
from tests.factories import (
    ApplicationFactory,
    BudgetLineFactory,
    CallFactory,
    ContactFactory,
    DecisionFactory,
    DraftFactory,
    MembershipFactory,
    UserFactory,
)
from tests.reports.written import written_report

SECRET = "s" * 32  # of the form's token, which is the cookie's as well
WORDS = "se om det kom fram"  # on the page for what passes by itself
numbers = count(1)
first_counties = count(57, 5)  # each sheet has five numbers after the real ones, for eight sheets


@dataclass(frozen=True)
class Answer:
    """What somebody got: the status (0 without an answer), the page, and how many seconds it took."""

    status: int
    text: str
    seconds: float

    def __str__(self) -> str:
        if not self.status:
            return "connection closed: the proxy's page"
        return f"{self.status}, in words" if WORDS in self.text else str(self.status)


@dataclass(frozen=True)
class Act:
    """One request of a user, the table that it writes late, and what is stored of it: before, and when it is done."""

    name: str
    path: str
    email: str
    cookies: str
    data: Mapping[str, object]
    late_table: str
    count: Callable[[], tuple[object, ...]]
    before: tuple[object, ...]
    done: tuple[object, ...]

    def send(self, port: int, *, arrived: datetime | None = None, files: Any = None) -> Answer:
        """Send the request, with the time that a proxy notes, and return what came of it."""
        headers = {
            "Host": "127.0.0.1",
            "Origin": "https://127.0.0.1",
            "X-Forwarded-Proto": "https",
            "Cookie": self.cookies,
        }
        if arrived:
            headers["X-Request-Start"] = f"t={arrived.timestamp():.3f}"
        started = timezone.now()
        try:
            given = httpx2.post(
                f"http://127.0.0.1:{port}{self.path}",
                data={"csrfmiddlewaretoken": SECRET, **self.data},
                files=files,
                headers=headers,
                timeout=120,
            )
        except httpx2.TransportError:
            return Answer(0, "", 0)
        return Answer(given.status_code, given.text, (timezone.now() - started).total_seconds())

    def state(self) -> str:
        """Return «nothing», «all», or what is stored otherwise."""
        return _state(self.count(), self.before, self.done)


@dataclass(frozen=True)
class JobAct:
    """A job that a worker does, the table in which it waits when that is locked, and what is stored as in an act.

    Without a table it stores one thing after the other.
    """

    name: str
    kind: work.JobKind
    arguments: Mapping[str, object]
    asked_by: User
    table: str
    count: Callable[[Job], tuple[object, ...]]
    before: tuple[object, ...]
    done: tuple[object, ...]

    def start(self) -> Job:
        return work.start(self.kind, dict(self.arguments), by=self.asked_by, at=timezone.now())

    def state(self, job: Job) -> str:
        return _state(self.count(Job.objects.get(pk=job.pk)), self.before, self.done)


def _state(found: tuple[object, ...], before: tuple[object, ...], done: tuple[object, ...]) -> str:
    return {before: "nothing", done: "all"}.get(found, f"in part: {found}")


def _cookies(user: User) -> str:
    """Log in, and return the cookies that the browser sends."""
    session = log_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={SECRET}"


def submission(*, deadline: datetime | None = None) -> Act:
    """A complete draft, which its contact submits."""
    day = timezone.localdate()
    member = MembershipFactory.create(joined=day - timedelta(400))
    user = UserFactory.create()
    ContactFactory.create(organisation=member.organisation, email=user.email, user=user)
    now = timezone.now()
    call = CallFactory.create(
        year=2100 + next(numbers), opens_at=now - timedelta(30), deadline=deadline or now + timedelta(1)
    )
    draft = DraftFactory.create(
        call=call,
        organisation=member.organisation,
        title="Rom for alle",
        category=Application.Category.WORKSHOP,
        objectives="Flere med.",
        target_group="Unge utøvere.",
        expected_effect="Nye rutiner.",
        plan="Tre samlinger.",
        starts_on=day + timedelta(60),
        ends_on=day + timedelta(90),
        amount_applied=100_000,
    )
    draft.themes.set(Theme.objects.all()[:1])
    BudgetLineFactory.create(application=draft, kind=BudgetLine.Kind.COST, amount=120_000)
    BudgetLineFactory.create(application=draft, kind=BudgetLine.Kind.INCOME, description="Egenandel", amount=20_000)
    return Act(
        "submit",
        reverse("application_submit", args=[draft.uuid]),
        user.email,
        _cookies(user),
        {"version": draft.changed_at.isoformat()},
        Message._meta.db_table,
        lambda: (
            Application.objects.filter(pk=draft.pk).exclude(number="").count(),
            Message.objects.filter(recipient=user.email).count(),
        ),
        (0, 0),
        (1, 1),
    )


def county_import() -> Act:
    """A sheet with five counties, which is looked through already, and is confirmed."""
    staff = user_in_role(Role.STAFF, "Ansatt", is_staff=True)
    first = next(first_counties)
    found = [f"{number:02}" for number in range(first, first + 5)]
    rows = "".join(f"{number};Fylke {number};Østlandet\n" for number in found)
    sheet = SimpleUploadedFile("fylker.csv", f"Fylkesnummer;Navn;Landsdel\n{rows}".encode())
    preview = log_in(staff).post(
        reverse("admin:members_county_import"), {"import_file": sheet, "resource": "0"}, secure=True
    )
    return Act(
        "import",
        reverse("admin:members_county_process_import"),
        staff.email,
        _cookies(staff),
        preview.context["confirm_form"].initial,
        County.history.model._meta.db_table,
        lambda: (
            County.objects.filter(number__in=found).count(),
            County.history.filter(number__in=found).count(),
        ),
        (0, 0),
        (5, 5),
    )


def decision() -> Act:
    """A call with a proposed award and a proposed rejection, which management decides."""
    manager = user_in_role(Role.MANAGEMENT, "Leder", is_staff=False)
    now = timezone.now()
    call: Call = CallFactory.create(
        year=2100 + next(numbers), opens_at=now - timedelta(30), deadline=now - timedelta(1), quorum=0
    )
    award, rejection = (
        ApplicationFactory.create(call=call, number=f"{call.year}-{place:03}", submitted_at=now - timedelta(2))
        for place in (1, 2)
    )
    proposals = {award.pk: Proposal(amount=90_000), rejection.pk: Proposal(words="Ikke et prosjekt.")}
    save_proposals(call, proposals=proposals, by=manager)
    return Act(
        "decide",
        reverse("decision_lock", args=[call.year]),
        manager.email,
        _cookies(manager),
        {"version": decisions.proposals_version(call), "sure": "on"},
        Grant._meta.db_table,
        lambda: (
            Decision.objects.filter(application__call=call).count(),
            Grant.objects.filter(application__call=call).count(),
            Call.objects.filter(pk=call.pk, locked_at__isnull=False).count(),
        ),
        (0, 0, 0),
        (2, 1, 1),
    )


def publication() -> Act:
    """A report of an earlier year, which somebody else than its author publishes."""
    manager = user_in_role(Role.MANAGEMENT, "Leder", is_staff=False)
    year = date.today().year - next(numbers) % 8 - 1  # noqa: DTZ011
    while Publication.objects.filter(year=year).exists():
        year -= 1
    report = written_report(year=year, text="{members.closing} medlemmer.\n\n{sitat festivalen}")
    return Act(
        "publish",
        reverse("report_publish", args=[year]),
        manager.email,
        _cookies(manager),
        {},
        SealedQuote._meta.db_table,
        lambda: (
            Publication.objects.filter(report=report).count(),
            SealedQuote.objects.filter(publication=report.pk).count(),
        ),
        (0, 0),
        (1, 1),
    )


ACTS: dict[str, Callable[[], Act]] = {
    "submit": submission,
    "import": county_import,
    "decide": decision,
    "publish": publication,
}


def import_job() -> JobAct:
    """The same sheet of counties, confirmed, as a job."""
    act = county_import()
    return JobAct(
        "import",
        import_jobs.IMPORT,
        {"list": "members.county", "form": urlencode(act.data)},
        User.objects.get(email=act.email),
        act.late_table,
        lambda _job: act.count(),
        act.before,
        act.done,
    )


def export_job() -> JobAct:
    """A list of organisations as a csv file, which has a line for each and one of headings."""
    staff = user_in_role(Role.STAFF, "Ansatt", is_staff=True)
    MembershipFactory.create_batch(20)
    return JobAct(
        "export",
        export_jobs.EXPORT,
        {"list": "members.organisation", "query": "", "form": urlencode({"format": "1", "resource": "0"})},
        staff,
        Organisation._meta.db_table,
        lambda job: (len(work.content_of(job).splitlines()),),
        (0,),
        (Organisation.objects.count() + 1,),
    )


def letters_job() -> JobAct:
    """The letters of a call, each drafted by itself with its e-mail."""
    staff = user_in_role(Role.STAFF, "Ansatt", is_staff=True)
    now = timezone.now()
    call: Call = CallFactory.create(
        year=2100 + next(numbers), opens_at=now - timedelta(30), deadline=now - timedelta(1), quorum=0
    )
    decided = [
        DecisionFactory.create(
            application=ApplicationFactory.create(
                call=call,
                number=f"{call.year}-{place:03}",
                organisation=ContactFactory.create().organisation,
                status=Application.Status.GRANTED,
                amount_awarded=85_000,
            )
        )
        for place in range(30)
    ]
    return JobAct(
        "letters",
        letter_jobs.DRAFT,
        {"call": call.pk, "anew": False},
        staff,
        "",
        lambda _job: (
            Letter.objects.filter(decision__in=decided).count(),
            Message.objects.filter(letter__decision__in=decided).count(),
        ),
        (0, 0),
        (30, 30),
    )


JOBS: dict[str, Callable[[], JobAct]] = {"import": import_job, "export": export_job, "letters": letters_job}
