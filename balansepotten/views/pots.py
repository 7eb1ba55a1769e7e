"""Adding money to the pot of a decided call."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balansekunst.access import DECIDE_ROUNDS
from balansepotten import allocation, calls, pots
from balansepotten.allocation_forms import PotIncreaseForm
from balansepotten.models import Call
from balansepotten.views import LoggedInRequest
from balansepotten.views.allocation import call_page


@require_http_methods(["GET", "HEAD", "POST"])
@call_page(DECIDE_ROUNDS)
def pot_increase(request: LoggedInRequest, call: Call) -> HttpResponse:
    """Show what has been added to the pot, and add more."""
    form = PotIncreaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        amount, reason = form.cleaned_data["amount"], form.cleaned_data["reason"]
        try:
            pots.increase(call, amount=amount, reason=reason, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Potten er økt."))
            return redirect("pot_increase", call.year)
    increases = list(call.pot_increases.select_related("increased_by"))
    context = {
        "call": call,
        "form": form,
        "increases": increases,
        "announced": call.pot - sum(one.amount for one in increases),
        "left": calls.left_of_pot(call),
        "is_decided": allocation.is_decided(call),
    }
    return render(request, "balansepotten/pot_increase.html", context)
