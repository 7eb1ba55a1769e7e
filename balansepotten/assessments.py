"""Assessing applications: jurors are invited, read what they may, give points and finish, until the call is locked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from balansekunst import user_accounts
from balansekunst.mail import outbox
from balansekunst.models import User
from balansepotten import drafts, mean_scores
from balansepotten.conflicts import juror_has_conflict, without_conflict
from balansepotten.deadlines import format_datetime
from balansepotten.models import Application, Assessment, Attachment, Call, Juror, Score
from balansepotten.querysets import closed_for_applicant_at
from members.models import Organisation


@transaction.atomic
def invite(call: Call, *, name: str, email: str, by: User, at: datetime, login: str = "") -> Juror:
    """Add a person to the jury of the call and send them an e-mail. A person without an account gets one.

    `login` is the address of the login page. Raises ValidationError if they are in the jury already, or their account
    is inactive.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
    if not user.is_active:
        raise ValidationError(_("Kontoen til %(email)s er lukket."), code="inactive", params={"email": user.email})
    juror = Juror(call=call, user=user, invited_at=at)
    juror.full_clean()
    juror.save()
    user_accounts.verify_email(user)
    context = {"call": call, "name": user.name, "email": user.email, "by": by, "login": login}
    outbox.post(
        recipient=user.email,
        subject=_("Du er invitert til juryen for Balansepotten"),
        body=render_to_string(
            "balansepotten/mail/jury_invitation.txt", context | {"deadline": format_datetime(call.deadline)}
        ),
        about=call,
    )
    return juror


@transaction.atomic
def dismiss(juror: Juror) -> None:
    """Remove a person from the jury. Raises ValidationError if they have started to assess."""
    if juror.assessments.exists():
        raise ValidationError(_("%(juror)s har begynt å vurdere, og kan ikke fjernes."), params={"juror": juror})
    juror.delete()


def assessable_by(user: User, at: datetime) -> QuerySet[Application]:
    """Return the applications that the user may assess: in closed calls where they are jurors.

    Excluded are those with a longer deadline, until it is past, and those that they have a conflict of interest with.
    """
    seats = Juror.objects.filter(user=user, call=OuterRef("call"))
    return Application.objects.filter(
        Exists(seats), closed_for_applicant_at(at), without_conflict(user), status__in=Application.COMPETING
    )


def readable_files(user: User, *, at: datetime, as_staff: bool) -> QuerySet[Attachment]:
    """Return the attachments that the user may read: of their organisations, of applications they assess, and as staff.

    Jurors read only the files of the application itself, not the accounts, and staff none of a draft.
    """
    own = Q(application__in=Application.objects.of_contact(user))
    judged = Q(application__in=assessable_by(user, at), purpose=Attachment.Purpose.APPLICATION)
    others = readable_by_staff(user) if as_staff else Q()
    return Attachment.objects.filter(own | judged | others)


def readable_by_staff(user: User) -> Q:
    """Return the condition on attachments that staff may read: not of drafts, nor of hidden applications."""
    return without_conflict(user, "application") & ~drafts.unreadable("application__") & ~drafts.in_unreadable_report()


def assessable_by_juror(juror: Juror, at: datetime) -> QuerySet[Application]:
    return assessable_by(juror.user, at).filter(call=juror.call_id).order_by("number")


def assessable_with_details(juror: Juror, at: datetime) -> QuerySet[Application]:
    """Return what the juror may assess, with all that its page shows."""
    files = Attachment.objects.filter(purpose=Attachment.Purpose.APPLICATION)
    parts = ("themes", "budget_lines", "answers__question", Prefetch("attachments", files))
    return assessable_by_juror(juror, at).select_related("call", "organisation").prefetch_related(*parts)


