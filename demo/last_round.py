"""Last year's call: decided and paid, with projects that run, report, are late, and pay money back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache

import typst
from django.core.files.uploadedfile import SimpleUploadedFile

from balansekunst.dates import at
from balansekunst.models import User
from balansepotten import adjusted_budgets, attachments, calls, decisions, declining, grants, project_reports
from balansepotten.budget import Kind
from balansepotten.models import Attachment, Grant, Payment, ProjectReport
from balansepotten.project_reports import ReportContent
from demo import jury
from demo.balansepotten import GRANTED_A_YEAR, sent_in_spring, spring
from demo.letters import write
from demo.made_up import NOTICE, SAMI_CENTRE, add, years
from demo.mail import mark_sent
from demo.user_accounts import user_of
from members.contacts import give_access

ACCOUNT = "86011117947"
DONE = "Vi holdt tre samlinger, prøvde ut nye rutiner i høstsesongen, og delte det vi lærte på et åpent møte."
REACHED = "Kunstnere, frivillige og ansatte hos oss og hos tre samarbeidspartnere."
UNREADABLE = "Regnskapet mangler underskrift fra styrelederen. Legg ved det signerte, og send på nytt."
SMALLER_PLAN = "Vi holder to samlinger i stedet for tre, og låner lokaler av en av partnerne."
WHY_DECLINED = "Festivalen er avlyst i år, så vi får ikke gjennomført prosjektet."
WHY_LATER = "Sykdom i prosjektgruppa. Avtalt på telefon."
# How many days ago the project ended: negative, so in the future.
RUNS_YET = -60


def fill(day: date) -> None:
    """Add last year's call as of `day`, unless that is before the made-up years."""
    if day.year - 1 not in years(day):
        return
    decided = at(date(day.year - 1, 5, 28), 14)
    granted = _decide(day, decided)
    for grant, (ended, story) in zip(granted, STORIES, strict=True):
        story(grant, day, decided)
        mark_sent(at(day - timedelta(days=max(1, min(ended, 30))), 12))


def _decide(day: date, decided: datetime) -> list[Grant]:
    """Assess the spring's applications, decide, and send the letters. Returns the grants in order."""
    call = spring(day.year - 1)
    calls.fill(call)
    first, third, _last = jury.invite(call, when=call.opens_at)
    sent = sent_in_spring(call)
    for juror in (first, third):
        jury.assess(juror, sent, when=decided - timedelta(days=9))
    awards = jury.best(call, GRANTED_A_YEAR)
    jury.reject_the_rest(call, awards)
    granted = [application for application in sent if application.pk in awards]
    granted.sort(key=lambda application: application.organisation.number != SAMI_CENTRE.number)
    for application, (ended, _story) in zip(granted, STORIES, strict=True):
        application.refresh_from_db()
        application.ends_on = day - timedelta(days=ended)
        application.starts_on = application.ends_on - timedelta(days=70)
        add(application)
    for decision in decisions.lock(call, by=user_of("ledelse"), at=decided):
        write(decision, sent_at=decided + timedelta(days=2))
    return [Grant.objects.get(application=application) for application in granted]


def _waits(_grant: Grant, _day: date, _decided: datetime) -> None:
    """The recipient hasn't answered the letter."""


def _declines(grant: Grant, _day: date, decided: datetime) -> None:
    """The recipient declines the grant a week after the letter."""
    when = decided + timedelta(days=9)
    declining.decline(grant, reason=WHY_DECLINED, by=_contact(grant), at=when)
    mark_sent(when)


def _accepts(grant: Grant, when: datetime) -> None:
    """The recipient accepts, with an adjusted budget where less was awarded than applied for."""
    by = _contact(grant)
    if not grant.is_cut:
        grants.accept(grant, account_number=ACCOUNT, by=by, at=when)
        return
    lines = adjusted_budgets.lines_to_begin_with(grant)
    adjusted_budgets.save(grant, version=None, plan_changes=SMALLER_PLAN, lines=lines)
    adjusted_budgets.submit(grant, by=by, at=when, account_number=ACCOUNT)


