"""Made-up calls of Balansepotten: this year's, which is open, and those of earlier years, already decided."""

from datetime import date, timedelta
from random import Random

from balansekunst.dates import at
from balansepotten import calls, deadline_extensions
from balansepotten.models import Answer, Application, BudgetLine, Call, Question
from demo import jury
from demo.applications import ANSWER, COSTS, send
from demo.made_up import NOTICE, SAMI_CENTRE, add, years
from demo.mail import mark_sent
from demo.user_accounts import user_of
from members.models import Organisation

POTS = (1_600_000, 1_650_000, 1_800_000)
APPLICATIONS_A_YEAR = 47
GRANTED_A_YEAR = 16
SENT_SO_FAR = 13
OPEN_FOR_DAYS, OPEN_BEFORE_DAYS = 29, 20
DRAFTS = ("Luohti på scenen", "", "Utkast", "Kor for alle")
INTRODUCTION = f"Støtte til prosjekter som gjør kunst- og kulturlivet mer likestilt og mangfoldig. {NOTICE}"
WHY_LONGER = "Kontoret deres ble oversvømt, og papirene må skrives på nytt. Avtalt på telefon."
QUESTION = "Hvordan tar dere vare på dem som deltar, om noe går galt?"
Status, Kind = Application.Status, BudgetLine.Kind


def fill(day: date) -> None:
    """Add calls for the years after the office's workbooks, the year of `day` open and earlier ones decided."""
    for year in years(day):
        if year < day.year - 1:
            _done(year)
        elif year == day.year:
            _open(day)


def pot_of(year: int) -> int:
    return POTS[min(year - years(date(year, 1, 1)).start, len(POTS) - 1)]


def spring(year: int) -> Call:
    """Add the year's call: open in spring, and decided before the summer."""
    return add(
        Call(
            year=year,
            pot=pot_of(year),
            opens_at=at(date(year, 2, 24), 9),
            deadline=at(date(year, 4, 8), 23, 59),
            decided_on=date(year, 5, 28),
            introduction=NOTICE,
        )
    )


def sent_in_spring(call: Call) -> list[Application]:
    """Submit the applications of a call, withdraw the last one, and return the others."""
    *sent, withdrawn = send(call, date(call.year, 4, 1), APPLICATIONS_A_YEAR)
    withdrawn.status = Status.WITHDRAWN
    add(withdrawn)
    return sent


def _done(year: int) -> None:
    """Decide a year's applications as before the program existed: outcomes only, without jury and letters."""
    call = spring(year)
    sent = sent_in_spring(call)
    Random(f"jury {year}").shuffle(sent)
    sent.sort(key=lambda application: application.organisation.number != SAMI_CENTRE.number)
    left = call.pot
    for position, application in enumerate(sent):
        application.status = Status.REJECTED
        if position < GRANTED_A_YEAR:
            share = left // (GRANTED_A_YEAR - position) // 1000 * 1000
            application.status, application.amount_awarded = Status.GRANTED, min(application.amount_applied or 0, share)
            left -= application.amount_awarded
        add(application)


def _open(day: date) -> None:
    call = add(
        Call(
            year=day.year,
            pot=pot_of(day.year),
            max_amount=300_000,
            opens_at=at(day - timedelta(days=OPEN_BEFORE_DAYS), 9),
            deadline=at(day + timedelta(days=OPEN_FOR_DAYS), 23, 59),
            decided_on=day + timedelta(days=OPEN_FOR_DAYS + 50),
            introduction=INTRODUCTION,
        )
    )
    calls.fill(call)
    question = add(Question(call=call, label=QUESTION, help_text="Noen setninger er nok.", position=1))
    jury.invite(call, when=call.opens_at)
    *sent, withdrawn = send(call, day - timedelta(days=1), SENT_SO_FAR, without=SAMI_CENTRE.number)
    for application in (*sent, withdrawn):
        add(Answer(application=application, question=question, text=ANSWER))
    withdrawn.status = Status.WITHDRAWN
    add(withdrawn)
    applied = {application.organisation_id for application in (*sent, withdrawn)}
    members = Organisation.objects.members_on(day).exclude(pk__in=applied).exclude(number=SAMI_CENTRE.number)
    centre = Organisation.objects.get(number=SAMI_CENTRE.number)
    for organisation, title in zip((centre, *members.order_by("number")[:3]), DRAFTS, strict=True):
        _begin(call, organisation, title)
    deadline_extensions.extend(
        call,
        organisation=organisation,
        until=call.deadline + timedelta(days=7),
        reason=WHY_LONGER,
        by=user_of("ansatt"),
        at=at(day - timedelta(days=2), 10),
    )
    mark_sent(at(day - timedelta(days=2), 10))


def _begin(call: Call, organisation: Organisation, title: str) -> None:
    """Start a draft with a title, an amount and one budget line, not yet balanced."""
    draft = add(
        Application(call=call, organisation=organisation, title=title, amount_applied=120_000 if title else None)
    )
    if title:
        draft.total_budget = 150_000
        add(draft)
        add(BudgetLine(application=draft, kind=Kind.COST, description=COSTS[0], amount=150_000))
