"""Following up a call after its decisions, for staff: totals, payments, and the report of each grant."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balansekunst.access import DECIDE_ROUNDS, RUN_ROUNDS, staff_page
from balansekunst.imports.exports import download
from balansekunst.imports.formats import Csv, Xlsx
from balansepotten import (
    adjusted_budgets,
    bank_accounts,
    declining,
    drafts,
    follow_up,
    grants,
    letters,
    payments,
    project_reports,
)
from balansepotten.conflicts import without_conflict
from balansepotten.grant_forms import ExtensionForm, PaidForm, RegisterDeclineForm, ReturnForm
from balansepotten.models import Application, Call, Grant, Payment, ProjectReport
from balansepotten.settlement import accounts_from_lines
from balansepotten.views import LoggedInRequest

FORMATS = {"csv": Csv, "xlsx": Xlsx}


@staff_page(RUN_ROUNDS)
@require_safe
def call_overview(request: LoggedInRequest, year: int) -> HttpResponse:
    """Show the totals of the call, each with its grants, and the payments."""
    call = get_object_or_404(Call, year=year)
    found = follow_up.grant_rows(call, user=request.user, day=timezone.localdate())
    numbers = follow_up.numbers(found)
    asked = request.GET.get("vis", "")
    shown = next((number for number in numbers if number.kind == asked), None)
    due = list(payments.for_call(call, user=request.user))
    listed = shown.rows if shown else found
    context = {
        "call": call,
        "numbers": numbers,
        "shown": shown,
        "rows": listed,
        "sums": {name: sum(getattr(row, name) for row in listed) for name in ("awarded", "paid", "outstanding")},
        "unpaid": [payment for payment in due if not payment.paid_on],
        "paid": [payment for payment in due if payment.paid_on],
        "today": timezone.localdate(),
        "is_partly_hidden": follow_up.is_partly_hidden(call, user=request.user),
        "may_pay": request.user.has_perm(DECIDE_ROUNDS),
        "drafts": drafts.drafts_of_call(call, user=request.user),
    }
    return render(request, "balansepotten/call_overview.html", context)


@staff_page(DECIDE_ROUNDS)
@require_safe
def payment_export(request: LoggedInRequest, year: int, ending: str) -> HttpResponseBase:
    """Export the unpaid payments for the bookkeeper, or all of the call's with «?hva=alle»."""
    if ending not in FORMATS:
        raise Http404
    call = get_object_or_404(Call, year=year)
    found = payments.for_call(call, user=request.user)
    if request.GET.get("hva") != "alle":
        found = found.filter(paid_on__isnull=True).exclude(part=Payment.Part.REFUND)
    response = download(payments.sheet(found), FORMATS[ending](), f"utbetalinger-{year}.{ending}")
    response["Cache-Control"] = "private, no-store"
    return response


