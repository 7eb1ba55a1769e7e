"""Publishing a report: what hinders it, and the one button that does it."""

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
from balansekunst.models import User
from reports.counting.summary import summarise
from reports.counting.years import ReportYear
from reports.models import AnnualReport, Publication
from reports.publication import publishing, readiness
from reports.publication.readiness import Point


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(PUBLISH_REPORTS)
def report_publish(request: HttpRequest, year: int) -> HttpResponse:
    """Show what hinders that the year's report is published, and publish it."""
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
        return _page(request, report, asked=True)
    messages.success(request, _("Årsrapporten for %(year)s er publisert.") % {"year": report.year})
    return redirect("annual_report", report.year)


def _page(request: Any, report: AnnualReport, *, asked: bool = False) -> HttpResponse:
    """Show the page; `asked` says that publishing was refused, which the page then tells first (409)."""
    publication = Publication.objects.select_related("published_by").filter(report=report).first()
    context: dict[str, Any] = {"report": report, "publication": publication, "asked": asked}
    if publication is None:
        summary = summarise(ReportYear(report.year, timezone.localdate()))
        context["lacks"] = linked(readiness.lacks(report, summary, by=request.user), request.user)
        context["thoughts"] = linked(readiness.thoughts(report, summary), request.user)
    status = 409 if asked else 200
    return render(request, "reports/publish_detail.html", context, status=status)


def linked(points: list[Point], user: User) -> list[tuple[Point, str]]:
    """Return each point with where the user may mend it."""
    return [(point, mend_url(point.row, user) if point.row else "") for point in points]


def mend_url(row: Model, user: User) -> str:
    """Return where the user may mend the row: its place on the page where the report is written; empty if nowhere."""
    if not (user.is_staff and user.has_perm(WRITE_REPORTS)):
        return ""
    report = getattr(row, "report", row)
    place = "" if report is row else f"#{row._meta.model_name}s-group"
    return reverse("admin:reports_annualreport_change", args=[report.pk]) + place
