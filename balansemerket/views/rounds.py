"""An organisation's way to the mark, for its contacts. For anyone else it does not exist."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balansekunst import autosave
from balansekunst.access import HANDLE_MARK, LoggedInRequest, has_second_factor
from balansekunst.file_responses import stored_file
from balansekunst.unsent_forms import shown_again
from balansemerket import displayed_answers, evidence, gatherings, rounds, steps
from balansemerket.models import Area, Requirement, Round, Step
from balansemerket.round_forms import CommentForm, StepForms
from balansemerket.steps import StepProgress
from members.views import organisation_of

if TYPE_CHECKING:
    from collections.abc import Callable

CHANGED = gettext_lazy("Noe ble lagret av en annen i samme øyeblikk. Prøv igjen.")


def _own_round(request: LoggedInRequest, uuid: UUID) -> Round:
    found: Round = get_object_or_404(Round.objects.of_contact(request.user).with_answers(), uuid=uuid)
    return found


def _own_step(request: LoggedInRequest, uuid: UUID, step: str) -> tuple[Round, StepProgress]:
    work = _own_round(request, uuid)
    progress = steps.progress_of(work, step, on=timezone.localdate())
    if progress is None:
        raise Http404
    return work, progress


@require_http_methods(["GET", "HEAD", "POST"])
def round_begin(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Say what the way to the mark is, and begin on it."""
    organisation, today = organisation_of(request, pk), timezone.localdate()
    problem = rounds.begin_problem(organisation, on=today)
    if request.method == "POST" and not problem:
        try:
            work = rounds.begin(organisation, by=request.user, on=today)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, _("Dere er i gang. Begynn med kursene."))
            return redirect(work)
    version = rounds.version_on(today)
    context = {"organisation": organisation, "problem": problem, "version": version, "steps": Step}
    return render(request, "balansemerket/round_begin.html", context)


