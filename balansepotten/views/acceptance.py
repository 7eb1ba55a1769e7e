"""Accepting a grant, for the contacts of the recipient: as it was applied for, or with an adjusted budget."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from balansekunst import autosave
from balansekunst.arrival import arrived_at
from balansepotten import adjusted_budgets, grants, unsaved
from balansepotten.adjusted_budget_forms import AdjustedBudgetForm
from balansepotten.budget import Kind
from balansepotten.deadlines import format_datetime
from balansepotten.grant_forms import AcceptForm
from balansepotten.models import AdjustedBudget, Application, Grant
from balansepotten.views import LoggedInRequest, is_logged_in
from balansepotten.views.draft_pages import ask_to_log_in, autosave_logged_out, posted_version
from balansepotten.views.grants import own_grant, render_account


@login_not_required
@never_cache
@sensitive_post_parameters("account_number")
@require_http_methods(["GET", "HEAD", "POST"])
def grant_accept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Accept the grant with a bank account, and with an adjusted budget if less is awarded than was applied for.

    Text typed after the login expired is saved, without the account number, and shown again after logging in.
    """
    now = arrived_at(request)
    if not is_logged_in(request):
        return ask_to_log_in(request, Grant.objects.filter(application__uuid=uuid), at=now)
    typed = unsaved.pop(request.session, request.path, at=now)
    grant = own_grant(request, uuid)
    is_awarded = grant.application.notified_status == Application.Status.GRANTED
    if is_awarded and grant.budget_state() in AdjustedBudget.WRITABLE:
        return _accept_adjusted(request, grant, typed, at=now)
    if grant.accepted_at or grant.declined_at:
        return redirect("grant_detail", uuid)
    return _accept(request, grant, at=now)


@login_not_required
@sensitive_post_parameters("account_number")
@require_POST
def grant_budget_autosave(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Save the adjusted budget while it is being written, and respond with a message and the new version."""
    now, page = timezone.now(), reverse("grant_accept", args=[uuid])
    if not is_logged_in(request):
        return autosave_logged_out(request, page, Grant.objects.filter(application__uuid=uuid), at=now)
    grant = own_grant(request, uuid)
    form = AdjustedBudgetForm(request.POST, grant=grant)
    if not form.is_savable and not form.is_stale:
        names = ", ".join(form.invalid_labels())
        problem = _("Dette må rettes før det kan lagres: %(names)s.") % {"names": names}
        return JsonResponse({"message": problem, "fields": {}, "saved": [], "complete": False})
    try:
        draft = _save(request, grant, form)
    except ValidationError as error:
        return autosave.refused(error)
    unsaved.pop(request.session, page, at=now)
    return autosave.saved(now, fields={"version": draft.changed_at.isoformat()}, problems=[])


def _accept(request: LoggedInRequest, grant: Grant, *, at: datetime) -> HttpResponse:
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        number = form.cleaned_data["account_number"]
        try:
            grants.accept(grant, account_number=number, by=request.user, at=at)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Tilsagnet er godtatt. Takk!"))
            return redirect("grant_detail", grant.application.uuid)
    return render_account(request, grant, form)


def _accept_adjusted(request: LoggedInRequest, grant: Grant, typed: QueryDict | None, *, at: datetime) -> HttpResponse:
    form = AdjustedBudgetForm(request.POST if request.method == "POST" else typed, grant=grant)
    if request.method == "POST":
        if response := _handle_adjusted(request, grant, form, at):
            return response
    elif typed:
        unsaved.save(request.session, request.path, typed=typed, at=at)
    context = {
        "grant": grant,
        "application": grant.application,
        "call": grant.application.call,
        "form": form,
        "budget": form.budget(),
        "is_restored": bool(typed) and request.method != "POST",
    }
    return render(request, "balansepotten/grant_adjust.html", context)


def _handle_adjusted(
    request: LoggedInRequest, grant: Grant, form: AdjustedBudgetForm, at: datetime
) -> HttpResponse | None:
    """Save the budget, and submit it where the button says so. Return None if the form has to be shown again."""
    if not form.is_savable:
        return None
    try:
        draft = _save(request, grant, form)
        form.saved_version = draft.changed_at.isoformat()
        if form.is_valid() and form.is_submitting:
            number = form.cleaned_data.get("account_number", "")
            adjusted_budgets.submit(grant, by=request.user, at=at, version=draft.changed_at, account_number=number)
    except ValidationError as error:
        form.add_error(None, error)
    if not form.is_valid():
        return None
    if form.is_submitting:
        messages.success(request, _("Budsjettet er sendt. Dere hører fra oss når vi har sett på det."))
        return redirect("grant_detail", grant.application.uuid)
    return _after_saving(request, grant)


def _after_saving(request: LoggedInRequest, grant: Grant) -> HttpResponse:
    """Redirect to where the pressed button leads: to a kind of lines, or to the top."""
    address = reverse("grant_accept", args=[grant.application.uuid])
    if request.POST.get("action") in Kind:
        return redirect(f"{address}#{request.POST['action']}")
    messages.success(request, _("Utkastet er lagret %(moment)s.") % {"moment": format_datetime(timezone.now())})
    return redirect(address)


def _save(request: LoggedInRequest, grant: Grant, form: AdjustedBudgetForm) -> AdjustedBudget:
    """Save what the form says, as of the version that the page had."""
    plan_changes = form.cleaned_data.get("plan_changes", "")
    version = posted_version(request)
    return adjusted_budgets.save(grant, version=version, plan_changes=plan_changes, lines=form.lines())
