"""The recipients of grants, for the public, as pages and open data."""

import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balansekunst.spreadsheets import escape_formula
from balansepotten import awards, threesixty
from balansepotten.awards import Award


@login_not_required
@require_safe
def grant_list(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Show the recipients of a year, or of the latest year with any."""
    years = awards.by_year(awards.published_on(timezone.localdate()))
    if year is not None and year not in years:
        raise Http404
    shown = year if year is not None else next(iter(years), None)
    found = years[shown] if shown else []
    context = {
        "year": shown,
        "years": list(years),
        "awards": found,
        "total": sum(award.amount for award in found),
        "licence": threesixty.LICENCE,
        "in_360giving": bool(settings.ORGANISATION_NUMBER),
    }
    return render(request, "balansepotten/recipient_list.html", context)


@login_not_required
@require_safe
def grant_csv(_request: HttpRequest, year: int) -> HttpResponse:
    """Send the recipients of a year as a csv that Norwegian Excel opens."""
    found = awards.by_year(awards.published_on(timezone.localdate())).get(year)
    if found is None:
        raise Http404
    headings = (_("År"), _("Virksomhet"), _("Organisasjonsnummer"), _("Prosjekt"), _("Kategori"), _("Fylke"))
    rows = [
        (
            award.year,
            escape_formula(award.organisation),
            award.organisation_number,
            escape_formula(award.title),
            award.category,
            award.county,
            award.amount,
        )
        for award in found
    ]
    return _csv(f"balansepotten-{year}.csv", [(*headings, _("Tildelt beløp")), *rows], delimiter=";", mark=True)


@login_not_required
@require_safe
def threesixty_json(request: HttpRequest) -> JsonResponse:
    now = timezone.now()
    package = threesixty.package(_awards_or_404(now), publisher=_publisher(request), at=now)
    return JsonResponse(package, json_dumps_params={"ensure_ascii": False, "indent": 2})


@login_not_required
@require_safe
def threesixty_csv(request: HttpRequest) -> HttpResponse:
    rows = threesixty.flat(_awards_or_404(timezone.now()), publisher=_publisher(request))
    return _csv("balansepotten-360giving.csv", rows, delimiter=",")


def _awards_or_404(now: datetime) -> list[Award]:
    """Return all awards.

    Raises Http404 without any, or without a funder number: the standard has neither empty packages nor anonymous
    funders.
    """
    found = awards.published_on(timezone.localdate(now)) if settings.ORGANISATION_NUMBER else []
    if not found:
        raise Http404
    return found


def _publisher(request: HttpRequest) -> threesixty.Publisher:
    site = request.build_absolute_uri("/")
    return threesixty.Publisher("Balansekunst", settings.ORGANISATION_NUMBER, site, settings.GRANTS_PREFIX)


def _csv(name: str, rows: Iterable[Iterable[object]], *, delimiter: str, mark: bool = False) -> HttpResponse:
    """Return the rows as a file; Excel recognises UTF-8 only by a mark at the start."""
    buffer = StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    content = buffer.getvalue().encode("utf-8-sig" if mark else "utf-8")
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=disposition)
