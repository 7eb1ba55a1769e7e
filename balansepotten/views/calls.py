"""The public pages of calls, and starting an application."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from balansekunst.arrival import arrived_at
from balansepotten import applications, calls
from balansepotten.deadlines import CallState, call_state
from balansepotten.models import Application, Call, Theme
from balansepotten.views import LoggedInRequest, is_logged_in
from members.models import Organisation


@login_not_required
@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    calls = [call_state(call, now) for call in Call.objects.all().fetch_mode(models.FETCH_RAISE)]
    return render(request, "balansepotten/call_list.html", {"calls": calls})


@login_not_required
@require_safe
def call_detail(request: HttpRequest, year: int) -> HttpResponse:
    call, now = get_object_or_404(Call, year=year), timezone.now()
    context = {
        "call": call,
        "call_state": call_state(call, now),
        "extended": _extended(request, call, now),
        "grace": int(settings.DEADLINE_GRACE.total_seconds()),
        "criteria": calls.weighted_criteria(call),
        "questions": call.questions.all(),
        "themes": Theme.objects.filter(active=True),
    }
    return render(request, "balansepotten/call_detail.html", context)


def _extended(request: HttpRequest, call: Call, at: datetime) -> list[tuple[Organisation, CallState]]:
    """Return the reader's own organisations with a longer deadline, each with what the call is for it."""
    if not is_logged_in(request):
        return []
    models.prefetch_related_objects([call], "deadline_extensions")
    own = Organisation.objects.of_contact(request.user).filter(deadline_extensions__call=call).distinct()
    return [(one, call_state(call, at, deadline=call.deadline_for(one.pk))) for one in own]


@require_http_methods(["GET", "HEAD", "POST"])
def application_create(request: LoggedInRequest, year: int) -> HttpResponse:
    """Start an application for one of the contact's organisations, or show why that is not possible."""
    call = get_object_or_404(Call.objects.prefetch_related("deadline_extensions"), year=year)
    now = arrived_at(request)
    if request.method == "POST":
        return _start(request, call, at=now)
    own = Application.objects.of_contact(request.user).filter(call=call)
    prefetched = [
        models.Prefetch("applications", own.drafts(), to_attr="drafts"),
        models.Prefetch("applications", own.competing().order_by("number"), to_attr="submitted"),
    ]
    organisations = Organisation.objects.of_contact(request.user).with_membership_on(call.deadline_day)
    context = {
        "call": call,
        "call_state": call_state(call, now),
        "organisations": [
            (organisation, call_state(call, now, deadline=call.deadline_for(organisation.pk)))
            for organisation in organisations.prefetch_related(*prefetched)
        ],
    }
    return render(request, "balansepotten/application_create.html", context)


def _start(request: LoggedInRequest, call: Call, *, at: datetime) -> HttpResponse:
    wanted = request.POST.get("organisation", "")
    mine = Organisation.objects.of_contact(request.user)
    organisation = next((one for one in mine if one.number == wanted), None)
    if organisation is None:
        raise Http404
    try:
        application = applications.start(call, organisation=organisation, by=request.user, at=at)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("application_create", call.year)
    return redirect(application)
