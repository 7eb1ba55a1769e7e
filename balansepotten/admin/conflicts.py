"""What the admin keeps from one who has a conflict of interest: the case, whichever way it is asked for."""

import re
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from balansekunst.admin import MessageAdmin
from balansepotten.conflicts import hindered
from balansepotten.models import Application, Letter


class WithoutHindered(admin.ModelAdmin):
    """Rows about applications, without those that the user has a conflict of interest with.

    Put it before the other bases. `application` and `call` are the row's paths to them.
    """

    application = "pk"
    call = "call"
    hides_rows = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out what the user has a conflict with: for the list, pages, sums, search, export and choices."""
        return super().get_queryset(request).exclude(_of(request, self.application, self.call))

    def get_history_queryset(self, request: HttpRequest, *args: Any) -> QuerySet[Any]:
        """Leave out its history too, which is there also when the row isn't."""
        # A version knows the row that it is of by the name of that row's key.
        application = "id" if self.application == "pk" else self.application
        found = super().get_history_queryset(request, *args)  # type: ignore[misc]
        return found.exclude(_of(request, application, self.call))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer, and take, no application that the user has a conflict with."""
        if db_field.related_model is Application:
            kwargs["queryset"] = Application.objects.exclude(_of(request, "pk", "call"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def has_conflict(request: HttpRequest) -> bool:
    """Tell if there is any application that the user has a conflict of interest with; found once a request."""
    known = request.__dict__
    if "has_conflict" not in known:
        known["has_conflict"] = Application.objects.filter(_of(request, "pk", "call")).exists()
    return known["has_conflict"]


def _of(request: HttpRequest, application: str, call: str) -> Q:
    return hindered(request.user.pk, getattr(request.user, "email", ""), application, call)


def about_hindered(request: HttpRequest) -> Q:
    """Return the condition on e-mails that say something of what the user has a conflict of interest with."""
    letters = Letter.objects.filter(_of(request, "decision__application", "decision__application__call"))
    cases = Application.objects.filter(_of(request, "pk", "call"))
    found = list(cases.values_list("uuid", "number", "title", "organisation__name"))
    words = {re.escape(word) for _uuid, *words in found for word in words if word}
    names = {re.escape(str(uuid)) for uuid, *_words in found}
    told = Q(body__regex="|".join(sorted(words))) | Q(once__regex="|".join(sorted(names))) if found else Q()
    return told | Q(Exists(letters.filter(message=OuterRef("pk"))))


MessageAdmin.withheld.append(about_hindered)
