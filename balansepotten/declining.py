"""Declining a grant: an outcome of its own, after which the decision stays and the money is in the call's pot again.

A recipient declines until something is paid or reported. After that, what is not used is settled with the report.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from balansekunst.history import set_author
from balansekunst.models import User
from balansepotten import letters
from balansepotten.deadlines import format_datetime
from balansepotten.grants import check_in_force, check_notified, lock
from balansepotten.models import Application, Call, Grant, ProjectReport
from balansepotten.notifications import notify
from members.contacts import check_acts_for


@transaction.atomic
def decline(grant: Grant, *, reason: str, by: User, at: datetime) -> Grant:
    """Decline the grant as a contact of the recipient, and confirm it to all contacts, one of them by letter.

    The decision stays; what was awarded is available to others in the call. Raises ValidationError if `by` is not a
    contact, the award is not in force or not what the recipient was notified of, or something is paid or reported.
    """
    grant = _lock_with_call(grant)
    check_acts_for(grant.application.organisation, by)
    if grant.declined_at:
        return grant
    return _decline(grant, reason=reason, by=by, at=at)


@transaction.atomic
def register_decline(grant: Grant, *, reason: str, by: User, at: datetime) -> Grant:
    """Register as staff that the recipient declines, with a `reason` that says how they did it.

    Raises ValidationError without a reason, and as `decline` does.
    """
    grant = _lock_with_call(grant)
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv hvordan og hvorfor mottakeren sa fra seg støtten.")})
    return _decline(grant, reason=reason, by=by, at=at)


def can_decline(grant: Grant) -> bool:
    """Return whether nothing is paid or reported yet. Payments should be prefetched, and the report selected."""
    report: ProjectReport | None = getattr(grant, "report", None)
    is_reported = report is not None and report.status not in ProjectReport.WRITABLE
    is_paid = any(payment.paid_on for payment in grant.payments.all())
    return grant.declined_at is None and not is_reported and not is_paid


def _lock_with_call(grant: Grant) -> Grant:
    """Return the current grant, locked after its call and its application, as decisions lock them."""
    Call.objects.select_for_update().get(applications__grant=grant)
    Application.objects.select_for_update().get(pk=grant.application_id)
    return lock(grant)


def _decline(grant: Grant, *, reason: str, by: User, at: datetime) -> Grant:
    check_in_force(grant)
    check_notified(grant)
    if not can_decline(grant):
        raise ValidationError(_("Noe er betalt eller rapportert, så støtten kan ikke sies fra seg her. Skriv til oss."))
    grant.payments.all().delete()
    grant.accepted_at, grant.accepted_by, grant.account_number = None, None, ""
    grant.declined_at, grant.declined_by, grant.decline_reason = at, by, reason.strip()
    grant.save()
    application = set_author(grant.application, by)
    application.status, application.amount_proposed = Application.Status.DECLINED, None
    application.save()
    call = application.call
    call.allocated = Application.objects.filter(call=call).aggregate(total=Sum("amount_proposed"))["total"] or 0
    set_author(call, by).save(update_fields=["allocated"])
    letter = letters.confirm_decline(application, by=by)
    notify(
        application,
        subject=_("Dere har sagt fra dere støtten fra Balansepotten"),
        template="grant_declined",
        context={"moment": format_datetime(at), "has_letter": letter is not None},
        besides=letter.message.recipient if letter else "",
    )
    return grant
