"""Leaving and coming back: the end of an open membership, its cause, and a new period."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from members.models import Membership, Organisation

Cause = Membership.LeaveCause
# What the causes are called in free text, the clearest first.
WORDINGS = {
    Cause.MERGED: r"slått sammen|sammenslå|fusjon|innlemmet i",
    Cause.CLOSED: r"lagt ned|legges ned|nedlagt|nedlegg|avvikle|konkurs|oppløst|opphørt",
    Cause.UNPAID: r"(ikke|manglende|uteblitt)\W+(\w+\W+)?betal|betal(te|t|er) ikke|purre",
    Cause.COST: r"økonomi|kontingent|\bdyrt?\b|råd til|penger|budsjett|kostnad|innsparing",
    Cause.CAPACITY: r"kapasitet|\btid\b|ressurser|bemanning|\bfå ansatte\b",
    Cause.NO_USE: r"bruk(er|t|te)? (ikke|lite)|ikke (brukt|bruk)|lite nytte|ikke nytte|ikke (lenger )?aktuelt|uaktuel",
    Cause.DISAGREEMENT: r"uenig|misfornøyd|protest",
}
NOT_STATED = re.compile(r"\W*(ikke oppgitt|ukjent|vet ikke|ingen årsak)?\W*", re.IGNORECASE)


def cause_of(reason: str) -> str:
    """Return the cause that free text is about: `other` where that is not clear, and "" where it states none."""
    if NOT_STATED.fullmatch(reason):
        return ""
    for cause, wording in WORDINGS.items():
        if re.search(wording, reason, re.IGNORECASE):
            return cause
    return Cause.OTHER


@transaction.atomic
def leave(organisation: Organisation, *, left: date, cause: str = "", reason: str = "") -> Membership:
    """End the organisation's open membership: `left` is the first day outside it.

    Raises ValidationError if it has none, or it began later.
    """
    membership = Membership.objects.select_for_update().filter(organisation=organisation, left=None).first()
    if membership is None:
        raise ValidationError(_("Virksomheten har ikke noe medlemskap som kan avsluttes."))
    membership.left, membership.leave_cause, membership.leave_reason = left, cause, reason
    membership.full_clean()
    membership.save()
    return membership


@transaction.atomic
def rejoin(organisation: Organisation, *, joined: date) -> Membership:
    """Begin a new period of membership; the earlier ones remain as they are.

    Raises ValidationError if one is open, or lasts on that day.
    """
    membership = Membership(organisation=organisation, joined=joined)
    membership.full_clean()
    membership.save()
    return membership