def assessable_with_progress(juror: Juror, at: datetime) -> QuerySet[Any]:
    """Return what the juror may assess, annotated with `begun` and `done_at` of their own assessment.

    `is_member` is whether the organisation is a member on the day of the deadline.
    """
    own = Assessment.objects.filter(juror=juror, application=OuterRef("pk"))
    members = Organisation.objects.members_on(juror.call.deadline_day).filter(pk=OuterRef("organisation"))
    return (
        assessable_by_juror(juror, at)
        .select_related("organisation")
        .annotate(begun=Exists(own), done_at=Subquery(own.values("done_at")), is_member=Exists(members))
    )


def own_assessment(juror: Juror, application: Application) -> Assessment | None:
    """Return the juror's assessment of the application, if any."""
    return Assessment.objects.prefetch_related("scores__criterion").filter(juror=juror, application=application).first()


@transaction.atomic
def save_draft(
    juror: Juror, application: Application, *, points: Mapping[int, int], comment: str, at: datetime
) -> Assessment:
    """Save an unfinished assessment, with `points` by the primary keys of any of the criteria.

    Raises ValidationError if the juror may not assess the application, has finished it, the call is locked, or the
    points do not fit the call's scale and criteria.
    """
    call = _open_for(juror, application, at)
    known = set(call.criteria.values_list("pk", flat=True))
    if not known.issuperset(points) or not all(1 <= given <= call.highest_score for given in points.values()):
        raise ValidationError(_("Gi fra 1 til %(highest)s poeng."), params={"highest": call.highest_score})
    assessment, _new = Assessment.objects.select_for_update().get_or_create(juror=juror, application=application)
    if assessment.done_at:
        raise ValidationError(_("Du er ferdig med denne vurderingen. Åpne den igjen for å endre den."), code="done")
    if assessment.comment != comment:
        assessment.comment = comment
        assessment.save()
    _write_scores(assessment, points)
    return assessment


@transaction.atomic
def finish(
    juror: Juror, application: Application, *, points: Mapping[int, int], comment: str, at: datetime
) -> Assessment:
    """Save the assessment and mark it as done: it counts, and the juror may read those of the others.

    Raises ValidationError as `save_draft` does, and if a criterion has no points.
    """
    assessment = save_draft(juror, application, points=points, comment=comment, at=at)
    criteria = list(juror.call.criteria.all())
    if not criteria:
        raise ValidationError(_("Runden har ingen kriterier ennå. Si fra til Balansekunst."), code="no_criteria")
    missing = [criterion for criterion in criteria if criterion.pk not in points]
    if missing:
        names = ", ".join(f"«{criterion}»" for criterion in missing)
        raise ValidationError(_("Gi poeng på %(names)s."), code="missing", params={"names": names})
    assessment.done_at = at
    assessment.save()
    return assessment


@transaction.atomic
def reopen(juror: Juror, application: Application, *, at: datetime) -> Assessment:
    """Make a finished assessment editable; it does not count until it is finished again.

    Raises ValidationError if the juror may not assess the application, or the call is locked.
    """
    _open_for(juror, application, at)
    assessment = Assessment.objects.select_for_update().get(juror=juror, application=application)
    if assessment.done_at:
        assessment.done_at = None
        assessment.save()
    return assessment


@dataclass(frozen=True)
class AssessmentRow:
    """An application in the juror's list. The average is shown only when the juror has finished it."""

    application: Any
    own_mean: str = ""
    average: str = ""

    @property
    def is_done(self) -> bool:
        return self.application.done_at is not None


@dataclass(frozen=True)
class JurorProgress:
    """How far a juror has come in a call: `next` is the first application that they have not finished."""

    total: int
    done: int
    next: UUID | None


def progress_by_call(user: User, at: datetime) -> dict[int, JurorProgress]:
    """Return the user's progress by the primary key of each call where they may assess something, in one query."""
    own = Assessment.objects.filter(juror__user=user, application=OuterRef("pk"), done_at__isnull=False)
    found = assessable_by(user, at).filter(call__locked_at__isnull=True).annotate(is_done=Exists(own))
    rows = found.order_by("call", "number").values_list("call", "uuid", "is_done")
    return {
        call: _progress([(uuid, is_done) for _call, uuid, is_done in group])
        for call, group in groupby(rows, key=itemgetter(0))
    }


