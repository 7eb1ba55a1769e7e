"""The demo's front page, and login by a click. Both are 404 unless DEMO is on."""

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from balansekunst.models import User
from demo import steps
from demo.user_accounts import ACCOUNTS, BY_SLUG


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page with the demo's accounts and steps."""
    if not settings.DEMO:
        raise Http404
    context = {
        "accounts": ACCOUNTS,
        "steps": steps.shown(steps.STEPS),
        "report_steps": steps.shown(steps.REPORT_STEPS),
        "mark_steps": steps.shown(steps.MARK_STEPS),
        "course_steps": steps.shown(steps.COURSE_STEPS),
        "documentation_steps": steps.shown(steps.DOCUMENTATION_STEPS),
    }
    return render(request, "demo/home.html", context)


@require_POST
@login_not_required
def demo_login(request: HttpRequest, role: str) -> HttpResponse:
    """Log in as the demo's account of that role, as if a second factor had been shown.

    Redirects to the page of the submitted step, or to the account's start page.
    """
    if not settings.DEMO or role not in BY_SLUG:
        raise Http404
    account = BY_SLUG[role]
    user = get_object_or_404(User, email=account.email)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, user, method="mfa", type="demo")
    UserSession.objects.create_from_request(request)
    step = steps.BY_NUMBER.get(request.POST.get("step", ""))
    return redirect(steps.address(step) if step and step.slug == role else reverse(account.start))