@staff_page(DECIDE_ROUNDS)
@require_http_methods(["GET", "HEAD", "POST"])
def payment_paid(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Register the day on which a payment or refund was made."""
    payment = _payment(request, pk)
    year = payment.grant.application.call.year
    form = PaidForm(request.POST if request.method == "POST" else None, today=timezone.localdate())
    if form.is_valid():
        try:
            grants.pay(payment, on=form.cleaned_data["on"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Betalingen er registrert."))
            return redirect("round_overview", year)
    context = {
        "payment": payment,
        "application": payment.grant.application,
        "account": bank_accounts.format_number(payment.grant.account_number),
        "year": year,
        "form": form,
    }
    return render(request, "balansepotten/payment_paid.html", context)


@staff_page(DECIDE_ROUNDS)
@require_POST
def payment_undo(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Undo a payment registered by mistake."""
    payment = _payment(request, pk)
    try:
        grants.undo_payment(payment)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Registreringen er angret."))
    return redirect("payment_paid", pk)


@staff_page(RUN_ROUNDS)
@require_safe
def grant_handle(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Show a grant and the actions on it."""
    return _render_grant(request, _grant(request, uuid))


@staff_page(RUN_ROUNDS)
@require_POST
def grant_extend(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Extend the due date of the report."""
    grant = _grant(request, uuid)
    form = ExtensionForm(request.POST)
    if form.is_valid():
        until, reason = form.cleaned_data["due_after"], form.cleaned_data["reason"]
        try:
            grants.extend(grant, until=until, reason=reason, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _done(request, uuid, _("Fristen er utsatt, og mottakeren har fått beskjed."))
    return _render_grant(request, grant, extension=form)


@staff_page(RUN_ROUNDS)
@require_POST
def budget_agree(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Agree to the adjusted budget, after which the first part is due."""
    grant = _grant(request, uuid)
    try:
        adjusted_budgets.agree(grant, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("grant_handle", uuid)
    return _done(request, uuid, _("Budsjettet er godkjent, og mottakeren har fått beskjed."))


@staff_page(RUN_ROUNDS)
@require_POST
def budget_return(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Return the adjusted budget for corrections."""
    grant = _grant(request, uuid)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            adjusted_budgets.send_back(grant, words=form.cleaned_data["words"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _done(request, uuid, _("Budsjettet er sendt tilbake til mottakeren."))
    return _render_grant(request, grant, returning=form)


@staff_page(RUN_ROUNDS)
@require_POST
def grant_decline_register(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Register that the recipient declines."""
    grant = _grant(request, uuid)
    form = RegisterDeclineForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            declining.register_decline(grant, reason=reason, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _done(request, uuid, _("Støtten er registrert som frasagt, og mottakeren har fått en bekreftelse."))
    return _render_grant(request, grant, declined=form)


@staff_page(RUN_ROUNDS)
@require_POST
def report_return(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Return the report for corrections."""
    grant = _grant(request, uuid)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            project_reports.send_back(_report(grant), words=form.cleaned_data["words"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _done(request, uuid, _("Rapporten er sendt tilbake til mottakeren."))
    return _render_grant(request, grant, returning=form)


@staff_page(RUN_ROUNDS)
@require_POST
def report_approve(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Approve the report, which settles the grant."""
    grant = _grant(request, uuid)
    try:
        project_reports.approve(_report(grant), by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("grant_handle", uuid)
    return _done(request, uuid, _("Rapporten er godkjent, og mottakeren har fått beskjed."))


def _payment(request: LoggedInRequest, pk: int) -> Payment:
    """Return the payment, or 404 if the user has a conflict of interest with its grant."""
    found = Payment.objects.filter(without_conflict(request.user, "grant__application"))
    return get_object_or_404(
        found.select_related("grant__application__call", "grant__application__organisation"), pk=pk
    )


def _grant(request: LoggedInRequest, uuid: UUID) -> Grant:
    """Return the grant, or 404 if the user has a conflict of interest with it."""
    return get_object_or_404(follow_up.grants_with_details(request.user), application__uuid=uuid)


def _report(grant: Grant) -> ProjectReport:
    report: ProjectReport | None = getattr(grant, "report", None)
    if report is None:
        raise Http404
    report.grant = grant
    return report


def _done(request: LoggedInRequest, uuid: UUID, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("grant_handle", uuid)


def _render_grant(
    request: LoggedInRequest,
    grant: Grant,
    *,
    extension: forms.Form | None = None,
    returning: forms.Form | None = None,
    declined: forms.Form | None = None,
) -> HttpResponse:
    report: ProjectReport | None = getattr(grant, "report", None)
    adjusted = grant.adjusted_budget()
    is_shown = adjusted is not None and not adjusted.is_writable
    may_pay = request.user.has_perm(DECIDE_ROUNDS)
    is_in_force = grant.application.status == Application.Status.GRANTED
    context = {
        "grant": grant,
        "application": grant.application,
        "call": grant.application.call,
        "account": bank_accounts.format_number(grant.account_number) if may_pay else "",
        "payments": grant.payments.all(),
        "extensions": grant.extensions.all(),
        "letter_rows": letters.rows_about(grant.application),
        "report": report,
        "accounts": accounts_from_lines(report.account_lines.all()) if report else None,
        "settlement": project_reports.calculate_settlement(grant, report) if report else None,
        "files": project_reports.signed_accounts(grant.application),
        "is_readable": report is not None and drafts.is_readable(report),
        "is_overdue": grant.report_due < timezone.localdate(),
        "failed": extension or returning or declined,
        "extension": extension or ExtensionForm(),
        "returning": returning or ReturnForm(),
        "adjusted": adjusted,
        "compared": adjusted_budgets.comparison(grant, adjusted) if adjusted and is_shown else [],
        "budget_state": grant.budget_state(),
        "declined": declined or RegisterDeclineForm(),
        "is_in_force": is_in_force,
        "can_decline": declining.can_decline(grant) and is_in_force,
        "may_pay": may_pay,
    }
    return render(request, "balansepotten/grant_handle.html", context)
