"""The draft of a year's report: created, and reviewed as a page and as a PDF by its authors and publishers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from balansekunst.access import BEGIN_REPORTS, PUBLISH_REPORTS, WRITE_REPORTS, staff_page
from balansekunst.figures import ReportYear, reader_of
from balansekunst.file_responses import file_response
from reports import pictures
from reports.counting.summary import summarise
from reports.document import annual_report, starting_texts, traversal
from reports.document.nodes import Imprint
from reports.document.review import for_review, last_edit
from reports.models import AnnualReport, Publication
from reports.output import html, pdf
from reports.publication.blockers import blockers, warnings
from reports.views.publishing import with_edit_urls

may_read = staff_page(WRITE_REPORTS, PUBLISH_REPORTS)


@require_POST
@staff_page(BEGIN_REPORTS)
def report_begin(request: Any, year: int) -> HttpResponse:
    """Create the year's report, and redirect to the page where it is written."""
    try:
        report = starting_texts.begin(year, by=request.user, day=timezone.localdate())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        exists = AnnualReport.objects.filter(year=year).exists()
        return redirect("report_draft", year) if exists else redirect("report_list")
    messages.success(request, _("Årsrapporten for %(year)s er begynt, med årets tall i tekstene.") % {"year": year})
    return redirect("admin:reports_annualreport_change", report.pk)


@require_safe
@may_read
def report_draft(request: Any, year: int) -> HttpResponse:
    """Show the page as it would be published, below what remains to be done."""
    report = get_object_or_404(AnnualReport, year=year)
    if Publication.objects.filter(report=report).exists():
        return redirect("annual_report", year)
    day = timezone.localdate()
    summary = summarise(ReportYear(year, day), reader_of(request.user, day, with_lists=True))
    draft = annual_report.compose(report, summary, day=day)
    context = {
        **html.context(for_review(draft.document, summary.numbers), picture_route="report_draft_picture"),
        "draft": report,
        "withheld": summary.reader.withheld.values(),
        "last_edit": last_edit(report),
        "blockers": with_edit_urls(blockers(report, draft, summary, by=request.user), request.user),
        "warnings": with_edit_urls(warnings(report, summary), request.user),
        "may_write": request.user.is_staff and request.user.has_perm(WRITE_REPORTS),
        "may_publish": request.user.has_perm(PUBLISH_REPORTS),
    }
    return render(request, "reports/document_draft.html", context)


@require_safe
@may_read
def report_draft_pdf(request: Any, year: int) -> HttpResponse:
    """Send the draft as a PDF, marked as a draft on every page."""
    report = get_object_or_404(AnnualReport, year=year, publication=None)
    day = timezone.localdate()
    summary = summarise(ReportYear(year, day), reader_of(request.user, day))
    document = annual_report.compose(report, summary, day=day).document
    try:
        files = {picture.file: pictures.content(picture.file) for picture in traversal.pictures(document)}
    except FileNotFoundError:
        messages.error(request, _("Et av bildene er borte. Last det opp på nytt."))
        return redirect("report_draft", year)
    content = pdf.render(document, Imprint(printed=day), files)
    return file_response(content, name=f"arsrapport-{year}-utkast.pdf", content_type="application/pdf")


@require_safe
@may_read
@cache_control(private=True, max_age=3600)
def report_draft_picture(_request: HttpRequest, year: int, file: str) -> HttpResponse:
    """Send a picture of the draft, in either of its sizes."""
    report = get_object_or_404(AnnualReport, year=year)
    names = [pictures.file_name(str(picture.file.name)) for picture in report.pictures.all()]
    if file not in [*names, *map(pictures.small, names)]:
        raise Http404
    try:
        return HttpResponse(pictures.content(file), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error
