"""My page (Min side), made of what the apps register in `balansekunst.my_page`."""

from datetime import datetime

from django.db.models import FETCH_PEERS
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from balansekunst import my_page as parts
from balansekunst.access import LoggedInRequest
from balansekunst.my_page import Place, Visit
from members.models import Organisation


@require_safe
def my_page(request: LoggedInRequest) -> HttpResponse:
    """Show what waits for the user, and their organisations: the whole page of the only one, or a list of several."""
    now = timezone.now()
    visit = Visit(request.user, now, _organisations(request, now), is_start=True)
    context = {
        "organisations": visit.organisations,
        "tasks": parts.tasks(visit),
        "top": parts.sections(visit, Place.TOP),
        "organisation": visit.organisation,
        "sections": parts.sections(visit, Place.ORGANISATION) if visit.organisation else [],
        "foot": parts.sections(visit, Place.FOOT),
    }
    return render(request, "members/my_page.html", context)


@require_safe
def my_organisation(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Show one of the user's organisations. The only one is on the start page."""
    now = timezone.now()
    mine = _organisations(request, now)
    found = [organisation for organisation in mine if organisation.pk == pk]
    if not found:
        raise Http404
    if len(mine) == 1:
        return redirect("my_page")
    visit = Visit(request.user, now, found, is_start=False)
    context = {
        "organisation": visit.organisation,
        "tasks": parts.tasks(visit),
        "sections": parts.sections(visit, Place.ORGANISATION),
    }
    return render(request, "members/my_organisation.html", context)


def _organisations(request: LoggedInRequest, at: datetime) -> list[Organisation]:
    found = Organisation.objects.of_contact(request.user).with_membership_on(timezone.localdate(at))
    return list(found.select_related("municipality__county").fetch_mode(FETCH_PEERS))
