"""The published reports, for anyone to read. All that is printed is what was published, never what the rows say now."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from balansekunst.access import PUBLISH_REPORTS, WRITE_REPORTS
from balansepotten.models import Call
from reports.document import contents
from reports.models import AnnualReport, Publication
from reports.output import downloads, page, prose
from reports.publication import published
from reports.publication.published import Published
from reports.publication.publishing import BrokenError

View = Callable[..., HttpResponse]
MINUTES_KEPT = 5


@gzip_page
@conditional_page
@login_not_required
@require_safe
def annual_report_list(request: HttpRequest) -> HttpResponse:
    """Show the years that a report is published of."""
    context = {
        "reports": published.titles(),
        "canonical_url": request.build_absolute_uri(reverse("annual_report_list")),
    }
    return _kept(request, render(request, "reports/annual_report_list.html", context))


def of_published(view: View) -> View:
    """Let a view of a published report be asked for by its year: without one, say what there is instead.

    Nothing is shown of a report that isn't what was published, nor of a file that a picture is gone from.
    """

    @wraps(view)
    def found(request: HttpRequest, year: int, **kwargs: str) -> HttpResponse:
        try:
            report = published.find(year)
            return view(request, report, **kwargs)
        except Publication.DoesNotExist:
            return _missing(request, year)
        except (BrokenError, FileNotFoundError):
            return render(request, "reports/annual_report_withheld.html", {"year": year}, status=503)

    return found


def _missing(request: HttpRequest, year: int) -> HttpResponse:
    """Say which reports there are instead; those who write and publish are led to the draft, if there is one."""
    may_see = any(request.user.has_perm(permission) for permission in (WRITE_REPORTS, PUBLISH_REPORTS))
    context = {
        "year": year,
        "years": published.years(),
        "has_draft": may_see and AnnualReport.objects.filter(year=year).exists(),
    }
    return render(request, "reports/annual_report_missing.html", context, status=404)


@gzip_page
@conditional_page
@login_not_required
@require_safe
@of_published
def annual_report(request: HttpRequest, report: Published) -> HttpResponse:
    """Show the report: the page holds no more than the document, and what belongs beside it."""
    year = report.publication.year
    printed = page.context(
        report.document,
        picture_url=lambda file: reverse("annual_report_picture", args=[year, file]),
        chart_url=lambda key: reverse("annual_report_chart", args=[year, key, "json"]),
        cover_url=reverse("annual_report_cover", args=[year]),
        corrections=report.corrections,
    )
    context = {
        **printed,
        **_neighbours(year),
        **_files(report),
        "about": report.publication,
        "open_call": Call.objects.open_at(timezone.now()).first(),
        "canonical_url": request.build_absolute_uri(reverse("annual_report", args=[year])),
        "summary": _summary(report),
        "share_alt": _share_alt(report),
        "share_url": request.build_absolute_uri(reverse("annual_report_share", args=[year])),
    }
    return _kept(request, render(request, "reports/annual_report_detail.html", context))


def _files(report: Published) -> dict[str, Any]:
    """Return what can be taken away: the whole report in each way, and each table and chart by itself."""
    year, name = report.publication.year, report.name

    def file(ending: str, title: str, what: str) -> dict[str, str]:
        return {"url": reverse("annual_report_file", args=[year, f"{name}.{ending}"]), "name": title, "what": what}

    whole = [
        file("pdf", _("Last ned PDF"), _("til å lese og skrive ut")),
        file("xlsx", _("Regneark"), _("Excel, med alle tallene og hva de teller")),
        file("json", _("JSON"), _("til maskiner, og til å kontrollere rapporten")),
        file("zip", _("Alt i én fil"), _("PDF, regneark, JSON, og hver tabell og hvert diagram")),
    ]
    return {"file_name": name, "files": whole[:2], "all_files": whole, "tables": _tables(report)}


def _tables(report: Published) -> list[dict[str, str]]:
    year, drawn = report.publication.year, {chart["key"] for chart in contents.charts(report.document)}
    return [
        {
            "title": title,
            "csv": reverse("annual_report_table", args=[year, key]),
            **{
                ending: reverse("annual_report_chart", args=[year, key, ending]) if key in drawn else ""
                for ending in ("svg", "png")
            },
        }
        for key, (title, _rows) in downloads.tables(report.document).items()
    ]


def _summary(report: Published) -> str:
    """Return the report in a sentence or two, for where it is found or shared: its lead, or its key figures."""
    document = report.document
    told = [f"{figure['shown']} {figure['label']}" for figure in document["key_figures"]]
    return prose.as_text(document["lead"]) or ", ".join(told)


def _share_alt(report: Published) -> str:
    first = next(iter(report.document["key_figures"]), None)
    number = f": {first['shown']} {first['label']}" if first else ""
    return _("Forsiden av %(title)s%(number)s") % {"title": report.document["title"], "number": number}


def _neighbours(year: int) -> dict[str, int | None]:
    """Return the years of the reports published before and after this one."""
    years = published.years()
    return {
        "before": max((other for other in years if other < year), default=None),
        "after": min((other for other in years if other > year), default=None),
    }


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let anyone's copy be kept for a while; one with a menu of somebody's own is theirs alone."""
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=60 * MINUTES_KEPT)
    return response
