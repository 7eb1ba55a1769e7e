"""The admin of course assignments, their topics and those who hold them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from balansekunst.admin_filters import YearFilter
from balansekunst.admin_lists import EditedAdmin, InUseAdmin
from balansekunst.fields import number
from balansekunst.front_page import Shortcut, Task, Urgency
from courses.figures import section
from courses.models import Assignment, Instructor, Topic
from courses.resources import AssignmentResource, InstructorResource, TopicResource


@admin.register(Topic)
class TopicAdmin(InUseAdmin):
    """What courses are about. A topic that has been used is taken out of use, not deleted."""

    resource_classes = [TopicResource]
    list_display = ["name", "active"]
    list_filter = ["active"]
    search_fields = ["name"]
    used_by = "assignments"


@admin.register(Instructor)
class InstructorAdmin(InUseAdmin):
    """Those who hold courses."""

    resource_classes = [InstructorResource]
    list_display = ["name", "active"]
    list_filter = ["active"]
    search_fields = ["name"]
    used_by = "assignments"


class YearHeldFilter(YearFilter):
    """Keeps the assignments of a year."""

    title, parameter_name, date = _("år"), "aar", "date"


class MissingOutcomeFilter(admin.SimpleListFilter):
    """Keeps the assignments whose day is past, and of which nobody has told how it went."""

    title = _("utfall")
    parameter_name = "utfall"
    CHOICE = "mangler"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        """Return what can be asked for."""
        return [(self.CHOICE, _("ikke ført"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        """Keep those that were to be held before today."""
        return queryset.without_outcome_on(timezone.localdate()) if self.value() == self.CHOICE else queryset


@admin.register(Assignment)
class AssignmentAdmin(EditedAdmin):
    """Courses and talks that were booked, held or cancelled."""

    resource_classes = [AssignmentResource]
    list_display = ["title", "date", "themes", "who_asked", "municipality", "form", "came", "status"]
    list_filter = [
        YearHeldFilter,
        "status",
        MissingOutcomeFilter,
        "form",
        "topics",
        "municipality__county__region",
        "instructor",
    ]
    list_select_related = ["client", "municipality"]
    search_fields = ["title", "client__name", "client__number", "client_name", "municipality__display_name"]
    autocomplete_fields = ["client", "municipality", "instructor"]
    section = staticmethod(section)
    fieldsets = [
        (None, {"fields": [("date", "status"), "title", "topics"]}),
        (_("Oppdragsgiver"), {"fields": ["client", "client_name"]}),
        (_("Sted og form"), {"fields": ["form", "municipality", "instructor"]}),
        (_("Deltakere"), {"fields": [("participants", "participants_at_least")]}),
    ]

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[Task]:
        """Return the courses that nobody has told the outcome of."""
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext(
                "kurs er over, men ikke ført som holdt eller avlyst",
                "kurs er over, men ikke ført som holdt eller avlyst",
                count,
            ),
            Assignment.objects.without_outcome_on(timezone.localdate(moment)),
            utfall=MissingOutcomeFilter.CHOICE,
        )

    def shortcuts(self, moment: datetime, request: HttpRequest) -> Iterable[Shortcut]:
        """Return the way to a new course."""
        if self.has_add_permission(request):
            yield Shortcut(_("Før opp et kurs"), reverse("admin:courses_assignment_add"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        """Return the assignments with their topics."""
        return super().get_queryset(request).prefetch_related("topics")

    @admin.display(description=_("temaer"))
    def themes(self, assignment: Assignment) -> str:
        """Return the topics in one line."""
        return ", ".join(topic.name for topic in assignment.topics.all())

    @admin.display(description=_("oppdragsgiver"))
    def who_asked(self, assignment: Assignment) -> str:
        """Return the client, in the register or outside it."""
        return assignment.client_name or str(assignment.client)

    @admin.display(description=_("deltakere"), ordering="participants")
    def came(self, assignment: Assignment) -> str:
        """Return how many came; a floor is told as one."""
        if assignment.participants is None:
            return ""
        floor = _("over") + " " if assignment.participants_at_least else ""
        return f"{floor}{number(assignment.participants)}"
