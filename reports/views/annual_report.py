"""The published reports, for anyone to read. They show what was published, never what the rows are now."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balansekunst.access import PUBLISH_REPORTS, WRITE_REPORTS
from balansekunst.fields import file_size
from balansekunst.page_cache import cached_page
from balansepotten.models import Call
from reports.document.nodes import Document
from reports.document.traversal import charts, plain_text
from reports.models import AnnualReport, Publication
from reports.output import html
from reports.output.data import csv_tables
from reports.publication import publishing, versions
from reports.publication.publishing import Published
from reports.publication.sealing import BrokenError

View = Callable[..., HttpResponse]


@login_not_required
@require_safe
@cached_page()
def annual_report_list(request: HttpRequest) -> HttpResponse:
    """List the years with a published report."""
    context = {
        "reports": publishing.published_titles(),
        "canonical_url": request.build_absolute_uri(reverse("annual_report_list")),
    }
    return render(request, "reports/annual_report_list.html", context)


def of_published(view: View) -> View:
    """Look up the published report of the year for the view; where there is none, say which years have one.

    Nothing of a broken report is shown, and no file with a missing picture.
    """

    @wraps(view)
    def found(request: HttpRequest, year: int, **kwargs: str) -> HttpResponse:
        try:
            report = publishing.find_published(year)
            return view(request, report, **kwargs)
        except Publication.DoesNotExist:
            return _missing(request, year)
        except (BrokenError, FileNotFoundError):
            return render(request, "reports/annual_report_withheld.html", {"year": year}, status=503)

    return found


def _missing(request: HttpRequest, year: int) -> HttpResponse:
    """Say which years have a report; those who write and publish get a link to the draft, if there is one."""
    may_see = any(request.user.has_perm(permission) for permission in (WRITE_REPORTS, PUBLISH_REPORTS))
    context = {
        "year": year,
        "years": publishing.published_years(),
        "has_draft": may_see and AnnualReport.objects.filter(year=year).exists(),
    }
    return render(request, "reports/annual_report_missing.html", context, status=404)


def _open_call() -> Call | None:
    return Call.objects.open_at(timezone.now()).first()


def _next_change_of_call() -> datetime | None:
    return Call.objects.next_change_after(timezone.now())


@login_not_required
@require_safe
@cached_page(until=_next_change_of_call)
@of_published
def annual_report(request: HttpRequest, report: Published) -> HttpResponse:
    """Show the report, with links to its files and to other years."""
    year = report.publication.year
    printed = html.context(
        report.document,
        picture_route="annual_report_picture",
        chart_route="annual_report_chart",
        cover_route="annual_report_cover",
    )
    context = {
        **printed,
        **_neighbours(year),
        **_files(report),
        "about": report.publication,
        "open_call": _open_call(),
        "canonical_url": request.build_absolute_uri(reverse("annual_report", args=[year])),
        "summary": _summary(report.document),
        "share_alt": _share_alt(report.document),
        "share_url": request.build_absolute_uri(reverse("annual_report_share", args=[year])),
    }
    return render(request, "reports/document_published.html", context)


def _files(report: Published) -> dict[str, Any]:
    """Return the downloads: the whole report in each format, and each table and chart by itself."""
    year, name = report.publication.year, report.name
    sizes = versions.known_sizes(report.publication, version=report.version)

    def file(ending: str, title: str, kind: str, what: str) -> dict[str, str]:
        size = sizes.get(ending)
        about = ", ".join(filter(None, (kind, file_size(size) if size else "")))
        url = reverse("annual_report_file", args=[year, f"{name}.{ending}"])
        return {"url": url, "name": f"{title} ({about})" if about else title, "what": what}

    whole = [
        file("pdf", _("Last ned rapporten"), "PDF", _("til å lese og skrive ut")),
        file("xlsx", _("Regneark"), "xlsx", _("alle tallene, og hva de teller")),
        file("json", _("Data"), "JSON", _("til maskiner, og til å kontrollere rapporten")),
        file("zip", _("Alt i én fil"), "zip", _("PDF, regneark, JSON, og hver tabell og hvert diagram")),
    ]
    return {"file_name": name, "files": whole[:2], "all_files": whole, "tables": _tables(report)}


def _tables(report: Published) -> list[dict[str, str]]:
    year, drawn = report.publication.year, {chart.key for chart in charts(report.document)}
    return [
        {
            "title": table.title,
            "csv": reverse("annual_report_table", args=[year, key]),
            **{
                ending: reverse("annual_report_chart", args=[year, key, ending]) if key in drawn else ""
                for ending in ("svg", "png")
            },
        }
        for key, table in csv_tables(report.document).items()
    ]


def _summary(document: Document) -> str:
    """Return a sentence or two for search engines and previews: the lead, or the key figures."""
    figures = [f"{figure.shown} {figure.label}" for figure in document.key_figures]
    return plain_text(document.lead) or ", ".join(figures)


def _share_alt(document: Document) -> str:
    first = next(iter(document.key_figures), None)
    number = f": {first.shown} {first.label}" if first else ""
    return _("Forsiden av %(title)s%(number)s") % {"title": document.title, "number": number}


def _neighbours(year: int) -> dict[str, int | None]:
    """Return the years of the reports published before and after this one."""
    years = publishing.published_years()
    return {
        "before": max((other for other in years if other < year), default=None),
        "after": min((other for other in years if other > year), default=None),
    }
