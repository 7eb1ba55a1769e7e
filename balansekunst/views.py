"""The front page."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html")


@login_not_required
def not_offered(_request: HttpRequest) -> HttpResponse:
    """Return 404 for a page of allauth's that isn't used."""
    raise Http404
