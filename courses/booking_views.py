"""The public form that books a course, the booker's own page, and the feeds of instructors."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from balansekunst.access import LoggedInRequest
from balansekunst.file_responses import named
from balansekunst.login_limits import is_within_limit
from courses import booking_letters, bookings, instructor_feeds
from courses.booking_forms import BookingForm
from courses.bookings import OpenedForm
from courses.models import Booking
from courses.querysets import ANSWERED_WITHIN_DAYS
from members.models import Organisation


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)  # not `no-store`: who goes back in the browser finds what was typed
def booking_form(request: HttpRequest) -> HttpResponse:
    """Show the form, with what a contact's account says, and send the booking."""
    now = timezone.now()
    sent = OpenedForm.read(request.POST.get("opened", ""), at=now)
    opened = sent or OpenedForm.new(at=now)
    form = BookingForm(
        request.POST or None,
        opened=opened,
        at=now,
        is_reopened=sent is None,
        **_known(request, timezone.localdate(now)),
    )
    if form.is_valid() and (url := _submit(request, form)):
        return redirect(url)
    context = {"form": form, "opened": opened, "days": ANSWERED_WITHIN_DAYS}
    return render(request, "courses/booking_form.html", context)


def _known(request: HttpRequest, day: Any) -> dict[str, Any]:
    """Return what the form need not ask a contact for."""
    if not request.user.is_authenticated:
        return {}
    user: Any = request.user
    organisations = list(Organisation.objects.of_contact(user))
    members = list(Organisation.objects.of_contact(user).members_on(day)) if organisations else []
    initial: dict[str, Any] = {"contact_name": user.name, "contact_email": user.email}
    asked = request.GET.get("virksomhet", "")
    chosen = [each for each in organisations if str(each.pk) == asked] or organisations
    if len(chosen) == 1:
        initial["organisation"] = chosen[0].pk
    return {"organisations": organisations, "members": members, "initial": initial}


def _submit(request: HttpRequest, form: BookingForm) -> str:
    """Store the booking and send the receipt; return the address of its page, or "" with the reason in the form."""
    email = form.instance.contact_email
    if not is_within_limit(request, "booking", key=email.lower()):
        words = _("Det er kommet mange bestillinger herfra i dag. Prøv igjen i morgen, eller skriv til oss.")
        form.add_error(None, words)
        return ""
    given = {"topics": form.cleaned_data["topics"], "wishes": form.wishes(), "form_key": form.opened.key}
    try:
        url = bookings.submit(form.instance, **given, at=form.at, site=request.build_absolute_uri("/"))
    except ValidationError as error:
        form.add_error(None, error.messages)
        return ""
    try:
        booking_letters.send_receipt(email, url=url)
    except OSError:
        messages.warning(
            request,
            _("Bestillingen er sendt, men vi fikk ikke sendt deg e-posten. Ta vare på adressen til denne siden."),
        )
    else:
        messages.success(
            request, _("Bestillingen er sendt. Lenken til denne siden er sendt til %(to)s.") % {"to": email}
        )
    return url


@login_not_required
@require_safe
@never_cache
def booking_status(request: HttpRequest, token: str) -> HttpResponse:
    """Show the booker how the booking is doing."""
    booking = bookings.find(token)
    if booking is None:
        raise Http404
    return render(request, "courses/booking_status.html", {**_shown(booking), "is_secret": True})


@require_safe
@never_cache
def my_booking(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Show the same to a contact of the organisation."""
    own = Booking.objects.filter(organisation__in=Organisation.objects.of_contact(request.user))
    booking = get_object_or_404(own.with_page(), pk=pk)
    return render(request, "courses/booking_status.html", _shown(booking))


def _shown(booking: Booking) -> dict[str, Any]:
    assignment = booking.assignment
    return {"booking": booking, "assignment": assignment, "days": ANSWERED_WITHIN_DAYS}


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
def instructor_feed(_request: HttpRequest, token: str) -> HttpResponse:
    """Send an instructor's feed. Raises Http404 for an address that isn't, or is no longer, anybody's."""
    instructor = instructor_feeds.instructor_of(token)
    if instructor is None:
        raise Http404
    content = instructor_feeds.render(instructor, at=timezone.now())
    headers = {**named("kurs.ics", is_inline=True), "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
