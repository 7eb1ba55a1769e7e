"""Evaluation of courses: when participants may answer, and what staff learn of the answers.

**Anonymous.** An answer is stored without anything about who gave it, and without a time. Its primary key is random and
can't be computed from the page that it was sent from. A browser remembers that it has answered by a signed cookie,
which is the same in every browser that has answered about the course. The addresses are in no log
(`balansekunst.request_log`, `balansekunst.log_filters`).

**From five on.** Averages and comments are shown of courses with at least five answers (THRESHOLD), and only once the
evaluation is closed, which can't be undone. If they were shown while answers come in, the difference between two
readings would be a single answer. Until then, staff only learn whether there are five.

**No differencing.** Averages by topic, by instructor and of a year count the answers of just those courses whose own
averages are shown (`with_shown_results`). Whatever follows from comparing them is about whole courses of five answers
or more; answers that are hidden are part of no number. That costs the answers of small courses, and needs no rule of
which others to withhold.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from balansekunst.figures import THRESHOLD, Number, Unit
from balansekunst.imports.batches import Batch
from courses.models import Assignment, EvaluationAnswer, EvaluationQuestion
from courses.querysets import AssignmentQuerySet

OPEN_DAYS = 21  # after the day of the course
SCORES = EvaluationQuestion.About.values


class Phase(Enum):
    """Whether a course can be evaluated."""

    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Average:
    """The average answer to a question, or to all of them, in tenths: 43 is 4,3 of 5."""

    text: str
    tenths: int

    def __str__(self) -> str:
        return str(Number(self.tenths, unit=Unit.TENTHS))

    @property
    def score(self) -> str:
        """The average as HTML writes numbers."""
        return f"{self.tenths / 10:.1f}"


@dataclass(frozen=True)
class Results:
    """What staff learn of answers: how many there are, the averages of each question, and of all of them."""

    answers: int
    courses: int
    averages: Sequence[Average]
    overall: Average


def last_day(assignment: Assignment) -> date:
    """Return the last day on which participants may answer, unless the evaluation is closed before."""
    return assignment.date + timedelta(days=OPEN_DAYS)


def phase_on(assignment: Assignment, day: date) -> Phase:
    is_closed = assignment.evaluation_closed_on is not None or day > last_day(assignment)
    if is_closed or assignment.status == Assignment.Status.CANCELLED:
        return Phase.CLOSED
    return Phase.BEFORE if day < assignment.date else Phase.OPEN


def answer_key(assignment: Assignment, form_key: str) -> uuid.UUID:
    """Return the primary key of the answer sent from a form with this random key, so that it is stored once.

    Who knows the form's key can't compute it without the server's secret.
    """
    digest = salted_hmac("courses.evaluations.answer", f"{assignment.evaluation_key} {form_key}", algorithm="sha256")
    return uuid.UUID(bytes=digest.digest()[:16], version=4)


def mark_answered(assignment: Assignment) -> str:
    """Return what a browser that has answered remembers: the same text for all of them, and signed."""
    return _signer().sign(assignment.evaluation_key)


def has_answered(assignment: Assignment, mark: str) -> bool:
    try:
        return _signer().unsign(mark) == assignment.evaluation_key
    except BadSignature:
        return False


def _signer() -> Signer:
    return Signer(salt="courses.evaluations.answered")


@transaction.atomic
def submit(assignment: Assignment, answers: Mapping[str, Any], *, form_key: str, today: date) -> None:
    """Store the answers, once for each form. Raises ValidationError if the course can't be evaluated on the day."""
    locked = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if phase_on(locked, today) is not Phase.OPEN:
        raise ValidationError(_("Evalueringen er avsluttet, så svaret er ikke lagret."))
    EvaluationAnswer.objects.get_or_create(
        pk=answer_key(locked, form_key), defaults={"assignment": locked, **{name: answers[name] for name in answers}}
    )


@transaction.atomic
def close(assignment: Assignment, *, today: date) -> None:
    """Close the evaluation for good. Raises ValidationError if it isn't open."""
    locked = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if locked.evaluation_closed_on or phase_on(locked, today) is Phase.BEFORE:
        raise ValidationError(_("Evalueringen er ikke åpen."))
    _close([locked], today)


@transaction.atomic
def close_due(day: date) -> int:
    """Close the evaluations that nobody can answer any more, and return how many; those without answers need none."""
    due = Assignment.objects.select_for_update().filter(
        date__lt=day - timedelta(days=OPEN_DAYS),
        evaluation_closed_on=None,
        pk__in=EvaluationAnswer.objects.order_by().values("assignment"),
    )
    found = list(due.order_by("pk"))
    _close(found, day)
    return len(found)


def _close(assignments: Iterable[Assignment], day: date) -> None:
    batch = Batch(_("Evalueringen er avsluttet"))
    for assignment in assignments:
        assignment.evaluation_closed_on = day
        batch.update(assignment, ["evaluation_closed_on"])
    batch.write()


def with_shown_results(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    """Filter to courses that were held and whose averages are shown: closed, with at least five answers."""
    enough = (
        EvaluationAnswer.objects.order_by()
        .values("assignment")
        .annotate(number_of_answers=Count("pk"))
        .filter(number_of_answers__gte=THRESHOLD)
        .values("assignment")
    )
    return assignments.filter(status=Assignment.Status.HELD, evaluation_closed_on__isnull=False, pk__in=enough)


def is_answered_enough(assignment: Assignment) -> bool:
    """Return whether there are at least five answers, which is all that may be known while answers come in."""
    return EvaluationAnswer.objects.filter(assignment=assignment).count() >= THRESHOLD


def results_of(assignments: AssignmentQuerySet) -> Results | None:
    """Return the averages over all answers about those of the courses whose averages are shown, if any is."""
    answers = EvaluationAnswer.objects.filter(assignment__in=with_shown_results(assignments).order_by())
    sums = answers.aggregate(
        answers=Count("pk"),
        courses=Count("assignment", distinct=True),
        **{f"sum_{name}": Sum(name) for name in SCORES},
    )
    number = sums["answers"]
    if not number:
        return None
    questions = EvaluationQuestion.objects.all()
    averages = [Average(each.text, tenths(sums[f"sum_{each.about}"], number)) for each in questions]
    whole = sum(sums[f"sum_{name}"] for name in SCORES)
    return Results(number, sums["courses"], averages, Average(_("Samlet"), tenths(whole, number * len(SCORES))))


def comments_of(assignment: Assignment) -> list[str]:
    """Return the comments about a course whose averages are shown, in alphabetical order and without their scores."""
    shown = with_shown_results(Assignment.objects.filter(pk=assignment.pk))
    answers: QuerySet[Any] = EvaluationAnswer.objects.filter(assignment__in=shown).exclude(comment="")
    return sorted(answers.values_list("comment", flat=True), key=str.casefold)


def tenths(total: int, number: int) -> int:
    """Return the average in tenths, rounded half up; 0 of nothing."""
    return (20 * total + number) // (2 * number) if number else 0