@require_safe
def round_detail(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Show the steps, how far each has come, and what remains."""
    work = _own_round(request, uuid)
    contacts = list(work.organisation.contacts.exclude(user=None))
    context = {
        "round": work,
        "progress": steps.progress(work, on=timezone.localdate()),
        "leaders": [contact for contact in contacts if contact.is_leader],
        "latest": {comment.step: comment for comment in work.comments.all()},
    }
    return render(request, "balansemerket/round_detail.html", context)


@shown_again
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step_edit(request: LoggedInRequest, uuid: UUID, step: str) -> HttpResponse:
    """Show a step, and save what is written in it."""
    work, progress = _own_step(request, uuid, step)
    if not (work.is_open and progress.row.is_writable):
        if request.method == "POST":
            messages.error(request, _("Steget er levert i mellomtiden, og kan ikke endres nå."))
            return redirect("step_edit", uuid, step)
        return _render_step(request, work, progress)
    forms = StepForms(work, progress.step, _requirements(progress))
    if request.method == "POST":
        forms, problem = _save(request, work, progress)
        if not (problem or forms.with_errors):
            return _after_saving(request, work, progress)
        work, progress = _own_step(request, uuid, step)
        return _render_step(request, work, progress, forms=forms, problem=problem)
    return _render_step(request, work, progress, forms=forms)


@login_not_required
@require_POST
def step_autosave(request: HttpRequest, uuid: UUID, step: str) -> JsonResponse:
    """Save the valid fields of a step while it is being written."""
    if not request.user.is_authenticated:
        words = _("Ikke lagret: innloggingen har gått ut. Logg inn i en ny fane, og kom tilbake hit.")
        return autosave.logged_out(reverse("account_login"), reverse("my_page"), words, new_tab=True)
    work, progress = _own_step(request, uuid, step)  # type: ignore[arg-type]
    try:
        with transaction.atomic():
            rounds.lock_step(work, step)
            fresh = Round.objects.with_answers().get(pk=work.pk)
            forms = StepForms(fresh, progress.step, _requirements(progress), request.POST)
            saved, replaced = forms.save()
    except ValidationError as error:
        return autosave.refused(error)
    except IntegrityError:
        return autosave.refused(ValidationError(CHANGED))
    parts = _parts(request, *_own_step(request, uuid, step), forms)  # type: ignore[arg-type]
    problems = list(forms.problems())
    return autosave.saved(timezone.now(), fields=replaced, saved=saved, problems=problems, parts=parts)


@require_POST
def step_hand_in(request: LoggedInRequest, uuid: UUID, step: str) -> HttpResponse:
    """Hand in a step, on behalf of the organisation's leaders."""
    work, _progress = _own_step(request, uuid, step)
    try:
        rounds.hand_in(work, step, by=request.user, at=timezone.now(), on=timezone.localdate())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(f"{reverse('step_edit', args=[uuid, step])}#lever")
    words = _("«%(step)s» er levert. Vi ser på det, og dere får svar på e-post.")
    messages.success(request, words % {"step": Step(step).label})
    return redirect(work)


@shown_again
@require_http_methods(["GET", "HEAD", "POST"])
def step_comment(request: LoggedInRequest, uuid: UUID, step: str) -> HttpResponse:
    """Say something about a step to staff."""
    work, progress = _own_step(request, uuid, step)
    if request.method != "POST":  # after a login
        return redirect(f"{reverse('step_edit', args=[uuid, step])}#kommentarer")
    form = CommentForm(request.POST)
    if form.is_valid():
        rounds.comment(work, step, text=form.cleaned_data["text"], by=request.user, at=timezone.now(), as_staff=False)
        messages.success(request, _("Kommentaren er sendt."))
        return redirect(f"{reverse('step_edit', args=[uuid, step])}#kommentarer")
    forms = StepForms(work, progress.step, _requirements(progress)) if progress.row.is_writable else None
    return _render_step(request, work, progress, forms=forms, comment_form=form)


@require_safe
def evidence_download(request: LoggedInRequest, uuid: UUID) -> FileResponse:
    """Send a file to the organisation's contacts, and once its step is handed in to staff with a second factor."""
    as_staff = request.user.has_perm(HANDLE_MARK) and has_second_factor(request)
    found = get_object_or_404(evidence.readable_files(request.user, as_staff=as_staff), uuid=uuid)
    return stored_file(found)


def _requirements(progress: StepProgress) -> list[Requirement]:
    return [point.requirement for point in progress.points]


def _save(request: LoggedInRequest, work: Round, progress: StepProgress) -> tuple[StepForms, str]:
    """Save what is valid, and do what the pressed button says. Return the forms with errors, and a problem or ""."""
    requirements = _requirements(progress)
    try:
        with transaction.atomic():
            rounds.lock_step(work, progress.step)
            fresh = Round.objects.with_answers().get(pk=work.pk)
            forms = StepForms(fresh, progress.step, requirements, request.POST)
            forms.save()
            forms.add_evidence(request.FILES, by=request.user)
            _act(request, fresh)
    except ValidationError as error:
        return StepForms(work, progress.step, requirements, request.POST), " ".join(error.messages)
    except IntegrityError:
        return StepForms(work, progress.step, requirements, request.POST), str(CHANGED)
    return forms, ""


def _act(request: LoggedInRequest, work: Round) -> None:
    """Add or remove a row, as the pressed button says."""
    name, _separator, value = request.POST.get("action", "").partition(":")
    acts: dict[str, Callable[[], Any]] = {
        "add": lambda: rounds.add_risk(work, Area(value), by=request.user),
        "drop": lambda: rounds.remove_risk(get_object_or_404(work.risks, pk=_number(value)), by=request.user),
        "remove": lambda: evidence.remove(_evidence(work, value), by=request.user),
        "gathering": lambda: gatherings.choose(work, _number(value), by=request.user),
    }
    if name in acts and (name != "add" or value in Area):
        acts[name]()


def _number(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise Http404
    return int(value)


def _evidence(work: Round, value: str) -> Any:
    found = next((each for each in work.evidence.all() if str(each.uuid) == value), None)
    if found is None:
        raise Http404
    return found


def _after_saving(request: LoggedInRequest, work: Round, progress: StepProgress) -> HttpResponse:
    address = reverse("step_edit", args=[work.uuid, progress.step])
    name, _separator, value = request.POST.get("action", "").partition(":")
    match name:
        case "add" if value in Area:
            added = work.risks.filter(area=value).latest("pk")
            return redirect(f"{address}#risiko-{added.pk}")
        case "gathering":
            return redirect(f"{address}#samling")
        case "finish":
            return redirect(f"{address}#lever")
    messages.success(request, _("Lagret kl.\xa0%(time)s.") % {"time": f"{timezone.localtime():%H.%M}"})
    return redirect(address)


def _parts(request: LoggedInRequest, work: Round, progress: StepProgress, forms: StepForms) -> dict[str, str]:
    """Return the parts of the page that show what remains, by their ids."""
    context = {**_remaining(request, work, progress), "forms": forms}
    templates = {"stegene": "step_nav", "lever": "hand_in"}
    return {
        part: render_to_string(f"balansemerket/_parts/{name}.html", context, request)
        for part, name in templates.items()
    }


def _remaining(request: LoggedInRequest, work: Round, progress: StepProgress) -> dict[str, Any]:
    return {
        "round": work,
        "all_steps": steps.progress(work, on=timezone.localdate()),
        "current": progress,
        "hand_in_problem": rounds.hand_in_problem(work, progress, by=request.user),
    }


def _render_step(
    request: LoggedInRequest,
    work: Round,
    progress: StepProgress,
    *,
    forms: StepForms | None = None,
    comment_form: CommentForm | None = None,
    problem: str = "",
) -> HttpResponse:
    context = {
        **_remaining(request, work, progress),
        "forms": forms,
        "problem": problem,
        "groups": [] if forms else displayed_answers.groups(work, progress.step),
        "gatherings": gatherings.possible(work) if forms and forms.gathering else [],
        "comments": work.comments.filter(step=progress.step).select_related("author"),
        "comment_form": comment_form or CommentForm(),
    }
    return render(request, "balansemerket/step_edit.html", context)
