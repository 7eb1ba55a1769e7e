"""Drafts of applications and project reports: staff read one when it is sent, or while its writer asks for help.

Until then staff see that there is a draft, and not what it says.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from balansekunst.models import User
from balansepotten import conflicts
from balansepotten.models import Application, Attachment, Call, ProjectReport
from members.contacts import check_acts_for

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet


def unreadable(path: str = "") -> Q:
    """Return the condition on rows whose application, at `path`, is a draft that staff may not read."""
    return Q(**{f"{path}status": Application.Status.DRAFT, f"{path}help_requested_at__isnull": True})


def unreadable_report(path: str = "") -> Q:
    """Return the condition on rows whose report, at `path`, is being written and staff may not read it."""
    return Q(**{f"{path}status__in": ProjectReport.WRITABLE, f"{path}help_requested_at__isnull": True})


def in_unreadable_report() -> Q:
    """Return the condition on attachments that belong to a report that staff may not read."""
    applications = ProjectReport.objects.filter(unreadable_report()).values("grant__application")
    return Q(purpose=Attachment.Purpose.ACCOUNTS, application__in=applications)


def is_readable(report: ProjectReport) -> bool:
    """Return whether staff may read the report: it is sent, or its writer asks for help."""
    return report.status not in ProjectReport.WRITABLE or report.help_requested_at is not None


def drafts_of_call(call: Call, *, user: "User | AnonymousUser") -> "QuerySet[Application]":
    """Return the call's drafts that the user has no conflict of interest with, for a list of organisations and days."""
    found = Application.objects.drafts().filter(conflicts.without_conflict(user), call=call)
    return found.select_related("organisation").order_by("created_at", "pk")


@transaction.atomic
def set_help_wanted(application: Application, *, wanted: bool, by: User, at: datetime) -> None:
    """Ask staff for help with the draft, so that they may read it, or take that back.

    Its version stays the same, so that a page that is open can still be saved. Raises ValidationError if it is sent.
    """
    draft = Application.objects.select_for_update().get(pk=application.pk)
    check_acts_for(draft.organisation, by)
    if not draft.is_draft:
        raise ValidationError(_("Søknaden er sendt i mellomtiden."), code="sent")
    _set(draft, at if wanted else None)


@transaction.atomic
def set_help_wanted_with_report(report: ProjectReport, *, wanted: bool, by: User, at: datetime) -> None:
    """Ask staff for help with the report, so that they may read it, or take that back.

    Raises ValidationError if it is sent.
    """
    draft = ProjectReport.objects.select_for_update().get(pk=report.pk)
    check_acts_for(draft.grant.application.organisation, by)
    if draft.status not in ProjectReport.WRITABLE:
        raise ValidationError(_("Rapporten er sendt i mellomtiden."), code="sent")
    _set(draft, at if wanted else None)


def confirmation(*, wanted: bool) -> str:
    """Return the message to the writer when help is asked for, or no longer."""
    if wanted:
        return _("Du har bedt om hjelp. De ansatte kan nå lese utkastet.")
    return _("De ansatte kan ikke lenger lese utkastet.")


def _set(draft: Application | ProjectReport, at: datetime | None) -> None:
    if bool(draft.help_requested_at) != bool(at):
        draft.help_requested_at = at
        draft.save(update_fields=["help_requested_at"])
