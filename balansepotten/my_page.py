"""Balansepotten on My page: tasks, projects, open calls, and the calls that the user is a juror of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import FETCH_RAISE

from balansekunst import my_page
from balansekunst.my_page import Part, Place, Task, Visit
from balansepotten import assessments, follow_up
from balansepotten.assessments import JurorProgress
from balansepotten.deadlines import CallState, call_state
from balansepotten.models import Application, Call, Grant
from balansepotten.tasks import find_tasks


@dataclass(frozen=True)
class Work:
    """The applications and grants of the organisations, as the contact knows them."""

    applications: list[Application]
    grants: list[Grant]


@dataclass(frozen=True)
class ProjectRow:
    """A project of a contact's organisation: an application, with its grant once there is one."""

    application: Application
    call_state: CallState
    grant: Grant | None


def tasks(visit: Visit) -> Iterable[Task]:
    work = visit.once(_work)
    seats = visit.once(_seats) if visit.is_start else []
    assessing = {seat.call: progress for seat, progress in seats if progress}
    return find_tasks(applications=work.applications, grants=work.grants, assessing=assessing, at=visit.at)


def projects(visit: Visit) -> dict[str, Any]:
    work = visit.once(_work)
    by_application = {grant.application_id: grant for grant in work.grants}
    rows = [
        ProjectRow(application, _state_of(application, visit.at), by_application.get(application.pk))
        for application in work.applications
    ]
    return {"projects": rows}


def jury_seats(visit: Visit) -> dict[str, Any] | None:
    seats = visit.once(_seats)
    return {"seats": seats} if seats else None


def open_calls(visit: Visit) -> dict[str, Any] | None:
    """Return the calls that are open for any of the organisations, each with the latest deadline of those."""
    mine = [organisation.pk for organisation in visit.organisations]
    if not mine:
        return None
    found = Call.objects.open_for(mine, visit.at).prefetch_related("deadline_extensions")
    states = [
        call_state(call, visit.at, deadline=max([call.deadline, *map(call.deadline_for, mine)])) for call in found
    ]
    return {"open_calls": states} if states else None


def _work(visit: Visit) -> Work:
    found = Application.objects.of_contact(visit.user).filter(organisation__in=visit.organisations)
    found = found.select_related("call", "organisation").prefetch_related("call__deadline_extensions")
    grants = follow_up.grants_of_contact(visit.user).filter(application__organisation__in=visit.organisations)
    return Work(
        applications=list(found.with_notified_outcome().with_letter().fetch_mode(FETCH_RAISE)),
        grants=list(grants.fetch_mode(FETCH_RAISE)),
    )


def _seats(visit: Visit) -> list[tuple[CallState, JurorProgress | None]]:
    progress = assessments.progress_by_call(visit.user, visit.at)
    calls = Call.objects.filter(jurors__user=visit.user)
    return [(call_state(call, visit.at), progress.get(call.pk)) for call in calls]


def _state_of(application: Application, at: datetime) -> CallState:
    call = application.call
    return call_state(call, at, deadline=call.deadline_for(application.organisation_id))


def register() -> None:
    my_page.register_tasks(tasks)
    my_page.register(
        Part(order=20, place=Place.TOP, template="balansepotten/_parts/jury_seats.html", load=jury_seats),
        Part(order=30, place=Place.TOP, template="balansepotten/_parts/open_calls.html", load=open_calls),
        Part(order=50, place=Place.ORGANISATION, template="balansepotten/_parts/projects.html", load=projects),
    )
