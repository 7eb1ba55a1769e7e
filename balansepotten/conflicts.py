"""Conflicts of interest: which applications a person may not see, computed for every query.

Everything that shows, counts or sums applications to jurors or staff filters by `without_conflict`.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from balansekunst.models import User
from balansepotten.awards import public_calls
from balansepotten.models import Application, Call, ConflictOfInterest
from members.models import Contact

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def without_conflict(user: "User | AnonymousUser") -> Q:
    """Return the condition on applications that the user has no conflict of interest with; true for anonymous users."""
    return ~has_conflict(user.pk or 0, getattr(user, "email", ""))


def left_out_of_figures(user: "User | AnonymousUser", day: date) -> Q:
    """Return the condition on applications that aren't counted in the figures that the user reads on `day`.

    They are those that the user has a conflict of interest with, in calls whose outcome isn't public. Afterwards the
    figures are the same for everyone.
    """
    return ~without_conflict(user) & ~Q(call__in=public_calls(day))


def has_conflict(user: Any, email: Any, application: str | OuterRef = "pk", call: str = "call") -> Q:
    """Return the condition that a person has a conflict of interest with a row's application.

    `user` and `email` are values or OuterRefs, `application` and `call` paths of the row. A conflict is declared for
    the application, or excludes the person from the call (`excluded_from_call`).
    """
    declared = ConflictOfInterest.objects.filter(user=user, application=OuterRef(application))
    return Exists(declared) | excluded_from_call(user, email, call)


def excluded_from_call(user: Any, email: Any, call: str = "pk") -> Q:
    """Return the condition that a person has a conflict of interest with the whole call at the path `call`.

    That is who has declared it for the call, or for an application if the call's setting extends that to the call; who
    has submitted a competing application; and who is a contact of a competing organisation, by account or by address.
    """
    declared = ConflictOfInterest.objects.filter(user=user, call=OuterRef(call))
    competing = Application.objects.filter(call=OuterRef(call), status__in=Application.COMPETING)
    # By address too, since a contact need not be linked to an account. Contacts without an address must not match users
    # without one.
    contacts = Contact.objects.filter(
        Q(user=user) | (Q(email__iexact=email) & ~Q(email="")),
        organisation__applications__call=OuterRef(call),
        organisation__applications__status__in=Application.COMPETING,
    )
    whole_call = Q(application__isnull=True) | Q(call__conflict_scope=Call.ConflictScope.ROUND)
    return Q(Exists(declared.filter(whole_call)) | Exists(contacts) | Exists(competing.filter(submitted_by=user)))


def is_excluded_from_call(user: User, call: Call) -> bool:
    """Return whether the user has a conflict of interest with the whole call."""
    return Call.objects.filter(excluded_from_call(user.pk, user.email), pk=call.pk).exists()


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
    """Store a conflict of interest of the user with an application or with the whole call.

    Raises ValidationError if it is declared already, or if the application is of another call.
    """
    if application:
        check_same_call(call, application=application)
    conflict = ConflictOfInterest(
        call=call, user=user, application=application, ground=ground, words=words, declared_by=by, declared_at=at
    )
    conflict.full_clean()
    conflict.save()
    return conflict


def check_same_call(call: Call, *, application: Application) -> None:
    """Raise ValidationError unless the application is of the call."""
    if application.call_id != call.pk:
        raise ValidationError(_("Søknaden er ikke i denne runden."))
