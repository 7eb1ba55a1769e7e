"""What stays together on a page of a PDF."""

import pytest

from tests.reports import documents
from tests.reports.pdf_reading import read, texts


def test_chart_is_on_the_page_of_its_heading():
    blocks = []
    for place in range(16):
        blocks += [documents.paragraph(f"Linje {line}. " * 12) for line in range(place)]
        blocks += [documents.heading(f"Mellomtittel {place:02}"), documents.paragraph(f"Ingress {place:02}.")]
        blocks.append(documents.bars(f"members-{place}", f"Diagram {place:02}", 5))
    pages = texts(read(documents.document(documents.section("Medlemmer", *blocks))))[2:]

    for place in range(16):
        (page,) = [page for page in pages if f"Mellomtittel {place:02}" in page]
        assert f"Ingress {place:02}" in page
        assert f"Diagram {place:02}" in page


@pytest.mark.parametrize("count", range(20, 60, 5))
def test_last_page_has_all_of_the_last_area(count):
    first = [documents.definition(f"members.f{place}", f"Tall {place}", "Medlemmer") for place in range(count)]
    last = [documents.definition(f"courses.f{place}", f"Kurstall {place}", "Kurs") for place in range(6)]
    pages = texts(read(documents.document(definitions=(*first, *last))))

    assert [words for words in ("Kurstall 0", "Kurstall 5", "Antall: Hele antall.") if words not in pages[-1]] == []
