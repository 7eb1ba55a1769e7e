"""Automatic reminders: of reports, of drafts before the deadline, and to the jury.

The day of a reminder is computed from a stored date, not from the day on which the command runs, and its dedupe key
contains both dates. So a reminder is sent once, and after a missed day on the next one.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.mail import outbox
from balansekunst.models import Message
from balansepotten import conflicts
from balansepotten.deadlines import format_datetime
from balansepotten.follow_up import owes_report
from balansepotten.models import Application, Assessment, Grant, Juror, ProjectReport
from balansepotten.notifications import notify
from balansepotten.querysets import closed_at, closed_for_applicant_at
from members.contacts import addressees

REPORT = "report-due/"  # the dedupe keys of reminders of reports start with this
REPORT_SUBJECT = gettext_lazy("Rapporten til Balansepotten")
BEFORE_REPORT = timedelta(days=14)
BETWEEN = timedelta(days=7)
BEFORE_DEADLINE = timedelta(days=3)


def remind_of_reports(at: datetime) -> int:
    """Remind recipients of the report two weeks before it is due, and each week afterwards, until it is submitted."""
    today = timezone.localdate(at)
    owing = Grant.objects.filter(owes_report(), report_due__lte=today + BEFORE_REPORT)
    found = owing.select_related("application__organisation", "report")
    return sum(
        _remind_of_report(grant, today) for grant in found.prefetch_related("application__organisation__contacts")
    )


def remind_of_drafts(at: datetime) -> int:
    """Remind contacts of an unsubmitted draft three days before the deadline, unless it was started later."""
    drafts = Application.objects.drafts().open_at(at).select_related("call", "organisation")
    found = drafts.prefetch_related("organisation__contacts", "call__deadline_extensions").order_by("pk")
    return sum(_remind_of_draft(draft, at) for draft in found)


def remind_jurors(at: datetime) -> int:
    """Remind each juror with applications to assess once, after the deadline, without naming the applications."""
    jurors = Juror.objects.filter(closed_at(at, "call__"), call__locked_at__isnull=True)
    return sum(_remind_juror(juror, at) for juror in jurors.select_related("call", "user"))


def report_day(due: date, today: date) -> date | None:
    """Return the latest reminder day by `today` of a report due on `due`, or None before the first."""
    if today < due - BEFORE_REPORT:
        return None
    weeks = (today - due) // BETWEEN
    return due + weeks * BETWEEN if weeks > 0 else due - BEFORE_REPORT


def last_reminded_of_report(grants: Collection[Grant]) -> dict[int, date]:
    """Return the day of the latest reminder of each of the grants' reports, if any, by the grant's primary key."""
    keys = {outbox.reference(grant.application): grant.pk for grant in grants}
    sent = Message.objects.filter(about__in=keys, dedupe_key__startswith=REPORT).values_list("about")
    return {keys[about]: timezone.localdate(at) for about, at in sent.annotate(Max("drafted_at")).order_by()}


def report_reminder(grant: Grant, *, at: datetime) -> list[Message]:
    """Return the unsaved e-mails of a reminder that staff send, of a report that the recipient owes."""
    application, today = grant.application, timezone.localdate(at)
    organisation = application.organisation
    values = {"organisation": organisation, "application": application, **_report_values(grant, today)}
    body = render_to_string("balansepotten/mail/reminder_report.txt", values)
    return [
        Message(
            recipient=email,
            subject=str(REPORT_SUBJECT),
            body=body,
            about=outbox.reference(application),
            dedupe_key=f"{REPORT}{application.uuid}/{today}/{key}",
        )
        for key, email in addressees(organisation)
    ]


def _report_values(grant: Grant, today: date) -> dict[str, Any]:
    report: ProjectReport | None = getattr(grant, "report", None)
    is_returned = bool(report and report.status == ProjectReport.Status.RETURNED)
    return {"grant": grant, "is_overdue": grant.report_due < today, "is_returned": is_returned}


def _remind_of_report(grant: Grant, today: date) -> int:
    day = report_day(grant.report_due, today)
    report: ProjectReport | None = getattr(grant, "report", None)
    returned = report if report and report.status == ProjectReport.Status.RETURNED else None
    # Recipients who have been asked for corrections, or are making them, are not reminded before the next reminder day.
    if day is None or (returned and day <= timezone.localdate(returned.changed_at)):
        return 0
    application = grant.application
    return notify(
        application,
        subject=str(REPORT_SUBJECT),
        template="reminder_report",
        context=_report_values(grant, today),
        dedupe_key=f"{REPORT}{application.uuid}/{grant.report_due}/{day}",
    )


def _remind_of_draft(draft: Application, at: datetime) -> int:
    deadline = draft.call.deadline_for(draft.organisation_id)
    day = timezone.localdate(deadline) - BEFORE_DEADLINE
    if timezone.localdate(at) < day or timezone.localdate(draft.created_at) > day:
        return 0
    return notify(
        draft,
        subject=_("En søknad til Balansepotten er ikke sendt"),
        template="reminder_draft",
        context={"deadline": format_datetime(deadline)},
        dedupe_key=f"draft/{draft.uuid}/{timezone.localdate(deadline)}",
    )


def _remind_juror(juror: Juror, at: datetime) -> int:
    done = Assessment.objects.filter(juror=juror, application=OuterRef("pk"), done_at__isnull=False)
    waiting = juror.call.applications.filter(
        closed_for_applicant_at(at), conflicts.without_conflict(juror.user), status=Application.Status.SUBMITTED
    )
    if not waiting.filter(~Exists(done)).exists():
        return 0
    message = outbox.post_once(
        f"jury/{juror.call.year}/{juror.pk}/{juror.call.deadline_day}",
        recipient=juror.user.email,
        subject=_("Søknader til Balansepotten venter på juryen"),
        body=render_to_string("balansepotten/mail/reminder_jury.txt", {"call": juror.call, "name": juror.user.name}),
        about=juror.call,
    )
    return 1 if message else 0
