"""Hiding applications, and all that belongs to them, in the admin.

They are hidden from users with a conflict of interest, and drafts from everyone, unless the applicant asks for help.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from balansekunst.admin import MessageAdmin
from balansekunst.mail import outbox
from balansepotten import drafts
from balansepotten.conflicts import has_conflict
from balansepotten.models import Application


class WithoutConflict(admin.ModelAdmin):
    """A mixin that hides rows about drafts, and about applications that the user has a conflict of interest with.

    Put it before the other bases. `application` and `call` are the paths from the row to them.
    """

    application = "pk"
    call = "call"
    hides_rows = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Exclude hidden rows from the list, pages, sums, search, export and choices."""
        return super().get_queryset(request).exclude(_hidden(request, self.application, self.call))

    def get_history_queryset(self, request: HttpRequest, *args: Any) -> QuerySet[Any]:
        """Exclude the history of hidden rows, which exists even if the row is deleted."""
        # In the history table the primary key of the row is called `id`.
        application = "id" if self.application == "pk" else self.application
        found = super().get_history_queryset(request, *args)  # type: ignore[misc]
        return found.exclude(_hidden(request, application, self.call))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Neither offer nor accept a hidden application."""
        if db_field.related_model is Application:
            kwargs["queryset"] = Application.objects.exclude(_hidden(request, "pk", "call"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def reader_has_conflict(request: HttpRequest) -> bool:
    """Return whether the user has a conflict of interest with any application; queried once a request."""
    known = request.__dict__
    if "reader_has_conflict" not in known:
        known["reader_has_conflict"] = Application.objects.filter(_of(request, "pk", "call")).exists()
    return known["reader_has_conflict"]


def _hidden(request: HttpRequest, application: str, call: str) -> Q:
    path = "" if application in ("pk", "id") else f"{application}__"
    return _of(request, application, call) | drafts.unreadable(path)


def _of(request: HttpRequest, application: str, call: str) -> Q:
    return has_conflict(request.user.pk, getattr(request.user, "email", ""), application, call)


def about_hidden_application(request: HttpRequest) -> Q:
    """Return the condition on e-mails about an application that the user has a conflict of interest with."""
    return outbox.about_any_of(Application.objects.filter(_of(request, "pk", "call")))


MessageAdmin.withheld.append(about_hidden_application)
