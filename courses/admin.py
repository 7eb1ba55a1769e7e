"""The admin of course assignments, their topics and those who hold them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from balansekunst.admin_filters import YearOf
from balansekunst.admin_lists import EditedAdmin, InUseAdmin
from balansekunst.fields import number
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


class YearHeld(YearOf):
    """Keeps the assignments of a year."""

    title, parameter_name, date = _("år"), "aar", "date"


@admin.register(Assignment)
class AssignmentAdmin(EditedAdmin):
    """Courses and talks that were booked, held or cancelled."""

    resource_classes = [AssignmentResource]
    list_display = ["title", "date", "themes", "who_asked", "municipality", "form", "came", "status"]
    list_filter = [YearHeld, "status", "form", "topics", "municipality__county__region", "instructor"]
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
