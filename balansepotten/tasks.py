"""What a person has to do in Balansepotten: as a contact of organisations, and as a juror.

Each kind of task is one function here, and `balansepotten.my_page` asks for all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balansekunst.dates import days_left
from balansekunst.fields import kroner
from balansekunst.my_page import Task
from balansepotten.assessments import JurorProgress
from balansepotten.deadlines import format_datetime
from balansepotten.models import AdjustedBudget, Application, Call, Grant, Payment, ProjectReport

Status = ProjectReport.Status


def find_tasks(
    *,
    applications: Sequence[Application],
    grants: Sequence[Grant],
    assessing: Mapping[Call, JurorProgress],
    at: datetime,
) -> Iterator[Task]:
    """Yield the tasks of a contact of these applications and grants, and of a juror who is assessing in these calls.

    The applications, and those of the grants, have their notified outcomes.
    """
    day = timezone.localdate(at)
    yield from _drafts(applications, at)
    yield from _awards_to_accept(grants)
    yield from _budgets_to_adjust(grants)
    yield from _reports(grants, day)
    yield from _refunds(grants, day)
    yield from _assessments(assessing)


def _drafts(applications: Sequence[Application], at: datetime) -> Iterator[Task]:
    for draft in applications:
        deadline = draft.call.deadline_for(draft.organisation_id)
        if draft.is_draft and draft.call.phase_at(at, deadline=deadline) == Call.Phase.OPEN:
            yield Task(
                title=_("Gjør ferdig og send søknaden"),
                about=str(draft),
                button=_("Fortsett på søknaden"),
                url=draft.get_absolute_url(),
                organisation=str(draft.organisation),
                due=timezone.localdate(deadline),
                when=_("Frist %(day)s") % {"day": format_datetime(deadline)},
                left=days_left(timezone.localdate(deadline), timezone.localdate(at)),
            )


def _awards_to_accept(grants: Sequence[Grant]) -> Iterator[Task]:
    for grant in grants:
        application = grant.application
        # A changed award can be accepted once its letter has arrived.
        if grant.accepted_at or not _is_granted(grant) or application.notified_amount != application.amount_awarded:
            continue
        yield Task(
            title=_("Godta tilsagnet"),
            about=str(application),
            button=_("Godta tilsagnet"),
            url=reverse("grant_accept", args=[application.uuid]),
            organisation=str(application.organisation),
            when=_("Dere er tildelt %(amount)s.") % {"amount": kroner(application.amount_awarded or 0)},
        )


def _budgets_to_adjust(grants: Sequence[Grant]) -> Iterator[Task]:
    for grant in grants:
        if grant.accepted_at and _is_granted(grant) and grant.budget_state() in AdjustedBudget.WRITABLE:
            is_returned = grant.budget_state() == AdjustedBudget.Status.RETURNED
            yield Task(
                title=_("Rett budsjettet") if is_returned else _("Juster budsjettet"),
                about=str(grant.application),
                button=_("Rett budsjettet") if is_returned else _("Juster budsjettet"),
                url=reverse("grant_accept", args=[grant.application.uuid]),
                organisation=str(grant.application.organisation),
                when=_("Vi betaler når vi har godkjent budsjettet."),
            )


def _reports(grants: Sequence[Grant], day: date) -> Iterator[Task]:
    for grant in grants:
        report: ProjectReport | None = getattr(grant, "report", None)
        if not report or report.status not in ProjectReport.WRITABLE or not _is_granted(grant):
            continue
        if grant.budget_state():
            continue
        is_returned, is_late = report.status == Status.RETURNED, grant.report_due < day
        when = _("Fristen var %(day)s") if is_late else _("Frist %(day)s")
        yield Task(
            title=_("Rett rapporten") if is_returned else _("Skriv rapport og regnskap"),
            about=str(grant.application),
            button=_("Rett rapporten") if is_returned else _("Skriv rapporten"),
            url=reverse("report_edit", args=[grant.application.uuid]),
            organisation=str(grant.application.organisation),
            due=grant.report_due,
            when=when % {"day": date_format(grant.report_due)},
            left=days_left(grant.report_due, day),
            is_late=is_late,
        )


def _refunds(grants: Sequence[Grant], day: date) -> Iterator[Task]:
    for grant in grants:
        for payment in grant.payments.all():
            if payment.part != Payment.Part.REFUND or payment.paid_on:
                continue
            is_late = payment.due_on < day
            when = _("Fristen var %(day)s") if is_late else _("Frist %(day)s")
            yield Task(
                title=_("Betal tilbake %(amount)s") % {"amount": kroner(payment.amount)},
                about=str(grant.application),
                button=_("Se betalingen"),
                url=f"{reverse('grant_detail', args=[grant.application.uuid])}#betalinger",
                organisation=str(grant.application.organisation),
                due=payment.due_on,
                when=when % {"day": date_format(payment.due_on)},
                left=days_left(payment.due_on, day),
                is_late=is_late,
            )


def _assessments(assessing: Mapping[Call, JurorProgress]) -> Iterator[Task]:
    for call, progress in assessing.items():
        if progress.next:
            params = {"left": progress.total - progress.done, "total": progress.total}
            yield Task(
                title=_("Vurder søknadene"),
                about=str(call),
                button=_("Neste søknad") if progress.done else _("Begynn å vurdere"),
                url=reverse("assessment_edit", args=[progress.next]),
                when=_("%(left)s av %(total)s gjenstår") % params,
            )


def _is_granted(grant: Grant) -> bool:
    """Return whether the award is in force, and its recipient knows."""
    statuses = (grant.application.status, grant.application.notified_status)
    return statuses == (Application.Status.GRANTED, Application.Status.GRANTED)
