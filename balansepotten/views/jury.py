"""The jury's pages: a juror's applications, one assessment, and the progress of the jury for staff."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from balansekunst.access import RUN_ROUNDS, staff_page
from balansepotten import applications, assessments, budget, conflicts, jury_progress, mean_scores
from balansepotten.deadlines import call_state, format_datetime
from balansepotten.jury_forms import AssessmentForm, ConflictForm, InvitationForm
from balansepotten.models import Application, Call, Juror
from balansepotten.views import LoggedInRequest


def _seat(request: LoggedInRequest, **call: Any) -> Juror:
    """Return the user as a juror of the call, or 404."""
    return get_object_or_404(Juror.objects.select_related("call", "user").filter(**call), user=request.user)


def _assessable(request: LoggedInRequest, uuid: UUID, at: datetime) -> tuple[Juror, Application]:
    """Return the juror and the application, or 404 if they may not assess it now."""
    juror = _seat(request, call__applications__uuid=uuid)
    return juror, get_object_or_404(assessments.assessable_with_details(juror, at), uuid=uuid)


@require_safe
def jury_overview(request: LoggedInRequest, year: int) -> HttpResponse:
    """Show a juror the applications of the call and their progress, or when there will be any."""
    now = timezone.now()
    juror = _seat(request, call__year=year)
    rows = assessments.overview(juror, now)
    context = {
        "call": juror.call,
        "call_state": call_state(juror.call, now),
        "criteria": juror.call.criteria.all(),
        "rows": rows,
        "done": sum(row.is_done for row in rows),
        "next": next((row.application for row in rows if not row.is_done), None),
        "is_excluded": not rows and conflicts.is_excluded_from_call(request.user, juror.call),
    }
    return render(request, "balansepotten/jury_overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_edit(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Assess an application; a juror who has finished sees the assessments of the others."""
    now = timezone.now()
    juror, application = _assessable(request, uuid, now)
    own = assessments.own_assessment(juror, application)
    if request.method == "POST" and request.POST.get("action") == "reopen":
        return _reopen(request, juror, application, at=now)
    is_last = request.POST.get("action") == "finish"
    form = AssessmentForm(juror.call, own, request.POST if request.method == "POST" else None, done=is_last)
    if form.is_valid() and _save(juror, application, form, is_last=is_last, at=now):
        words = (
            _("Vurderingen er ferdig.")
            if is_last
            else _("Utkastet er lagret %(moment)s.") % {"moment": format_datetime(now)}
        )
        messages.success(request, words)
        return _to_buttons(uuid)
    context = {
        "application": application,
        "call": juror.call,
        "budget": budget.budget_from_lines(application.amount_applied, application.budget_lines.all()),
        "not_eligible": _not_eligible(application),
        "own": own,
        "form": form,
        "next": assessments.next_for(juror, application, now),
        "progress": assessments.progress_by_call(request.user, now).get(juror.call_id),
        **(_outcome(application) if own and own.done_at else {}),
    }
    return render(request, "balansepotten/assessment_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_declare(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Declare a conflict of interest with an application, which is then hidden from the juror."""
    now = timezone.now()
    juror, application = _assessable(request, uuid, now)
    consequence = _("Jeg er inhabil, og vet at jeg ikke lenger får se søknaden.")
    if juror.call.conflict_scope == Call.ConflictScope.ROUND:
        consequence = _("Jeg er inhabil, og vet at jeg ikke lenger får se søknadene i runden.")
    form = ConflictForm(request.POST if request.method == "POST" else None, consequence=consequence)
    if form.is_valid() and _declare(request, juror, form, at=now, application=application):
        return redirect("jury_overview", juror.call.year)
    context = {"application": application, "call": juror.call, "form": form}
    return render(request, "balansepotten/conflict_declare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def call_conflict_declare(request: LoggedInRequest, year: int) -> HttpResponse:
    """Declare a conflict of interest with the whole call."""
    juror = _seat(request, call__year=year)
    consequence = _("Jeg er inhabil, og vet at jeg ikke lenger får se søknadene i runden.")
    form = ConflictForm(request.POST if request.method == "POST" else None, consequence=consequence)
    if form.is_valid() and _declare(request, juror, form, at=timezone.now()):
        return redirect("jury_overview", juror.call.year)
    return render(request, "balansepotten/call_conflict_declare.html", {"call": juror.call, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(RUN_ROUNDS)
def jury_progress_page(request: LoggedInRequest, year: int) -> HttpResponse:
    """Show staff the progress of the jury, and invite jurors."""
    call = get_object_or_404(Call, year=year)
    if request.method == "POST" and "dismiss" in request.POST:
        return _dismiss(request, call)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _invite(request, call, form):
        return redirect("jury_progress", call.year)
    jurors, rows = jury_progress.progress(call, viewer=request.user)
    context = {
        "call": call,
        "form": form,
        "jurors": jurors,
        "applications": rows,
        "enough": sum(row.is_enough for row in rows),
        "call_state": call_state(call, timezone.now()),
    }
    return render(request, "balansepotten/jury_progress.html", context)


@require_safe
@staff_page(RUN_ROUNDS)
def assessment_list(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Show staff the assessments of an application; a juror must have finished their own first."""
    visible = Application.objects.filter(conflicts.without_conflict(request.user))
    application = get_object_or_404(visible.select_related("call", "organisation"), uuid=uuid)
    if not assessments.may_read_all(application, request.user):
        raise Http404
    context = {"application": application, "call": application.call, **_outcome(application)}
    return render(request, "balansepotten/assessment_list.html", context)


def _to_buttons(uuid: UUID) -> HttpResponse:
    """Redirect to the buttons of the assessment, beside which the page shows what was done."""
    return redirect(f"{reverse('assessment_edit', args=[uuid])}#lagre")


def _outcome(application: Application) -> dict[str, Any]:
    """Return the assessments that count, and the summary of their scores."""
    found = assessments.counted_with_scores(application).fetch_mode(models.FETCH_RAISE)
    summary = mean_scores.summarise_scores(application.call).get(application.pk, mean_scores.ScoreSummary())
    return {
        "assessments": [(one, mean_scores.format_score(assessments.mean_of(one))) for one in found],
        "average": mean_scores.format_score(summary.average) if summary.average is not None else "",
        "spread": mean_scores.format_score(summary.spread),
    }


def _not_eligible(application: Application) -> str:
    try:
        applications.check_eligible(application.organisation, application.call)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _save(juror: Juror, application: Application, form: AssessmentForm, *, is_last: bool, at: datetime) -> bool:
    act = assessments.finish if is_last else assessments.save_draft
    try:
        act(juror, application, points=form.points(), comment=form.cleaned_data["comment"], at=at)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _reopen(request: LoggedInRequest, juror: Juror, application: Application, *, at: datetime) -> HttpResponse:
    try:
        assessments.reopen(juror, application, at=at)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Vurderingen er åpen igjen. Den teller ikke før du er ferdig med den."))
    return _to_buttons(application.uuid)


def _declare(
    request: LoggedInRequest,
    juror: Juror,
    form: ConflictForm,
    *,
    at: datetime,
    application: Application | None = None,
) -> bool:
    answers = {name: form.cleaned_data[name] for name in ("ground", "words")}
    try:
        conflicts.declare(juror.call, user=request.user, application=application, by=request.user, at=at, **answers)
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
        return False
    messages.success(request, _("Du er registrert som inhabil. Takk for at du sa fra."))
    return True


def _invite(request: LoggedInRequest, call: Call, form: InvitationForm) -> bool:
    login = request.build_absolute_uri(reverse("my_page"))
    try:
        juror = assessments.invite(call, **form.cleaned_data, by=request.user, at=timezone.now(), login=login)
    except ValidationError as error:
        form.add_error("email", " ".join(error.messages))
        return False
    messages.success(request, _("%(juror)s er invitert.") % {"juror": juror})
    return True


def _dismiss(request: LoggedInRequest, call: Call) -> HttpResponse:
    chosen = request.POST["dismiss"]
    juror = get_object_or_404(call.jurors.select_related("user"), pk=chosen if chosen.isdecimal() else 0)
    try:
        assessments.dismiss(juror)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(juror)s er ikke lenger med i juryen.") % {"juror": juror})
    return redirect("jury_progress", call.year)
