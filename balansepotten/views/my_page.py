"""My page: what the user has to do, their organisations' projects, and the calls that they are a juror of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from balansekunst import front_page
from balansekunst.access import Role, has_role
from balansepotten import assessments, follow_up
from balansepotten.deadlines import CallState, call_state
from balansepotten.models import Application, Call, Grant
from balansepotten.tasks import find_tasks
from balansepotten.views import LoggedInRequest
from members.models import Organisation


@dataclass(frozen=True)
class ProjectRow:
    """A project of a contact's organisation: an application, with its grant once there is one."""

    application: Application
    call_state: CallState
    grant: Grant | None


@require_safe
def my_page(request: LoggedInRequest) -> HttpResponse:
    """Show contacts what to do and their projects, jurors their calls, and management what waits for them."""
    now = timezone.now()
    organisations = Organisation.objects.of_contact(request.user).with_membership_on(timezone.localdate(now))
    found = Application.objects.of_contact(request.user).select_related("call", "organisation")
    applications = list(found.with_notified_outcome().with_letter().fetch_mode(models.FETCH_RAISE))
    grants = list(follow_up.grants_of_contact(request.user).fetch_mode(models.FETCH_RAISE))
    progress = assessments.progress_by_call(request.user, now)
    seats = [(call_state(call, now), progress.get(call.pk)) for call in Call.objects.filter(jurors__user=request.user)]
    assessing = {seat.call: found for seat, found in seats if found}
    context = {
        "organisations": organisations.fetch_mode(models.FETCH_RAISE),
        "tasks": find_tasks(applications=applications, grants=grants, assessing=assessing, at=now),
        "projects": _projects(applications, grants, now),
        "seats": seats,
        "waiting": front_page.management_tasks(request.user, now) if has_role(request.user, Role.MANAGEMENT) else [],
        "open_calls": [call_state(call, now) for call in Call.objects.open_at(now)],
    }
    return render(request, "balansepotten/my_page.html", context)


def _projects(applications: Iterable[Application], grants: Iterable[Grant], at: datetime) -> list[ProjectRow]:
    by_application = {grant.application_id: grant for grant in grants}
    return [
        ProjectRow(application, call_state(application.call, at), by_application.get(application.pk))
        for application in applications
    ]
