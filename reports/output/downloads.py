"""The files that a published report is taken away as. All of them are made of the published document alone."""

import csv
import json
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.cache import cache
from django.utils.translation import gettext as _

from balansekunst.spreadsheets import escape_formula
from reports import pictures
from reports.document import contents
from reports.document.writing import Node
from reports.output import chart_files, report_pdf, report_workbook
from reports.publication.published import Published

SCHEMA = Path(__file__).parent.parent / "schema" / "arsrapport-1.json"
# Zip's first day: the same files then make the same bytes, whenever they are packed.
NO_TIME = (1980, 1, 1, 0, 0, 0)


Making = Callable[[Published, str], bytes]


def pdf(report: Published, address: str) -> bytes:
    """Return the report as a PDF. Raises TypesettingError, and FileNotFoundError for a picture that is gone."""
    files = {picture["file"] for picture in contents.pictures(report.document)}
    return report_pdf.render(
        report.document,
        day=report.day,
        pictures={file: pictures.content(file) for file in files},
        digest=report.publication.digest,
        address=address,
        corrections=report.corrections,
    )


def workbook(report: Published, address: str) -> bytes:
    """Return the report's figures as an xlsx."""
    return report_workbook.render(
        report.document,
        day=report.day,
        digest=report.publication.digest,
        address=address,
        corrections=report.corrections,
    )


def canonical(report: Published, _address: str) -> bytes:
    """Return the published bytes: their SHA-256 is the publication's digest."""
    return report.publication.content.encode()


FILES: dict[str, Making] = {"json": canonical, "pdf": pdf, "xlsx": workbook}


def whole(report: Published, ending: str, address: str) -> bytes:
    """Return the report as one of FILES, or all of them as a zip; `address` is where it is read on the web."""
    made = zipped if ending == "zip" else FILES[ending]
    return kept(report, f"{ending}:{address}", lambda: made(report, address))


def kept(report: Published, name: str, make: Callable[[], bytes]) -> bytes:
    """Return what `make` makes of the report: anyone may ask for it, so it is made once an hour at most."""
    key = f"{report.name}:{report.day}:{report.publication.digest}:{len(report.corrections)}:{name}"
    found: bytes | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, 60 * 60)
    return found


def tables(document: Node) -> dict[str, tuple[str, list[list[Any]]]]:
    """Return each table's title and rows, headings first, by the name of its file; numbers are plain numbers."""
    told = {
        "nokkeltall": (_("Nøkkeltall"), [[_("Tall"), _("Verdi")], *_key_figures(document)]),
        **{chart["key"]: (chart["title"], _rows(chart["table"])) for chart in contents.charts(document)},
    }
    recipients = contents.recipients(document)
    if recipients:
        told["mottakere"] = (_("Mottakere av støtte"), _recipients(recipients))
    return told


def as_csv(rows: list[list[Any]]) -> bytes:
    """Return the rows as Excel opens them in Norwegian: a semicolon between cells, and a mark that it is UTF-8."""
    written = StringIO()
    safe = ([escape_formula(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    csv.writer(written, delimiter=";").writerows(safe)
    return written.getvalue().encode("utf-8-sig")


def zipped(report: Published, address: str) -> bytes:
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
    for ending, content in FILES.items():
        yield f"{report.name}.{ending}", content(report, address)
    yield f"{report.name}.json.sha256", f"{report.publication.digest}  {report.name}.json\n".encode()
    yield SCHEMA.name, SCHEMA.read_bytes()
    for chart in contents.charts(report.document):
        drawn = chart_files.as_svg(chart, report.document["title"])
        yield f"diagram/{report.name}-{chart['key']}.svg", drawn.encode()
        yield f"diagram/{report.name}-{chart['key']}.png", chart_files.as_png(drawn)
    for key, (_title, rows) in tables(report.document).items():
        yield f"tabell/{report.name}-{key}.csv", as_csv(rows)


def figure(chart: Node) -> bytes:
    """Return the chart's plotly figure as JSON."""
    return json.dumps(chart["figure"], ensure_ascii=False, separators=(",", ":")).encode()


def _key_figures(document: Node) -> list[list[Any]]:
    return [[figure["label"], _plain(figure)] for figure in contents.figures(document)]


def _rows(table: Node) -> list[list[Any]]:
    lines = [table["headings"], *table["rows"], *([table["total"]] if table["total"] else [])]
    return [[cell if isinstance(cell, str) else _plain(cell) for cell in line] for line in lines]


def _recipients(recipients: list[Node]) -> list[list[Any]]:
    headings = [_("Virksomhet"), _("Prosjekt"), _("Kategori"), _("Fylke"), _("Tildelt beløp")]
    keys = ("organisation", "title", "category", "county", "amount")
    total = sum(row["amount"] for row in recipients)
    return [headings, *([row[key] for key in keys] for row in recipients), [_("Til sammen"), "", "", "", total]]


def _plain(number: Node) -> int | str:
    """Return a number as a spreadsheet counts with it; one that is hidden, in words."""
    return number["shown"] if number["value"] is None else number["value"]
