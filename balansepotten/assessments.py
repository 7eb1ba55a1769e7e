"""How the jury judges: it is invited, reads what it may, gives points, and is done; until the call is locked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from balansekunst import user_accounts
from balansekunst.mail import outbox
from balansekunst.models import User
from balansepotten import mean_scores
from balansepotten.conflicts import hindered, unhindered
from balansepotten.deadlines import spoken
from balansepotten.models import Application, Assessment, Attachment, Call, Juror, Score
from members.models import Organisation


@transaction.atomic
def invite(call: Call, *, name: str, email: str, by: User, at: datetime, login: str = "") -> Juror:
    """Let a person judge in the call, and write to them; who has no account gets one, as contacts do.

    `login` is the address where they log in. Raises ValidationError when they are in the jury already, or their
    account is closed.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
    if not user.is_active:
        raise ValidationError(_("Kontoen til %(email)s er stengt."), code="inactive", params={"email": user.email})
    juror = Juror(call=call, user=user, invited_at=at)
    juror.full_clean()
    juror.save()
    user_accounts.verify_email(user)
    context = {"call": call, "name": user.name, "email": user.email, "by": by, "login": login}
    outbox.post(
        recipient=user.email,
        subject=_("Du er invitert til juryen for Balansepotten"),
        body=render_to_string("balansepotten/mail/jury_invitation.txt", context | {"deadline": spoken(call.deadline)}),
    )
    return juror


@transaction.atomic
def dismiss(juror: Juror) -> None:
    """Take a person out of the jury. Raises ValidationError when they have begun to judge."""
    if juror.assessments.exists():
        raise ValidationError(_("%(juror)s har begynt å vurdere, og kan ikke fjernes."), params={"juror": juror})
    juror.delete()


def for_user(user: User, at: datetime) -> QuerySet[Application]:
    """Return what the user may judge at the moment: in rounds that they are in the jury of, when the deadline is past.

    What they have a conflict of interest with is not there.
    """
    seats = Juror.objects.filter(user=user, call=OuterRef("call"))
    return Application.objects.filter(
        Exists(seats), unhindered(user), status__in=Application.COMPETING, call__deadline__lt=at
    )


def files_for(user: User, *, at: datetime, as_staff: bool) -> QuerySet[Attachment]:
    """Return the attachments that the user may read: their organisations', those they judge, and, as staff, others'.

    The jury reads what belongs to the application itself.
    """
    own = Q(application__in=Application.objects.of_contact(user))
    judged = Q(application__in=for_user(user, at), purpose=Attachment.Purpose.APPLICATION)
    others = Q(application__in=Application.objects.filter(unhindered(user))) if as_staff else Q()
    return Attachment.objects.filter(own | judged | others)


def for_juror(juror: Juror, at: datetime) -> QuerySet[Application]:
    """Return what the juror may judge at the moment."""
    return for_user(juror.user, at).filter(call=juror.call_id).order_by("number")


def to_read(juror: Juror, at: datetime) -> QuerySet[Application]:
    """Return what the juror may judge, each with all that its page tells."""
    files = Attachment.objects.filter(purpose=Attachment.Purpose.APPLICATION)
    parts = ("themes", "budget_lines", "answers__question", Prefetch("attachments", files))
    return for_juror(juror, at).select_related("call", "organisation").prefetch_related(*parts)


def listed(juror: Juror, at: datetime) -> QuerySet[Any]:
    """Return what the juror may judge, each with their own state: `begun` and `done_at`.

    `is_member` tells if the organisation is a member on the day of the deadline.
    """
    own = Assessment.objects.filter(juror=juror, application=OuterRef("pk"))
    members = Organisation.objects.members_on(juror.call.deadline_day).filter(pk=OuterRef("organisation"))
    return (
        for_juror(juror, at)
        .select_related("organisation")
        .annotate(begun=Exists(own), done_at=Subquery(own.values("done_at")), is_member=Exists(members))
    )


def own_of(juror: Juror, application: Application) -> Assessment | None:
    """Return the juror's assessment of the application, if they have begun one."""
    return Assessment.objects.prefetch_related("scores__criterion").filter(juror=juror, application=application).first()


