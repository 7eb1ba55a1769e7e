"""Giving one applicant a longer deadline, for staff."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balansekunst.access import RUN_ROUNDS, staff_page
from balansepotten import allocation, conflicts, deadline_extensions
from balansepotten.deadlines import call_state
from balansepotten.forms import DeadlineExtensionForm
from balansepotten.models import Call
from balansepotten.views import LoggedInRequest
from balansepotten.views.allocation import refuse


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(RUN_ROUNDS)
def deadline_extend(request: LoggedInRequest, year: int) -> HttpResponse:
    """Show who has a longer deadline in the call, and give one more."""
    call = get_object_or_404(Call, year=year)
    if conflicts.has_any_in(call, user=request.user):
        return refuse(request, call, _("Du er inhabil i denne runden, og kan ikke se hvem som har fått lengre frist."))
    form = DeadlineExtensionForm(request.POST if request.method == "POST" else None, call=call)
    if form.is_valid():
        try:
            deadline_extensions.extend(call, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Den nye fristen gjelder, og søkeren har fått beskjed."))
            return redirect("deadline_extend", year)
    context = {
        "call": call,
        "call_state": call_state(call, timezone.now()),
        "form": form,
        "extensions": call.deadline_extensions.select_related("organisation", "granted_by"),
        "is_decided": allocation.is_decided(call),
    }
    return render(request, "balansepotten/deadline_extend.html", context)
