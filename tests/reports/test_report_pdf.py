"""The report's PDF is whole, tagged and easy to find one's way in, whatever the report holds."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from reports.document.annual_report import Node
from reports.output import report_pdf
from reports.publication.correcting import Corrected
from tests.reports import printed

DAY = date(2025, 3, 3)
ADDRESS = "https://balansekunst.example.no/arsrapport/2024/"
DIGEST = "3f" * 32
CORRECTED = Corrected(
    key="members.closing",
    label="Medlemmer ved utgangen",
    group="",
    old="214",
    new="213",
    note="En virksomhet var talt to ganger.",
    date=date(2025, 9, 1),
)


def render(document: Node, **more: Any) -> bytes:
    told = {"day": DAY, "pictures": {"kurs.jpg": printed.jpeg()}, "digest": DIGEST, "address": ADDRESS, **more}
    return report_pdf.render(document, **told)


def read(document: Node, **more: Any) -> PdfReader:
    return PdfReader(BytesIO(render(document, **more)))


def texts(reader: PdfReader) -> list[str]:
    """Return the text of each page."""
    return [page.extract_text().replace("\N{NO-BREAK SPACE}", " ") for page in reader.pages]


def tags(reader: PdfReader) -> list[tuple[str, str]]:
    """Return the kind of each tag, with its text for those who can't see, in reading order."""
    found: list[tuple[str, str]] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for part in node:
                walk(part)
        elif isinstance(node, dict) and "/S" in node:
            found.append((node["/S"], node.get("/Alt", "")))
            walk(node.get("/K", node["/S"]))

    root: Any = reader.trailer["/Root"]
    walk(root["/StructTreeRoot"]["/K"])
    return found


def outline(items: Any) -> list[Any]:
    return [outline(item) if isinstance(item, list) else item.title for item in items]


def addresses(reader: PdfReader) -> set[str]:
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    return {note["/A"]["/URI"] for note in notes if "/URI" in note.get("/A", {})}


@pytest.fixture(scope="module")
def whole():
    return read(printed.document(printed.every_block()))


@pytest.fixture(scope="module")
def whole_pages(whole):
    return texts(whole)


@pytest.fixture(scope="module")
def long_pages():
    return texts(read(printed.long_document()))


def test_pdf_says_its_title_and_language_and_is_tagged(whole):
    root = whole.trailer["/Root"]

    assert whole.metadata.title == "Årsrapport 2024"
    assert whole.metadata.subject == "I 2024 var vi 214 sammen."
    assert root["/Lang"] == "nb"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert whole.xmp_metadata.dc_title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_cover_tells_title_lead_and_key_figures(whole_pages):
    cover = whole_pages[0]

    for words in ("Årsrapport", "2024", "214 sammen", "medlemmer ved årets slutt", "1 500 000 kr", "31. desember 2024"):
        assert words in cover
    assert "Side" not in cover


@pytest.mark.parametrize(
    ("title", "kicker"),
    [
        pytest.param("Årsrapport 2024", "Årsrapport", id="year last"),
        pytest.param("Et år med vekst", "Et år med vekst", id="no year"),
        pytest.param("2024", "Årsrapport", id="year alone"),
    ],
)
def test_cover_has_the_year_large_once(title, kicker):
    reader = read(printed.document(title=title))

    assert texts(reader)[0].split("\n")[:2] == [kicker, "2024"]
    assert reader.metadata.title == title


def test_year_that_is_not_over_says_so():
    lasting = printed.document(is_over=False, period={"first": "2024-01-01", "last": "2024-09-30"})

    assert "Året er ikke over: tall per 30. september 2024" in texts(read(lasting))[0]


def test_bookmarks_lead_to_parts_and_headings(whole):
    assert outline(whole.outline) == [
        "Innhold",
        "Alt som kan stå",
        ["Slik var det", "Sitert"],
        "Tallene bak diagrammene",
        ["I lista", "Medlemmer etter landsdel", "Andel i hver landsdel", "Hvem som tok kontakt"],
        "Slik er tallene regnet ut",
        ["Medlemmer", "Kurs", "Balansepotten", "Rådgivningstelefonen"],
        "Om rapporten",
    ]


