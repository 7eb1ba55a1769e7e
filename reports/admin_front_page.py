"""The yearly reports on the admin's front page: unpublished ones of years that are over, and shortcuts."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from balansekunst.access import READ_REPORTS
from balansekunst.admin.lists import ListAdmin
from balansekunst.front_page import Shortcut, TaskRows, Urgency
from reports.models import AnnualReport


def unpublished_on(day: date) -> QuerySet[AnnualReport]:
    """Return the unpublished reports of years that are over by `day`."""
    return AnnualReport.objects.filter(publication=None, year__lt=day.year)


class UnpublishedFilter(admin.SimpleListFilter):
    """Filters to the reports that wait to be published."""

    title = _("publisert")
    parameter_name = "publisert"
    CHOICE = "nei"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [(self.CHOICE, _("ikke ennå, og året er over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        waits = unpublished_on(timezone.localdate()).values("pk")
        return queryset.filter(pk__in=waits) if self.value() == self.CHOICE else queryset


class OnFrontPage(ListAdmin):
    """The list of reports with its part of the front page. Put it before the other bases."""

    list_filter = [UnpublishedFilter]

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        """Return the drafts of years that are over."""
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext("årsrapport er ikke publisert ennå", "årsrapporter er ikke publisert ennå", count),
            unpublished_on(timezone.localdate(moment)),
            publisert=UnpublishedFilter.CHOICE,
        )

    def shortcuts(self, moment: datetime, request: HttpRequest) -> Iterable[Shortcut]:
        """Return the ways to the year's numbers, and to the draft of the latest year that is over."""
        day = timezone.localdate(moment)
        if request.user.has_perm(READ_REPORTS):
            yield Shortcut(_("Årets tall"), reverse("report_detail", args=[day.year]))
        draft = unpublished_on(day).order_by("-year").first()
        if draft and self.has_change_permission(request, draft):
            words = _("Årsrapporten for %(year)s") % {"year": draft.year}
            yield Shortcut(words, reverse("report_draft", args=[draft.year]))
