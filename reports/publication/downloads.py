"""The files of a published report: as a whole, as a zip, and each table and chart. All come from what was published."""

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.cache import cache
from django.tasks import task

from reports import pictures
from reports.document import nodes, traversal
from reports.document.serialise import schema
from reports.output import images, pdf
from reports.output.data import csv_tables, file_names
from reports.publication import sealing
from reports.publication.publishing import Published, find_published
from reports.publication.versions import store_digest

SCHEMA_NAME = f"{nodes.FORMAT}.json"
ENDINGS = ("json", "sitater.json", "pdf", "xlsx", "zip")
NO_TIME = (1980, 1, 1, 0, 0, 0)  # zip's first day, so that the same files make the same bytes
CACHE_SECONDS = 60 * 60


def whole(report: Published, ending: str, address: str) -> bytes:
    """Return the report as a file with one of the ENDINGS; `address` is where it is on the web.

    The digest of each file that is made is stored, so that a copy of it can be checked. Raises TypesettingError, and
    FileNotFoundError for a missing picture.
    """
    return cached(report, f"{ending}:{address}", lambda: _make_known(report, ending, address))


@task
def make_whole(year: int, address: str) -> None:
    """Make the files of a report that was published or corrected, so that its page shows their sizes."""
    report = find_published(year)
    for ending in ENDINGS:
        whole(report, ending, address)


def chart_png(report: Published, chart: nodes.Chart) -> bytes:
    """Return a chart as PNG."""
    return cached(report, f"{chart.key}.png", lambda: images.chart_png(images.chart_svg(chart, report.document.title)))


def share_image(report: Published) -> bytes:
    """Return the image that is shown where the report is shared."""
    return cached(report, "deling.png", lambda: images.for_sharing(report.document))


def cover_image(report: Published, cover: nodes.Picture) -> bytes:
    """Return the cover's picture as the page shows it first."""
    return cached(report, "forside.jpg", lambda: images.cover_square(pictures.content(cover.file)))


def schema_json() -> bytes:
    """Return the JSON Schema of the published JSON."""
    return json.dumps(schema(), ensure_ascii=False, indent=2).encode()


def cached(report: Published, name: str, make: Callable[[], bytes]) -> bytes:
    """Return what `make` returns, at most an hour old: anyone may ask for it, so it must not cost much."""
    key = _key(report, name)
    found: bytes | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, CACHE_SECONDS)
    return found


def _key(report: Published, name: str) -> str:
    state = f"{report.publication.digest}:{len(report.document.corrections)}:{report.withdrawn}"
    return f"{report.name}:{report.day}:{state}:{name}"


def _make_known(report: Published, ending: str, address: str) -> bytes:
    content = _make(report, ending, address)
    if ending != "json":
        store_digest(report.publication, version=report.version, ending=ending, content=content)
    return content


def _make(report: Published, ending: str, address: str) -> bytes:
    imprint = nodes.Imprint(published=report.day, digest=report.publication.digest, address=address)
    match ending:
        case "json":
            return report.publication.content.encode()
        case "sitater.json":
            return sealing.quotes_json(report.publication)
        case "pdf":
            return pdf.render(report.document, imprint, _pictures(report.document))
        case "xlsx":
            from reports.output import workbook  # imports openpyxl, which is large

            return workbook.render(report.document, imprint)
        case "zip":
            return _zip(report, address)
    raise ValueError(ending)


def _pictures(document: nodes.Document) -> dict[str, bytes]:
    return {picture.file: pictures.content(picture.file) for picture in traversal.pictures(document)}


def _zip(report: Published, address: str) -> bytes:
    """Return all the files in one: the same bytes for the same report."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted(_all(report, address)):
            entry = ZipInfo(f"{report.name}/{name}", NO_TIME)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def _all(report: Published, address: str) -> Iterator[tuple[str, bytes]]:
    for ending in ("json", "sitater.json", "pdf", "xlsx"):
        yield f"{report.name}.{ending}", whole(report, ending, address)
    yield f"{report.name}.json.sha256", f"{report.publication.digest}  {report.name}.json\n".encode()
    yield SCHEMA_NAME, schema_json()
    names = file_names(report.document)
    for chart in traversal.charts(report.document):
        drawn = images.chart_svg(chart, report.document.title)
        yield f"diagram/{report.name}-{names[chart.key]}.svg", drawn.encode()
        yield f"diagram/{report.name}-{names[chart.key]}.png", images.chart_png(drawn)
    for key, table in csv_tables(report.document).items():
        yield f"tabell/{report.name}-{names[key]}.csv", table.content()
