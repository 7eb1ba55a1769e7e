"""The admin of pairs of organisations that may be one: a list where the two are merged, or said to be two."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from balansekunst.admin.lists import ReadOnlyAdmin
from balansekunst.admin.timeline import row_url
from balansekunst.front_page import TaskRows, Urgency
from members import duplicates
from members.admin.columns import organisation_column
from members.duplicate_resources import LikelyDuplicateResource
from members.models import LikelyDuplicate, Organisation

State = LikelyDuplicate.State


@admin.register(LikelyDuplicate)
class LikelyDuplicateAdmin(ReadOnlyAdmin):
    """Pairs of organisations that may be one."""

    purpose = gettext_lazy("Virksomheter som kan være registrert to ganger, fordi navn, e-post eller nettsted ligner.")
    first_rows = gettext_lazy("Her kommer parene når programmet finner noen. Det leter hver natt.")
    chapter = "medlemmene"
    deleted_with = True
    resource_classes = [LikelyDuplicateResource]
    list_display = ["first_link", "second_link", "reason", "found_on", "decide"]
    list_display_links = ["reason"]
    first_number = organisation_column("number", "first")
    second_number = organisation_column("number", "second")
    optional_columns = ["first_number", "second_number", "state", "decided_on", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["first", "second"]
    search_fields = [
        *("first__name", "first__number", "first__formerly"),
        *("second__name", "second__number", "second__formerly"),
    ]
    fields = ["first", "second", "reason", "found_on", "state", "decided_by", "decided_on"]
    actions = ["dismiss_rows"]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        needed = ["members.change_likelyduplicate", "members.change_organisation", "members.delete_organisation"]
        return request.user.has_perms(needed)

    def has_tasks_for(self, request: HttpRequest) -> bool:
        return self.has_decide_permission(request)

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext("par kan være samme virksomhet", "par kan være samme virksomhet", count),
            LikelyDuplicate.objects.filter(state=State.WAITING),
            state__exact=State.WAITING,
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.dismiss_view))
        dismiss = path("<int:pk>/ikke-samme/", view, name="members_likelyduplicate_dismiss")
        return [dismiss, *super().get_urls()]

    def get_list_display(self, request: HttpRequest) -> Any:
        """Leave out the buttons for those who may only read."""
        columns = super().get_list_display(request)
        return columns if self.has_decide_permission(request) else [each for each in columns if each != "decide"]

    @admin.display(description=gettext_lazy("virksomhet"), ordering="first__name")
    def first_link(self, row: LikelyDuplicate) -> SafeString:
        return _link(row.first)

    @admin.display(description=gettext_lazy("ligner på"), ordering="second__name")
    def second_link(self, row: LikelyDuplicate) -> SafeString:
        return _link(row.second)

    @admin.display(description=gettext_lazy("behandle"))
    def decide(self, row: LikelyDuplicate) -> SafeString | str:
        """Return the link and the button of a row that waits. The button sends the form that is around the list."""
        if row.state != State.WAITING:
            return f"{row.get_state_display()} {row.decided_on:%d.%m.%Y}"
        merge = reverse("admin:members_organisation_merge", args=[row.first_id])
        html = '<a href="{}?{}">{}{}</a> <button type="submit" formaction="{}">{}{}</button>'
        return format_html(
            f'<span class="row-buttons">{html}</span>',
            merge,
            urlencode({"number": row.second.number}),
            _("Slå sammen"),
            format_html('<span class="visually-hidden">: {}</span>', row),
            reverse("admin:members_likelyduplicate_dismiss", args=[row.pk]),
            _("Ikke samme"),
            format_html('<span class="visually-hidden">: {}</span>', row),
        )

    def dismiss_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remember that the two are not one."""
        row = get_object_or_404(LikelyDuplicate.objects.select_related("first", "second"), pk=pk)
        if not self.has_decide_permission(request):
            raise PermissionDenied
        if self._dismiss(request, [row]):
            self.message_user(request, _("Paret kommer ikke igjen."), messages.SUCCESS)
        return redirect(f"{self.list_url()}?state__exact={State.WAITING}")

    @admin.action(description=gettext_lazy("De valgte er ikke samme virksomhet"), permissions=["decide"])
    def dismiss_rows(self, request: HttpRequest, queryset: QuerySet[LikelyDuplicate]) -> None:
        count = self._dismiss(request, queryset.filter(state=State.WAITING))
        message = ngettext("%(count)d par kommer ikke igjen.", "%(count)d par kommer ikke igjen.", count)
        self.message_user(request, message % {"count": count}, messages.SUCCESS)

    def _dismiss(self, request: HttpRequest, rows: Iterable[LikelyDuplicate]) -> int:
        """Dismiss each of the rows, say why some can't be, and return the number of the others."""
        user: Any = request.user
        count = 0
        for row in rows:
            try:
                duplicates.dismiss(row, by=user, today=timezone.localdate())
            except ValidationError as error:
                self.message_user(request, f"{row}: {' '.join(error.messages)}", messages.WARNING)
            else:
                count += 1
        return count


def _link(organisation: Organisation) -> SafeString:
    return format_html('<a href="{}">{}</a>', row_url(organisation), organisation.name)
