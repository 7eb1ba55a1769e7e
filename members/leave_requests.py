"""Requests to leave, which contacts make and withdraw. Staff register the leaving itself by `members.leaving`."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.history import set_author
from balansekunst.models import User
from members import contacts
from members.models import LeaveRequest, Membership, Organisation


def waiting_of(organisation: Organisation) -> LeaveRequest | None:
    """Return the organisation's request that waits, if it has one."""
    found: LeaveRequest | None = LeaveRequest.objects.waiting().filter(membership__organisation=organisation).first()
    return found


@transaction.atomic
def ask(
    organisation: Organisation, *, wished_on: date, reason: str, by: User, at: datetime, today: date
) -> LeaveRequest:
    """Ask to leave, on behalf of a contact.

    Raises ValidationError if the organisation isn't a member, or has asked already, or for a past day.
    """
    locked: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    contacts.check_acts_for(locked, by)
    membership: Membership | None = locked.memberships.filter(left=None).first()
    if membership is None:
        raise ValidationError(_("Virksomheten har ikke noe medlemskap som kan avsluttes."))
    if wished_on < today or wished_on <= membership.joined:
        raise ValidationError({"wished_on": _("Skriv dagen i dag eller en senere dag, og en dag etter innmeldingen.")})
    request = LeaveRequest(membership=membership, wished_on=wished_on, reason=reason, asked_by=by, asked_at=at)
    request.full_clean()
    set_author(request, by).save()
    return request


@transaction.atomic
def withdraw(request: LeaveRequest, *, by: User, today: date) -> None:
    """Withdraw it, on behalf of a contact. Raises ValidationError if the leaving is registered, or it is withdrawn."""
    found = LeaveRequest.objects.select_for_update(of=("self",)).waiting().filter(pk=request.pk).first()
    if found is None:
        raise ValidationError(_("Utmeldingen er allerede registrert eller trukket."))
    contacts.check_acts_for(found.membership.organisation, by)
    found.withdrawn_on = today
    set_author(found, by).save()
