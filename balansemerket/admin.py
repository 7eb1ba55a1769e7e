"""The admin of Balansemerket: requirements, certifications and events."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from balansekunst.admin.bulk import BulkAdmin
from balansekunst.admin.filters import DayFilter, YearFilter
from balansekunst.admin.forms import RowsInline
from balansekunst.admin.lists import EditedAdmin, ReadOnlyAdmin
from balansekunst.forms import LineField
from balansekunst.front_page import TaskRows, Urgency
from balansemerket import corrections, ledger
from balansemerket.admin_pages import register_pages
from balansemerket.admin_quotes import QuoteAdmin  # noqa: F401
from balansemerket.admin_rounds import RoundAdmin
from balansemerket.bulk import Renewal
from balansemerket.models import Certification, Event, Requirement, RequirementsVersion, Round
from balansemerket.resources import CertificationResource, EventResource, RequirementsVersionResource
from members.admin.columns import HomeColumns, RegionFilter, organisation_column
from members.admin.mailings import MailedFromList
from members.places import with_region_on

SOON = timedelta(days=60)


class RequirementInline(RowsInline):
    """The requirements of a version."""

    model = Requirement


@admin.register(RequirementsVersion)
class RequirementsVersionAdmin(EditedAdmin):
    """Versions of the requirements."""

    purpose = _("En kravversjon er kravene til Balansemerket slik de gjelder fra en bestemt dag.")
    first_rows = _("Her kommer kravene til merket, en ny versjon hver gang de endres.")
    chapter = "balansemerket"
    is_register = True
    resource_classes = [RequirementsVersionResource]
    list_display = ["name", "valid_from", "validity_months"]
    search_fields = ["name"]
    inlines = [RequirementInline]


class EventForm(forms.ModelForm):
    """An event. A stored one is never changed: it is cancelled, and another is added."""

    correction = LineField(
        label=_("grunn til rettelsen"), required=False, max_length=300, widget=AdminTextInputWidget()
    )

    @property
    def correction_reason(self) -> str:
        return self.cleaned_data.get("correction") or gettext("Feil ved registreringen")


class EventFormSet(BaseInlineFormSet):
    """The events of a certification, which must be in an order that the mark allows."""

    def clean(self) -> None:
        """Report the events that can't follow those before them, also those that another user has added since."""
        super().clean()
        if any(self.errors):
            return
        forms = [form for form in self.initial_forms + self.extra_forms if form.instance.pk or form.has_changed()]
        events = {id(form.instance): form for form in forms if form not in self.deleted_forms}
        entries = [form.instance for form in events.values()]
        if self.instance.pk:
            Certification.objects.select_for_update().get(pk=self.instance.pk)
            entries += self.instance.events.exclude(pk__in=[form.instance.pk for form in forms if form.instance.pk])
        for event, field, error in ledger.misplaced(entries):
            if id(event) not in events:
                raise error
            events[id(event)].add_error(field, error)

    def save_existing(self, form: Any, obj: Event, commit: bool = True) -> Event:  # noqa: FBT001, FBT002
        if not set(Event.FACTS).intersection(form.changed_data):
            return obj
        return corrections.replace(obj, on=timezone.localdate(), reason=form.correction_reason)

    def delete_existing(self, obj: Event, commit: bool = True) -> None:  # noqa: FBT001, FBT002
        form: Any = next(form for form in self.deleted_forms if form.instance is obj)
        corrections.mark_cancelled(obj, on=timezone.localdate(), reason=form.correction_reason)


