"""Base classes of the admin's lists: figures, sums, tasks and export; for editable models also import and history."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR, ChangeList
from django.core.paginator import Paginator
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from import_export.admin import ExportMixin
from import_export.forms import ExportForm
from simple_history.admin import SimpleHistoryAdmin

from balansekunst.admin import export_jobs
from balansekunst.admin.change_list import BoundedPages, NamedList
from balansekunst.admin.downloads import Downloads
from balansekunst.admin.filters import FigureFilter
from balansekunst.admin.forms import CheckedTogether, FormMixin, can_be_key
from balansekunst.admin.imports import ImportedAdmin
from balansekunst.admin.lookups import AllowedLookups
from balansekunst.admin.restoring import RestoringAdmin
from balansekunst.admin.row_pages import RowPages
from balansekunst.admin.saved_views import SavedViews
from balansekunst.admin.search import SearchedAdmin
from balansekunst.admin.versions import ChangesForPeople
from balansekunst.front_page import Shortcut, Task, TaskRows, Urgency
from balansekunst.imports.formats import FORMATS, Xlsx
from balansekunst.imports.resources import SheetResource
from balansekunst.text import slug

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class ListAdmin(SearchedAdmin, SavedViews, Downloads, AllowedLookups, ExportMixin, FormMixin, RowPages):
    """A list with export.

    `purpose` says what a row is, under the title of the list and of the form. `first_rows` says what an empty list will
    have. `name_of_rows` is what several rows are called, where the list's title isn't that. `chapter` is the one in
    the handbook that the pages link to. `figure_area` is the key of the app's area of figures; `sums` maps fields to
    labels for totals below the list.
    """

    purpose: "StrOrPromise" = ""
    first_rows: "StrOrPromise" = ""
    name_of_rows: "StrOrPromise" = ""
    chapter = ""

    list_per_page = 50
    show_full_result_count = False
    empty_value_display = ""
    view_on_site = False
    show_facets = admin.ShowFacets.NEVER
    import_export_change_list_template = None
    export_form_class = ExportForm
    resource_classes: list[type[SheetResource]] = []
    formats = FORMATS
    figure_area = ""
    sums: dict[str, "StrOrPromise"] = {}
    # Whether some rows are hidden from some of those who may see the list.
    hides_rows = False
    # Whether the rows are deleted with the one that they are about, and never by themselves.
    deleted_with = False
    # Whether other rows only refer to the rows, so that the menu has the list among the registers.
    is_register = False

    @admin.display(description="")
    def action_checkbox(self, obj: Any) -> SafeString:
        """Return the box that selects the row. Django's has the same HTML, by templates that take a fifth of a page."""
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            ACTION_CHECKBOX_NAME,
            obj.pk,
            _("Select this object for an action - {}").format(obj),
        )

    def get_paginator(
        self, request: HttpRequest, queryset: QuerySet[Any], per_page: int, *args: Any, **kwargs: Any
    ) -> Paginator:
        """Return pages of the list that are counted up to a limit, and Django's own of a row's history."""
        if queryset.model is not self.model:
            return super().get_paginator(request, queryset, per_page, *args, **kwargs)
        page = request.GET.get(PAGE_VAR, "")
        number = int(page) if page.isdecimal() else 1
        return BoundedPages(queryset, per_page, sums=self.sums, page=number)

    def with_columns(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        """Return the rows of one page with what only their columns display."""
        return rows

    def day_of_list(self, request: HttpRequest) -> date:
        """Return the day that the list is filtered by, or today."""
        days = (each.day_of(request) for each in self.get_list_filter(request) if hasattr(each, "day_of"))
        return next(filter(None, days), timezone.localdate())

    def has_tasks_for(self, request: HttpRequest) -> bool:
        """Return whether the user can do what is waiting in this list."""
        return self.has_change_permission(request)

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        """Return the rows that are waiting at `moment`, for the user's front page."""
        return ()

    def task(self, urgency: Urgency, words: Callable[[int], str], rows: QuerySet[Any], **parameters: str) -> TaskRows:
        """Return `rows` as a task that is linked to the list filtered by `parameters`.

        `words` takes the number of rows and returns the text in the right grammatical number.
        """
        url = f"{self.list_url()}?{urlencode(parameters)}"
        return TaskRows(rows, lambda count, _year: Task(urgency, words(count), count, url))

    def shortcuts(self, moment: datetime, request: HttpRequest) -> Iterable[Shortcut]:
        """Return shortcuts from the user's front page."""
        return ()

    def visible_versions(self, request: HttpRequest, versions: QuerySet[Any]) -> QuerySet[Any]:
        """Return the versions in the history that the user may see. Rows may be hidden though they are deleted."""
        return versions

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row or None. Django takes the empty name of a field, as in `?_to_field=`, for a field."""
        return super().get_object(request, object_id, from_field or None)

    def get_inline_formsets(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Name what a row adds in small letters: «Legg til medlemskap»."""
        formsets = super().get_inline_formsets(*args, **kwargs)
        for formset in formsets:
            data = json.loads(formset.inline_formset_data())
            name = {"verbose_name": formset.opts.verbose_name}
            data["options"]["addText"] = _("Add another %(verbose_name)s") % name
            formset.inline_formset_data = json.dumps(data)
        return formsets

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Run the action, unless what is selected can't be the primary key of a row."""
        selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(can_be_key(self.model, key) for key in selected):
            self.message_user(request, _("Raden finnes ikke. Ingenting er gjort."), messages.WARNING)
            return None
        return super().response_action(request, queryset, *args, **kwargs)

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Export the rows of the list; for filters that don't make sense redirect to the list, as the list does."""
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            return redirect(f"{self.list_url()}?{ERROR_FLAG}=1")

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Add the filter to a figure's rows, where the app has figures."""
        return [*([FigureFilter] if self.figure_area else []), *super().get_list_filter(request)]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NamedList

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows of the list with what the resource prefetches."""
        listed = super().get_export_queryset(request)
        return self.resource_classes[0]().get_queryset().filter(pk__in=listed.order_by().values("pk"))

    def get_export_filename(self, request: HttpRequest, queryset: QuerySet[Any], file_format: Xlsx) -> str:
        """Return the name of the rows and the day, such as «soknader-2026-03-16.xlsx»."""
        name = slug(str(self.opts.verbose_name_plural))
        return f"{name}-{timezone.localdate().isoformat()}.{file_format.get_extension()}"

    def _do_file_export(
        self, file_format: Xlsx, request: HttpRequest, queryset: QuerySet[Any], export_form: Any = None
    ) -> HttpResponseBase:
        """Return the file, or start a job. import-export would make it in memory."""
        export = self.get_data_for_export(request, queryset, export_form=export_form)
        name = self.get_export_filename(request, queryset, file_format)
        return export_jobs.answer(self, request, export, file_format, name=name, total=queryset.count())

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name what prevents deletion by its model only: the user may not be allowed to see the rows themselves.

        Rows that are only deleted with another need no permission of their own.
        """
        to_delete, count, needed, protected = super().get_deleted_objects(objs, request)
        admins: Any = self.admin_site._registry  # noqa: SLF001 - Django offers no other way to all admins
        needed -= {model._meta.verbose_name for model, each in admins.items() if getattr(each, "deleted_with", False)}
        return to_delete, count, needed, sorted({str(row).partition(":")[0] for row in protected})


class ReadOnlyAdmin(ListAdmin):
    """A list whose rows are only added, changed and deleted elsewhere, if at all."""

    def has_tasks_for(self, request: HttpRequest) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_share_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return user.is_staff and self.has_view_permission(request)


class HistoryAdmin(RestoringAdmin, SimpleHistoryAdmin, ListAdmin):
    """A list of rows with the history of each."""

    object_history_template = "admin/object_history.html"
    object_history_list_template = "admin/object_history_list.html"

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the history of a row, also of a deleted one."""
        if not can_be_key(self.model, unquote(object_id)):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return super().history_view(request, object_id, extra_context)

    def get_history_queryset(
        self, request: HttpRequest, history_manager: Any, pk_name: str, object_id: Any
    ) -> QuerySet[Any]:
        """Return the versions of a row with their authors and related objects."""
        tracked = history_manager.model.tracked_fields
        related = [field.name for field in tracked if isinstance(field, ForeignKey)]
        versions = history_manager.filter(**{pk_name: object_id}).select_related("history_user", *related)
        return self.visible_versions(request, versions)

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> ChangesForPeople:
        return ChangesForPeople(self.model, historical_record)


class EditedAdmin(ImportedAdmin, CheckedTogether, HistoryAdmin):
    """A list of editable rows, with import and with the history of each row."""


class InUseAdmin(EditedAdmin):
    """A list of rows that others refer to by `used_by`. Rows in use can be deactivated, but not deleted."""

    is_register = True
    used_by: str

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and obj is not None and not getattr(obj, self.used_by).exists()
