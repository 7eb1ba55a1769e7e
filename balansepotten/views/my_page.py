"""My page: the organisations that the user is a contact of, with their applications and grants."""

from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from balansepotten import follow_up
from balansepotten.deadlines import call_state
from balansepotten.models import Application, Call
from balansepotten.views import LoggedInRequest
from members.models import Organisation


@require_safe
def my_page(request: LoggedInRequest) -> HttpResponse:
    """Show contacts their organisations, applications and grants, and jurors their calls."""
    now = timezone.now()
    organisations = Organisation.objects.of_contact(request.user).with_membership_on(timezone.localdate(now))
    found = Application.objects.of_contact(request.user).select_related("call", "organisation").with_notified_outcome()
    applications = list(found.fetch_mode(models.FETCH_RAISE))
    context = {
        "organisations": organisations.fetch_mode(models.FETCH_RAISE),
        "grants": follow_up.grants_of_contact(request.user).fetch_mode(models.FETCH_RAISE),
        "drafts": [(draft, call_state(draft.call, now)) for draft in applications if draft.is_draft],
        "sent": [application for application in applications if not application.is_draft],
        "seats": [call_state(call, now) for call in Call.objects.filter(jurors__user=request.user)],
        "open_calls": [call_state(call, now) for call in Call.objects.open_at(now)],
    }
    return render(request, "balansepotten/my_page.html", context)
