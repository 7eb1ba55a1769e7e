"""What staff have before them: the rounds that are under way, by step, and for how long each has waited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from balansemerket.models import Comment, Round, RoundStep, Step
from balansemerket.rounds import is_ready_for_mark

Status = RoundStep.Status
# After so many days a step that is handed in has waited too long, and one that is being written has stopped.
LATE_DAYS = {Status.HANDED_IN: 14, Status.DRAFT: 90, Status.RETURNED: 60, Status.APPROVED: 14}


@dataclass(frozen=True)
class Card:
    """A round at the step where it is, and for how many days it has been so."""

    round: Round
    row: RoundStep
    days: int
    has_question: bool

    @property
    def is_late(self) -> bool:
        return self.days > LATE_DAYS[Status(self.row.status)]

    @property
    def waits_for_staff(self) -> bool:
        return self.row.status in (Status.HANDED_IN, Status.APPROVED) or self.has_question


@dataclass(frozen=True)
class Column:
    """A step, with the rounds that are there: those that wait for staff first, and those that have waited longest."""

    step: Step
    cards: Sequence[Card]


def columns(*, on: date) -> list[Column]:
    """Return the rounds that are under way by step: each is at the first one that isn't approved, or at the last."""
    rounds = Round.objects.open().for_mark().select_related("organisation").prefetch_related("steps")
    asked = set(unanswered().values_list("round", "step"))
    cards: dict[Step, list[Card]] = {step: [] for step in Step}
    for work in rounds:
        for row in _shown(work):
            days = (on - timezone.localdate(row.since)).days
            cards[Step(row.step)].append(Card(work, row, days, (work.pk, row.step) in asked))
    return [Column(step, sorted(found, key=_urgency)) for step, found in cards.items()]


def _urgency(card: Card) -> tuple[bool, int]:
    return not card.waits_for_staff, -card.days


def handed_in() -> QuerySet[RoundStep]:
    """Return the steps that wait for staff, the longest first."""
    return RoundStep.objects.filter(status=Status.HANDED_IN, round__closed_on=None).order_by("since")


def ready() -> QuerySet[Round]:
    """Return the rounds whose steps are all approved, and that wait for the mark."""
    unfinished = RoundStep.objects.filter(round=OuterRef("pk")).exclude(status=Status.APPROVED)
    return Round.objects.open().for_mark().filter(~Exists(unfinished))


def unanswered() -> QuerySet[Comment]:
    """Return the comments of organisations that staff haven't answered, in rounds that are under way."""
    later = Comment.objects.filter(
        round=OuterRef("round"), step=OuterRef("step"), written_at__gt=OuterRef("written_at"), is_from_staff=True
    )
    return Comment.objects.filter(~Exists(later), is_from_staff=False, round__closed_on=None)


def _shown(work: Round) -> list[RoundStep]:
    """Return the steps under which the round is shown: those handed in, and the first that isn't approved."""
    rows = sorted(work.steps.all(), key=lambda row: list(Step).index(Step(row.step)))
    if is_ready_for_mark(work):
        return rows[-1:]
    first = next(row for row in rows if row.status != Status.APPROVED)
    return [row for row in rows if row is first or row.status == Status.HANDED_IN]
