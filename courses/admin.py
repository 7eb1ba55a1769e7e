"""The admin of course assignments, topics and instructors."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from balansekunst.admin.bulk import BulkAdmin
from balansekunst.admin.filters import YearFilter
from balansekunst.admin.lists import EditedAdmin, InUseAdmin
from balansekunst.admin.object_page import ObjectPage
from balansekunst.admin.row_pages import RowAction
from balansekunst.front_page import Shortcut, TaskRows, Urgency
from courses import booking_admin
from courses.admin_forms import AssignmentForm, CancelForm, MoveForm
from courses.admin_pages import register_pages
from courses.booking_letters import booking_of
from courses.bulk import HeldCourses
from courses.evaluation_admin import EvaluationPages
from courses.event_admin import PublicEventAdmin  # noqa: F401 - registers itself
from courses.models import Assignment, Instructor, Topic
from courses.participants import Participants
from courses.resources import AssignmentResource, InstructorResource, TopicResource
from courses.topic_merging import MergedTopics
from members.admin.columns import RegionFilter
from members.places import with_county_region_on


@admin.register(Topic)
class TopicAdmin(BulkAdmin, InUseAdmin):
    """Topics of courses."""

    purpose = _("Temaet er det et kurs handler om, og tallene om kurs er fordelt på temaene.")
    first_rows = _("Her kommer temaene dere holder kurs om.")
    chapter = "kursene"
    resource_classes = [TopicResource]
    bulk_work = [MergedTopics]
    list_display = ["name", "active", "merged_into", "merged_from"]
    list_filter = ["active"]
    list_select_related = ["merged_into"]
    search_fields = ["name"]
    used_by = "assignments"


@admin.register(Instructor)
class InstructorAdmin(ObjectPage, InUseAdmin):
    """Instructors of courses."""

    purpose = _("En kursholder er en person som kan velges når du registrerer et kurs.")
    first_rows = _("Her kommer de som holder kursene.")
    chapter = "kursene"
    resource_classes = [InstructorResource]
    list_display = ["name", "active"]
    list_filter = ["active"]
    search_fields = ["name"]
    used_by = "assignments"


class YearHeldFilter(YearFilter):
    """Assignments of a year."""

    title, parameter_name, date = _("år"), "aar", "date"
    phrase = _("i %(value)s")


class PlaceRegionFilter(RegionFilter):
    """The landsdel, on the day of the course, of the place where it is held."""

    def with_region(self, rows: Any) -> QuerySet[Any]:
        return with_county_region_on(rows, F("date"), "municipality__county__")


class MissingOutcomeFilter(admin.SimpleListFilter):
    """Assignments before today that aren't registered as held or cancelled."""

    title = _("utfall")
    parameter_name = "utfall"
    CHOICE = "mangler"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [(self.CHOICE, _("ikke registrert"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        return queryset.without_outcome_on(timezone.localdate()) if self.value() == self.CHOICE else queryset


@admin.register(Assignment)
class AssignmentAdmin(EvaluationPages, BulkAdmin, EditedAdmin):
    """Courses and talks, booked, held or cancelled."""

    purpose = _("Et kursoppdrag er et kurs eller foredrag som er bestilt, gjennomført eller avlyst.")
    first_rows = _("Her kommer kursene og foredragene, fra de blir bestilt.")
    chapter = "kursene"
    resource_classes = [AssignmentResource]
    bulk_work = [HeldCourses]
    form = AssignmentForm
    row_actions = [
        RowAction("flytt", _("Flytt kurset"), _("Flytt kurset"), MoveForm, Assignment.Status.BOOKED),
        RowAction("avlys", _("Avlys kurset"), _("Avlys kurset"), CancelForm, Assignment.Status.BOOKED),
    ]
    list_display = [
        "title",
        "date",
        "topic_names",
        "client_display",
        "municipality",
        "form",
        "participants_display",
        "status",
    ]
    list_filter = [
        YearHeldFilter,
        "status",
        MissingOutcomeFilter,
        "form",
        "topics",
        PlaceRegionFilter,
        "instructor",
    ]
    optional_columns = ["instructor", "starts", "price"]
    list_select_related = ["client", "municipality", "instructor"]
    search_fields = [
        "title",
        "client__name",
        "client__number",
        "client__formerly",
        "client_name",
        "municipality__display_name",
        "municipality__other_names",
    ]
    is_searched_everywhere = True
    autocomplete_fields = ["client", "municipality", "instructor"]
    figure_area = "courses"
    fieldsets = [
        (None, {"fields": [("date", "starts", "ends"), "status", "cancellation_reason", "title", "topics"]}),
        (_("Oppdragsgiver"), {"fields": ["client", "client_name"]}),
        (_("Sted og form"), {"fields": ["form", "municipality"]}),
        (_("Kursholdere"), {"fields": ["instructor", "accepted_clashes", "other_instructors"]}),
        (_("Deltakere og pris"), {"fields": [("participants", "price")]}),
        (_("Evaluering"), {"fields": ["evaluation_link"]}),
    ]
    readonly_fields = ["evaluation_link"]

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        waiting = self.task(
            Urgency.WAITING,
            lambda count: ngettext(
                "kurs er over, men ikke registrert som gjennomført eller avlyst",
                "kurs er over, men ikke registrert som gjennomført eller avlyst",
                count,
            ),
            Assignment.objects.without_outcome_on(timezone.localdate(moment)),
            utfall=MissingOutcomeFilter.CHOICE,
        )
        yield self.with_work(request, HeldCourses, waiting)

    def shortcuts(self, moment: datetime, request: HttpRequest) -> Iterable[Shortcut]:
        if self.has_add_permission(request):
            yield Shortcut(_("Registrer et kurs"), reverse("admin:courses_assignment_add"))

    def search_hint(self, row: Assignment) -> str:
        return ", ".join(map(str, filter(None, [self.client_display(row), row.municipality])))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        return super().get_queryset(request).prefetch_related("topics")

    def get_readonly_fields(self, request: HttpRequest, obj: Assignment | None = None) -> list[str]:
        """Leave the time of a course that was booked, and cancelling it, to the pages that send an e-mail too."""
        fields = [*super().get_readonly_fields(request, obj)]
        return [*fields, "date", "starts", "ends", "cancellation_reason"] if obj and booking_of(obj) else fields

    @admin.display(description=_("temaer"))
    def topic_names(self, assignment: Assignment) -> str:
        return ", ".join(topic.name for topic in assignment.topics.all())

    @admin.display(description=_("oppdragsgiver"))
    def client_display(self, assignment: Assignment) -> str:
        """Return the client, which may not be in the register."""
        return assignment.client_name or str(assignment.client)

    @admin.display(description=_("deltakere"), ordering="participants")
    def participants_display(self, assignment: Assignment) -> str:
        """Return the number of participants, with «over» if it is a minimum."""
        if assignment.participants is None:
            return ""
        return str(Participants(assignment.participants, assignment.participants_at_least))


__all__ = ["booking_admin"]
register_pages()