def test_contents_tell_the_page_of_each_part(long_pages):
    lines = long_pages[1].split("\n")

    for place in range(1, 8):
        title = f"Del nummer {place}"
        page = next(
            number for number, told in enumerate(long_pages[2:], start=3) if f"{title}\n" in told.split("\n", 1)[1]
        )
        assert any(line.replace(title, "").strip() == str(page) for line in lines if title in line)


def test_pages_are_numbered_after_the_cover(long_pages):

    assert [page.count(f"Side {number} av {len(long_pages)}") for number, page in enumerate(long_pages, start=1)] == [
        0,
        *[1] * (len(long_pages) - 1),
    ]


def test_numbers_are_copied_without_unseen_signs(long_pages):
    assert not any("\N{WORD JOINER}" in page for page in long_pages)


def test_chart_that_is_higher_than_a_page_is_kept_on_one():
    high = printed.section("Høyt", printed.paragraph("Her."), printed.bars(title="Høyt diagram", rows=60))
    pages = texts(read(printed.document(high)))

    assert next(number for number, page in enumerate(pages) if "Landsdel 59" in page and "Høyt diagram" in page) == 2
    assert "Landsdel 0" in pages[2]


def test_every_picture_and_chart_is_told_in_words(whole):
    told = [alt for kind, alt in tags(whole) if kind == "/Figure"]

    assert len(told) == 5
    assert "Hva kurs.jpg viser" in told
    assert any(alt.startswith("Hvem som tok kontakt. ") and "færre enn 5" in alt for alt in told)


def test_tags_follow_the_structure_of_the_text(whole):
    kinds = [kind for kind, _alt in tags(whole)]

    assert kinds.count("/Title") == 1
    assert kinds.index("/H1") < kinds.index("/H2")
    assert {"/L", "/LI", "/BlockQuote", "/Table", "/TH", "/TOC", "/Link", "/Em", "/Strong"} <= set(kinds)


def test_all_that_is_written_is_printed(whole_pages):
    told = " ".join(" ".join(whole_pages).split())

    for words in (
        "Åtte 8 med lenge og sterkt skriv",
        "#let x = *1* $2$ [3] <4> @5 \\ _6_",
        "Sagt før.",
        "10 666 500 kr",
        "«Det ga oss et språk.»",
        "Inga Márjá Eira, daglig leder, Guovdageainnu festivála",
        "Foto: Áilu Šuorra",
        "3 fikk støtte, til sammen 30 006 kr.",
        "Nye medlemmer slik de telles. I løpet av 2024.",
    ):
        assert words in told


def test_links_lead_where_paper_can_not(whole):
    assert addresses(whole) == {ADDRESS, "mailto:post@example.no", "https://balansekunst.example.no/soknad/"}


def test_link_within_a_site_that_is_not_known_is_only_its_words():
    reader = read(
        printed.document(printed.section("Les", printed.paragraph(printed.link("søk", "/soknad/")))), address=""
    )

    assert addresses(reader) == set()
    assert "søk" in texts(reader)[2]


def test_table_of_a_chart_is_printed_once_for_all_charts_of_it():
    same = [printed.bars("members-a", "A"), printed.bars("members-b", "B")]
    told = "".join(texts(read(printed.document(printed.section("Kart", *same)))))

    assert told.count("Tallene står på side 3") == 2
    # Once by its bar in each of the charts, and once in the table.
    assert told.count("Landsdel 2") == 3


def test_recipients_have_their_headings_on_every_page(long_pages):
    pages = [page for page in long_pages if "Prosjekt " in page.replace("Prosjekt og kategori", "")]

    assert len(pages) > 2
    assert [page.count("Virksomhet og fylke") for page in pages] == [1] * len(pages)
    assert [name for name in range(1, 61) if not any(f"Virksomhet {name:02}" in page for page in pages)] == []


def test_no_page_is_empty_and_no_heading_is_last_on_one(long_pages):
    bodies = [page.split("\n")[1:-1] for page in long_pages[1:]]

    assert [body for body in bodies if len(body) < 4] == []
    titles = {"Slik var det", "Mottakerne", *(f"Del nummer {place}" for place in range(1, 8))}
    assert [body[-1] for body in bodies if body[-1] in titles] == []


def test_running_header_tells_the_part_that_a_page_is_in(long_pages):
    last = next(page for page in long_pages if "Virksomhet 60" in page)

    assert last.split("\n")[0] == "Balansekunst · Årsrapport 2024 Mottakerne"


