"""The recipients of grants, for the public, as pages and open data."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import batched, chain

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balansekunst.file_responses import file_in_parts
from balansekunst.page_cache import cached_page
from balansekunst.spreadsheets import escape_formula
from balansepotten import awards, threesixty
from balansepotten.awards import Award

MOST_LISTED = 1000  # awards on a page
ROWS_AT_ONCE = 500  # of a csv
CSV = "text/csv; charset=utf-8"
# Excel recognises UTF-8 only by a mark at the start.
WITH_MARK = "utf-8-sig"


@login_not_required
@require_safe
@cached_page()
def grant_list(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Show the recipients of a year, or of the latest year with any; only the first of very many."""
    today = timezone.localdate()
    years = awards.published_years(today)
    if year is not None and year not in years:
        raise Http404
    shown = year if year is not None else next(iter(years), None)
    found = awards.published_on(today, year=shown, most=MOST_LISTED + 1) if shown else []
    is_whole = len(found) <= MOST_LISTED
    totals = awards.add_up(found) if is_whole else awards.totals_on(today, year=shown)
    context = {
        "year": shown,
        "years": years,
        "awards": found[:MOST_LISTED],
        "is_whole": is_whole,
        "totals": totals,
        "licence": threesixty.LICENCE,
        "csv_size": len("".join(_csv_of_year(found)).encode(WITH_MARK)) if is_whole else None,
        "has_360giving": bool(years and settings.ORGANISATION_NUMBER),
    }
    return render(request, "balansepotten/recipient_list.html", context)


@login_not_required
@require_safe
@cached_page()
def grant_csv(_request: HttpRequest, year: int) -> HttpResponseBase:
    """Send the recipients of a year as a csv that Norwegian Excel opens."""
    today = timezone.localdate()
    if year not in awards.published_years(today):
        raise Http404
    lines = _csv_of_year(awards.each_published_on(today, year=year))
    return file_in_parts(lines, name=f"balansepotten-{year}.csv", content_type=CSV, encoding=WITH_MARK)


def _csv_of_year(found: Iterable[Award]) -> Iterator[str]:
    headings = (_("År"), _("Virksomhet"), _("Organisasjonsnummer"), _("Prosjekt"), _("Kategori"), _("Fylke"))
    rows = (
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
    )
    return _csv(chain([(*headings, _("Tildelt beløp"))], rows), delimiter=";")


@login_not_required
@require_safe
@cached_page()
def threesixty_json(request: HttpRequest) -> HttpResponseBase:
    today = timezone.localdate()
    modified = awards.totals_on(today).changed_at
    if modified is None or not settings.ORGANISATION_NUMBER:
        raise Http404("The standard has neither empty packages nor anonymous funders.")
    found = awards.each_published_on(today)
    parts = threesixty.json_of(found, publisher=_publisher(request), at=timezone.now(), modified=modified)
    return file_in_parts(parts, content_type="application/json")


@login_not_required
@require_safe
@cached_page()
def threesixty_csv(request: HttpRequest) -> HttpResponseBase:
    today = timezone.localdate()
    if not awards.published_years(today) or not settings.ORGANISATION_NUMBER:
        raise Http404
    rows = threesixty.flat(awards.each_published_on(today), publisher=_publisher(request))
    return file_in_parts(_csv(rows, delimiter=","), name="balansepotten-360giving.csv", content_type=CSV)


def _publisher(request: HttpRequest) -> threesixty.Publisher:
    site = request.build_absolute_uri("/")
    return threesixty.Publisher("Balansekunst", settings.ORGANISATION_NUMBER, site, settings.GRANTS_PREFIX)


def _csv(rows: Iterable[Iterable[object]], *, delimiter: str) -> Iterator[str]:
    for some in batched(rows, ROWS_AT_ONCE):
        buffer = StringIO()
        csv.writer(buffer, delimiter=delimiter).writerows(some)
        yield buffer.getvalue()