def _progress(rows: list[tuple[UUID, bool]]) -> JurorProgress:
    waiting = [uuid for uuid, is_done in rows if not is_done]
    return JurorProgress(len(rows), len(rows) - len(waiting), waiting[0] if waiting else None)


def overview(juror: Juror, at: datetime) -> list[AssessmentRow]:
    """Return what the juror may assess with their progress, in three queries."""
    means, standings = own_means(juror), mean_scores.summarise_scores(juror.call)
    return [
        AssessmentRow(
            application,
            mean_scores.format_score(means[application.pk]),
            mean_scores.format_score(standings[application.pk].average or Fraction()),
        )
        if application.done_at
        else AssessmentRow(application)
        for application in assessable_with_progress(juror, at)
    ]


def next_for(juror: Juror, application: Application, at: datetime) -> Application | None:
    """Return the next application that the juror has not finished, if any."""
    waiting = assessable_with_progress(juror, at).filter(done_at__isnull=True).exclude(pk=application.pk)
    return waiting.filter(number__gt=application.number).first() or waiting.first()


def counted() -> QuerySet[Assessment]:
    """Return the assessments that count: finished, and by a juror without a conflict of interest."""
    return Assessment.objects.filter(done_at__isnull=False).exclude(juror_has_conflict())


def counted_with_scores(application: Application) -> QuerySet[Any]:
    """Return the assessments of the application that count, with their scores."""
    scores = Score.objects.select_related("criterion")
    return (
        counted()
        .filter(application=application)
        .select_related("juror__user")
        .prefetch_related(Prefetch("scores", scores))
        .order_by("juror__user__name", "juror")
    )


def may_read_all(application: Application, user: User) -> bool:
    """Return whether staff may read the jury's assessments: a juror of the call must have finished their own first."""
    if application.status not in Application.COMPETING:
        return False
    own = Assessment.objects.filter(juror__user=user, application=application, done_at__isnull=False)
    return own.exists() or not application.call.jurors.filter(user=user).exists()


def mean_of(assessment: Assessment) -> Fraction:
    """Return the weighted mean of an assessment whose scores are prefetched with their criteria."""
    scores = list(assessment.scores.all())
    return Fraction(
        sum(score.points * score.criterion.weight for score in scores), sum(score.criterion.weight for score in scores)
    )


def own_means(juror: Juror) -> dict[int, Fraction]:
    """Return the weighted mean of each assessment the juror has finished, by the application's primary key."""
    sums = (
        Score.objects.filter(assessment__juror=juror, assessment__done_at__isnull=False)
        .order_by()
        .values_list("assessment__application")
        .annotate(points=Sum(F("points") * F("criterion__weight")), weight=Sum("criterion__weight"))
    )
    return {application: Fraction(points, weight) for application, points, weight in sums}


def _open_for(juror: Juror, application: Application, at: datetime) -> Call:
    """Return the call, locked so that no decision is made at the same time."""
    call = Call.objects.select_for_update().get(pk=juror.call_id)
    if call.locked_at:
        raise ValidationError(_("Vedtaket er gjort, og vurderingene kan ikke lenger endres."), code="locked")
    if not assessable_by_juror(juror, at).contains(application):
        raise ValidationError(_("Du kan ikke vurdere denne søknaden."), code="closed")
    return call


def _write_scores(assessment: Assessment, points: Mapping[int, int]) -> None:
    """Create, change and delete scores to match `points`, without writing unchanged ones."""
    existing = {score.criterion_id: score for score in assessment.scores.all()}
    for criterion, score in existing.items():
        if criterion not in points:
            score.delete()
    for criterion, given in points.items():
        score = existing.get(criterion) or Score(assessment=assessment, criterion_id=criterion)
        if score.pk is None or score.points != given:
            score.points = given
            score.save()
