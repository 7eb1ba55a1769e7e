"""A year as the registers are now, as a page and as files, for those who may read reports."""

from io import BytesIO

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balansekunst.access import READ_REPORTS
from balansekunst.figures import CanOpen, ReportYear
from balansekunst.models import User
from reports.counting.series import years_with_data
from reports.counting.summary import summarise
from reports.document.conversion import build_year
from reports.document.nodes import Document
from reports.models import AnnualReport
from reports.output import html, pdf, workbook
from reports.output.data import figures_as_json
from reports.views.drift import published_state

may_read = permission_required(READ_REPORTS, raise_exception=True)


@require_safe
@may_read
def report_list(request: HttpRequest) -> HttpResponse:
    """List the years with data."""
    day = timezone.localdate()
    years = [(ReportYear(year, day), areas) for year, areas in years_with_data(day).items()]
    return render(request, "reports/report_list.html", {"years": years})


@require_safe
@may_read
def report_detail(request: HttpRequest, year: int) -> HttpResponse:
    """Show a year; of one without data, say so."""
    report_year, years = _report_year(year)
    if year not in years:
        return render(request, "reports/report_empty.html", {"year": report_year, "years": list(years)})
    summary = summarise(report_year, lists_open_to(request.user))
    context = {
        **html.context(build_year(summary)),
        **published_state(summary, request.user),
        "year": report_year,
        "files": [
            {"url": reverse("report_pdf", args=[year]), "name": _("Last ned PDF")},
            {"url": reverse("report_workbook", args=[year]), "name": _("Regneark")},
            {"url": reverse("report_json", args=[year]), "name": _("JSON")},
        ],
        "before": max((other for other in years if other < year), default=None),
        "after": min((other for other in years if other > year), default=None),
        "begun": AnnualReport.objects.filter(year=year).exists(),
    }
    return render(request, "reports/document_year.html", context)


@require_safe
@may_read
def report_pdf(_request: HttpRequest, year: int) -> FileResponse:
    """Send the year as a PDF."""
    return _download(pdf.render(_document(year)), year, "pdf")


@require_safe
@may_read
def report_workbook(_request: HttpRequest, year: int) -> FileResponse:
    """Send the year as a workbook."""
    return _download(workbook.render(_document(year)), year, "xlsx")


@require_safe
@may_read
def report_json(_request: HttpRequest, year: int) -> FileResponse:
    """Send the year's figures as JSON."""
    return _download(figures_as_json(_document(year)), year, "json")


def lists_open_to(user: User | AnonymousUser) -> CanOpen:
    """Return a function that says whether the user may open the admin's list of a model."""

    def opens(model: type[Model]) -> bool:
        meta = model._meta
        return user.is_staff and user.has_perm(f"{meta.app_label}.view_{meta.model_name}")

    return opens


def _report_year(year: int) -> tuple[ReportYear, dict[int, list[str]]]:
    """Return the year, and all years with data. Raises Http404 for one that hasn't come."""
    day = timezone.localdate()
    if not 1900 <= year <= day.year:
        raise Http404(_("Det er ingen rapport for %(year)s.") % {"year": year})
    return ReportYear(year, day), years_with_data(day)


def _document(year: int) -> Document:
    report_year, years = _report_year(year)
    if year not in years:
        raise Http404(_("Det er ikke ført noe for %(year)s.") % {"year": year})
    return build_year(summarise(report_year))


def _download(content: bytes, year: int, extension: str) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=f"arssammendrag-{year}.{extension}")
