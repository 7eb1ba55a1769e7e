"""Whether a downloaded file is one that was published, for anyone to check."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from reports.publication import versions


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
