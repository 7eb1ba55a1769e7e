"""The PDF is tagged, in Norwegian, the same for the same data, and set without a warning."""

import re
import zlib

import pytest

from balansekunst import typesetting
from reports.output import pdf

pytestmark = pytest.mark.django_db  # or no database is made for the summaries


@pytest.fixture(scope="module")
def document(summaries):
    return pdf.render(summaries[2024])


def inside(document: bytes) -> bytes:
    """Return the document with its compressed parts unfolded."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL)
    unfolded = []
    for stream in streams:
        try:
            unfolded.append(zlib.decompress(stream))
        except zlib.error:
            unfolded.append(stream)
    return b"\n".join([document, *unfolded])


def test_pdf_is_tagged_and_says_its_language_and_title(document):
    content = inside(document)

    assert content.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in content
    assert re.search(rb"/MarkInfo\s*<<\s*/Marked true", content)
    assert re.search(rb"/Lang\s*\(nb\)", content)
    assert b"/DisplayDocTitle true" in content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert "Balansekunst: årssammendrag 2024".encode() in content


def test_pdf_tells_every_chart_in_words(document, summary):
    charts = [chart for chapter in summary.chapters for chart in chapter.charts]

    assert len(re.findall(rb"/S/Figure/P \d+ 0 R/Alt", document)) == len(charts)


def test_pdf_has_a_page_of_headings_in_order(document):
    content = inside(document)

    assert re.search(rb"/S\s*/H1", content)
    assert re.search(rb"/S\s*/H2", content)
    assert re.search(rb"/S\s*/Table", content)


def test_pdf_is_the_same_for_the_same_data(document, summary):
    assert pdf.render(summary) == document


def test_pdf_is_small_enough_to_send(document):
    assert len(document) < 1_000_000


@pytest.mark.parametrize("year", [2023, 2026])
def test_pdf_of_another_year_is_set_without_a_warning(summaries, year):
    assert pdf.render(summaries[year]).startswith(b"%PDF")


def test_pdf_with_a_warning_is_refused(summary, monkeypatch):
    monkeypatch.setattr(typesetting, "_fonts", list)

    with pytest.raises(typesetting.TypesettingError, match="source sans 3"):
        pdf.render(summary)