class EventInline(RowsInline):
    """The events of a certification."""

    model = Event
    form = EventForm
    formset = EventFormSet
    fields = ["kind", "date", "valid_until", "version", "reason", "correction"]
    ordering = ["date", "id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).filter(is_cancelled=False)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Query the choices of `version` once, not once per row."""
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "version":
            field.choices = list(field.choices)
        return field


class HeldOnFilter(DayFilter):
    """Organisations that hold the mark on a day."""

    title = _("har merket per dato")
    parameter_name = "merket"
    phrase = _("med merket %(value)s")

    def filter_rows(self, rows: Any, value: date) -> QuerySet[Any]:
        return rows.held_on(value)


class LapsingFilter(admin.SimpleListFilter):
    """Marks that lapse soon unless renewed, or that lapsed recently."""

    title = _("utløper")
    parameter_name = "utloper"
    phrase = _("utløper %(value)s")
    SOON, LAPSED = "snart", "nylig"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [(self.SOON, _("innen 60 dager")), (self.LAPSED, _("de siste 60 dagene"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        today = timezone.localdate()
        match self.value():
            case self.SOON:
                return queryset.lapsing_between(today, today + SOON)
            case self.LAPSED:
                return queryset.lapsed_between(today - SOON, today)
        return queryset


def latest(field: str) -> Subquery:
    """Return the value of the field of a certification's latest event."""
    events = Event.objects.in_force().filter(certification=OuterRef("pk")).latest_first()
    return Subquery(events.values(field)[:1])


@admin.register(Certification)
class CertificationAdmin(BulkAdmin, HomeColumns, MailedFromList, EditedAdmin):
    """Organisations that work towards the mark or hold it."""

    purpose = _("Et merkeløp er veien en virksomhet går mot Balansemerket, med alt som har skjedd underveis.")
    first_rows = _("Her kommer virksomhetene som arbeider med merket eller har det.")
    chapter = "balansemerket"
    resource_classes = [CertificationResource]
    bulk_work = [Renewal]
    list_display = ["organisation", "home", "region", "latest_event", "latest_date", "valid_until"]
    organisation_number = organisation_column("number")
    organisation_field = organisation_column("field")
    organisation_email = organisation_column("email")
    optional_columns = ["organisation_number", "organisation_field", "organisation_email"]
    list_filter = [HeldOnFilter, LapsingFilter, RegionFilter, "organisation__field"]
    search_fields = ["organisation__name", "organisation__number", "organisation__formerly"]
    is_searched_everywhere = True
    autocomplete_fields = ["organisation"]
    inlines = [EventInline]
    actions = ["write_mailing"]
    mailed_path = "organisation"
    figure_area = "balansemerket"

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        """Return the marks that lapsed in the last 60 days, and those that lapse within 60."""
        today = timezone.localdate(moment)
        yield self.task(
            Urgency.LATE,
            lambda count: ngettext(
                "merke har utløpt uten å bli fornyet", "merker har utløpt uten å bli fornyet", count
            ),
            Certification.objects.lapsed_between(today - SOON, today),
            utloper=LapsingFilter.LAPSED,
        )
        lapsing = self.task(
            Urgency.SOON,
            lambda count: ngettext("merke utløper innen 60 dager", "merker utløper innen 60 dager", count),
            Certification.objects.lapsing_between(today, today + SOON),
            utloper=LapsingFilter.SOON,
        )
        yield self.with_work(request, Renewal, lapsing)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Certification]:
        return super().get_queryset(request).select_related("organisation")

    def with_columns(self, rows: QuerySet[Certification], request: HttpRequest) -> QuerySet[Certification]:
        """Annotate the latest event."""
        rows = super().with_columns(rows, request)
        return rows.annotate(latest_kind=latest("kind"), latest_day=latest("date"), latest_until=latest("valid_until"))

    @admin.display(description=_("siste hendelse"), ordering=latest("kind"))
    def latest_event(self, certification: Any) -> str:
        return str(Event.Kind(certification.latest_kind).label) if certification.latest_kind else ""

    @admin.display(description=_("dato"), ordering=latest("date"))
    def latest_date(self, certification: Any) -> date | None:
        return certification.latest_day

    @admin.display(description=_("gyldig til"), ordering=latest("valid_until"))
    def valid_until(self, certification: Any) -> date | None:
        """Return the end of the period that the latest event gave, if any."""
        return certification.latest_until


class EventYearFilter(YearFilter):
    """Events of a year."""

    title, parameter_name, date = _("år"), "aar", "date"
    phrase = _("i %(value)s")


class EventRegionFilter(RegionFilter):
    """The landsdel where the organisation belonged on the day of the event."""

    def with_region(self, rows: Any) -> QuerySet[Any]:
        return with_region_on(rows, F("date"), "certification__organisation__")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin, EditedAdmin):
    """The events of all certifications. They are changed together, on the page of the certification, or imported."""

    purpose = _("En hendelse er at en virksomhet begynte på merket, fikk det, fornyet det eller mistet det.")
    first_rows = _("Her kommer hendelsene som dere registrerer på siden til et merkeløp.")
    chapter = "balansemerket"
    resource_classes = [EventResource]
    list_display = ["certification", "kind", "date", "valid_until", "version", "is_cancelled"]
    list_filter = [EventYearFilter, "kind", "version", EventRegionFilter, "is_cancelled"]
    list_select_related = ["certification__organisation", "version"]
    search_fields = [
        "certification__organisation__name",
        "certification__organisation__number",
        "certification__organisation__formerly",
    ]
    autocomplete_fields = ["certification"]
    figure_area = "balansemerket"

    def has_import_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return user.has_perms(["balansemerket.add_event", "balansemerket.change_event"])


admin.site.register(Round, RoundAdmin)
register_pages()
