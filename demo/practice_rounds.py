"""Three small calls to practise on, stopped where there is something to do: jury, allocation, letters.

There can only be one call a year, so they use years before the office's workbooks; their dates are recent. Assessments
and decisions are made by the program's own functions, at the times when people would have used them.
"""

from datetime import date, datetime, timedelta

from balansekunst.dates import at
from balansepotten import assessments, calls, conflicts, decisions
from balansepotten.models import Application, Call, ConflictOfInterest, Juror
from demo import jury
from demo.applications import send
from demo.letters import write
from demo.made_up import NOTICE, SAMI_CENTRE, add
from demo.user_accounts import user_of

IN_JURY, TO_ALLOCATE, TO_NOTIFY = 2022, 2021, 2020
APPLICATIONS = 8
POT = 500_000


def fill(day: date) -> None:
    """Add the three calls as of `day`."""
    _in_jury(day)
    _to_allocate(day)
    _to_notify(day)


def _round(year: int, day: date, *, closed: int, words: str, without: str = "") -> tuple[Call, list[Application]]:
    """Add a call that closed some days ago, with its applications."""
    deadline = day - timedelta(days=closed)
    call = add(
        Call(
            year=year,
            pot=POT,
            max_amount=200_000,
            opens_at=at(deadline - timedelta(days=40), 9),
            deadline=at(deadline, 23, 59),
            introduction=f"Øvingsrunde: {words} {NOTICE}",
        )
    )
    calls.fill(call)
    sent = send(call, deadline - timedelta(days=1), APPLICATIONS, without=without, at_most=200_000)
    return call, sent


def _in_jury(day: date) -> None:
    """Leave two applications for one juror and three for the other, who also has a conflict with one."""
    call, sent = _round(IN_JURY, day, closed=21, words="juryen er ikke ferdig.")
    first, third, last = jury.invite(call, when=call.opens_at)
    conflicts.declare(
        call,
        user=last.user,
        ground=ConflictOfInterest.Ground.FRIENDSHIP,
        by=last.user,
        at=at(day - timedelta(days=18), 10),
        application=sent[3],
    )
    when = at(day - timedelta(days=9), 13)
    jury.assess(first, sent[:6], when=when)
    jury.assess(third, sent, when=when)
    jury.assess(last, [*sent[:3], *sent[4:5]], when=when)
    _begun(first, sent[6], when)


def _begun(juror: Juror, application: Application, when: datetime) -> None:
    """Save an unfinished assessment: one criterion, and half a comment."""
    first = juror.call.criteria.all()[:1]
    points = {criterion.pk: 4 for criterion in first}
    assessments.save_draft(juror, application, points=points, comment="Spennende, men se på budsjettet:", at=when)


def _to_allocate(day: date) -> None:
    """Add a call whose assessments are finished, without proposals."""
    call, sent = _round(
        TO_ALLOCATE, day, closed=45, words="juryen er ferdig, og potten skal fordeles.", without=SAMI_CENTRE.number
    )
    for juror in jury.invite(call, when=call.opens_at):
        jury.assess(juror, sent, when=at(day - timedelta(days=12), 14))


def _to_notify(day: date) -> None:
    """Add a decided call: the Sámi centre's letter is sent, the others are drafts."""
    call, sent = _round(TO_NOTIFY, day, closed=70, words="vedtaket er gjort, og brevene skal sendes.")
    for juror in jury.invite(call, when=call.opens_at):
        jury.assess(juror, sent, when=at(day - timedelta(days=30), 14))
    centre = next(application for application in sent if application.organisation.number == SAMI_CENTRE.number)
    best = [pk for pk in jury.best(call, 5) if pk != centre.pk][:4]
    # The Sámi centre gets all it asked for, and the best of the others equal shares of the rest.
    share = (POT - (centre.amount_applied or 0)) // 4
    amounts = {application.pk: min(application.amount_applied or 0, share) for application in sent}
    amounts[centre.pk] = centre.amount_applied or 0
    jury.reject_the_rest(call, {pk: amounts[pk] for pk in (centre.pk, *best)})
    locked = decisions.lock(call, by=user_of("ledelse"), at=at(day - timedelta(days=5), 15))
    for decision in locked:
        sent_at = at(day - timedelta(days=4), 9) if decision.application == centre else None
        write(decision, sent_at=sent_at)
