"""The pot of a call after its decisions: management adds money by a decision of its own, which is never changed."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.history import set_author
from balansekunst.models import User
from balansepotten import allocation
from balansepotten.models import Call, PotIncrease


@transaction.atomic
def increase(call: Call, *, amount: int, reason: str, by: User, at: datetime) -> PotIncrease:
    """Add `amount` kroner to the pot of a decided call, for a reason.

    Raises ValidationError if the call is not decided, or if `by` has a conflict of interest in it.
    """
    call = Call.objects.select_for_update().get(pk=call.pk)
    allocation.check_may_decide(by, call)
    if not allocation.is_decided(call):
        raise ValidationError(_("Vedtaket er ikke gjort ennå. Da endres potten på siden til utlysningen i admin."))
    added = PotIncrease(call=call, amount=amount, reason=reason.strip(), increased_at=at, increased_by=by)
    added.full_clean(exclude=["call", "increased_by"])
    added.save()
    call.pot += amount
    set_author(call, by).save(update_fields=["pot"])
    return added
