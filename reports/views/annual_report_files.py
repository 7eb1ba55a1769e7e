"""The files of a published report, for anyone to download. They come from what was published."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from balansekunst.file_responses import file_response
from balansekunst.page_cache import cached_page
from reports import pictures
from reports.document import nodes, traversal
from reports.output import images
from reports.output.data import csv_tables, file_names
from reports.publication import downloads, publishing
from reports.publication.publishing import Published
from reports.views.annual_report import of_published

HOUR, YEAR = 60 * 60, 60 * 60 * 24 * 365
TYPES = {
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}


def _etag(_request: HttpRequest, year: int, **_kwargs: Any) -> str | None:
    return publishing.etag(year)


def file_of(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Make a public view of a file of a published report, with an entity tag made of its digest."""
    return login_not_required(require_safe(cached_page()(condition(etag_func=_etag)(of_published(view)))))


@file_of
def download(request: HttpRequest, report: Published, name: str) -> HttpResponse:
    """Send the whole report as a file. Raises Http404 for another name."""
    ending = name.removeprefix(f"{report.name}.")
    if name != f"{report.name}.{ending}" or ending not in downloads.ENDINGS:
        raise Http404
    address = request.build_absolute_uri(reverse("annual_report", args=[report.publication.year]))
    return _attachment(downloads.whole(report, ending, address), name)


@file_of
def chart(_request: HttpRequest, report: Published, key: str, ending: str) -> HttpResponse:
    """Send a chart: its figure for plotly, or drawn. Raises Http404 for another chart or format."""
    found = next((one for one in traversal.charts(report.document) if one.key == key), None)
    name = f"{report.name}-{file_names(report.document).get(key)}.{ending}"
    match found, ending:
        case nodes.Chart(), "json":
            return HttpResponse(images.chart_json(found), content_type=TYPES["json"])
        case nodes.Chart(), "svg":
            return _attachment(images.chart_svg(found, report.document.title).encode(), name)
        case nodes.Chart(), "png":
            return _attachment(downloads.chart_png(report, found), name)
    raise Http404


@file_of
def table(_request: HttpRequest, report: Published, key: str) -> HttpResponse:
    """Send a table as csv. Raises Http404 for another one."""
    tables = csv_tables(report.document)
    if key not in tables:
        raise Http404
    return _attachment(tables[key].content(), f"{report.name}-{file_names(report.document)[key]}.csv")


@file_of
def share_picture(_request: HttpRequest, report: Published) -> HttpResponse:
    """Send the picture that is shown where the report is shared."""
    return HttpResponse(downloads.share_image(report), content_type=TYPES["png"])


@file_of
def cover_picture(_request: HttpRequest, report: Published) -> HttpResponse:
    """Send the cover's picture as the page shows it first. Raises Http404 for a cover without one."""
    picture = report.document.cover.picture
    if picture is None:
        raise Http404
    return HttpResponse(downloads.cover_image(report, picture), content_type="image/jpeg")


@login_not_required
@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
@of_published
def picture(_request: HttpRequest, report: Published, file: str) -> HttpResponse:
    """Send a picture of the report, or the smaller one beside it. Raises Http404 for any other file."""
    files = [picture.file for picture in traversal.pictures(report.document)]
    if file not in {*files, *map(pictures.small, files)}:
        raise Http404
    try:
        content = pictures.content(file)
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(content, content_type="image/jpeg")


@login_not_required
@require_safe
@cache_control(public=True, max_age=HOUR)
def schema(_request: HttpRequest) -> HttpResponse:
    """Send the JSON Schema of the published JSON."""
    return HttpResponse(downloads.schema_json(), content_type="application/schema+json")


def _attachment(content: bytes, name: str) -> HttpResponse:
    return file_response(content, name=name, content_type=TYPES[name.rpartition(".")[2]])
