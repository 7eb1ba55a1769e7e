"""The versions and corrections of published reports, and whether a file is one of them, for anyone to check."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from reports.publication import versions
from reports.views.annual_report import cached_briefly
from reports.views.correction_feed import CorrectionFeed


@gzip_page
@conditional_page
@login_not_required
@require_safe
def report_check(request: HttpRequest) -> HttpResponse:
    """List the digests of all published files. A script compares a chosen file with them, in the browser."""
    context = {
        "reports": versions.known_files(),
        "canonical_url": request.build_absolute_uri(reverse("report_check")),
    }
    response = render(request, "reports/report_check.html", context)
    # Never an old list: a file that was made since would be called unknown.
    patch_cache_control(response, private=request.user.is_authenticated, no_cache=True)
    return response


@gzip_page
@conditional_page
@login_not_required
@require_safe
def report_correction_list(request: HttpRequest) -> HttpResponse:
    """List all versions of all published reports, with what was corrected in each."""
    context = {
        "reports": versions.report_histories(),
        "canonical_url": request.build_absolute_uri(reverse("report_correction_list")),
    }
    return cached_briefly(request, render(request, "reports/report_correction_list.html", context))


@gzip_page
@conditional_page
@login_not_required
@require_safe
def report_correction_feed(request: HttpRequest) -> HttpResponse:
    """Send the same as an Atom feed."""
    return cached_briefly(request, CorrectionFeed()(request))


@gzip_page
@conditional_page
@login_not_required
@require_safe
def report_correction_policy(request: HttpRequest) -> HttpResponse:
    """Say how errors in published reports are corrected."""
    context = {"canonical_url": request.build_absolute_uri(reverse("report_correction_policy"))}
    return cached_briefly(request, render(request, "reports/report_correction_policy.html", context))
