"""Publishing a report: what blocks it, and the button that publishes it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balansekunst.access import PUBLISH_REPORTS, WRITE_REPORTS, staff_page
from balansekunst.figures import ReportYear, reader_of
from balansekunst.models import User
from reports.counting.summary import summarise
from reports.document import annual_report
from reports.models import AnnualReport, Publication
from reports.publication import downloads, publishing
from reports.publication.blockers import Finding, blockers, warnings


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(PUBLISH_REPORTS)
def report_publish(request: HttpRequest, year: int) -> HttpResponse:
    """Show what blocks publishing the year's report, and publish it."""
    report = get_object_or_404(AnnualReport, year=year)
    if request.method == "POST":
        return _publish(request, report)
    return _page(request, report)


def _publish(request: Any, report: AnnualReport) -> HttpResponse:
    try:
        publishing.publish(report, by=request.user, at=timezone.now())
    except ValidationError as error:
        if getattr(error, "code", "") == "moved":
            messages.error(request, error.messages[0])
        return _page(request, report, refused=True)
    messages.success(request, _("Årsrapporten for %(year)s er publisert.") % {"year": report.year})
    make_files(request, report.year)
    return redirect("annual_report", report.year)


def make_files(request: HttpRequest, year: int) -> None:
    """Have the files of a report made that was published or corrected."""
    downloads.make_whole.enqueue(year, request.build_absolute_uri(reverse("annual_report", args=[year])))


def _page(request: Any, report: AnnualReport, *, refused: bool = False) -> HttpResponse:
    """Show the page, which begins with the refusal (409) if publishing was refused."""
    publication = Publication.objects.select_related("published_by").filter(report=report).first()
    context: dict[str, Any] = {"report": report, "publication": publication, "refused": refused}
    if publication is None:
        day = timezone.localdate()
        summary = summarise(ReportYear(report.year, day), reader_of(request.user, day))
        draft = annual_report.compose(report, summary, day=day)
        context["blockers"] = with_edit_urls(blockers(report, draft, summary, by=request.user), request.user)
        context["warnings"] = with_edit_urls(warnings(report, summary), request.user)
    status = 409 if refused else 200
    return render(request, "reports/publish_detail.html", context, status=status)


def with_edit_urls(findings: list[Finding], user: User) -> list[tuple[Finding, str]]:
    """Return each finding with the address where the user may correct it."""
    return [(finding, edit_url(finding.row, user) if finding.row else "") for finding in findings]


def edit_url(row: Model, user: User) -> str:
    """Return the row's place on the page where the report is written; empty for a user who may not write."""
    if not (user.is_staff and user.has_perm(WRITE_REPORTS)):
        return ""
    report = getattr(row, "report", row)
    place = "" if report is row else f"#{row._meta.model_name}s-group"
    return reverse("admin:reports_annualreport_change", args=[report.pk]) + place
