"""The page of a decision, and replacing it by a new one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from balansekunst.access import DECIDE_ROUNDS, RUN_ROUNDS, staff_page
from balansepotten import allocation, conflicts, decisions
from balansepotten.allocation_forms import ChangeForm
from balansepotten.models import Decision
from balansepotten.views import LoggedInRequest
from balansepotten.views.allocation import refuse


def _decision(request: LoggedInRequest, pk: int) -> Decision:
    """Return the decision, unless the user has a conflict of interest with its application."""
    visible = conflicts.without_conflict(request.user, "application")
    rows = Decision.objects.select_related("application__call", "application__organisation", "decided_by", "replaces")
    return get_object_or_404(rows.filter(visible), pk=pk)


@require_safe
@staff_page(RUN_ROUNDS)
def decision_detail(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Show a decision, its reason and scores, and all decisions about the application."""
    decision = _decision(request, pk)
    others = decision.application.decisions.select_related("decided_by")
    context = {
        "decision": decision,
        "application": decision.application,
        "call": decision.application.call,
        "scores": decisions.formatted_scores(decision),
        "all": others,
        "newest": decisions.newest(others),
    }
    return render(request, "balansepotten/decision_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(DECIDE_ROUNDS)
def decision_change(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Replace the decision by a new one."""
    decision = _decision(request, pk)
    call = decision.application.call
    if words := allocation.refusal(request.user, call):
        return refuse(request, call, words)
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        initial={"outcome": decision.outcome, "amount": decision.amount_awarded or None},
    )
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            new = decisions.change(decision, amount=form.award(), reason=reason, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None if hasattr(error, "error_dict") else "amount", error)
        else:
            messages.success(request, _("Det nye vedtaket er gjort."))
            return redirect("decision_detail", new.pk)
    context = {
        "decision": decision,
        "application": decision.application,
        "call": call,
        "form": form,
        "left": call.pot - call.allocated,
        "is_pot_short": form.has_error("amount", "pot"),
        "paid": decisions.paid_amount(decision.application),
    }
    return render(request, "balansepotten/decision_change.html", context)
