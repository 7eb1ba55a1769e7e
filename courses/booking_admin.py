"""The admin of bookings: those that wait, and the pages where staff make one an assignment or decline it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.admin.forms import CheckedTogether
from balansekunst.admin.lists import HistoryAdmin
from balansekunst.admin.row_pages import RowAction
from balansekunst.admin.timeline import row_url
from balansekunst.front_page import TaskRows, Urgency
from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.widgets import ChoiceWidget, DateWidget, LongTextWidget, TextWidget, WholeNumberWidget
from courses.admin_forms import ConfirmForm, DeclineForm
from courses.bookings import waited
from courses.models import Assignment, Booking
from courses.participants import CountsPeople, Participants, ParticipantsField
from courses.querysets import ANSWERED_WITHIN_DAYS

Status = Booking.Status
CLIENT_NAME = Coalesce("organisation__name", "organisation_name")


class BookingResource(SheetResource):
    """Bookings, for export only."""

    client = Column("client_name", "Virksomhet", TextWidget(), source=CLIENT_NAME)
    form = Column("form", "Form", ChoiceWidget(Assignment.Form))
    municipality = Column("municipality__display_name", "Kommune", TextWidget())
    people = Column("people", "Deltakere", WholeNumberWidget())
    purpose = Column("purpose", "Hva kurset er til", LongTextWidget())
    contact_name = Column("contact_name", "Kontaktperson", TextWidget())
    contact_email = Column("contact_email", "E-post", TextWidget())
    contact_phone = Column("contact_phone", "Telefon", TextWidget())
    status = Column("status", "Status", ChoiceWidget(Status))
    decided_on = Column("decided_on", "Besvart", DateWidget())
    answer = Column("answer", "Svar", LongTextWidget())

    class Meta:
        model = Booking

    def get_queryset(self) -> QuerySet[Booking]:
        return Booking.objects.select_related("organisation", "municipality")


class LateFilter(admin.SimpleListFilter):
    """Bookings that have waited longer than we promise."""

    title = gettext_lazy("ventetid")
    parameter_name = "ventetid"
    CHOICE = "lenge"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [(self.CHOICE, _("venter over %(days)d dager") % {"days": ANSWERED_WITHIN_DAYS})]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        return queryset.late_at(timezone.now()) if self.value() == self.CHOICE else queryset


class BookingAdminForm(CountsPeople):
    """What staff can correct in a booking."""

    counted = "people"
    people = ParticipantsField(label=gettext_lazy("Antall deltakere"), takes_guess=True)


@admin.register(Booking)
class BookingAdmin(CheckedTogether, HistoryAdmin):
    """Bookings from the public form, those that have waited longest first."""

    purpose = gettext_lazy("En bestilling er et ønske om et kurs, sendt fra nettsiden. Dere avtaler det, eller avslår.")
    first_rows = gettext_lazy("Her kommer bestillingene fra nettsiden.")
    chapter = "kursene"
    resource_classes = [BookingResource]
    figure_area = "courses"
    form = BookingAdminForm
    list_display = ["client", "waited", "topic_names", "first_wish", "place", "people_display", "is_member", "status"]
    optional_columns = ["contact_name", "contact_email", "contact_phone", "decided_on", "assignment"]
    list_filter = ["status", LateFilter, "is_member"]
    list_select_related = ["organisation", "municipality"]
    date_hierarchy = "received_at"
    search_fields = ["organisation__name", "organisation__formerly", "organisation_name", "contact_name"]
    autocomplete_fields = ["organisation", "municipality"]
    readonly_fields = ["received_at", "wishes", "status", "decided_on", "answer", "assignment_link"]
    fieldsets = [
        (None, {"fields": [("status", "received_at"), "decided_on", "answer", "assignment_link"]}),
        (gettext_lazy("Kurset"), {"fields": ["topics", "purpose", "people", "wishes", "form", "municipality"]}),
        (gettext_lazy("Bestilleren"), {"fields": ["organisation", "organisation_name", "is_member"]}),
        (gettext_lazy("Kontaktperson"), {"fields": ["contact_name", ("contact_email", "contact_phone")]}),
    ]
    row_actions = [
        RowAction(
            "avtal",
            gettext_lazy("Avtal kurset"),
            gettext_lazy("Avtal og send bekreftelsen"),
            ConfirmForm,
            Status.RECEIVED,
            "admin/courses/booking/confirm.html",
        ),
        RowAction("avsla", gettext_lazy("Avslå bestillingen"), gettext_lazy("Avslå"), DeclineForm, Status.RECEIVED),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Booking]:
        return super().get_queryset(request).prefetch_related("topics", "wishes")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Order those that wait first, by how long; the others after them, the newest first."""
        waiting = Case(When(status=Status.RECEIVED, then=F("received_at")))
        return [waiting.asc(nulls_last=True), "-received_at", "-pk"]

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        yield self.task(
            Urgency.LATE,
            lambda count: ngettext(
                "bestilling av kurs har ventet over en uke",
                "bestillinger av kurs har ventet over en uke",
                count,
            ),
            Booking.objects.late_at(moment),
            **{LateFilter.parameter_name: LateFilter.CHOICE},
        )
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext("bestilling av kurs venter på svar", "bestillinger av kurs venter på svar", count),
            Booking.objects.waiting(),
            status__exact=Status.RECEIVED,
        )

    @admin.display(description=gettext_lazy("virksomhet"))
    def client(self, booking: Booking) -> str:
        return booking.client_name

    @admin.display(description=gettext_lazy("ventet"), ordering="received_at")
    def waited(self, booking: Booking) -> str:
        days = waited(booking, until=timezone.localdate())
        return ngettext("%(days)d dag", "%(days)d dager", days) % {"days": days}

    @admin.display(description=gettext_lazy("temaer"))
    def topic_names(self, booking: Booking) -> str:
        return ", ".join(topic.name for topic in booking.topics.all())

    @admin.display(description=gettext_lazy("første ønske"))
    def first_wish(self, booking: Booking) -> str:
        return str(next(iter(booking.wishes.all()), ""))

    @admin.display(description=gettext_lazy("sted"))
    def place(self, booking: Booking) -> str:
        return str(booking.municipality or booking.get_form_display())

    @admin.display(description=gettext_lazy("deltakere"), ordering="people")
    def people_display(self, booking: Booking) -> str:
        return str(Participants(booking.people, booking.people_at_least))

    @admin.display(description=gettext_lazy("ønskede datoer"))
    def wishes(self, booking: Booking) -> str:
        return format_html_join(mark_safe("<br>"), "{}", ((wish,) for wish in booking.wishes.all()))

    @admin.display(description=gettext_lazy("kursoppdrag"))
    def assignment_link(self, booking: Booking) -> str:
        if booking.assignment is None:
            return "–"
        return format_html('<a href="{}">{}</a>', row_url(booking.assignment), booking.assignment)
