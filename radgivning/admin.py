"""The admin of the advice line, for advisers with a recent second factor; being a superuser isn't enough.

Each view and change is in the access log, and not in the admin's own log, which would store the row's description.
"""

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from import_export.forms import ExportForm
from import_export.results import Result, RowResult

from balansekunst.access import Role, has_role, has_second_factor
from balansekunst.admin.filters import YearFilter
from balansekunst.admin.lists import EditedAdmin, InUseAdmin
from balansekunst.forms import LineField
from balansekunst.front_page import Shortcut, Task, TaskRows, Urgency
from balansekunst.imports.exports import Export
from radgivning import access_log, retention
from radgivning.access import adviser_page
from radgivning.models import Enquiry, Ground, LogEntry, Topic
from radgivning.resources import EnquiryResource, GroundResource, TopicResource

IMPORTED = {
    RowResult.IMPORT_TYPE_NEW: LogEntry.Action.ADD,
    RowResult.IMPORT_TYPE_UPDATE: LogEntry.Action.CHANGE,
    RowResult.IMPORT_TYPE_DELETE: LogEntry.Action.DELETE,
}


def can_view(request: HttpRequest) -> bool:
    """Return whether the user is an adviser who has recently shown a second factor."""
    return has_role(request.user, Role.ADVISER) and has_second_factor(request, hours=settings.ADVISER_HOURS)


