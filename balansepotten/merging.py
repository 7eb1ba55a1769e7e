"""How applications move when two organisations are merged, and who may not merge any.

A merge reveals whether both have applied in a call. Someone with a conflict of interest in a call whose outcome isn't
public can't merge any organisations, so that the answer says nothing of them.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from balansekunst.models import User
from balansepotten import drafts
from balansepotten.conflicts import excluded_calls, has_conflict, left_out_of_figures
from balansepotten.models import Application, ConflictOfInterest
from members.merging import CHECKS, RULES, Merge, Rule, reassign
from members.models import Organisation


def move_applications(merge: Merge, rows: list[Application], field: str, target: Organisation) -> None:
    """Move the applications. Raises ValidationError if the organisation would then have too many in a call."""
    known = list(target.applications.select_related("call"))
    for application in rows:
        for other in known:
            if other.call_id == application.call_id:
                _check_both(other, application)
    reassign(merge, rows, field, target)


def _check_both(known: Application, moved: Application) -> None:
    call = known.call
    year = {"year": call.year}
    if known.is_draft and moved.is_draft:
        message = _("Begge har et utkast til søknad i utlysningen for %(year)s. Ett av dem må slettes først.")
        raise ValidationError(message, params=year)
    undecided = known.status == moved.status == Application.Status.SUBMITTED
    if undecided and not call.several_applications:
        raise ValidationError(
            _("Begge har sendt søknad i utlysningen for %(year)s, som tar én fra hver. Vent til vedtaket er gjort."),
            params=year,
        )


def hidden(user: User) -> Q:
    """Return the condition on applications that the user may not know of."""
    return has_conflict(user) | drafts.unreadable()


def hidden_extensions(user: User) -> Q:
    """Return the condition on longer deadlines of calls in which the user has any conflict of interest."""
    declared = ConflictOfInterest.objects.filter(user=user).values("call")
    return Q(call__in=excluded_calls(user)) | Q(call__in=declared)


def check_no_conflict(user: User, day: date) -> None:
    """Raise ValidationError if the user has a conflict of interest in a call whose outcome isn't public."""
    if left_out_of_figures(user, day) is not None:
        raise ValidationError(
            _("Du er inhabil i en runde som ikke er avgjort, og kan ikke slå sammen virksomheter. Be en kollega.")
        )


def register() -> None:
    RULES["balansepotten.Application.organisation"] = Rule(move_applications, hidden)
    RULES["balansepotten.DeadlineExtension.organisation"] = Rule(reassign, hidden_extensions)
    CHECKS.append(check_no_conflict)
