"""Conflicts of interest: what a person may not have to do with, found anew each time and held on every path.

Everything that shows, counts or sums applications to a juror or to staff goes through `unhindered`.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from balansekunst.models import User
from balansepotten.models import Application, Call, ConflictOfInterest
from members.models import Contact

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def unhindered(user: "User | AnonymousUser") -> Q:
    """Return the condition on applications that the user has no conflict of interest with; one unknown has none."""
    return ~hindered(user.pk or 0, getattr(user, "email", ""))


def hindered(user: Any, email: Any, application: str | OuterRef = "pk", call: str = "call") -> Q:
    """Return the condition that a person has a conflict with a row's application.

    `user` and `email` are values or OuterRefs, `application` and `call` the row's paths. Hindered is who has declared
    it for the case, and who is out of the round (`out_of_round`).
    """
    declared = ConflictOfInterest.objects.filter(user=user, application=OuterRef(application))
    return Exists(declared) | out_of_round(user, email, call)


def out_of_round(user: Any, email: Any, call: str = "pk") -> Q:
    """Return the condition that a person has a conflict with the whole round that is at the row's path `call`.

    Out is who has declared it for the round, or for a case where the call's setting lets that be for the round; who
    has sent an application that competes in the call; and who is a contact of the organisation that one is from, by
    account or by address.
    """
    declared = ConflictOfInterest.objects.filter(user=user, call=OuterRef(call))
    competing = Application.objects.filter(call=OuterRef(call), status__in=Application.COMPETING)
    contacts = Contact.objects.filter(
        Q(user=user) | (Q(email__iexact=email) & ~Q(email="")),
        organisation__applications__call=OuterRef(call),
        organisation__applications__status__in=Application.COMPETING,
    )
    whole_round = Q(application__isnull=True) | Q(call__conflict_scope=Call.ConflictScope.ROUND)
    return Q(Exists(declared.filter(whole_round)) | Exists(contacts) | Exists(competing.filter(submitted_by=user)))


def is_out_of_round(user: User, call: Call) -> bool:
    """Tell if the user has a conflict with the whole round, so that no application of it is theirs to see."""
    return Call.objects.filter(out_of_round(user.pk, user.email), pk=call.pk).exists()


@transaction.atomic
def declare(
    call: Call,
    *,
    user: User,
    ground: str,
    by: User,
    at: datetime,
    application: Application | None = None,
    words: str = "",
) -> ConflictOfInterest:
    """Keep that the user has a conflict of interest, with an application or with the whole round.

    Raises ValidationError when it is known already, or the application is of another call.
    """
    if application:
        check_round(call, application=application)
    conflict = ConflictOfInterest(
        call=call, user=user, application=application, ground=ground, words=words, declared_by=by, declared_at=at
    )
    conflict.full_clean()
    conflict.save()
    return conflict


def check_round(call: Call, *, application: Application) -> None:
    """Raise ValidationError unless the application is of the call."""
    if application.call_id != call.pk:
        raise ValidationError(_("Søknaden er ikke i denne runden."))