class AdviserAdmin(EditedAdmin):
    """A list for advisers only, which isn't even listed for others."""

    hides_rows = True

    def get_urls(self) -> list[URLPattern]:
        """Return the URLs, guarded by `adviser_page`."""
        return [
            URLPattern(page.pattern, adviser_page(page.callback), page.default_args, page.name)
            for page in super().get_urls()
        ]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """List the model for all advisers: those without a recent second factor are redirected to it."""
        return super().get_model_perms(request) | {"view": has_role(request.user, Role.ADVISER)}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.ADVISER) and super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can_view(request) and super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return can_view(request) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can_view(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can_view(request) and super().has_delete_permission(request, obj)


@admin.register(Topic)
class TopicAdmin(AdviserAdmin, InUseAdmin):
    """Topics of enquiries."""

    purpose = _("Temaet er det en henvendelse til Rådgivningstelefonen gjelder.")
    first_rows = _("Her kommer temaene rådgiverne kan velge mellom.")
    chapter = "rådgivningstelefonen"
    resource_classes = [TopicResource]
    list_display = ["name", "active", "has_grounds"]
    list_filter = ["active"]
    search_fields = ["name"]
    used_by = "enquiries"


@admin.register(Ground)
class GroundAdmin(AdviserAdmin, InUseAdmin):
    """Grounds of discrimination."""

    purpose = _("Et diskrimineringsgrunnlag er det en sak om diskriminering handler om, for eksempel kjønn.")
    first_rows = _("Her kommer grunnlagene rådgiverne kan velge mellom.")
    chapter = "rådgivningstelefonen"
    resource_classes = [GroundResource]
    list_display = ["name", "active"]
    list_filter = ["active"]
    search_fields = ["name"]
    used_by = "enquiries"


class ContactYearFilter(YearFilter):
    """Enquiries of a year."""

    title, parameter_name, date = _("år"), "aar", "date"
    phrase = _("i %(value)s")


class EnquiryExportForm(ExportForm):
    """The file format, and the reason for the export."""

    why = LineField(
        label=_("Hvorfor"),
        max_length=200,
        help_text=_("Står i innsynsloggen. Skriv ingenting som kan identifisere noen."),
    )


@admin.register(Enquiry)
class EnquiryAdmin(AdviserAdmin):
    """Enquiries: coded facts, never the note.

    Other advisers' enquiries open on their own page, which asks for a reason. Views and changes are logged before the
    response is sent.
    """

    purpose = _("En henvendelse er én kontakt med Rådgivningstelefonen, registrert som fakta uten navn.")
    first_rows = _("Her kommer henvendelsene som rådgiverne har registrert.")
    chapter = "rådgivningstelefonen"
    resource_classes = [EnquiryResource]
    is_restorable = False  # dates are coarsened and notes deleted for good (retention)
    export_form_class = EnquiryExportForm
    actions = None  # no bulk actions
    list_display = ["date", "channel", "caller", "topic_names", "region", "legal_guidance"]
    list_filter = [ContactYearFilter, "channel", "caller", "topics", "region", "legal_guidance"]
    fieldsets = [
        (None, {"fields": [("date", "channel"), "caller", "topics", "grounds", "region", "culture_field"]}),
        (_("Utfall"), {"fields": ["legal_guidance", "outcome", "referral", "minutes"]}),
    ]

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        """Return the notes that are deleted within a week, linked to the advisers' own list."""

        def task(count: int, _year: int) -> Task:
            words = ngettext("notat slettes innen en uke", "notater slettes innen en uke", count)
            return Task(Urgency.SOON, words, count, reverse("enquiry_list"))

        yield TaskRows(retention.due_soon(timezone.localdate(moment)), task)

    def shortcuts(self, moment: datetime, request: HttpRequest) -> Iterable[Shortcut]:
        yield Shortcut(_("Registrer henvendelse"), reverse("enquiry_create"))
        yield Shortcut(_("Mine henvendelser"), reverse("enquiry_list"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Enquiry]:
        return super().get_queryset(request).prefetch_related("topics").defer("note")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        return self._log_response(request, response, LogEntry.Action.LIST)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if elsewhere := self._redirect_if_not_own(request, object_id):
            return elsewhere
        response = super().change_view(request, object_id, form_url, extra_context)
        return self._log_response(request, response, LogEntry.Action.READ, object_id)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if elsewhere := self._redirect_if_not_own(request, object_id):
            return elsewhere
        response = super().delete_view(request, object_id, extra_context)
        return self._log_response(request, response, LogEntry.Action.READ, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if elsewhere := self._redirect_if_not_own(request, object_id):
            return elsewhere
        response = super().history_view(request, object_id, extra_context)
        return self._log_response(request, response, LogEntry.Action.READ, object_id)

    def _redirect_if_not_own(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        enquiry = self.get_object(request, unquote(object_id))
        if enquiry is None:
            raise Http404
        if enquiry.adviser_id == request.user.pk:
            return None
        return redirect("enquiry_edit", enquiry.pk)

    def _log_response(
        self, request: HttpRequest, response: HttpResponse, action: LogEntry.Action, object_id: str = ""
    ) -> HttpResponse:
        """Return the response, logged if it shows something: redirects don't."""
        if response.status_code == HTTPStatus.OK:
            self._record(request, action, int(unquote(object_id)) if object_id else None)
        return response

    def _record(self, request: HttpRequest, action: LogEntry.Action, enquiry: int | None = None, why: str = "") -> None:
        user: Any = request.user
        access_log.record(user=user, action=action, at=timezone.now(), enquiry=enquiry, why=why)

    def save_model(self, request: Any, obj: Enquiry, form: Any, change: bool) -> None:  # noqa: FBT001
        """Set the adviser of a new enquiry."""
        if not change:
            obj.adviser = request.user
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: Enquiry, message: Any) -> Any:
        self._record(request, LogEntry.Action.ADD, obj.pk)

    def log_change(self, request: HttpRequest, obj: Enquiry, message: Any) -> Any:
        self._record(request, LogEntry.Action.CHANGE, obj.pk)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for enquiry in queryset:
            self._record(request, LogEntry.Action.DELETE, enquiry.pk)

    def get_data_for_export(self, request: HttpRequest, queryset: Any, **kwargs: Any) -> Export:
        self._record(request, LogEntry.Action.EXPORT, why=kwargs["export_form"].cleaned_data["why"])
        return super().get_data_for_export(request, queryset, **kwargs)

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Log the preview as well: it reveals which rows exist."""
        response = super().import_action(request, **kwargs)
        if request.method == "POST":
            self._record(request, LogEntry.Action.LIST)
        return response

    @transaction.atomic
    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import and log in one transaction."""
        return super().process_import(request, **kwargs)

    def generate_log_entries(self, result: Result, request: HttpRequest) -> None:
        for row in result.rows:
            if row.import_type in IMPORTED:
                self._record(request, IMPORTED[row.import_type], row.object_id)

    @admin.display(description=_("temaer"))
    def topic_names(self, enquiry: Enquiry) -> str:
        return ", ".join(topic.name for topic in enquiry.topics.all())
