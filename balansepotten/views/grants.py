"""Grants, for the contacts of the recipient. For anyone else they do not exist."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balansekunst.arrival import arrived_at
from balansekunst.unsent_forms import shown_again
from balansepotten import (
    adjusted_budgets,
    attachments,
    bank_accounts,
    concurrent_edits,
    declining,
    drafts,
    follow_up,
    grants,
    letters,
    project_reports,
    unsaved,
)
from balansepotten.budget import Kind
from balansepotten.deadlines import format_datetime
from balansepotten.grant_forms import AccountForm, DeclineForm, ReportForm
from balansepotten.models import Attachment, Grant, ProjectReport
from balansepotten.settlement import accounts_from_lines
from balansepotten.views import LoggedInRequest, is_logged_in
from balansepotten.views.draft_pages import ask_to_log_in, autosave_draft, autosave_logged_out


def own_grant(request: LoggedInRequest, uuid: UUID) -> Grant:
    """Return the grant of the user's organisation, if its recipient has been notified."""
    return get_object_or_404(follow_up.grants_of_contact(request.user), application__uuid=uuid)


def _own_report(request: LoggedInRequest, uuid: UUID) -> ProjectReport:
    """Return the report, which is created when the grant is accepted."""
    grant = own_grant(request, uuid)
    report = get_object_or_404(ProjectReport, grant=grant, grant__declined_at__isnull=True)
    report.grant = grant
    return report


