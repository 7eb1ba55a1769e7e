"""Hiding applications, and all that belongs to them, in the admin.

They are hidden from users with a conflict of interest, and drafts from everyone, unless the applicant asks for help.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from balansekunst.admin.accounts import MessageAdmin
from balansekunst.mail import outbox
from balansepotten import drafts
from balansepotten.conflicts import find_conflicts, has_conflict
from balansepotten.models import Application, Call, DeadlineExtension

NOTHING = Q(pk__in=[])  # the condition that no row meets, which takes no work of the database


class WithoutConflict(admin.ModelAdmin):
    """A mixin that hides rows about drafts, and about applications that the user has a conflict of interest with.

    Put it before the other bases. `application` and `call` are the paths from the row to them.
    """

    application = "pk"
    call = "call"
    hides_rows = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Exclude hidden rows from the list, pages, sums, search, export and choices."""
        return super().get_queryset(request).exclude(hidden(request, self.application, self.call))

    def visible_versions(self, request: HttpRequest, versions: QuerySet[Any]) -> QuerySet[Any]:
        """Exclude the history of hidden rows, which exists even if the row is deleted."""
        # In the history table the primary key of the row is called `id`.
        application = "id" if self.application == "pk" else self.application
        return versions.exclude(hidden(request, application, self.call))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Neither offer nor accept a hidden application."""
        if db_field.related_model is Application:
            kwargs["queryset"] = Application.objects.exclude(hidden(request, "pk", "call"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def reader_has_conflict(request: HttpRequest) -> bool:
    """Return whether the user has a conflict of interest with any application or call."""
    calls, has_declared = _found(request)
    return bool(calls) or has_declared


def _found(request: HttpRequest) -> tuple[list[int], bool]:
    """Return `find_conflicts` of the user; queried once a request."""
    known = request.__dict__
    if "conflicts" not in known:
        known["conflicts"] = find_conflicts(request.user)
    return known["conflicts"]


def conflict_of(request: HttpRequest, application: str = "pk", call: str = "call") -> Q:
    """Return the condition that the user has a conflict of interest with a row's application, at these paths."""
    if not reader_has_conflict(request):
        return NOTHING
    return has_conflict(request.user, application=application, call=call, calls=_found(request)[0])


def hidden(request: HttpRequest, application: str, call: str) -> Q:
    """Return the condition on rows about applications, at these paths, that the user may not see."""
    path = "" if application in ("pk", "id") else f"{application}__"
    return conflict_of(request, application, call) | drafts.unreadable(path)


def about_hidden_application(request: HttpRequest) -> Q:
    """Return the condition on e-mails about an application that the user has a conflict of interest with."""
    if not reader_has_conflict(request):
        return NOTHING
    return outbox.about_any_of(Application.objects.filter(conflict_of(request)))


def about_hidden_extension(request: HttpRequest) -> Q:
    """Return the condition on e-mails about a longer deadline in a call whose page of them the user may not see."""
    if not reader_has_conflict(request):
        return NOTHING
    calls = Call.objects.filter(Q(pk__in=_found(request)[0]) | Q(conflicts__user=request.user))
    return outbox.about_any_of(DeadlineExtension.objects.filter(call__in=calls))


MessageAdmin.withheld += [about_hidden_application, about_hidden_extension]
