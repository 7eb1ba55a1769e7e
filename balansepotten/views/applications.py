"""Applications, for the contacts of the applying organisation. For anyone else they do not exist."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balansekunst.access import RUN_ROUNDS, has_second_factor
from balansekunst.arrival import arrived_at
from balansekunst.file_responses import stored_file
from balansepotten import (
    applications,
    assessments,
    attachments,
    budget,
    concurrent_edits,
    drafts,
    follow_up,
    letters,
    requirements,
    unsaved,
)
from balansepotten.budget import Kind
from balansepotten.deadlines import call_state, format_datetime
from balansepotten.form_fields import FormSection
from balansepotten.forms import DraftForm
from balansepotten.models import Application, Attachment
from balansepotten.views import LoggedInRequest, is_logged_in
from balansepotten.views.draft_pages import ask_to_log_in, autosave_draft, autosave_logged_out, posted_version


def _own_application(request: LoggedInRequest, uuid: UUID) -> Application:
    return get_object_or_404(
        Application.objects.of_contact(request.user).with_parts().with_notified_outcome(), uuid=uuid
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Edit the application: save an incomplete draft, or change a submitted application.

    Text typed after the login expired is saved, and shown again after logging in.
    """
    now = arrived_at(request)
    if not is_logged_in(request):
        return ask_to_log_in(request, Application.objects.filter(uuid=uuid), at=now)
    typed = unsaved.pop(request.session, request.path, at=now)
    application = _own_application(request, uuid)
    if not (application.is_draft or application.can_change_at(now) or request.method == "POST"):
        return redirect(application)
    form = DraftForm(request.POST if request.method == "POST" else typed, instance=application)
    saved = False
    if request.method == "POST":
        saved = _save(request, application, form) if application.is_draft else _change(request, application, form, now)
        if saved and form.is_valid():
            return _after_saving(request, application)
    elif typed:
        unsaved.save(request.session, request.path, typed=typed, at=now)
    changes = form.merge_concurrent_changes() if form.is_bound and not form.is_valid() else []
    context = {
        **_draft_context(application),
        "draft": application,
        "form": form,
        "changes": changes,
        "saved_by": concurrent_edits.saved_by(application) if changes else "",
        "is_restored": bool(typed) and request.method != "POST",
        "is_partly_saved": saved,
        "budget": form.budget(),
    }
    return render(request, "balansepotten/application_edit.html", context)


