"""The public page of each holder of the mark: its period, badge, diploma and quotes. Also after the mark has ended."""

from functools import wraps
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from balansekunst.file_responses import file_response
from balansekunst.page_cache import cached_page
from balansemerket import diplomas
from balansemerket.models import Certification
from balansemerket.register import PublicMark, mark_of

if TYPE_CHECKING:
    from collections.abc import Callable

# Other sites may show the badges, which change once a day at most.
SHARED = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"}


def follow_merges(view: "Callable[[HttpRequest, UUID], HttpResponse]") -> "Callable[[HttpRequest, UUID], HttpResponse]":
    """Redirect from the address of a certification that was merged into another to that of the other."""

    @wraps(view)
    def followed(request: HttpRequest, uuid: UUID) -> HttpResponse:
        try:
            return view(request, uuid)
        except Http404:
            remaining = Certification.objects.with_events_of(uuid).first()
            if remaining is None or request.resolver_match is None:
                raise
            return redirect(request.resolver_match.view_name, remaining.uuid, permanent=True)

    return followed


@login_not_required
@require_safe
@cached_page()
@follow_merges
def holder_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    mark = public_mark(uuid)
    context = {
        "mark": mark,
        "url": request.build_absolute_uri(reverse("holder_detail", args=[uuid])),
        "badge_url": request.build_absolute_uri(reverse("holder_badge_svg", args=[uuid])),
        "badge_description": diplomas.badge_description(mark),
    }
    return render(request, "balansemerket/holder_detail.html", context)


@login_not_required
@require_safe
@cached_page()
@follow_merges
def holder_badge_svg(_request: HttpRequest, uuid: UUID) -> HttpResponse:
    return HttpResponse(diplomas.badge_svg(public_mark(uuid)), content_type="image/svg+xml", headers=SHARED)


@login_not_required
@require_safe
@cached_page()
@follow_merges
def holder_badge_png(_request: HttpRequest, uuid: UUID) -> HttpResponse:
    return HttpResponse(diplomas.badge_png(public_mark(uuid)), content_type="image/png", headers=SHARED)


@login_not_required
@require_safe
@cached_page()
@follow_merges
def holder_diploma(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send the diploma of a valid mark."""
    mark = public_mark(uuid)
    if not mark.is_valid:
        raise Http404
    content = diplomas.diploma(mark, url=request.build_absolute_uri(reverse("holder_detail", args=[uuid])))
    name = "balansemerket-diplom.pdf"
    return file_response(content, name=name, content_type="application/pdf", is_inline=True)


def public_mark(uuid: UUID) -> PublicMark:
    """Return the mark as it is today. Raises Http404 for one that was never awarded."""
    certification = get_object_or_404(Certification.objects.select_related("organisation"), uuid=uuid)
    mark = mark_of(certification, timezone.localdate())
    if mark is None:
        raise Http404
    return mark
