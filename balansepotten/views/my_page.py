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
from balansepotten import assessments, follow_up
from balansepotten.deadlines import CallState, call_state
from balansepotten.models import Application, Call, Grant
from balansepotten.tasks import find_tasks
from balansepotten.views import LoggedInRequest
from members import mailings
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
    mine = Organisation.objects.of_contact(request.user).with_membership_on(timezone.localdate(now))
    organisations = list(mine.fetch_mode(models.FETCH_RAISE))
    found = Application.objects.of_contact(request.user).select_related("call", "organisation")
    found = found.prefetch_related("call__deadline_extensions")
    applications = list(found.with_notified_outcome().with_letter().fetch_mode(models.FETCH_RAISE))
    grants = list(follow_up.grants_of_contact(request.user).fetch_mode(models.FETCH_RAISE))
    progress = assessments.progress_by_call(request.user, now)
    seats = [(call_state(call, now), progress.get(call.pk)) for call in Call.objects.filter(jurors__user=request.user)]
    assessing = {seat.call: found for seat, found in seats if found}
    context = {
        "organisations": organisations,
        "tasks": find_tasks(applications=applications, grants=grants, assessing=assessing, at=now),
        "projects": _projects(applications, grants, now),
        "seats": seats,
        "waiting": front_page.count_tasks(front_page.management_tasks(request.user, now)),
        "declined_mailings": bool(organisations) and mailings.user_declined(request.user),
        "open_calls": _open_calls(organisations, now),
    }
    return render(request, "balansepotten/my_page.html", context)


def _projects(applications: Iterable[Application], grants: Iterable[Grant], at: datetime) -> list[ProjectRow]:
    by_application = {grant.application_id: grant for grant in grants}
    return [
        ProjectRow(application, _state_of(application, at), by_application.get(application.pk))
        for application in applications
    ]


def _state_of(application: Application, at: datetime) -> CallState:
    call = application.call
    return call_state(call, at, deadline=call.deadline_for(application.organisation_id))


def _open_calls(organisations: Iterable[Organisation], at: datetime) -> list[CallState]:
    """Return the calls that are open for any of the organisations, each with the latest deadline of those."""
    mine = [organisation.pk for organisation in organisations]
    found = Call.objects.open_for(mine, at).prefetch_related("deadline_extensions")
    return [call_state(call, at, deadline=max([call.deadline, *map(call.deadline_for, mine)])) for call in found]
