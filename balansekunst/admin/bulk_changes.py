"""The admin of the records of work on many rows, from which it can be undone."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin.lists import ReadOnlyAdmin
from balansekunst.bulk import changes
from balansekunst.bulk.models import BulkChange, BulkChangeRow
from balansekunst.bulk.work import WORKS, BulkWork, work_of
from balansekunst.mail import outbox
from balansekunst.models import Message


class KindFilter(admin.SimpleListFilter):
    """Changes of one kind."""

    title = gettext_lazy("hva")
    parameter_name = "hva"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [(key, work.label) for key, work in WORKS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(BulkChange)
class BulkChangeAdmin(ReadOnlyAdmin):
    """What was done to many rows at once, for those who may see the rows."""

    purpose = gettext_lazy("En samlet endring er det samme gjort med mange rader på én gang. Det meste kan angres.")
    first_rows = gettext_lazy("Her kommer det du gjør med mange rader på én gang. Velg rader i en liste for å begynne.")
    chapter = "mange-på-én-gang"
    list_display = ["what", "made_by", "made_at", "status"]
    list_filter = [KindFilter]
    list_select_related = ["made_by", "undone_by"]
    date_hierarchy = "made_at"
    change_form_template = "admin/bulk_change.html"
    hides_rows = True

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Return False: the rows themselves can be exported from their lists."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[BulkChange]:
        """Return the changes of rows that the user may see, of which at least one is still visible in hiding lists."""
        visible = Q()
        for key, work in WORKS.items():
            model_admin = self._admin_of(work)
            if not model_admin.has_view_permission(request):
                continue
            kind = Q(kind=key)
            if model_admin.hides_rows:
                rows = model_admin.get_queryset(request).order_by().values("pk")
                kind &= Q(Exists(BulkChangeRow.objects.filter(change=OuterRef("pk"), row__in=rows)))
            visible |= kind
        return super().get_queryset(request).filter(visible or Q(pk__in=[]))

    def _admin_of(self, work: BulkWork | type[BulkWork]) -> Any:
        return self.admin_site.get_model_admin(work.model)

    def get_urls(self) -> list[URLPattern]:
        undo = path("<int:pk>/angre/", self.admin_site.admin_view(self.undo_view), name="balansekunst_bulkchange_undo")
        return [undo, *super().get_urls()]

    @admin.display(description=gettext_lazy("hva"), ordering="kind")
    def what(self, change: BulkChange) -> str:
        label = str(work_of(change.kind).label)
        return _("Angret: %(label)s") % {"label": label} if change.undoes_id else label

    @admin.display(description=gettext_lazy("status"))
    def status(self, change: BulkChange) -> str:
        return _("angret") if hasattr(change, "undone_by") else ""

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """Show the record: each row, what was done to it, or why nothing was."""
        change = self.get_object(request, object_id)
        if change:
            extra_context = {**(extra_context or {}), **self._record(request, change)}
        return super().change_view(request, object_id, form_url, extra_context)

    def _record(self, request: HttpRequest, change: BulkChange) -> dict[str, Any]:
        rows = self._visible_rows(request, change)
        found = self._found(request, change, rows)
        statuses = _statuses([key for row in rows for key in row.messages])
        done = [
            (row, found.get(row.row), [statuses.get(key, _("trukket tilbake")) for key in row.messages])
            for row in rows
            if not row.skipped
        ]
        return {
            "title": self.what(change),
            "subtitle": None,
            "record": change,
            "list_opts": work_of(change.kind).model._meta,
            "done": done,
            "skipped": [(row, found.get(row.row)) for row in rows if row.skipped],
            "may_undo": self._may_undo(request, change),
        }

    def _may_undo(self, request: HttpRequest, change: BulkChange) -> bool:
        work, is_undone = work_of(change.kind), hasattr(change, "undone_by")
        model_admin = self._admin_of(work)
        return not (is_undone or change.undoes_id) and model_admin.may_do(request, work)

    def _visible_rows(self, request: HttpRequest, change: BulkChange) -> list[BulkChangeRow]:
        """Return the rows of the record, without those that the user may not see in their list."""
        rows, model_admin = change.rows.all(), self._admin_of(work_of(change.kind))
        if model_admin.hides_rows:
            rows = rows.filter(row__in=model_admin.get_queryset(request).order_by().values("pk"))
        return list(rows)

    def _found(self, request: HttpRequest, change: BulkChange, rows: list[BulkChangeRow]) -> dict[int, Any]:
        work = work_of(change.kind)
        listed = self._admin_of(work).get_queryset(request).filter(pk__in=[row.row for row in rows])
        return {row.pk: row for row in work.fetch(listed)}

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what undoing the change would do to each row, and do it when that is confirmed."""
        change = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self._may_undo(request, change):
            raise PermissionDenied
        rows = self._visible_rows(request, change)
        if request.method == "POST":
            user: Any = request.user
            expected = request.POST.get("fingerprint", "")
            try:
                undoing = changes.undo(change, rows, expected=expected, by=user, at=timezone.now())
            except changes.ChangedSincePreviewError:
                words = _("Noe er endret siden du så over dette, og ingenting er angret. Se over på nytt.")
                self.message_user(request, words, messages.WARNING)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
            else:
                self.message_user(request, _("Endringen er angret."), messages.SUCCESS)
                return redirect("admin:balansekunst_bulkchange_change", undoing.pk)
        undone, found = changes.undo_plan(change, rows), self._found(request, change, rows)
        shown = list(self._named(undone, found))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Angre: %(label)s") % {"label": work_of(change.kind).label},
            "opts": self.opts,
            "record": change,
            "list_opts": work_of(change.kind).model._meta,
            "possible": [each for each in shown if not each[0].problem],
            "refused": [each for each in shown if each[0].problem],
            "sent_count": sum(each.sent for each in undone if not each.problem),
            "withdrawn_count": sum(len(each.withdrawn) for each in undone),
            "fingerprint": changes.undo_fingerprint(change, undone),
        }
        return TemplateResponse(request, "admin/bulk_undo.html", context)

    def _named(self, undone: list[changes.Undone], found: dict[int, Any]) -> Iterator[tuple[changes.Undone, Any]]:
        for each in undone:
            yield each, found.get(each.row.row)


def _statuses(keys: list[int]) -> dict[int, str]:
    """Return the status of each of the e-mails that exist, as people read it."""
    found = Message.objects.filter(pk__in=keys).exclude(outbox.is_letter()).values_list("pk", "status")
    return {key: str(Message.Status(status).label) for key, status in found}
