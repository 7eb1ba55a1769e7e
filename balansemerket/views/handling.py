"""The way to the mark, for staff: the board, the answers of each step, and the award."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balansekunst.access import HANDLE_MARK, LoggedInRequest, staff_page
from balansemerket import board, displayed_answers, rounds, steps
from balansemerket.models import Round, RoundStep, Step
from balansemerket.round_forms import AnswerForStep, AwardForm


@staff_page(HANDLE_MARK)
@require_safe
def round_board(request: HttpRequest) -> HttpResponse:
    """Show all rounds under way by step, those that have waited longest first."""
    columns = board.columns(on=timezone.localdate())
    return render(request, "balansemerket/round_board.html", {"columns": columns})


@staff_page(HANDLE_MARK)
@require_safe
def step_handle(request: HttpRequest, uuid: UUID, step: str) -> HttpResponse:
    """Show a step to staff, with what they can answer."""
    work, progress = _step(uuid, step)
    return _render(request, work, progress)


@staff_page(HANDLE_MARK)
@require_POST
def step_answer(request: LoggedInRequest, uuid: UUID, step: str) -> HttpResponse:
    """Approve a step, send it back with a word, or only say something."""
    work, progress = _step(uuid, step)
    form = AnswerForStep(request.POST)
    if form.is_valid():
        answers: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        words, action = form.cleaned_data["words"], request.POST.get("action", "")
        try:
            done = _answer(work, step, action, words, answers)
        except ValidationError as error:
            for field, problem in (error.error_dict if hasattr(error, "error_dict") else {"": error}).items():
                form.add_error(field or None, problem)
        else:
            messages.success(request, done)
            return redirect("step_handle", uuid, step)
    return _render(request, work, progress, form=form)


@staff_page(HANDLE_MARK)
@require_POST
def round_award(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Award the mark, or renew it."""
    work, progress = _step(uuid, Step.MARK)
    form = AwardForm(request.POST)
    if form.is_valid():
        try:
            event = rounds.award(work, on=form.cleaned_data["date"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            words = _("%(kind)s til %(day)s. Virksomheten har fått e-post.")
            day = date_format(event.valid_until, "j. F Y") if event.valid_until else ""
            messages.success(request, words % {"kind": event.get_kind_display(), "day": day})
            return redirect("round_board")
    return _render(request, work, progress, award_form=form)


def _answer(work: Round, step: str, action: str, words: str, answers: dict[str, Any]) -> str:
    """Do what the pressed button says, and return what to say about it."""
    if action == "approve":
        rounds.approve(work, step, words=words, **answers)
        return _("Godkjent. Virksomheten har fått e-post.")
    if action == "return":
        rounds.send_back(work, step, words=words, **answers)
        return _("Sendt tilbake. Virksomheten har fått e-post.")
    if not words:
        raise ValidationError({"words": _("Skriv en kommentar.")})
    rounds.comment(work, step, text=words, as_staff=True, **answers)
    return _("Kommentaren er sendt til virksomheten.")


def _step(uuid: UUID, step: str) -> tuple[Round, steps.StepProgress]:
    work = get_object_or_404(Round.objects.for_mark().with_answers(), uuid=uuid)
    progress = steps.progress_of(work, step, on=timezone.localdate())
    if progress is None:
        raise Http404
    return work, progress


def _render(
    request: HttpRequest,
    work: Round,
    progress: steps.StepProgress,
    *,
    form: AnswerForStep | None = None,
    award_form: AwardForm | None = None,
) -> HttpResponse:
    is_readable = progress.row.status != RoundStep.Status.DRAFT or work.shared_at is not None
    is_ready = rounds.is_ready_for_mark(work)
    today = timezone.localdate()
    context = {
        "round": work,
        "all_steps": steps.progress(work, on=today),
        "current": progress,
        "is_readable": is_readable,
        "groups": displayed_answers.groups(work, progress.step) if is_readable else [],
        "comments": work.comments.filter(step=progress.step).select_related("author"),
        "form": form or AnswerForStep(),
        "award_form": (award_form or AwardForm(initial={"date": today})) if is_ready else None,
        "proposal": rounds.award_proposal(work, on=today) if is_ready else None,
        "failed": next((each for each in (form, award_form) if each is not None and each.errors), None),
        "board": reverse("round_board"),
    }
    return render(request, "balansemerket/step_handle.html", context)
