"""Live beside published: what differs, which edits made it so, and the way to correct a number."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from balansekunst.access import PUBLISH_REPORTS, READ_REPORTS, has_second_factor, staff_page
from balansekunst.models import User
from reports.counting.numbers import Number
from reports.counting.summary import Summary
from reports.drift import differences, tracing
from reports.drift.differences import Difference
from reports.drift.tracing import Sees, Traced
from reports.forms import CorrectionForm
from reports.models import AnnualReport, Publication
from reports.publication import correcting, publishing


@require_safe
@permission_required(READ_REPORTS, raise_exception=True)
def report_drift(request: Any, year: int) -> HttpResponse:
    """Show what is other than it was published, and what made it so."""
    publication = _publication(year)
    try:
        found = differences.drift(publication, timezone.localdate())
    except publishing.BrokenError:
        return _broken(request, publication)
    traced = tracing.trace(found.differences, since=publication.published_at, viewer=request.user, sees=sees(request))
    context = {
        "publication": publication,
        "drift": found,
        "moved": [_told(one) for one in traced if one.difference.moved],
        "only_rows": [_told(one) for one in traced if not one.difference.moved],
        "corrections": correcting.corrections(publication),
        "may_correct": request.user.has_perm(PUBLISH_REPORTS),
        "sees_rows": has_second_factor(request) and request.user.is_staff,
    }
    return render(request, "reports/drift_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(PUBLISH_REPORTS)
def report_correct(request: Any, year: int) -> HttpResponse:
    """Let a published number be corrected, by a note with the old number and the new."""
    publication = _publication(year)
    try:
        found = differences.drift(publication, timezone.localdate())
    except publishing.BrokenError:
        return _broken(request, publication)
    form = CorrectionForm(request.POST or None, found=found, chosen=_asked(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            correcting.correct(form.chosen(), new=said["new"], note=said["note"], by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error("new", error.messages)
        else:
            messages.success(request, _("Tallet er rettet. Merknaden står nå i årsrapporten."))
            return redirect("report_drift", year)
    return render(request, "reports/drift_correct.html", {"publication": publication, "form": form})


def published_state(summary: Summary, user: User | AnonymousUser) -> dict[str, Any]:
    """Return what was published of a year that has been counted, and how many of its numbers are others now.

    Before that, it is whether there is a draft that the user may publish.
    """
    publication = Publication.objects.select_related("published_by").filter(year=summary.year.year).first()
    if publication is None:
        drafted = user.has_perm(PUBLISH_REPORTS) and AnnualReport.objects.filter(year=summary.year.year).exists()
        return {"may_publish": drafted}
    return {
        "publication": publication,
        "stands": publishing.stands(publication),
        "moved": differences.count_moved(publication, summary),
    }


def sees(request: Any) -> Sees:
    """Return what tells whose rows the user may see in the admin, in this session."""
    user = request.user
    inside = user.is_staff and has_second_factor(request)

    def may_see(model: type[Model]) -> bool:
        meta = model._meta
        return inside and user.has_perm(f"{meta.app_label}.view_{meta.model_name}")

    return may_see


def _publication(year: int) -> Publication:
    return get_object_or_404(Publication.objects.select_related("published_by"), year=year)


def _broken(request: HttpRequest, publication: Publication) -> HttpResponse:
    return render(request, "reports/drift_broken.html", {"publication": publication}, status=503)


def _asked(request: HttpRequest) -> int | None:
    """Return the number of the figure that a link asks to correct."""
    asked = request.GET.get("tall", "")
    return int(asked) if asked.isascii() and asked.isdigit() else None


def _told(traced: Traced) -> dict[str, Any]:
    """Return a difference with its numbers as they are read."""
    one = traced.difference
    return {
        "traced": traced,
        "one": one,
        "published": _shown(one, one.published),
        "live": _shown(one, one.live),
        "corrected": _shown(one, last) if (last := _corrected(one)) is not None else "",
    }


def _shown(one: Difference, value: int) -> str:
    return str(Number(value, unit=one.unit))


def _corrected(one: Difference) -> int | None:
    """Return what the number was corrected to, if it was."""
    found = list(one.frozen.corrections.all()) if one.frozen else []
    return found[-1].new if found else None
