"""The differences between live and published figures, the edits behind them, and the correction of a number."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from balansekunst.access import (
    PUBLISH_REPORTS,
    READ_REPORTS,
    has_second_factor,
    may_enter_admin,
    second_factor_step,
    staff_page,
)
from balansekunst.figures import Number, reader_of
from balansekunst.models import User
from reports.counting.summary import Summary
from reports.drift import change_trace, differences
from reports.drift.change_trace import CanView, Traced
from reports.drift.differences import Difference
from reports.forms import CorrectionForm
from reports.models import AnnualReport, Publication
from reports.publication import corrections, publishing, sealing
from reports.views.publishing import make_files


@require_safe
@permission_required(READ_REPORTS, raise_exception=True)
def report_drift(request: Any, year: int) -> HttpResponse:
    """Show what differs from what was published, and the edits that caused it."""
    publication, day = _publication(year), timezone.localdate()
    try:
        found = differences.drift(publication, day, reader_of(request.user, day))
    except sealing.BrokenError:
        return _broken(request, publication)
    traced = change_trace.trace(
        found.differences, since=publication.published_at, viewer=request.user, can_view=can_view(request)
    )
    context = {
        "publication": publication,
        "drift": found,
        "moved": [_row(one) for one in traced if one.difference.moved],
        "only_rows": [_row(one) for one in traced if not one.difference.moved],
        "corrections": corrections.corrections_of(publication),
        "may_correct": request.user.has_perm(PUBLISH_REPORTS),
        "may_see_rows": has_second_factor(request) and may_enter_admin(request.user),
        "confirm_url": _confirm_url(request),
    }
    return render(request, "reports/drift_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(PUBLISH_REPORTS)
def report_correct(request: Any, year: int) -> HttpResponse:
    """Correct a published number, with a note that has the old number and the new."""
    publication, day = _publication(year), timezone.localdate()
    try:
        found = differences.drift(publication, day, reader_of(request.user, day))
    except sealing.BrokenError:
        return _broken(request, publication)
    form = CorrectionForm(request.POST or None, found=found, chosen=_requested(request))
    if form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("new", "severity", "note")}
        try:
            corrections.correct(form.chosen(), **chosen, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error("new", error.messages)
        else:
            messages.success(request, _("Tallet er rettet. Merknaden står nå i årsrapporten."))
            make_files(request, year)
            return redirect("report_drift", year)
    return render(request, "reports/drift_correct.html", {"publication": publication, "form": form})


def published_state(summary: Summary, user: User | AnonymousUser) -> dict[str, Any]:
    """Return the publication of a year that is already counted, and how many of its numbers differ now.

    Without one, return whether there is a draft that the user may publish.
    """
    publication = Publication.objects.select_related("published_by").filter(year=summary.year.year).first()
    if publication is None:
        drafted = user.has_perm(PUBLISH_REPORTS) and AnnualReport.objects.filter(year=summary.year.year).exists()
        return {"may_publish": drafted}
    return {
        "publication": publication,
        "is_intact": publishing.is_intact(publication),
        "moved": differences.count_moved(publication, summary),
    }


def can_view(request: Any) -> CanView:
    """Return a test of whether the user may see a model's rows in the admin, in this session."""
    user = request.user
    inside = may_enter_admin(user) and has_second_factor(request)

    def may_see(model: type[Model]) -> bool:
        meta = model._meta
        return inside and user.has_perm(f"{meta.app_label}.view_{meta.model_name}")

    return may_see


def _confirm_url(request: Any) -> str:
    """Return where the reader confirms with a second factor and comes back; empty for who may not see rows anyway."""
    if not may_enter_admin(request.user):
        return ""
    return f"{second_factor_step(request)}?{urlencode({'next': request.path})}"


def _publication(year: int) -> Publication:
    return get_object_or_404(Publication.objects.select_related("published_by"), year=year)


def _broken(request: HttpRequest, publication: Publication) -> HttpResponse:
    return render(request, "reports/drift_broken.html", {"publication": publication}, status=503)


def _requested(request: HttpRequest) -> int | None:
    """Return the key of the figure that the address asks to correct."""
    key = request.GET.get("tall", "")
    return int(key) if key.isascii() and key.isdigit() else None


def _row(traced: Traced) -> dict[str, Any]:
    """Return a difference with its numbers as they are shown."""
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
