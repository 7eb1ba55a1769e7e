"""The jury in the admin: unfinished jurors, and conflicts of interest."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from balansekunst.access import PERMISSIONS, RUN_ROUNDS
from balansekunst.admin.lists import HistoryAdmin
from balansekunst.front_page import Task, TaskRows, Urgency
from balansekunst.models import User
from balansepotten import conflicts, jury_progress
from balansepotten.admin.conflicts import WithoutConflict
from balansepotten.models import ConflictOfInterest
from balansepotten.resources import ConflictResource


def unfinished_jurors(user: User, moment: datetime) -> TaskRows:
    """Return a task for each call with jurors who have applications left to assess."""

    def task(count: int, year: int) -> Task:
        words = ngettext(
            "jurymedlem er ikke ferdig med Balansepotten %(year)s",
            "jurymedlemmer er ikke ferdige med Balansepotten %(year)s",
            count,
        )
        return Task(Urgency.WAITING, words % {"year": year}, count, reverse("jury_progress", args=[year]))

    return TaskRows(jury_progress.unfinished_jurors(moment, viewer=user), task, by="call__year")


class ConflictForm(forms.ModelForm):
    """The form of a conflict of interest."""

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if answers.get("application") and answers.get("call"):
            try:
                conflicts.check_same_call(answers["call"], application=answers["application"])
            except ValidationError as error:
                self.add_error("application", error)
        return answers


@admin.register(ConflictOfInterest)
class ConflictOfInterestAdmin(WithoutConflict, HistoryAdmin):
    """Conflicts of interest, without those about an application that the user has a conflict with."""

    purpose = _("Den som er inhabil, kan verken se søknaden eller være med på å avgjøre den.")
    first_rows = _("Her kommer de som er for nær en søknad til å vurdere den.")
    chapter = "juryen"
    application = "application"
    form = ConflictForm
    resource_classes = [ConflictResource]
    list_display = ["user", "call", "about", "ground", "declared_by", "declared_at"]
    list_filter = ["call", "ground"]
    list_select_related = ["user", "call", "application", "declared_by"]
    search_fields = ["user__name", "user__email", "application__title", "application__number"]
    autocomplete_fields = ["application"]
    readonly_fields = ["declared_by", "declared_at"]
    fields = ["call", "user", "application", "ground", "words", "declared_by", "declared_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Make the person, call and application of a declared conflict read-only."""
        return [*super().get_readonly_fields(request, obj), *(["call", "user", "application"] if obj else [])]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer jurors and the staff who run calls."""
        if db_field.name == "user":
            kwargs["queryset"] = _judges_and_staff()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        if not change:
            obj.declared_by, obj.declared_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)

    @admin.display(description=_("søknad"), ordering="application__number")
    def about(self, conflict: ConflictOfInterest) -> str:
        application = conflict.application
        return f"{application.number} {application}" if application else str(_("hele runden"))


def _judges_and_staff() -> QuerySet[User]:
    roles = [role for role, permissions in PERMISSIONS.items() if RUN_ROUNDS in permissions]
    found = User.objects.filter(Q(jury_seats__isnull=False) | Q(groups__name__in=roles) | Q(is_superuser=True))
    return User.objects.filter(pk__in=found.values("pk")).order_by("name", "email")
