"""The page of a list of fees with its files for bookkeeping, and the EHF file of one invoice."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.admin.forms import can_be_key
from balansekunst.admin.lists import ListAdmin
from balansekunst.fields import number
from balansekunst.file_responses import file_response
from balansekunst.imports.exports import download
from balansekunst.imports.formats import FORMATS
from members import bookkeeping
from members.invoices import missing_settings
from members.models import Fee

FILE = "fil"  # of an address: which file
MOST_SHOWN = 200
MOST_INVOICES = 5000
TRIPLETEX, EHF = "tripletex", "ehf"
MADE: dict[str, tuple[Callable[[Any], bytes], str, str]] = {
    TRIPLETEX: (bookkeeping.tripletex, "csv", "text/csv"),
    EHF: (bookkeeping.ehf_archive, "zip", "application/zip"),
}


class BookkeepingPages(ListAdmin):
    """The list of fees, whose invoices are downloaded for bookkeeping."""

    change_list_template = "admin/members/fee/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        bookkeeping_view: Any = self.bookkeeping_view
        return [
            path("regnskap/", view(bookkeeping_view), name="members_fee_bookkeeping"),
            path("<path:object_id>/ehf/", view(self.ehf_view), name="members_fee_ehf"),
            *super().get_urls(),
        ]

    def bookkeeping_view(self, request: HttpRequest) -> HttpResponseBase:
        """Show the files of the list's invoices and what they lack, or return the file that is asked for."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        query: Any = request.GET.copy()
        asked = (query.pop(FILE, None) or [""])[-1]
        request.GET = query
        try:
            listed: Any = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect(f"{self.list_url()}?{ERROR_FLAG}=1")
        invoices = bookkeeping.invoices(Fee.objects.filter(pk__in=listed.queryset.order_by().values("pk")))
        count, unset = invoices.count(), missing_settings()
        may_make = 0 < count <= MOST_INVOICES and not (asked == EHF and unset)
        if may_make and (response := _file(asked, invoices)):
            return response
        lacking = list(bookkeeping.missing(invoices[:MOST_INVOICES]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Til regnskapet"),
            "opts": self.opts,
            "query": f"{query.urlencode()}&" if query else "",
            "back": f"{self.list_url()}?{query.urlencode()}",
            "count": number(count),
            "has_invoices": count > 0,
            "too_many": number(MOST_INVOICES) if count > MOST_INVOICES else "",
            "left_out": listed.queryset.count() - count,
            "unset": unset,
            "credited": invoices.filter(write_off_type=Fee.WriteOff.CREDITED).count(),
            "lost": invoices.filter(write_off_type=Fee.WriteOff.LOST).count(),
            "lacking": lacking[:MOST_SHOWN],
            "lacking_count": len(lacking),
        }
        return TemplateResponse(request, "admin/members/fee/bookkeeping.html", context)

    def ehf_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Return the invoice of a fee as EHF, or say why it can't be."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = Fee.objects.filter(pk=object_id) if can_be_key(Fee, object_id) else Fee.objects.none()
        fee = bookkeeping.invoices(found).first()
        if fee is None:
            raise Http404
        if unset := missing_settings():
            words = _("Dette må settes opp av den som drifter programmet, før dere kan sende EHF: %(missing)s.")
            messages.error(request, words % {"missing": ", ".join(unset)})
            return redirect("admin:members_fee_change", fee.pk)
        name = bookkeeping.ehf_name(fee)
        return file_response(bookkeeping.as_ehf(fee), name=name, content_type="application/xml")


def _file(asked: str, invoices: Any) -> HttpResponseBase | None:
    day = timezone.localdate().isoformat()
    for file_format in FORMATS:
        made = file_format()
        if asked == made.get_extension():
            name = _("fakturaer-%(day)s.%(extension)s") % {"day": day, "extension": asked}
            return download(bookkeeping.sheet(invoices), made, name)
    if asked not in MADE:
        return None
    make, extension, content_type = MADE[asked]
    return file_response(make(invoices), name=f"{asked}-{day}.{extension}", content_type=content_type)
