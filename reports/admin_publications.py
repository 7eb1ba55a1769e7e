"""Publications in the admin: read-only, with the digest and whether the content still matches it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balansekunst.admin.lists import ReadOnlyAdmin
from reports.models import Correction, FrozenFigure, Publication
from reports.publication import publishing
from reports.publication.frozen_rows import ListLength


class PublishedAdmin(ReadOnlyAdmin):
    """A read-only list without export: published reports have their own files."""

    def has_export_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Publication)
class PublicationAdmin(PublishedAdmin):
    """The published reports, each with its digest, which is computed anew each time it is shown."""

    purpose = _("En publisert årsrapport er slik den ble lest, og kan ikke endres.")
    first_rows = _("Her kommer årsrapportene når de er publisert.")
    chapter = "årsrapporten"
    list_display = ["year", "published_at", "published_by", "rules", "is_intact"]
    list_select_related = ["published_by"]
    fields = ["page", "year", "published_at", "published_by", "rules", "digest", "is_intact"]
    readonly_fields = ["page", "is_intact"]

    @admin.display(description=_("stemmer med fingeravtrykket"), boolean=True)
    def is_intact(self, publication: Publication) -> bool:
        """Return whether the content is what was published."""
        return publishing.is_intact(publication)

    @admin.display(description=_("årsrapporten"))
    def page(self, publication: Publication) -> str:
        """Link to the report, and to what differs now."""
        return format_html(
            '<a href="{}">{}</a>, <a href="{}">{}</a>',
            reverse("annual_report", args=[publication.year]),
            gettext("les den"),
            reverse("report_drift", args=[publication.year]),
            gettext("se hva som er endret siden"),
        )


@admin.register(FrozenFigure)
class FrozenFigureAdmin(PublishedAdmin):
    """The published numbers, and how many rows are behind each."""

    purpose = _("Et publisert tall er tallet i årsrapporten, slik det var dagen den ble publisert.")
    first_rows = _("Her kommer tallene når en årsrapport er publisert.")
    chapter = "årsrapporten"
    list_display = ["key", "group", "value", "counted", "publication"]
    list_filter = ["publication__year"]
    list_select_related = ["publication"]
    search_fields = ["key", "group"]
    fields = ["publication", "key", "group", "value", "counted"]
    readonly_fields = ["counted"]

    @admin.display(description=_("rader som er talt med"))
    def counted(self, figure: Any) -> int | None:
        """Return how many rows it was counted from; None for a number computed from others."""
        count: int | None = figure.row_count
        return count

    def get_queryset(self, request: HttpRequest) -> QuerySet[FrozenFigure]:
        """Return the figures with the number of rows behind each, and without their keys, which may be millions."""
        return super().get_queryset(request).defer("rows").annotate(row_count=ListLength("rows"))


@admin.register(Correction)
class CorrectionAdmin(PublishedAdmin):
    """The corrections, as they were published."""

    purpose = _("En rettelse viser hva et publisert tall skulle ha vært, og hvorfor.")
    first_rows = _("Her kommer rettelsene av tall som er publisert.")
    chapter = "årsrapporten"
    list_display = ["figure", "old", "new", "severity", "corrected_at", "corrected_by"]
    list_filter = ["figure__publication__year"]
    list_select_related = ["figure", "corrected_by"]
    fields = ["figure", "old", "new", "severity", "note", "corrected_at", "corrected_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Correction]:
        """Return the corrections without the rows behind their numbers, which may be many."""
        return super().get_queryset(request).defer("figure__rows")
