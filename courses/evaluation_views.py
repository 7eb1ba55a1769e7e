"""Where participants evaluate a course, by its secret address and without logging in."""

from http import HTTPStatus

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses import evaluations
from courses.evaluation_forms import EvaluationForm
from courses.evaluations import Phase
from courses.models import Assignment

COOKIE = "evaluert"
COOKIE_SECONDS = 60 * 60 * 24 * 60
FORM_KEY_LENGTH = 32


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def evaluation_answer(request: HttpRequest, key: str) -> HttpResponse:
    """Show the questions about a course, and store the answers."""
    assignment = get_object_or_404(Assignment, evaluation_key=key)
    today = timezone.localdate()
    if evaluations.has_answered(assignment, request.COOKIES.get(COOKIE, "")):
        status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
        context = {"assignment": assignment, "is_refused": request.method == "POST"}
        return render(request, "courses/evaluation_answered.html", context, status=status)
    form = EvaluationForm(request.POST or None)
    form_key = request.POST.get("form_key", "")[:FORM_KEY_LENGTH] or get_random_string(FORM_KEY_LENGTH)
    if form.is_valid():
        try:
            evaluations.submit(assignment, form.cleaned_data, form_key=form_key, today=today)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _remember(assignment, redirect("evaluation_answer", key))
    phase = evaluations.phase_on(assignment, today)
    if phase is not Phase.OPEN and not form.is_bound:
        context = {"assignment": assignment, "is_before": phase is Phase.BEFORE}
        return render(request, "courses/evaluation_closed.html", context)
    context = {"assignment": assignment, "form": form, "form_key": form_key}
    return render(request, "courses/evaluation_answer.html", context)


def _remember(assignment: Assignment, response: HttpResponse) -> HttpResponse:
    """Let the browser remember that it has answered, at this address only: a text without an identity or a time."""
    response.set_cookie(
        COOKIE,
        evaluations.mark_answered(assignment),
        max_age=COOKIE_SECONDS,
        path=reverse("evaluation_answer", args=[assignment.evaluation_key]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@login_not_required
@require_safe
@never_cache
def evaluation_poster(request: HttpRequest, key: str) -> HttpResponse:
    """Show the QR code, large, for the participants in the room: on a screen or printed."""
    assignment = get_object_or_404(Assignment, evaluation_key=key)
    url = address_of(request, assignment)
    context = {"assignment": assignment, "url": url, "code": qr_code(url), "closes": evaluations.last_day(assignment)}
    return render(request, "courses/evaluation_poster.html", context)


def address_of(request: HttpRequest, assignment: Assignment) -> str:
    """Return the address where the course is evaluated."""
    return request.build_absolute_uri(reverse("evaluation_answer", args=[assignment.evaluation_key]))


def qr_code(url: str) -> SafeString:
    """Return the QR code of an address as SVG, which grows to the width of its place."""
    svg = segno.make(url, error="m", micro=False).svg_inline(omitsize=True, border=4, light="#fff", svgclass="qr-code")
    return mark_safe(svg)  # noqa: S308 - drawn by segno from the address alone