def test_draft_says_so_on_every_page():
    reader = read(printed.document(printed.every_block()), draft=True, digest="")

    assert [page.count("Utkast") > 0 for page in texts(reader)] == [True] * len(reader.pages)
    assert reader.metadata.title == "Utkast: Årsrapport 2024"
    assert "Utkast per" in texts(reader)[-1]


def test_published_report_is_no_draft_and_tells_where_it_is_from(whole_pages):
    colophon = whole_pages[-1]

    assert not any("Utkast" in page for page in whole_pages)
    for words in ("3. mars 2025", "1. januar 2024 – 31. desember 2024", "2026-1", DIGEST, ADDRESS):
        assert words in colophon


def test_correction_is_told_with_both_numbers_and_marked_where_the_number_stands():
    part = printed.section("Medlemmer", printed.paragraph("Vi var ", printed.number("members.closing", 214), "."))
    reader = read(printed.document(part), corrections=[CORRECTED])
    told = " ".join(" ".join(texts(reader)).split())

    assert "Vi var 2141." in told
    assert "Rettelser" in outline(reader.outline)
    assert "Medlemmer ved utgangen 214 213 En virksomhet var talt to ganger. 1. september 2025" in told


def test_definitions_tell_once_how_numbers_are_rounded_and_hidden(whole_pages):
    told = " ".join(whole_pages)

    for words in ("Antall: Hele antall.", "Kroner: Hele kroner.", "Prosent: Hele prosent.", "Små tall vises ikke."):
        assert told.count(words) == 1


def test_report_without_corrections_has_no_such_part(whole):
    assert "Rettelser" not in outline(whole.outline)


@pytest.mark.parametrize("colour", ["accent", "rose", "sand"])
@pytest.mark.parametrize("cover", [pytest.param(None, id="shapes"), pytest.param(printed.picture(), id="picture")])
def test_cover_of_any_colour_is_one_page(colour, cover):
    lead = [printed.text("Et år der mange sto sammen om et likestilt og mangfoldig kulturliv. " * 6)]
    reader = read(printed.document(cover={"colour": colour, "picture": cover}, lead=lead, title="Langt " * 20))

    assert "Innhold" in texts(reader)[1]


def test_report_with_nothing_in_it_is_set():
    reader = read(printed.document(key_figures=[], definitions=[], lead=[]))

    assert outline(reader.outline) == ["Innhold", "Slik er tallene regnet ut", "Om rapporten"]


def test_pdf_is_the_same_for_the_same_document():
    told = printed.document(printed.every_block())

    assert render(told) == render(told)


def test_pdf_with_many_heavy_pictures_can_be_sent():
    heavy = printed.jpeg(2000, 1300, noise=True)
    names = [f"{place}.jpg" for place in range(6)]
    told = printed.document(printed.section("Bilder", *[printed.picture(name) for name in names]))

    assert len(heavy) > 1_000_000
    assert len(render(told, pictures=dict.fromkeys(names, heavy))) < 3_000_000


def test_light_picture_is_printed_as_it_is():
    light = printed.jpeg()

    assert light in render(printed.document(printed.section("Bilde", printed.picture())), pictures={"kurs.jpg": light})


def test_picture_that_is_not_there_is_an_error():
    with pytest.raises(KeyError, match=r"kurs\.jpg"):
        render(printed.document(printed.section("Bilde", printed.picture())), pictures={})


def test_charts_with_a_heading_each_stand_beside_each_other():
    blocks = [
        printed.heading("Hva"),
        printed.bars(rows=12),
        printed.heading("Hvor"),
        printed.bars("members-b", "B", 12),
    ]
    reader = read(printed.document(printed.section("Kurs", *blocks)))

    assert outline(reader.outline)[1:3] == ["Kurs", ["Hva", "Hvor"]]
    assert all(words in texts(reader)[2] for words in ("Hva", "Hvor"))


def test_heading_over_two_charts_stands_over_both():
    blocks = [printed.heading("Hvor i landet"), printed.bars(), printed.pie()]
    reader = read(printed.document(printed.section("Medlemmer", *blocks)))
    kinds = [kind for kind, _alt in tags(reader) if kind in ("/H1", "/H2", "/Figure")]

    assert kinds[:5] == ["/H1", "/H1", "/H2", "/Figure", "/Figure"]
