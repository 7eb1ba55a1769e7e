"""The recipients of grants, for the public, as pages and open data."""

import csv
import json
from collections.abc import Iterable
from io import StringIO

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balansekunst.file_responses import file_response
from balansekunst.page_cache import cached_page
from balansekunst.spreadsheets import escape_formula
from balansepotten import awards, threesixty
from balansepotten.awards import Award


@login_not_required
@require_safe
@cached_page()
def grant_list(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Show the recipients of a year, or of the latest year with any."""
    today = timezone.localdate()
    years = awards.published_years(today)
    if year is not None and year not in years:
        raise Http404
    shown = year if year is not None else next(iter(years), None)
    found = awards.published_on(today, year=shown) if shown else []
    context = {
        "year": shown,
        "years": years,
        "awards": found,
        "total": sum(award.amount for award in found),
        "licence": threesixty.LICENCE,
        "csv_size": len(_csv_of_year(found)),
        "has_360giving": bool(years and settings.ORGANISATION_NUMBER),
    }
    return render(request, "balansepotten/recipient_list.html", context)


@login_not_required
@require_safe
@cached_page()
def grant_csv(_request: HttpRequest, year: int) -> HttpResponse:
    """Send the recipients of a year as a csv that Norwegian Excel opens."""
    found = awards.published_on(timezone.localdate(), year=year)
    if not found:
        raise Http404
    return _attachment(f"balansepotten-{year}.csv", _csv_of_year(found))


def _csv_of_year(found: Iterable[Award]) -> bytes:
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
    # Excel recognises UTF-8 only by a mark at the start.
    return _csv([(*headings, _("Tildelt beløp")), *rows], delimiter=";").encode("utf-8-sig")


@login_not_required
@require_safe
@cached_page()
def threesixty_json(request: HttpRequest) -> HttpResponse:
    package = threesixty.package(_awards_or_404(), publisher=_publisher(request), at=timezone.now())
    return HttpResponse(json.dumps(package, ensure_ascii=False, indent=2), content_type="application/json")


@login_not_required
@require_safe
@cached_page()
def threesixty_csv(request: HttpRequest) -> HttpResponse:
    rows = threesixty.flat(_awards_or_404(), publisher=_publisher(request))
    return _attachment("balansepotten-360giving.csv", _csv(rows, delimiter=",").encode())


def _awards_or_404() -> list[Award]:
    """Return all awards.

    Raises Http404 without any, or without a funder number: the standard has neither empty packages nor anonymous
    funders.
    """
    found = awards.published_on(timezone.localdate()) if settings.ORGANISATION_NUMBER else []
    if not found:
        raise Http404
    return found


def _publisher(request: HttpRequest) -> threesixty.Publisher:
    site = request.build_absolute_uri("/")
    return threesixty.Publisher("Balansekunst", settings.ORGANISATION_NUMBER, site, settings.GRANTS_PREFIX)


def _csv(rows: Iterable[Iterable[object]], *, delimiter: str) -> str:
    buffer = StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue()


def _attachment(name: str, content: bytes) -> HttpResponse:
    return file_response(content, name=name, content_type="text/csv; charset=utf-8")