@require_safe
def grant_detail(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Show the status of the grant, and the next step."""
    grant = own_grant(request, uuid)
    report, adjusted = getattr(grant, "report", None), grant.adjusted_budget()
    adjusted = adjusted if adjusted and not adjusted.is_writable else None
    context = {
        "grant": grant,
        "application": grant.application,
        "account": bank_accounts.format_number(grant.account_number),
        "payments": grant.payments.all(),
        "extensions": grant.extensions.all(),
        "letters": letters.sent_letters(grant.application),
        "report": report,
        "accounts": accounts_from_lines(report.account_lines.all()) if report else None,
        "is_overdue": grant.report_due < timezone.localdate(),
        "adjusted": adjusted,
        "compared": adjusted_budgets.comparison(grant, adjusted) if adjusted else [],
        "budget_state": grant.budget_state(),
        "can_decline": declining.can_decline(grant),
    }
    return render(request, "balansepotten/grant_detail.html", context)


@shown_again
@require_http_methods(["GET", "HEAD", "POST"])
def grant_decline(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Confirm and decline the grant."""
    grant = own_grant(request, uuid)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            declining.decline(grant, reason=form.cleaned_data["reason"], by=request.user, at=arrived_at(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Dere har sagt fra dere støtten. Du får en bekreftelse på e-post."))
            return redirect("grant_detail", uuid)
    elif request.method != "POST" and not declining.can_decline(grant):
        return redirect("grant_detail", uuid)
    context = {"grant": grant, "application": grant.application, "form": form}
    return render(request, "balansepotten/grant_decline.html", context)


@sensitive_post_parameters("account_number")
@require_http_methods(["GET", "HEAD", "POST"])
def grant_account(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Change the account for what is not paid yet."""
    grant = own_grant(request, uuid)
    if not grant.accepted_at:
        return redirect("grant_accept", uuid)
    initial = {"account_number": bank_accounts.format_number(grant.account_number)}
    form = AccountForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            grants.change_account(grant, account_number=form.cleaned_data["account_number"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Kontonummeret er lagret."))
            return redirect("grant_detail", uuid)
    return render_account(request, grant, form)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Edit the report and its accounts, which may be saved incomplete.

    Text typed after the login expired is saved, and shown again after logging in.
    """
    now = timezone.now()
    if not is_logged_in(request):
        return ask_to_log_in(request, ProjectReport.objects.filter(grant__application__uuid=uuid), at=now)
    typed = unsaved.pop(request.session, request.path, at=now)
    report = _own_report(request, uuid)
    if report.status not in ProjectReport.WRITABLE:
        return redirect("grant_detail", uuid)
    form = ReportForm(request.POST if request.method == "POST" else typed, report=report)
    saved = False
    if request.method == "POST":
        _change_files(request, report, form)
        saved = _save(report, form)
        if saved and form.is_valid():
            return _after_saving(request, uuid)
    elif typed:
        unsaved.save(request.session, request.path, typed=typed, at=now)
    changes = form.merge_concurrent_changes() if form.is_bound and not form.is_valid() else []
    context = {
        "form": form,
        "changes": changes,
        "saved_by": concurrent_edits.saved_by(report) if changes else "",
        "is_restored": bool(typed) and request.method != "POST",
        "is_partly_saved": saved,
        "grant": report.grant,
        "application": report.grant.application,
        "report": report,
        "draft": report,
        "accounts": form.accounts(),
        "files": project_reports.signed_accounts(report.grant.application),
    }
    return render(request, "balansepotten/report_edit.html", context)


@login_not_required
@require_POST
def report_autosave(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Save the valid fields of the report while it is being written."""
    now, page = timezone.now(), reverse("report_edit", args=[uuid])
    if not is_logged_in(request):
        found = ProjectReport.objects.filter(grant__application__uuid=uuid)
        return autosave_logged_out(request, page, found, at=now)
    report = _own_report(request, uuid)
    form = ReportForm(request.POST, report=report)
    return autosave_draft(
        request,
        page,
        form,
        lambda version: project_reports.save(report, version=version, content=form.content()),
        at=now,
    )


@require_POST
def report_help(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Ask staff for help with the report, or take that back."""
    report, wanted = _own_report(request, uuid), request.POST.get("wanted") == "yes"
    try:
        drafts.set_help_wanted_with_report(report, wanted=wanted, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, drafts.confirmation(wanted=wanted))
    return redirect("report_edit", uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def report_submit(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Show the report as it will be submitted, with what is missing, and submit it."""
    report = _own_report(request, uuid)
    problems: list[str] = []
    if request.method == "POST":
        try:
            project_reports.submit(report, by=request.user, at=arrived_at(request))
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, _("Rapporten er sendt. Takk!"))
            return redirect("grant_detail", uuid)
    if report.status not in ProjectReport.WRITABLE:
        return redirect("grant_detail", uuid)
    context = {
        "report": report,
        "grant": report.grant,
        "application": report.grant.application,
        "accounts": accounts_from_lines(report.account_lines.all()),
        "settlement": project_reports.calculate_settlement(report.grant, report),
        "files": project_reports.signed_accounts(report.grant.application),
        "missing": project_reports.missing_requirements(report),
        "problems": problems,
    }
    return render(request, "balansepotten/report_submit.html", context)


def render_account(request: LoggedInRequest, grant: Grant, form: AccountForm) -> HttpResponse:
    """Show the form of the bank account, with which a grant is accepted or its account changed."""
    context = {"grant": grant, "application": grant.application, "call": grant.application.call, "form": form}
    return render(request, "balansepotten/grant_accept.html", context)


def _change_files(request: LoggedInRequest, report: ProjectReport, form: ReportForm) -> None:
    """Add and remove files, even if the rest of the form is invalid."""
    application = report.grant.application
    try:
        for file in project_reports.signed_accounts(application):
            if str(file.uuid) == request.POST.get("remove"):
                attachments.remove(file)
    except ValidationError as error:
        form.add_error(None, error)
    for upload in request.FILES.getlist("uploads"):
        try:
            attachments.attach(application, upload=upload, purpose=Attachment.Purpose.ACCOUNTS)
        except ValidationError as error:
            form.add_error("uploads", error)


def _save(report: ProjectReport, form: ReportForm) -> bool:
    """Save the valid fields of the report, and return whether they are saved."""
    form.is_valid()
    if form.is_stale:
        return False
    try:
        saved = project_reports.save(report, version=form.saved_at, content=form.content())
    except ValidationError as error:
        form.add_error(None, error)
        return False
    report.changed_at = saved.changed_at
    return True


def _after_saving(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Redirect to where the pressed button leads: the review, a part of the form, or its top."""
    if request.POST.get("action") == "review":
        return redirect("report_submit", uuid)
    address = reverse("report_edit", args=[uuid])
    if "remove" in request.POST:
        return redirect(f"{address}#vedlegg")
    if request.POST.get("action") in Kind:
        return redirect(f"{address}#{request.POST['action']}")
    messages.success(request, _("Rapporten er lagret %(moment)s.") % {"moment": format_datetime(timezone.now())})
    return redirect(address)
