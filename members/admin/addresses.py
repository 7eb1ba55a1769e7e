"""The pages of a list with its e-mail addresses, to copy, and with its address labels, to print."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin.lists import ListAdmin
from balansekunst.fields import number
from balansekunst.file_responses import file_response
from balansekunst.forms import WholeNumberField
from balansekunst.text import slug
from members.addresses import LABELS_A_SHEET, Labels, emails_of
from members.models import MailingRecipient, Organisation

START = "start"  # of an address: the place of the first label
MOST_LABELS = 5000
SEPARATOR = "; "  # which Outlook and Gmail read


class StartForm(forms.Form):
    """Where on the first sheet the labels begin."""

    start = WholeNumberField(
        label=gettext_lazy("Første etikett"),
        min_value=1,
        max_value=LABELS_A_SHEET,
        initial=1,
        help_text=gettext_lazy(
            "Er noen av etikettene på arket brukt, skriver du nummeret på den første ledige. "
            "Nummer 1 er øverst til venstre, og 24 er nederst til høyre."
        ),
    )


class AddressPages(ListAdmin):
    """A list of organisations or contacts, whose e-mail addresses can be copied and whose labels can be printed.

    Other rows have the path to their organisation in `mailed_path`.
    """

    mailed_path = ""
    change_list_template = "admin/members/addresses_list.html"

    def get_urls(self) -> list[URLPattern]:
        pages = [("e-postadresser/", self.emails_view, "emails"), ("etiketter/", self.labels_view, "labels")]
        own: list[URLPattern] = []
        for route, view, name in pages:
            guarded: Any = self.admin_site.admin_view(view)
            own.append(path(route, guarded, name=f"{self.list_name}_{name}"))
        return [*own, *super().get_urls()]

    def emails_view(self, request: HttpRequest) -> HttpResponse:
        """Show the e-mail addresses of the list's rows, to copy; as JSON for the script that copies them."""
        rows = self._rows_to_reach(request)
        if isinstance(rows, HttpResponse):
            return rows
        addresses, left_out = emails_of(rows, timezone.localdate())
        reasons = {str(value): str(label) for value, label in MailingRecipient.LeftOut.choices}
        summary = _("%(count)s e-postadresser.") % {"count": number(len(addresses))}
        if left_out:
            named = "; ".join(f"{number(count)} {reasons[reason]}" for reason, count in left_out.items())
            summary += " " + _("Utelatt: %(reasons)s.") % {"reasons": named}
        text = SEPARATOR.join(addresses)
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            return JsonResponse({"addresses": text, "summary": summary})
        context = {"title": _("E-postadresser"), "addresses": text, "summary": summary}
        return self._page(request, "admin/members/emails.html", context)

    def labels_view(self, request: HttpRequest) -> HttpResponse:
        """Show how many labels there are and who has no address, with the form of a PDF, or return the PDF."""
        form = StartForm(request.GET if START in request.GET else None)
        rows = self._rows_to_reach(request)
        if isinstance(rows, HttpResponse):
            return rows
        labels = Labels.of(rows[: MOST_LABELS + 1])
        if len(labels.lines) + len(labels.missing) > MOST_LABELS:
            words = _("Listen har flere enn %(most)s rader. Filtrer den, så det blir færre etiketter om gangen.")
            messages.error(request, words % {"most": number(MOST_LABELS)})
            return redirect(f"{self.list_url()}?{_query(request).urlencode()}")
        if form.is_valid() and labels.lines:
            today = timezone.localdate()
            name = f"{slug(_('Etiketter'))}-{today.isoformat()}.pdf"
            content = labels.pdf(start=form.cleaned_data[START], day=today)
            return file_response(content, name=name, content_type="application/pdf")
        context = {"title": _("Adresseetiketter"), "form": form, "labels": labels, "sheets": labels.sheets(1)}
        context["row_opts"] = rows.model._meta
        return self._page(request, "admin/members/labels.html", context)

    def _rows_to_reach(self, request: HttpRequest) -> Any:
        """Return the rows of the list, or a response where the user may not see them or they can't be filtered so."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        request.GET = _query(request)
        try:
            listed: Any = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect(f"{self.list_url()}?{ERROR_FLAG}=1")
        return self.addressed(listed.queryset)

    def addressed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the contacts, or the organisations of the rows."""
        if not self.mailed_path:
            return rows
        return Organisation.objects.filter(pk__in=rows.order_by().values(self.mailed_path))

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        own = {
            "opts": self.opts,
            "query": [(name, value) for name, values in _query(request).lists() for value in values],
            "back": f"{self.list_url()}?{_query(request).urlencode()}",
        }
        return TemplateResponse(request, template, self.admin_site.each_context(request) | own | context)


def _query(request: HttpRequest) -> Any:
    """Return the query of the list: without what is about the labels."""
    query = request.GET.copy()
    query.pop(START, None)
    return query
