"""The admin of events that are not courses."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from balansekunst.admin.filters import YearFilter
from balansekunst.admin.lists import EditedAdmin
from balansekunst.fields import number
from balansekunst.front_page import Shortcut
from courses.event_resource import PublicEventResource
from courses.models import PublicEvent


class YearOfEventFilter(YearFilter):
    """Events of a year."""

    title, parameter_name, date = _("år"), "aar", "date"
    phrase = _("i %(value)s")


@admin.register(PublicEvent)
class PublicEventAdmin(EditedAdmin):
    """Events that the association held or supported."""

    purpose = _("Et arrangement er noe annet enn et kurs, som foreningen holder selv eller støtter.")
    first_rows = _("Her kommer arrangementene, både de som er holdt og de som er planlagt.")
    chapter = "kursene"
    resource_classes = [PublicEventResource]
    list_display = ["title", "date", "role", "place_display", "partners", "participants_display", "cancelled"]
    list_filter = [YearOfEventFilter, "role", "digital", "cancelled"]
    list_select_related = ["municipality"]
    search_fields = ["title", "partners", "municipality__display_name"]
    is_searched_everywhere = True
    autocomplete_fields = ["municipality"]
    figure_area = "courses"
    fieldsets = [
        (None, {"fields": [("date", "cancelled"), "title", "role", "partners"]}),
        (_("Sted"), {"fields": ["digital", "municipality"]}),
        (_("Deltakere"), {"fields": [("participants", "participants_at_least")]}),
    ]

    def shortcuts(self, moment: datetime, request: HttpRequest) -> Iterable[Shortcut]:
        if self.has_add_permission(request):
            yield Shortcut(_("Registrer et arrangement"), reverse("admin:courses_publicevent_add"))

    def search_hint(self, row: PublicEvent) -> str:
        return row.place

    @admin.display(description=_("sted"), ordering="municipality")
    def place_display(self, event: PublicEvent) -> str:
        return event.place

    @admin.display(description=_("deltakere"), ordering="participants")
    def participants_display(self, event: PublicEvent) -> str:
        """Return the number of participants, with «over» if it is a minimum."""
        if event.participants is None:
            return ""
        floor = _("over") + " " if event.participants_at_least else ""
        return f"{floor}{number(event.participants)}"
