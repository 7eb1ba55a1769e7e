"""The demo's jury and its assessments, which depend on the application's number only."""

from collections.abc import Iterable
from datetime import datetime
from random import Random

from balansepotten import allocation, assessments
from balansepotten.allocation import Proposal
from balansepotten.models import Application, Call, Juror
from demo.made_up import SAMI_CENTRE
from demo.mail import mark_sent
from demo.user_accounts import BY_SLUG, user_of

THIRD = ("Ragnhild Sagnmo", "ragnhild.sagnmo@kvelvane-dansekompani.example")
COMMENTS = (
    "Uklart hvem det er for, og hva som skal bli annerledes.",
    "Godt tenkt, men planen er tynn mot slutten.",
    "Treffer formålet, og budsjettet henger sammen.",
    "Akkurat det Balansepotten er til for. Andre kan lære av det.",
)
BEST = 5


def invite(call: Call, *, when: datetime) -> list[Juror]:
    """Invite the demo's two jurors and a third. The one with a conflict of interest comes last."""
    people = [(BY_SLUG["jury"].name, BY_SLUG["jury"].email), THIRD, (BY_SLUG["inhabil"].name, BY_SLUG["inhabil"].email)]
    jurors = [assessments.invite(call, name=name, email=email, by=user_of("ansatt"), at=when) for name, email in people]
    mark_sent(when)
    return jurors


def assess(juror: Juror, applications: Iterable[Application], *, when: datetime) -> None:
    """Finish the juror's assessments of the applications."""
    criteria = list(juror.call.criteria.all())
    for application in applications:
        chance = Random(f"{juror.user.name} {application.number}")
        quality = quality_of(application)
        points = {criterion.pk: max(1, min(BEST, quality + chance.choice((-1, 0, 0, 0, 1)))) for criterion in criteria}
        comment = COMMENTS[max(0, quality - 2)]
        assessments.finish(juror, application, points=points, comment=comment, at=when)


def quality_of(application: Application) -> int:
    """Return the points that the jury gives, about. The Sámi centre, whose account one can try, gets the most."""
    if application.organisation.number == SAMI_CENTRE.number:
        return BEST
    return Random(f"quality {application.number}").choice((2, 3, 3, 4, 4, 5))


def reject_the_rest(call: Call, awards: dict[int, int]) -> None:
    """Propose these awards, and rejections of all others, each for one of the call's reasons."""
    reasons = list(call.rejection_reasons.all())
    proposals = {
        application.pk: Proposal(awards[application.pk])
        if application.pk in awards
        else Proposal(reason=reasons[position % len(reasons)].pk)
        for position, application in enumerate(allocation.competing(call))
    }
    allocation.save_proposals(call, proposals=proposals, by=user_of("ledelse"))


def best(call: Call, number: int) -> dict[int, int]:
    """Return awards to the best applications, in whole thousands, by the program's own proposal."""
    asked = sum(row.application.amount_applied or 0 for row in allocation.ranked(call)[:number])
    percent = min(100, 100 * call.pot // asked)
    return {pk: amount // 1000 * 1000 for pk, amount in allocation.share_among_best(call, number, percent).items()}
