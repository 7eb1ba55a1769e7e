"""The advisers' pages: log, list, read, change and close enquiries.

Each view of an enquiry is logged. A colleague's enquiry requires a reason.
"""

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balansekunst.access import render_send_again
from balansekunst.models import User
from radgivning import access_log, enquiries, retention
from radgivning.access import adviser_page
from radgivning.forms import EnquiryForm, WhyForm, format_enquiry
from radgivning.models import Enquiry, LogEntry

MOST_LISTED = 50
COLLEAGUES = timedelta(days=30)
WHY = "enquiries_why"
WHY_LASTS = timedelta(hours=1)


class AdviserRequest(HttpRequest):
    """A request that `adviser_page` has allowed."""

    user: User


@adviser_page
@require_safe
def enquiry_list(request: AdviserRequest) -> HttpResponse:
    """List one's own enquiries, open ones first, the days of colleagues', and notes deleted soon or on hold."""
    now = timezone.now()
    day = timezone.localdate(now)
    listed = Enquiry.objects.defer("note").annotate(has_note=~Q(note="")).fetch_mode(models.FETCH_RAISE)
    own = listed.filter(adviser=request.user).order_by(models.F("closed_on").desc(nulls_first=True), "-date", "-pk")
    others = listed.exclude(adviser=request.user).exclude(adviser=None).select_related("adviser")
    access_log.record(user=request.user, action=LogEntry.Action.LIST, at=now)
    context = {
        "enquiries": [(enquiry, format_enquiry(enquiry)) for enquiry in own.prefetch_related("topics")[:MOST_LISTED]],
        "colleagues": others.filter(date__gte=day - COLLEAGUES)[:MOST_LISTED],
        "due_soon": [(enquiry, retention.deletion_date(enquiry)) for enquiry in retention.due_soon(day)],
        "held": retention.with_hold_reason(),
    }
    return render(request, "radgivning/enquiry_list.html", context)


@adviser_page
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_create(request: AdviserRequest) -> HttpResponse:
    """Log an enquiry, and then the next one. The form lists earlier enquiries, so it is logged as a list."""
    now = timezone.now()
    form = EnquiryForm(request.POST or None, instance=Enquiry(), by=request.user, day=timezone.localdate(now))
    if form.is_valid() and _save(form, by=request.user, at=now):
        messages.success(request, _("Henvendelsen er registrert."))
        return redirect("enquiry_create")
    access_log.record(user=request.user, action=LogEntry.Action.LIST, at=now)
    return render(request, "radgivning/enquiry_edit.html", {"form": form})


@adviser_page
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_edit(request: AdviserRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    enquiry = get_object_or_404(Enquiry, pk=pk)
    why = _why(request, enquiry, now)
    if why is None:
        return _ask_why(request, pk)
    form = EnquiryForm(request.POST or None, instance=enquiry, by=request.user, day=timezone.localdate(now))
    if form.is_valid() and _save(form, by=request.user, at=now, why=why):
        messages.success(request, _("Endringene er lagret."))
        return redirect("enquiry_edit", pk)
    access_log.record(user=request.user, action=LogEntry.Action.READ, at=now, enquiry=pk, why=why)
    # The form has set invalid values on its instance, so display the stored one.
    stored = Enquiry.objects.defer("note").get(pk=pk)
    context = {"form": form, "enquiry": stored, "why": why, "open_days": retention.OPEN_DAYS}
    return render(request, "radgivning/enquiry_edit.html", context)


@adviser_page
@require_POST
def enquiry_close(request: AdviserRequest, pk: int) -> HttpResponse:
    """Close an enquiry today, or reopen it."""
    now = timezone.now()
    enquiry = get_object_or_404(Enquiry, pk=pk)
    why = _why(request, enquiry, now)
    if why is None:
        return _ask_why(request, pk)
    try:
        if "reopen" in request.POST:
            enquiries.reopen(enquiry, by=request.user, at=now, why=why)
        else:
            enquiries.close(enquiry, on=timezone.localdate(now), by=request.user, at=now, why=why)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Henvendelsen er avsluttet.") if enquiry.closed_on else _("Henvendelsen er åpnet."))
    return redirect("enquiry_edit", pk)


@adviser_page
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_why(request: AdviserRequest, pk: int) -> HttpResponse:
    """Ask for a reason before a colleague's enquiry is shown."""
    enquiry = get_object_or_404(Enquiry.objects.only("adviser_id"), pk=pk)
    if enquiry.adviser_id == request.user.pk:
        return redirect("enquiry_edit", pk)
    form = WhyForm(request.POST or None)
    if form.is_valid():
        given = request.session.get(WHY, {})
        reason = {"why": form.cleaned_data["why"], "at": timezone.now().isoformat()}
        request.session[WHY] = {**given, str(pk): reason}
        return redirect("enquiry_edit", pk)
    return render(request, "radgivning/enquiry_why.html", {"form": form})


def _why(request: AdviserRequest, enquiry: Enquiry, now: datetime) -> str | None:
    """Return the user's reason to open the enquiry, "" for one's own. None if there is none, or it has expired."""
    if enquiry.adviser_id == request.user.pk:
        return ""
    reason = request.session.get(WHY, {}).get(str(enquiry.pk))
    if reason is None or datetime.fromisoformat(reason["at"]) < now - WHY_LASTS:
        return None
    return reason["why"]


def _ask_why(request: AdviserRequest, pk: int) -> HttpResponse:
    """Redirect to the form for the reason, and return submitted input to be sent again."""
    if request.method != "POST":
        return redirect("enquiry_why", pk)
    return render_send_again(
        request,
        step=_("Si hvorfor du trenger å se den"),
        url=reverse("enquiry_why", args=[pk]),
        why=_("Henvendelsen er en kollegas, og det er over en time siden du sa hvorfor du trenger å se den."),
    )


def _save(form: EnquiryForm, *, by: User, at: datetime, why: str = "") -> bool:
    """Save the form, or add the errors to it."""
    data = form.cleaned_data
    try:
        enquiries.save_enquiry(form.instance, topics=data["topics"], grounds=data["grounds"], by=by, at=at, why=why)
    except ValidationError as error:
        form.add_error(None, error)
    return form.is_valid()