@transaction.atomic
def keep(
    juror: Juror, application: Application, *, points: Mapping[int, int], comment: str, at: datetime
) -> Assessment:
    """Keep what the juror thinks so far: `points` by the criterion's primary key, among them any or none.

    Raises ValidationError when the juror may not judge the application at the moment, or is done with it, the call is
    locked, or the points are not of its scale and criteria.
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
    """Keep what the juror thinks, and mark it as done, so that it counts and they see what the others think.

    Raises ValidationError as `keep` does, and when a criterion lacks points.
    """
    assessment = keep(juror, application, points=points, comment=comment, at=at)
    criteria = list(juror.call.criteria.all())
    if not criteria:
        raise ValidationError(_("Runden har ingen kriterier ennå. Si fra til Balansekunst."), code="no_criteria")
    lacking = [criterion for criterion in criteria if criterion.pk not in points]
    if lacking:
        names = ", ".join(f"«{criterion}»" for criterion in lacking)
        raise ValidationError(_("Gi poeng på %(names)s."), code="lacking", params={"names": names})
    assessment.done_at = at
    assessment.save()
    return assessment


@transaction.atomic
def reopen(juror: Juror, application: Application, *, at: datetime) -> Assessment:
    """Let the juror change a done assessment; it doesn't count until it is done again.

    Raises ValidationError when the juror may not judge the application at the moment, or the call is locked.
    """
    _open_for(juror, application, at)
    assessment = Assessment.objects.select_for_update().get(juror=juror, application=application)
    if assessment.done_at:
        assessment.done_at = None
        assessment.save()
    return assessment


@dataclass(frozen=True)
class Row:
    """An application in the juror's list. How it stands among all is told only when the juror is done with it."""

    application: Any
    own_mean: str = ""
    average: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the juror is done with it."""
        return self.application.done_at is not None


def overview(juror: Juror, at: datetime) -> list[Row]:
    """Return what the juror may judge, with how far they have come. The number of queries is three."""
    means, standings = own_means(juror), mean_scores.standings(juror.call)
    return [
        Row(
            application,
            mean_scores.written(means[application.pk]),
            mean_scores.written(standings[application.pk].average or Fraction()),
        )
        if application.done_at
        else Row(application)
        for application in listed(juror, at)
    ]


def next_for(juror: Juror, application: Application, at: datetime) -> Application | None:
    """Return the application that the juror should judge after this one: the next they aren't done with, if any."""
    waiting = listed(juror, at).filter(done_at__isnull=True).exclude(pk=application.pk)
    return waiting.filter(number__gt=application.number).first() or waiting.first()


def counting() -> QuerySet[Assessment]:
    """Return the assessments that count: done, and by a juror who has no conflict of interest with the application."""
    by = OuterRef("juror__user"), OuterRef("juror__user__email")
    conflict = hindered(*by, application="application", call="application__call")
    return Assessment.objects.filter(done_at__isnull=False).exclude(conflict)


def told(application: Application) -> QuerySet[Any]:
    """Return the assessments of the application that count, each with its scores and `mean`, its weighted points."""
    scores = Score.objects.select_related("criterion")
    return (
        counting()
        .filter(application=application)
        .select_related("juror__user")
        .prefetch_related(Prefetch("scores", scores))
        .order_by("juror__user__name", "juror")
    )


def mean_of(assessment: Assessment) -> Fraction:
    """Return the weighted mean of an assessment whose scores are fetched with their criteria."""
    scores = list(assessment.scores.all())
    return Fraction(
        sum(score.points * score.criterion.weight for score in scores), sum(score.criterion.weight for score in scores)
    )


def own_means(juror: Juror) -> dict[int, Fraction]:
    """Return the weighted mean of each of the juror's done assessments, by the application's primary key."""
    sums = (
        Score.objects.filter(assessment__juror=juror, assessment__done_at__isnull=False)
        .order_by()
        .values_list("assessment__application")
        .annotate(points=Sum(F("points") * F("criterion__weight")), weight=Sum("criterion__weight"))
    )
    return {application: Fraction(points, weight) for application, points, weight in sums}


def _open_for(juror: Juror, application: Application, at: datetime) -> Call:
    """Return the call, locked in the transaction so that no decision comes in between."""
    call = Call.objects.select_for_update().get(pk=juror.call_id)
    if call.locked_at:
        raise ValidationError(_("Vedtaket er gjort, og vurderingene kan ikke lenger endres."), code="locked")
    if not for_juror(juror, at).contains(application):
        raise ValidationError(_("Du kan ikke vurdere denne søknaden."), code="closed")
    return call


def _write_scores(assessment: Assessment, points: Mapping[int, int]) -> None:
    """Make the assessment's scores say what `points` do; what is kept already is not written again."""
    kept = {score.criterion_id: score for score in assessment.scores.all()}
    for criterion, score in kept.items():
        if criterion not in points:
            score.delete()
    for criterion, given in points.items():
        score = kept.get(criterion) or Score(assessment=assessment, criterion_id=criterion)
        if score.pk is None or score.points != given:
            score.points = given
            score.save()
