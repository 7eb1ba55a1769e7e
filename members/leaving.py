"""Leaving: the end of an open membership."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from members.models import Membership, Organisation


@transaction.atomic
def leave(organisation: Organisation, *, left: date, reason: str = "") -> Membership:
    """End the organisation's open membership: `left` is the first day outside it.

    Raises ValidationError if it has none, or it began later.
    """
    membership = Membership.objects.select_for_update().filter(organisation=organisation, left=None).first()
    if membership is None:
        raise ValidationError(_("Virksomheten har ikke noe medlemskap som kan avsluttes."))
    membership.left, membership.leave_reason = left, reason
    membership.full_clean()
    membership.save()
    return membership
