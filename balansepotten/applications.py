"""Applying: a draft is started, saved any number of times, and submitted before the deadline.

A submitted application can be changed until the deadline, and withdrawn until the decision.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.translation import gettext as _

from balansekunst.fields import kroner
from balansekunst.mail import outbox
from balansekunst.models import User
from balansepotten import application_content, attachments, budget, requirements
from balansepotten.application_content import ApplicationContent
from balansepotten.deadlines import format_datetime
from balansepotten.models import Application, Attachment, Call
from balansepotten.querysets import ApplicationQuerySet
from members.contacts import check_acts_for
from members.models import Organisation

RUNNING_NUMBER = re.compile(r"\d{4}-(\d+)", re.ASCII)


@transaction.atomic
def start(call: Call, *, organisation: Organisation, by: User, at: datetime) -> Application:
    """Start a draft, or return the organisation's draft in the call.

    Raises ValidationError if the call is not open, or if `by` or the organisation may not apply (again).
    """
    call = Call.objects.select_for_update().get(pk=call.pk)
    check_acts_for(organisation, by)
    draft = call.applications.drafts().filter(organisation=organisation).first()
    if draft:
        return draft
    _check_open(call, organisation, at)
    check_eligible(organisation, call)
    _check_alone(call, organisation)
    return call.applications.create(organisation=organisation)


@transaction.atomic
def save(application: Application, *, version: datetime, content: ApplicationContent) -> Application:
    """Save a draft with this content; unchanged rows are not written again.

    `version` is the `changed_at` of the draft that the writer edited. Raises ValidationError if it has been saved or
    submitted since.
    """
    draft = Application.objects.select_for_update().get(pk=application.pk)
    if not draft.is_draft:
        raise ValidationError(_("Søknaden er sendt i mellomtiden."), code="sent")
    _check_unchanged(draft, version)
    application_content.save(draft, content)
    return draft


@transaction.atomic
def submit(application: Application, *, by: User, at: datetime, version: datetime | None = None) -> Application:
    """Submit an application, number it, and send a receipt to `by`. A submitted application is returned unchanged.

    `at` is when the request arrived (balansekunst.arrival), and becomes `submitted_at`: requests in the last minute
    queue for a thread and for the call's lock, and waiting must not make them late. The deadline is read after locking,
    which may be longer for one organisation, and extended by the grace period (`Call.phase_at`).

    Raises ValidationError if the deadline is past, the organisation is not a member on that day or has submitted
    another application where one is the limit, something is missing, or the application is not of this `version`.
    """
    # In the last minute all wait for the call's lock, so what can be checked is checked before it is taken.
    checked = Application.objects.select_related("call", "organisation").get(pk=application.pk)
    if not checked.is_draft:
        return checked
    check_acts_for(checked.organisation, by)
    _check_unchanged(checked, version)
    _check_open(checked.call, checked.organisation, at)
    _check_alone(checked.call, checked.organisation)
    _check_ready(checked)
    total_budget = budget.budget_from_lines(None, checked.budget_lines.all()).costs
    application = _lock(checked)
    if not application.is_draft:
        return application
    _check_unchanged(application, checked.changed_at)
    _check_open(application.call, application.organisation, at)
    _check_alone(application.call, application.organisation)
    if application.call.deadline_day != checked.call.deadline_day:
        _check_ready(application)
    application.status, application.number = Application.Status.SUBMITTED, _next_number(application.call)
    application.submitted_at, application.submitted_by, application.help_requested_at = at, by, None
    application.total_budget = total_budget
    application.save()
    _post(application, by, subject=_("Vi har fått søknaden til Balansepotten"), template="receipt", at=at)
    return application


@transaction.atomic
def change(
    application: Application,
    *,
    by: User,
    at: datetime,
    version: datetime,
    content: ApplicationContent,
    uploads: Sequence[UploadedFile] = (),
    removed: Sequence[Attachment] = (),
) -> bool:
    """Change a submitted application before the deadline, send a receipt to `by`, and return whether anything changed.

    The number stays the same. `at` is when the request arrived, as in `submit`. Raises ValidationError, and changes
    nothing, if the deadline is past, something would be missing, or the application is not of this `version`.
    """
    application = _lock(application)
    check_acts_for(application.organisation, by)
    if application.status != Application.Status.SUBMITTED:
        raise ValidationError(_("Søknaden kan ikke lenger endres."), code="decided")
    _check_unchanged(application, version)
    _check_open(application.call, application.organisation, at, _("Søknaden gjelder slik den ble sendt."))
    changed = application_content.save(application, content, check=_check_whole)
    requirements.check(application)
    if not (changed or uploads or removed):
        return False
    for attachment in removed:
        attachments.remove(attachment, at=at)
    for upload in uploads:
        attachments.attach(application, upload=upload, at=at)
    application.submitted_at, application.submitted_by = at, by
    application.save()
    _post(application, by, subject=_("Vi har fått endringene i søknaden til Balansepotten"), template="changed", at=at)
    return True


@transaction.atomic
def withdraw(application: Application, *, by: User, at: datetime) -> Application:
    """Withdraw a submitted application, before or after the deadline, and send a confirmation to `by`.

    The amount proposed for it becomes available to others. An application that is withdrawn already is returned
    unchanged. Raises ValidationError if it is a draft, or the call is locked.
    """
    application = _lock(application)
    call = application.call
    check_acts_for(application.organisation, by)
    if application.status == Application.Status.WITHDRAWN:
        return application
    if application.is_draft:
        raise ValidationError(_("Søknaden er ikke sendt, så det er ingenting å trekke."), code="draft")
    if not can_withdraw(application):
        raise ValidationError(_("Vedtaket er gjort, og søknaden kan ikke trekkes lenger."), code="decided")
    application.status = Application.Status.WITHDRAWN
    application.amount_proposed, application.rejection_reason, application.rejection_words = None, None, ""
    application.save()
    call.allocated = call.applications.aggregate(total=Sum("amount_proposed"))["total"] or 0
    call.save()
    _post(application, by, subject=_("Søknaden til Balansepotten er trukket"), template="withdrawn", at=at)
    return application


def can_withdraw(application: Application) -> bool:
    return application.status == Application.Status.SUBMITTED and application.call.locked_at is None


def submitted_by(organisation: Organisation, call: Call) -> ApplicationQuerySet:
    """Return what the organisation has submitted in the call and not withdrawn."""
    return Application.objects.competing().filter(call=call, organisation=organisation).order_by("number")


def check_eligible(organisation: Organisation, call: Call) -> None:
    """Raise ValidationError unless the organisation is a member on the day of the deadline."""
    if not Organisation.objects.members_on(call.deadline_day).contains(organisation):
        raise ValidationError(
            _("%(organisation)s er ikke medlem av Balansekunst den %(day)s, dagen fristen går ut."),
            code="not_member",
            params={"organisation": organisation, "day": formats.date_format(call.deadline_day)},
        )


def _check_alone(call: Call, organisation: Organisation) -> None:
    """Raise ValidationError if the organisation has submitted an application, and the call allows one."""
    if not call.several_applications and (other := submitted_by(organisation, call).first()):
        raise ValidationError(
            _("%(organisation)s har allerede sendt søknad %(number)s, og kan bare sende én i denne utlysningen."),
            code="second",
            params={"organisation": organisation, "number": other.number},
        )


def _check_ready(application: Application) -> None:
    check_eligible(application.organisation, application.call)
    requirements.check(application)


def _check_whole(application: Application) -> None:
    requirements.check(application)
    application.validate_constraints()


def _lock(application: Application) -> Application:
    """Return the current application, locked together with its call.

    The call is locked first, so that submissions are serialised and no two get the same number.
    """
    call = Call.objects.select_for_update().get(pk=application.call_id)
    locked = Application.objects.select_for_update(of=("self",)).select_related("organisation")
    application = locked.get(pk=application.pk)
    application.call = call
    return application


def _check_open(call: Call, organisation: Organisation, at: datetime, consequence: str = "") -> None:
    deadline = call.deadline_for(organisation.pk)
    phase = call.phase_at(at, deadline=deadline)
    if phase == Call.Phase.COMING:
        raise ValidationError(_("%(call)s har ikke åpnet ennå."), code="coming", params={"call": call})
    if phase == Call.Phase.CLOSED:
        words = _("Fristen gikk ut %(deadline)s.") % {"deadline": format_datetime(deadline)}
        raise ValidationError(f"{words} {consequence}".strip(), code="closed")


def _check_unchanged(application: Application, version: datetime | None) -> None:
    if version is not None and application.changed_at != version:
        raise ValidationError(
            _("Søknaden er lagret på nytt siden du åpnet den: av en kollega, eller av deg i et annet vindu."),
            code="changed",
        )


def _next_number(call: Call) -> str:
    taken = Application.objects.filter(number__startswith=f"{call.year}-").values_list("number", flat=True)
    found = [int(match[1]) for match in map(RUNNING_NUMBER.fullmatch, taken) if match]
    return f"{call.year}-{max(found, default=0) + 1:03d}"


def _post(application: Application, by: User, *, subject: str, template: str, at: datetime) -> None:
    context = {
        "application": application,
        "name": by.name,
        "amount": kroner(application.amount_applied or 0),
        "moment": format_datetime(at),
    }
    body = render_to_string(f"balansepotten/mail/{template}.txt", context)
    outbox.post(recipient=by.email, subject=subject, body=body, about=application)
