"""Conflicts of interest: which applications a person may not see, computed for every query.

Everything that shows, counts or sums applications to jurors or staff filters by `without_conflict`.
"""

from collections.abc import Collection
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from balansekunst.models import User
from balansepotten.awards import public_calls
from balansepotten.models import Application, Call, ConflictOfInterest, Juror

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

NO_CALL = 0  # the key of no row


def without_conflict(user: "User | AnonymousUser", path: str = "") -> Q:
    """Return the condition that the user has no conflict of interest with a row's application, at `path`.

    It is true for anonymous users. The rows must not be found as those whose application is in a subquery
    of the visible ones: SQLite may read that again for each row.
    """
    return ~(has_conflict(user, application=path, call=f"{path}__call") if path else has_conflict(user))


def has_conflict(
    user: "User | AnonymousUser", *, application: str = "pk", call: str = "call", calls: Collection[int] | None = None
) -> Q:
    """Return the condition that the user has a conflict of interest with a row's application.

    `application` and `call` are paths of the row. The conflict is declared for the application, or excludes the user
    from the call: from one of `calls`, where a request has found them already.
    """
    excluded = excluded_calls(user) if calls is None else calls
    return Q(**{f"{call}__in": excluded}) | Q(**{f"{application}__in": declared_by(user)})


def declared_by(user: "User | AnonymousUser") -> QuerySet[ConflictOfInterest, Any]:
    """Return the keys of the applications that the user has declared a conflict of interest with.

    They are always a subquery, which is run once whatever their number, since a database takes only so many parameters.
    """
    declared = ConflictOfInterest.objects.filter(user=user.pk or 0, application__isnull=False)
    return declared.order_by().values("application")


def excluded_calls(user: "User | AnonymousUser") -> QuerySet[Any, Any]:
    """Return the keys of the calls that the user has a conflict of interest with as a whole: at most one a year.

    The databases find them from the user and not call by call, which takes long where a call has many applications.
    """
    first, *others = _exclusions(user.pk or 0, Value(getattr(user, "email", "")))
    return first.values_list("call").union(*(rows.values_list("call") for rows in others)).order_by()


def find_conflicts(user: "User | AnonymousUser") -> tuple[list[int], bool]:
    """Return `excluded_calls`, and whether the user has declared a conflict with an application, in one query."""
    declared = declared_by(user).values_list(Value(NO_CALL))
    found = {call for (call,) in excluded_calls(user).union(declared).order_by()}
    return sorted(found - {NO_CALL}), NO_CALL in found


def excluded_jurors() -> QuerySet[Juror]:
    """Return the jurors who have a conflict of interest with their whole call, found from their user as well."""
    exclusions = _exclusions(OuterRef("user"), OuterRef("user__email"))
    return Juror.objects.filter(reduce(or_, (Q(call__in=rows.values("call")) for rows in exclusions)))


def juror_has_conflict(juror: str = "juror", application: str = "application") -> Q:
    """Return the condition that a row's juror has a conflict of interest with its application.

    `juror` and `application` are paths of the row. That a juror is excluded is found once for each juror.
    """
    declared = ConflictOfInterest.objects.filter(user=OuterRef(f"{juror}__user"), application=OuterRef(application))
    return Q(Exists(declared)) | Q(**{f"{juror}__in": excluded_jurors().order_by().values("pk")})


def _exclusions(user: Any, email: Any) -> tuple[QuerySet[Any], ...]:
    """Return the rows of which each gives a person, by `user` or `email`, a conflict with the whole call in `call`.

    That is who has declared it for the call, or for an application if the call's setting extends that to the call; who
    has submitted a competing application; and who is a contact of a competing organisation, by account or by address.
    """
    whole_call = Q(application__isnull=True) | Q(call__conflict_scope=Call.ConflictScope.ROUND)
    declared = ConflictOfInterest.objects.filter(whole_call, user=user).order_by()
    competing = Application.objects.filter(status__in=Application.COMPETING).order_by()
    address = "organisation__contacts__email"
    return (
        declared,
        competing.filter(submitted_by=user),
        competing.filter(organisation__contacts__user=user),
        # By address too, since a contact need not be linked to an account. Contacts without an address must not match
        # users without one.
        competing.filter(Exact(Lower(address), Lower(email)), **{f"{address}__gt": ""}),
    )


def left_out_of_figures(user: "User | AnonymousUser", day: date) -> Q | None:
    """Return the condition on applications that aren't counted in the figures that the user reads on `day`.

    They are those that the user has a conflict of interest with, in calls whose outcome isn't public; None without such
    a call. Afterwards the figures are the same for everyone.
    """
    declared = ConflictOfInterest.objects.filter(user=user.pk or 0).order_by().values_list("call")
    calls = [call for (call,) in excluded_calls(user).union(declared).order_by()]
    if calls:
        public = public_calls(day).filter(pk__in=calls).values_list("pk", flat=True)
        calls = list(set(calls).difference(public))
    return has_conflict(user) & Q(call__in=calls) if calls else None


def is_excluded_from_call(user: User, call: Call) -> bool:
    """Return whether the user has a conflict of interest with the whole call."""
    return Call.objects.filter(pk=call.pk, pk__in=excluded_calls(user)).exists()


def has_any_in(call: Call, *, user: User) -> bool:
    """Return whether the user has a conflict of interest with the call, or with any application in it."""
    return ConflictOfInterest.objects.filter(user=user, call=call).exists() or is_excluded_from_call(user, call)


def has_any(user: User, call: str = "call") -> Q:
    """Return the condition that the user has a conflict of interest with a row's call, or any application in it."""
    declared = ConflictOfInterest.objects.filter(user=user).order_by()
    return Q(**{f"{call}__in": excluded_calls(user)}) | Q(**{f"{call}__in": declared.values("call")})


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
