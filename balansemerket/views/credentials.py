"""The digital credentials of holders, and what they are verified with: the issuer's document and the status list."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from balansekunst.file_responses import file_response
from balansemerket import baking, credentials, diplomas
from balansemerket.credentials import Site
from balansemerket.register import PublicMark
from balansemerket.views.holders import public_mark

SHARED = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}


@login_not_required
@require_safe
def did_document(request: HttpRequest) -> JsonResponse:
    """Send the keys of the site as an issuer, for `did:web`."""
    return JsonResponse(credentials.did_document(site_of(request), at=timezone.now()), headers=SHARED)


@login_not_required
@require_safe
def credential_status(request: HttpRequest, number: int) -> HttpResponse:
    """Send which credentials hold no more. Raises Http404 for a list that no credential is in."""
    now = timezone.now()
    if not credentials.is_used(number):
        raise Http404
    token = credentials.status_list(number, site_of(request), day=timezone.localdate(now), at=now)
    return HttpResponse(token, content_type="application/vc+jwt", headers=SHARED)


@login_not_required
@require_safe
def holder_credential(request: HttpRequest, uuid: UUID, ending: str) -> HttpResponse:
    """Send the credential of a valid mark, by itself or in the badge."""
    mark = public_mark(uuid)
    if not mark.is_valid:
        raise Http404
    token = credentials.credential(mark, site_of(request), at=timezone.now())
    content, content_type = _file(mark, token, ending)
    return file_response(content, name=f"balansemerket.{ending}", content_type=content_type)


def _file(mark: PublicMark, token: str, ending: str) -> tuple[bytes, str]:
    match ending:
        case "svg":
            return baking.bake_svg(diplomas.badge_svg(mark), token), "image/svg+xml"
        case "png":
            return baking.bake_png(diplomas.badge_png(mark), token), "image/png"
        case "jwt":
            return token.encode(), "application/vc+jwt"
    raise Http404


def site_of(request: HttpRequest) -> Site:
    return Site(request.build_absolute_uri("/").rstrip("/"))
