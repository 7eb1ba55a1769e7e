"""Allocating the pot: proposals, scenarios, and locking them into decisions."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from balansekunst.access import DECIDE_ROUNDS, RUN_ROUNDS, staff_page
from balansepotten import allocation, decisions
from balansepotten.allocation_forms import AllocationForm, LockForm, ScenarioForm
from balansepotten.deadlines import call_state
from balansepotten.models import Application, Call
from balansepotten.views import LoggedInRequest

Act = Callable[[LoggedInRequest, Call], HttpResponse]


def call_page(permission: str) -> Callable[[Act], Callable[..., HttpResponseBase]]:
    """Restrict a page about a whole call to users with the permission and no conflict of interest in it.

    The view gets the call of the year in the URL. Before the deadline there is nothing to allocate.
    """

    def guard(view: Act) -> Callable[..., HttpResponseBase]:
        @staff_page(permission)
        @wraps(view)
        def guarded(request: LoggedInRequest, year: int) -> HttpResponse:
            call = get_object_or_404(Call, year=year)
            if words := allocation.refusal(request.user, call):
                return refuse(request, call, words)
            state = call_state(call, timezone.now())
            if state.phase != Call.Phase.CLOSED:
                return render(request, "balansepotten/allocation_wait.html", {"call": call, "call_state": state})
            return view(request, call)

        return guarded

    return guard


def refuse(request: LoggedInRequest, call: Call, words: str) -> HttpResponse:
    """Show why the user may not see the allocation."""
    return render(request, "balansepotten/allocation_refuse.html", {"call": call, "words": words}, status=403)


@require_http_methods(["GET", "HEAD", "POST"])
@call_page(RUN_ROUNDS)
def allocation_edit(request: LoggedInRequest, call: Call) -> HttpResponse:
    """Show the allocation, editable until the call is decided."""
    if allocation.is_decided(call):
        return _show_decided(request, call)
    form = AllocationForm(call, request.POST if request.method == "POST" else None, filled=_filled(request, call))
    if request.method == "POST":
        changed = form.save(by=request.user)
        if changed is not None:
            words = _("%(changed)s forslag er lagret.") if changed else _("Ingenting var endret.")
            messages.success(request, words % {"changed": changed})
            return redirect("allocation", call.year)
    return render(request, "balansepotten/allocation_edit.html", {"call": call, "form": form, **_progress(form)})


@require_safe
@call_page(RUN_ROUNDS)
def allocation_scenario(request: LoggedInRequest, call: Call) -> HttpResponse:
    """Show the awards of a scenario without storing them."""
    if allocation.is_decided(call):
        return redirect("allocation", call.year)
    form = ScenarioForm(request.GET if "scenario" in request.GET else None)
    context: dict[str, Any] = {"call": call, "form": form}
    if form.is_valid():
        awards = form.awards(call)
        rows = [(row, awards.get(row.application.pk)) for row in allocation.ranked(call)]
        used = sum(awards.values())
        context |= {"rows": rows, "number": len(awards), "used": used, "left": call.pot - used}
        context["is_short"] = len(awards) < min(form.cleaned_data["count"] or 0, len(rows))
        context["query"] = request.GET.urlencode()
    return render(request, "balansepotten/allocation_scenario.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@call_page(DECIDE_ROUNDS)
def decision_lock(request: LoggedInRequest, call: Call) -> HttpResponse:
    """Show what is missing, or the decisions to be made, and lock them when confirmed."""
    if allocation.is_decided(call):
        return redirect("allocation", call.year)
    now = timezone.now()
    form = LockForm(
        request.POST if request.method == "POST" else None, initial={"version": decisions.proposals_version(call)}
    )
    if form.is_valid():
        try:
            locked = decisions.lock(call, by=request.user, at=now, version=form.cleaned_data["version"])
        except ValidationError as error:
            form = LockForm(initial={"version": decisions.proposals_version(call)})
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("%(number)s vedtak er låst.") % {"number": len(locked)})
            return redirect("allocation", call.year)
    rows = allocation.ranked(call)
    awards = [row for row in rows if row.application.amount_proposed]
    used = sum(row.application.amount_proposed or 0 for row in awards)
    context = {
        "call": call,
        "form": form,
        "missing": decisions.missing_requirements(call, at=now),
        "awards": awards,
        "rejections": [
            (row, decisions.reason_of(row.application))
            for row in rows
            if allocation.proposal_of(row.application).is_rejection
        ],
        "used": used,
        "left": call.pot - used,
    }
    return render(request, "balansepotten/decision_lock.html", context)


def _filled(request: LoggedInRequest, call: Call) -> dict[int, int] | None:
    """Return the amounts of the scenario in the URL, if any."""
    form = ScenarioForm(request.GET if "scenario" in request.GET else None)
    return form.awards(call) if request.method != "POST" and form.is_valid() else None


def _progress(form: AllocationForm) -> dict[str, Any]:
    """Return the number of stored awards, rejections and applications without a proposal."""
    proposals = [allocation.proposal_of(row.application) for row in form.rows]
    awards, rejections = sum(bool(one.amount) for one in proposals), sum(one.is_rejection for one in proposals)
    return {"awards": awards, "rejections": rejections, "open": len(proposals) - awards - rejections}


def _show_decided(request: LoggedInRequest, call: Call) -> HttpResponse:
    if request.method == "POST":
        messages.error(request, _("Runden er avgjort i mellomtiden. Det du skrev, er ikke lagret."))
    made = models.Prefetch("decisions", to_attr="made")
    found = allocation.competing(call).select_related("organisation").prefetch_related(made)
    rows = [(application, decisions.newest(application.made)) for application in found.fetch_mode(models.FETCH_RAISE)]
    declined = [application for application, _decision in rows if application.status == Application.Status.DECLINED]
    refused = sum(application.amount_awarded or 0 for application in declined)
    used = sum(application.amount_awarded or 0 for application, _decision in rows) - refused
    context = {
        "call": call,
        "rows": rows,
        "used": used,
        "left": call.pot - used,
        "number": sum(application.status in Application.AWARDED for application, _decision in rows),
        "declined": declined,
        "declined_sum": refused,
    }
    return render(request, "balansepotten/allocation_detail.html", context)
