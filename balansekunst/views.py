"""The front page."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Show everyone what can be done here."""
    return render(request, "home.html")


@login_not_required
def not_offered(_request: HttpRequest) -> HttpResponse:
    """Answer as if the page weren't there."""
    raise Http404
