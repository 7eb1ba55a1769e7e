"""The log of the advice line, for advisers: log an enquiry, see one's own, read and change one, close it.

Each page that tells of an enquiry says so in the log of who has seen what. A colleague's opens when one has said why.
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

from balansekunst.models import User
from radgivning import access_log, enquiring, retention
from radgivning.access import adviser_page, hand_back
from radgivning.forms import EnquiryForm, WhyForm, in_words
from radgivning.models import Enquiry, LogEntry

MOST_LISTED = 50
COLLEAGUES = timedelta(days=30)
WHY = "enquiries_why"
WHY_HOLDS = timedelta(hours=1)


class AdviserRequest(HttpRequest):
    """A request that `adviser_page` has let in."""

    user: User


@adviser_page
@require_safe
def enquiry_list(request: AdviserRequest) -> HttpResponse:
    """Show one's own enquiries, open ones first, then the days of colleagues', and whose note goes soon or is held."""
    now = timezone.now()
    day = timezone.localdate(now)
    listed = Enquiry.objects.defer("note").annotate(has_note=~Q(note="")).fetch_mode(models.FETCH_RAISE)
    own = listed.filter(adviser=request.user).order_by(models.F("closed_on").desc(nulls_first=True), "-date", "-pk")
    others = listed.exclude(adviser=request.user).exclude(adviser=None).select_related("adviser")
    access_log.record(user=request.user, action=LogEntry.Action.LIST, at=now)
    context = {
        "enquiries": [(enquiry, in_words(enquiry)) for enquiry in own.prefetch_related("topics")[:MOST_LISTED]],
        "colleagues": others.filter(date__gte=day - COLLEAGUES)[:MOST_LISTED],
        "about_to_go": [(enquiry, retention.goes_on(enquiry)) for enquiry in retention.about_to_go(day)],
        "held": retention.held(),
    }
    return render(request, "radgivning/enquiry_list.html", context)


@adviser_page
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_create(request: AdviserRequest) -> HttpResponse:
    """Let an adviser log an enquiry, and then the next one. Earlier ones, to choose from, are listed in the form."""
    now = timezone.now()
    form = EnquiryForm(request.POST or None, instance=Enquiry(), by=request.user, day=timezone.localdate(now))
    if form.is_valid() and _keep(form, by=request.user, at=now):
        messages.success(request, _("Ført. Ny henvendelse?"))
        return redirect("enquiry_create")
    access_log.record(user=request.user, action=LogEntry.Action.LIST, at=now)
    return render(request, "radgivning/enquiry_edit.html", {"form": form})


@adviser_page
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_edit(request: AdviserRequest, pk: int) -> HttpResponse:
    """Show an enquiry with its note, and let it be changed."""
    now = timezone.now()
    enquiry = get_object_or_404(Enquiry, pk=pk)
    why = _why(request, enquiry, now)
    if why is None:
        return _ask_why(request, pk)
    form = EnquiryForm(request.POST or None, instance=enquiry, by=request.user, day=timezone.localdate(now))
    if form.is_valid() and _keep(form, by=request.user, at=now, why=why):
        messages.success(request, _("Endringene er lagret."))
        return redirect("enquiry_edit", pk)
    access_log.record(user=request.user, action=LogEntry.Action.READ, at=now, enquiry=pk, why=why)
    # What can't be kept has been put on the form's own copy: what stands here is what is kept.
    kept = Enquiry.objects.defer("note").get(pk=pk)
    context = {"form": form, "enquiry": kept, "why": why, "open_days": retention.OPEN_DAYS}
    return render(request, "radgivning/enquiry_edit.html", context)


@adviser_page
@require_POST
def enquiry_close(request: AdviserRequest, pk: int) -> HttpResponse:
    """Close an enquiry today, or open it again."""
    now = timezone.now()
    enquiry = get_object_or_404(Enquiry, pk=pk)
    why = _why(request, enquiry, now)
    if why is None:
        return _ask_why(request, pk)
    try:
        if "reopen" in request.POST:
            enquiring.reopen(enquiry, by=request.user, at=now, why=why)
        else:
            enquiring.close(enquiry, on=timezone.localdate(now), by=request.user, at=now, why=why)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Henvendelsen er avsluttet.") if enquiry.closed_on else _("Henvendelsen er åpnet."))
    return redirect("enquiry_edit", pk)


@adviser_page
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_why(request: AdviserRequest, pk: int) -> HttpResponse:
    """Ask why one opens an enquiry that isn't one's own, before anything of it is told."""
    enquiry = get_object_or_404(Enquiry.objects.only("adviser_id"), pk=pk)
    if enquiry.adviser_id == request.user.pk:
        return redirect("enquiry_edit", pk)
    form = WhyForm(request.POST or None)
    if form.is_valid():
        given = request.session.get(WHY, {})
        said = {"why": form.cleaned_data["why"], "at": timezone.now().isoformat()}
        request.session[WHY] = {**given, str(pk): said}
        return redirect("enquiry_edit", pk)
    return render(request, "radgivning/enquiry_why.html", {"form": form})


def _why(request: AdviserRequest, enquiry: Enquiry, now: datetime) -> str | None:
    """Return why the user may open the enquiry: nothing need be said of one's own. None if it isn't told lately."""
    if enquiry.adviser_id == request.user.pk:
        return ""
    said = request.session.get(WHY, {}).get(str(enquiry.pk))
    if said is None or datetime.fromisoformat(said["at"]) < now - WHY_HOLDS:
        return None
    return said["why"]


def _ask_why(request: AdviserRequest, pk: int) -> HttpResponse:
    """Lead to saying why, and hand back what was sent."""
    if request.method != "POST":
        return redirect("enquiry_why", pk)
    return hand_back(
        request,
        step=_("Si hvorfor du trenger å se den"),
        url=reverse("enquiry_why", args=[pk]),
        why=_("Henvendelsen er en kollegas, og det er over en time siden du sa hvorfor du trenger å se den."),
    )


def _keep(form: EnquiryForm, *, by: User, at: datetime, why: str = "") -> bool:
    """Keep what the form says, or put into the form why it can't be."""
    said = form.cleaned_data
    try:
        enquiring.keep(form.instance, topics=said["topics"], grounds=said["grounds"], by=by, at=at, why=why)
    except ValidationError as error:
        form.add_error(None, error)
    return form.is_valid()
