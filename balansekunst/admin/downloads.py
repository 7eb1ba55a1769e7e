"""A list as a file by one click: the columns it shows, and the rest of what an export has."""

import datetime as dt
from collections.abc import Iterator
from itertools import batched
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import lookup_field
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from import_export.forms import ExportForm

from balansekunst.admin.change_list import NamedList
from balansekunst.admin.columns import ChosenColumns
from balansekunst.admin.export_jobs import answer
from balansekunst.imports.columns import Column
from balansekunst.imports.exports import CHUNK, Export, cells_by_key
from balansekunst.imports.formats import Xlsx
from balansekunst.imports.widgets import RelatedWidget
from balansekunst.text import slug


class Downloads(ChosenColumns):
    """A list with a file of its rows, unless an export of it asks for more than the format."""

    resource_classes: list[Any]
    export_form_class: type[ExportForm]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.download_view)
        return [path("last-ned/", view, name=f"{self.list_name}_download"), *super().get_urls()]

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_download_permission(self, request: HttpRequest) -> bool:
        return self.has_export_permission(request) and self.export_form_class is ExportForm

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"has_download_permission": self.has_download_permission(request)}
        return super().changelist_view(request, context | (extra_context or {}))

    def download_view(self, request: HttpRequest) -> HttpResponseBase:
        """Return the rows of the list as a workbook, in the list's order; many rows as a job."""
        if not self.has_download_permission(request):
            raise PermissionDenied
        try:
            listed: Any = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect(f"{self.list_url()}?{ERROR_FLAG}=1")
        name = f"{slug(listed.name_of_file)}-{timezone.localdate().isoformat()}.xlsx"
        model_admin: Any = self
        export = self._export(listed, request)
        return answer(model_admin, request, export, Xlsx(), name=name, total=listed.result_count)

    def _export(self, listed: NamedList, request: HttpRequest) -> Export:
        resource = self.resource_classes[0]()
        rest = dict(resource.fields)
        columns: list[tuple[str, Column | str]] = []
        for name in self.get_list_display(request):
            key = next((key for key, column in rest.items() if self._is_same(name, column)), None)
            column = rest.pop(key) if key else name
            columns.append((column.column_name if isinstance(column, Column) else self.heading(name), column))
        columns += [(column.column_name, column) for column in rest.values()]
        return Export(resource.sheet_name(), [heading for heading, _column in columns], self._rows(listed, columns))

    def _is_same(self, name: str, column: Column) -> bool:
        """Return whether a column of the list shows what the column of an export has."""
        order = getattr(getattr(self, name, None), "admin_order_field", name)
        is_value = order == column.attribute and not isinstance(column.widget, RelatedWidget)
        return is_value or self.heading(name).casefold() == column.column_name.casefold()

    def _rows(self, listed: NamedList, columns: list[tuple[str, Column | str]]) -> Iterator[list[Any]]:
        exported = [column for _heading, column in columns if isinstance(column, Column)]
        queryset = self.resource_classes[0]().get_queryset()
        keys = listed.queryset.prefetch_related(None).values_list("pk", flat=True)
        for chunk in batched(keys.iterator(chunk_size=CHUNK), CHUNK):
            cells = cells_by_key(queryset.filter(pk__in=chunk), exported)
            for row in listed.rows_of(chunk):
                if row.pk in cells:
                    stored = iter(cells[row.pk])
                    yield [
                        next(stored) if isinstance(column, Column) else self._cell(column, row)
                        for _heading, column in columns
                    ]

    def _cell(self, name: str, row: Any) -> Any:
        """Return what a column of the list shows, as a value of a workbook."""
        field, _attribute, value = lookup_field(name, row, self)
        if field is not None and field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("Ja") if value else _("Nei")
        if isinstance(value, dt.datetime):
            return timezone.localtime(value).replace(tzinfo=None)
        if value is None or isinstance(value, (dt.date, int, float)):
            return value
        return "" if isinstance(value, SafeString) and "<a" in value else str(value)
