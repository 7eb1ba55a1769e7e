"""The calendar feed, for programs without a session."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from balansekunst import calendar_feeds
from balansekunst.file_responses import named


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Send the feed. Raises Http404 for an address that isn't, or is no longer, anybody's."""
    user = calendar_feeds.user_of(token)
    if user is None:
        raise Http404
    site = request.build_absolute_uri("/").removesuffix("/")
    content = calendar_feeds.render(user, at=timezone.now(), site=site)
    headers = {**named("balansekunst.ics", is_inline=True), "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