def _adjusts(grant: Grant, day: date, _decided: datetime) -> None:
    """The recipient has just accepted, and staff have not seen the adjusted budget yet."""
    _accepts(grant, at(day - timedelta(days=2), 13))


def _runs(grant: Grant, _day: date, decided: datetime) -> None:
    """The grant is accepted, its budget agreed, and the first instalment paid."""
    _accepts(grant, decided + timedelta(days=6))
    if grant.is_cut:
        adjusted_budgets.agree(grant, by=user_of("ansatt"), at=decided + timedelta(days=8))
    _pay(grant, Payment.Part.FIRST, (decided + timedelta(days=16)).date())


def _extended(grant: Grant, day: date, decided: datetime) -> None:
    _runs(grant, day, decided)
    until = day + timedelta(days=40)
    grants.extend(grant, until=until, reason=WHY_LATER, by=user_of("ansatt"), at=at(day - timedelta(days=3), 11))


def _reported(grant: Grant, day: date, decided: datetime, *, part: int = 100, ago: int = 20) -> ProjectReport:
    """The report is sent. The project cost `part` percent of the budget."""
    _runs(grant, day, decided)
    report = ProjectReport.objects.get(grant=grant)
    actual: dict[int, int | None] = {
        line.pk: line.budgeted * (part if line.kind == Kind.COST else 100) // 100 for line in report.account_lines.all()
    }
    values = {"done": f"{DONE} {NOTICE}", "reached": REACHED, "participants": 120}
    project_reports.save(report, version=report.changed_at, content=ReportContent(values, actual))
    upload = SimpleUploadedFile("signert regnskap.pdf", _signed_accounts(), "application/pdf")
    attachments.attach(grant.application, upload=upload, purpose=Attachment.Purpose.ACCOUNTS)
    return project_reports.submit(report, by=_contact(grant), at=at(day - timedelta(days=ago), 10))


def _returned(grant: Grant, day: date, decided: datetime) -> None:
    project_reports.send_back(_reported(grant, day, decided), words=UNREADABLE)


def _approved(grant: Grant, day: date, decided: datetime, *, part: int = 100) -> None:
    report = _reported(grant, day, decided, part=part, ago=30)
    project_reports.approve(report, by=user_of("ansatt"), at=at(day - timedelta(days=20), 10))


def _settled(grant: Grant, day: date, decided: datetime) -> None:
    _approved(grant, day, decided)
    _pay(grant, Payment.Part.LAST, day - timedelta(days=8))


def _gives_back(grant: Grant, day: date, decided: datetime) -> None:
    """The project became so small that part of the first instalment must be paid back."""
    _approved(grant, day, decided, part=40)


def _reports(grant: Grant, day: date, decided: datetime) -> None:
    _reported(grant, day, decided, ago=4)


Story = Callable[[Grant, date, datetime], None]
# For each grant: how many days ago its project ended, and its state. The first is the Sámi centre's.
STORIES: tuple[tuple[int, Story], ...] = (
    (50, _runs),
    (90, _settled),
    (85, _approved),
    (80, _gives_back),
    (40, _reports),
    (30, _reports),
    (60, _returned),
    (75, _runs),
    (100, _runs),
    (70, _extended),
    (RUNS_YET, _waits),
    (RUNS_YET, _declines),
    (RUNS_YET, _adjusts),
    *((RUNS_YET, _runs),) * (GRANTED_A_YEAR - 13),
)


def _pay(grant: Grant, part: Payment.Part, on: date) -> None:
    grants.pay(grant.payments.get(part=part), on=on, by=user_of("ledelse"))


def _contact(grant: Grant) -> User:
    """Return a contact of the recipient with a user account."""
    contacts = grant.application.organisation.contacts.order_by("pk")
    contact = contacts.filter(user__isnull=False).first() or contacts.exclude(email="")[0]
    return contact.user or give_access(contact)


@cache
def _signed_accounts() -> bytes:
    """Return a PDF in place of signed accounts."""
    return typst.compile(f'#set text(lang: "nb")\n= Signert regnskap\n{NOTICE}'.encode())
