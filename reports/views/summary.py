"""A year as the registers are now, as a page and as files, for those who may read reports."""

from io import BytesIO
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balansekunst.access import READ_REPORTS
from balansekunst.figures import ReportYear, reader_of
from reports.counting.series import years_beside, years_with_data
from reports.counting.summary import Summary, summarise
from reports.document.conversion import build_year
from reports.models import AnnualReport
from reports.output import html, pdf
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
def report_detail(request: Any, year: int) -> HttpResponse:
    """Show a year; of one without data, say so."""
    report_year, years = _report_year(year)
    if year not in years:
        context = {"year": report_year, "years": list(years_with_data(report_year.day))}
        return render(request, "reports/report_empty.html", context)
    summary = summarise(report_year, reader_of(request.user, report_year.day, with_lists=True, with_internal=True))
    context = {
        **html.context(build_year(summary)),
        **published_state(summary, request.user),
        "year": report_year,
        "files": [
            {"url": reverse("report_pdf", args=[year]), "name": _("Last ned PDF")},
            {"url": reverse("report_workbook", args=[year]), "name": _("Regneark (xlsx)")},
            {"url": reverse("report_json", args=[year]), "name": _("JSON")},
        ],
        "before": max((other for other in years if other < year), default=None),
        "after": min((other for other in years if other > year), default=None),
        "begun": AnnualReport.objects.filter(year=year).exists(),
    }
    return render(request, "reports/document_year.html", context)


@require_safe
@may_read
def report_pdf(request: HttpRequest, year: int) -> FileResponse:
    """Send the year as a PDF."""
    return _download(pdf.render(build_year(_summary(request, year))), year, "pdf")


@require_safe
@may_read
def report_workbook(request: HttpRequest, year: int) -> FileResponse:
    """Send the year as a workbook."""
    from reports.output import workbook  # imports openpyxl, which is large

    return _download(workbook.render(build_year(_summary(request, year))), year, "xlsx")


@require_safe
@may_read
def report_json(request: HttpRequest, year: int) -> FileResponse:
    """Send the year's figures as JSON."""
    summary = _summary(request, year)
    return _download(figures_as_json(build_year(summary), summary.reader.withheld), year, "json")


def _report_year(year: int) -> tuple[ReportYear, list[int]]:
    """Return the year, and itself and those beside it that have data. Raises Http404 for one that hasn't come."""
    day = timezone.localdate()
    if not 1900 <= year <= day.year:
        raise Http404(_("Det er ingen rapport for %(year)s.") % {"year": year})
    return ReportYear(year, day), years_beside(year, day)


def _summary(request: Any, year: int) -> Summary:
    report_year, years = _report_year(year)
    if year not in years:
        raise Http404(_("Ingenting er registrert for %(year)s.") % {"year": year})
    return summarise(report_year, reader_of(request.user, report_year.day, with_internal=True))


def _download(content: bytes, year: int, extension: str) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=f"arssammendrag-{year}.{extension}")
