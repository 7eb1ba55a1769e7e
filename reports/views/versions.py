"""The versions and corrections of published reports, and whether a file is one of them, for anyone to check."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from balansekunst.page_cache import cached_page
from reports.publication import versions
from reports.views.correction_feed import CorrectionFeed


@login_not_required
@require_safe
@cached_page()
def report_check(request: HttpRequest) -> HttpResponse:
    """List the digests of all published files. A script compares a chosen file with them, in the browser."""
    context = {
        "reports": versions.known_files(),
        "canonical_url": request.build_absolute_uri(reverse("report_check")),
    }
    return render(request, "reports/report_check.html", context)


@login_not_required
@require_safe
@cached_page()
def report_correction_list(request: HttpRequest) -> HttpResponse:
    """List all versions of all published reports, with what was corrected in each."""
    context = {
        "reports": versions.report_histories(),
        "canonical_url": request.build_absolute_uri(reverse("report_correction_list")),
    }
    return render(request, "reports/report_correction_list.html", context)


@login_not_required
@require_safe
@cached_page()
def report_correction_feed(request: HttpRequest) -> HttpResponse:
    """Send the same as an Atom feed."""
    return CorrectionFeed()(request)


@login_not_required
@require_safe
@cached_page()
def report_correction_policy(request: HttpRequest) -> HttpResponse:
    """Say how errors in published reports are corrected."""
    context = {"canonical_url": request.build_absolute_uri(reverse("report_correction_policy"))}
    return render(request, "reports/report_correction_policy.html", context)
