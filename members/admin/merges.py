"""The admin of organisations that were merged, and the page where a merge is undone."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin.lists import ReadOnlyAdmin
from members import merge_undoing
from members.merge_resources import OrganisationMergeResource
from members.models import OrganisationMerge


@admin.register(OrganisationMerge)
class OrganisationMergeAdmin(ReadOnlyAdmin):
    """The organisations that were merged."""

    purpose = gettext_lazy(
        "Virksomheter som er slått sammen. Det kan angres så lenge det som ble flyttet, ikke er endret."
    )
    first_rows = gettext_lazy("Her kommer sammenslåingene. Du slår sammen to virksomheter fra siden til den ene.")
    chapter = "medlemmene"
    is_register = True
    resource_classes = [OrganisationMergeResource]
    list_display = ["other_name", "other_number", "target_name", "from_day", "made_on", "undo"]
    optional_columns = ["made_by", "undone_by"]
    search_fields = ["other_name", "other_number", "target_name"]
    date_hierarchy = "made_on"
    fields = ["target_name", "other_name", "other_number", "from_day", "made_by", "made_on", "undone_by", "undone_on"]

    def has_undo_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(["members.change_organisation", "members.delete_organisation"])

    def get_urls(self) -> list[URLPattern]:
        undo = path(
            "<int:pk>/angre/", self.admin_site.admin_view(self.undo_view), name="members_organisationmerge_undo"
        )
        return [undo, *super().get_urls()]

    def get_list_display(self, request: HttpRequest) -> Any:
        """Leave out the links for those who may only read."""
        columns = super().get_list_display(request)
        return columns if self.has_undo_permission(request) else [each for each in columns if each != "undo"]

    @admin.display(description=gettext_lazy("angre"))
    def undo(self, row: OrganisationMerge) -> SafeString | str:
        if row.undone_on:
            return _("Angret %(day)s") % {"day": f"{row.undone_on:%d.%m.%Y}"}
        url = reverse("admin:members_organisationmerge_undo", args=[row.pk])
        return format_html('<a href="{}">{}<span class="visually-hidden">: {}</span></a>', url, _("Angre"), row)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what is moved back, or why it can't be, and undo the merge when that is confirmed."""
        merge = get_object_or_404(OrganisationMerge, pk=pk)
        if not self.has_undo_permission(request):
            raise PermissionDenied
        user: Any = request.user
        form = forms.Form(request.POST if request.method == "POST" else None)
        problems = merge_undoing.problems_for(merge, user, timezone.localdate())
        if form.is_valid() and not problems:
            try:
                merge_undoing.undo(merge, by=user, today=timezone.localdate())
            except ValidationError as error:
                problems = error.messages
            else:
                self.message_user(request, _("Sammenslåingen er angret."), messages.SUCCESS)
                return redirect(self.list_url())
        context = {
            "title": _("Angre sammenslåingen"),
            "page_url": self.list_url(),
            "problems": problems,
            "moved": [] if problems else _moved(merge),
            "button": _("Angre sammenslåingen"),
        }
        template = "admin/members/organisation/merge_undo.html"
        return self.row_page(request, merge, form, template=template, **context)


def _moved(merge: OrganisationMerge) -> list[tuple[str, int]]:
    """Return how many rows of each model are written back, without those that some may not know of."""
    steps = merge_undoing.read_steps(merge)
    rows = {(step.model_class, step.row) for step in steps if not merge_undoing.is_hidden(step.model_class)}
    counted = Counter(str(capfirst(model._meta.verbose_name_plural)) for model, _row in rows)
    return sorted(counted.items())
