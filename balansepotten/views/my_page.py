"""The page of one who is logged in: the organisations they act for, and the applications."""

from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from balansepotten import follow_up
from balansepotten.deadlines import standing
from balansepotten.models import Application, Call
from balansepotten.outcomes import as_told
from balansepotten.views import LoggedInRequest
from members.models import Organisation


@require_safe
def my_page(request: LoggedInRequest) -> HttpResponse:
    """Show a contact the organisations and applications, and others where their work is."""
    now = timezone.now()
    organisations = Organisation.objects.of_contact(request.user).with_membership_on(timezone.localdate(now))
    found = as_told(Application.objects.of_contact(request.user).select_related("call", "organisation"))
    applications = list(found.fetch_mode(models.FETCH_RAISE))
    context = {
        "organisations": organisations.fetch_mode(models.FETCH_RAISE),
        "grants": follow_up.grants_of_contact(request.user).fetch_mode(models.FETCH_RAISE),
        "drafts": [(draft, standing(draft.call, now)) for draft in applications if draft.is_draft],
        "sent": [application for application in applications if not application.is_draft],
        "seats": [standing(call, now) for call in Call.objects.filter(jurors__user=request.user)],
        "open_calls": [standing(call, now) for call in Call.objects.open_at(now)],
    }
    return render(request, "balansepotten/my_page.html", context)