@login_not_required
@require_POST
def application_autosave(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Save the valid fields of the draft while it is being written."""
    now, page = timezone.now(), reverse("application_edit", args=[uuid])
    if not is_logged_in(request):
        return autosave_logged_out(request, page, Application.objects.filter(uuid=uuid), at=now)
    application = _own_application(request, uuid)
    form = DraftForm(request.POST, instance=application)
    return autosave_draft(
        request,
        page,
        form,
        lambda version: applications.save(application, version=version, content=form.content()),
        at=now,
    )


@require_POST
def application_help(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Ask staff for help with the draft, or take that back."""
    application, wanted = _own_application(request, uuid), request.POST.get("wanted") == "yes"
    try:
        drafts.set_help_wanted(application, wanted=wanted, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, drafts.confirmation(wanted=wanted))
    return redirect("application_edit", uuid)


@require_safe
def application_review(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Show the draft as it will be submitted, with what is missing."""
    application = _own_application(request, uuid)
    if not application.is_draft:
        return redirect(application)
    return _render_review(request, application)


@require_http_methods(["GET", "HEAD", "POST"])
def application_submit(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Submit the application."""
    application = get_object_or_404(Application.objects.of_contact(request.user), uuid=uuid)
    if request.method != "POST":
        # After an expired login the login page redirects here; the user must press the button again.
        return redirect("application_review", uuid)
    try:
        applications.submit(application, by=request.user, at=arrived_at(request), version=posted_version(request))
    except ValidationError as error:
        return _render_review(request, _own_application(request, uuid), problems=error.messages)
    return redirect("application_receipt", uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def application_withdraw(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Confirm and withdraw the application."""
    application = _own_application(request, uuid)
    problems: Sequence[str] = ()
    if request.method == "POST":
        try:
            applications.withdraw(application, by=request.user, at=arrived_at(request))
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, _("Søknaden er trukket. Du får en bekreftelse på e-post."))
            return redirect("application_detail", uuid)
    elif not applications.can_withdraw(application):
        return redirect(application)
    context = {
        "application": application,
        "problems": problems,
        "can_change": application.can_change_at(timezone.now()),
    }
    return render(request, "balansepotten/application_withdraw.html", context)


@require_safe
def application_receipt(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Confirm that the application was received, with its number and the next steps."""
    application = _own_application(request, uuid)
    if application.is_draft:
        return redirect(application)
    return render(request, "balansepotten/application_receipt.html", {"application": application})


@require_safe
def application_detail(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    application = _own_application(request, uuid)
    if application.is_draft:
        return redirect(application)
    context = {
        "application": application,
        "budget": _budget(application),
        "can_change": application.can_change_at(timezone.now()),
        "deadline": application.call.deadline_for(application.organisation_id),
        "can_withdraw": applications.can_withdraw(application),
        "letters": letters.sent_letters(application),
        "grant": follow_up.grants_of_contact(request.user).filter(application=application).first(),
    }
    return render(request, "balansepotten/application_detail.html", context)


@require_safe
def attachment_download(request: LoggedInRequest, uuid: UUID) -> FileResponse:
    """Send an attachment to the organisation's contacts, to its jury, and to staff who run calls.

    Staff need a second factor, and nobody may have a conflict of interest.
    """
    as_staff = request.user.has_perm(RUN_ROUNDS) and has_second_factor(request)
    found = assessments.readable_files(request.user, at=timezone.now(), as_staff=as_staff)
    attachment = get_object_or_404(found, uuid=uuid)
    return stored_file(attachment)


def _draft_context(application: Application) -> dict:
    """Return the context of a draft: what is missing, its deadline, and why the organisation is not eligible."""
    problem = ""
    try:
        applications.check_eligible(application.organisation, application.call)
    except ValidationError as error:
        problem = " ".join(error.messages)
    missing = requirements.missing_requirements(application)
    others = list(applications.submitted_by(application.organisation, application.call).exclude(pk=application.pk))
    return {
        "application": application,
        "missing": missing,
        "progress": requirements.progress(missing, has_questions=bool(application.call.questions.all())),
        "call_state": call_state(
            application.call, timezone.now(), deadline=application.call.deadline_for(application.organisation_id)
        ),
        "not_eligible": problem,
        "others": others,
        "is_one_too_many": application.is_draft and bool(others) and not application.call.several_applications,
        "is_change": not application.is_draft,
    }


def _budget(application: Application) -> budget.Budget:
    return budget.budget_from_lines(application.amount_applied, application.budget_lines.all())


def _render_review(request: LoggedInRequest, application: Application, problems: Sequence[str] = ()) -> HttpResponse:
    context = {**_draft_context(application), "budget": _budget(application), "problems": problems}
    return render(request, "balansepotten/application_review.html", context)


def _removed(request: LoggedInRequest, application: Application) -> list[Attachment]:
    return [file for file in application.own_attachments() if str(file.uuid) == request.POST.get("remove")]


def _save(request: LoggedInRequest, application: Application, form: DraftForm) -> bool:
    """Save the valid fields of the draft, and return whether they are saved. Its files are saved even if not."""
    try:
        for attachment in _removed(request, application):
            attachments.remove(attachment)
    except ValidationError as error:
        form.add_error(None, error)
    for upload in request.FILES.getlist("uploads"):
        try:
            attachments.attach(application, upload=upload)
        except ValidationError as error:
            form.add_error("uploads", error)
    form.is_valid()
    if form.is_stale:
        return False
    try:
        draft = applications.save(application, version=form.saved_at, content=form.content())
    except ValidationError as error:
        form.add_error(None, error)
        return False
    application.changed_at = draft.changed_at
    return True


def _change(request: LoggedInRequest, application: Application, form: DraftForm, at: datetime) -> bool:
    """Change the sent application with its files, or nothing if the form is invalid."""
    uploads = request.FILES.getlist("uploads")
    if not form.is_valid():
        if uploads:
            form.add_error("uploads", _("Velg filene på nytt når du har rettet resten."))
        return False
    removed = _removed(request, application)
    try:
        changed = applications.change(
            application,
            by=request.user,
            at=at,
            version=form.saved_at,
            content=form.content(),
            uploads=uploads,
            removed=removed,
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    if changed:
        words = _("Endringene er sendt %(moment)s. Du får en ny kvittering på e-post.") % {
            "moment": format_datetime(at)
        }
        messages.success(request, words)
    else:
        messages.info(request, _("Ingenting var endret, og søknaden gjelder som før."))
    return True


def _after_saving(request: LoggedInRequest, application: Application) -> HttpResponse:
    """Redirect to where the pressed button leads: the review, a section of the form, or its top."""
    address, action = reverse("application_edit", args=[application.uuid]), request.POST.get("action")
    if "remove" in request.POST:
        return redirect(f"{address}#{FormSection.ATTACHMENTS}")
    if action in Kind:
        return redirect(f"{address}#{action}")
    if not application.is_draft:
        return redirect("application_detail", application.uuid)
    if action == "review":
        return redirect("application_review", application.uuid)
    messages.success(request, _("Utkastet er lagret %(moment)s.") % {"moment": format_datetime(timezone.now())})
    return redirect(address)
