"""The year's summary on a page, and its downloads: for those who may read reports."""

import json
from io import BytesIO

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balansekunst.access import READ_REPORTS
from balansekunst.models import User
from reports.counting.numbers import Opens
from reports.counting.summary import Summary, summarise
from reports.counting.years import ReportYear, years_with_data
from reports.models import AnnualReport
from reports.output import pdf, workbook
from reports.views.drift import published_state

may_read = permission_required(READ_REPORTS, raise_exception=True)


@require_safe
@may_read
def report_list(request: HttpRequest) -> HttpResponse:
    """Show the years that there is a summary of."""
    day = timezone.localdate()
    years = [(ReportYear(year, day), areas) for year, areas in years_with_data(day).items()]
    return render(request, "reports/report_list.html", {"years": years})


@require_safe
@may_read
def report_detail(request: HttpRequest, year: int) -> HttpResponse:
    """Show the year's summary; of a year without data, say so."""
    report_year, years = _report_year(year)
    if year not in years:
        return render(request, "reports/report_empty.html", {"year": report_year, "years": list(years)})
    summary = summarise(report_year, lists_open_to(request.user))
    context = {
        "summary": summary,
        "year": report_year,
        **published_state(summary, request.user),
        "before": max((other for other in years if other < year), default=None),
        "after": min((other for other in years if other > year), default=None),
        "begun": AnnualReport.objects.filter(year=year).exists(),
    }
    return render(request, "reports/report_detail.html", context)


@require_safe
@may_read
def report_pdf(_request: HttpRequest, year: int) -> FileResponse:
    """Send the year's summary as a PDF."""
    return _download(pdf.render(_summary(year)), year, "pdf")


@require_safe
@may_read
def report_workbook(_request: HttpRequest, year: int) -> FileResponse:
    """Send the year's summary as a workbook."""
    return _download(workbook.render(_summary(year)), year, "xlsx")


@require_safe
@may_read
def report_json(_request: HttpRequest, year: int) -> FileResponse:
    """Send the year's figures as JSON."""
    return _download(json.dumps(_summary(year).data, ensure_ascii=False, indent=2).encode(), year, "json")


def lists_open_to(user: User | AnonymousUser) -> Opens:
    """Return what tells whose lists in the admin the user may open."""

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


def _summary(year: int) -> Summary:
    report_year, years = _report_year(year)
    if year not in years:
        raise Http404(_("Det er ikke ført noe for %(year)s.") % {"year": year})
    return summarise(report_year)


def _download(content: bytes, year: int, extension: str) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=f"arssammendrag-{year}.{extension}")
