"""The PDF of any document is complete, tagged, easy to find one's way in, and set without a warning."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from balansekunst import typesetting
from balansekunst.figures import Period
from reports.document.conversion import build_year
from reports.document.nodes import CorrectedNumber, Cover, FigureWarning, Imprint, KeyFigures, Note, Text
from reports.document.traversal import charts, with_corrections
from reports.output import pdf
from tests.reports import documents
from tests.reports.pdf_reading import ADDRESS, DAY, IMPRINT, addresses, outline, read, render, tags, texts

# Without `django_db` no database is made for the summaries.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CORRECTED = CorrectedNumber(
    key="members.closing",
    label="Medlemmer ved periodens slutt",
    group="",
    old=documents.number("members.closing", 214),
    new=documents.number("members.closing", 213),
    note="En virksomhet var talt to ganger.",
    date=date(2025, 9, 1),
)


@pytest.fixture(scope="module")
def whole():
    return read(documents.document(documents.every_block()))


@pytest.fixture(scope="module")
def whole_pages(whole):
    return texts(whole)


@pytest.fixture(scope="module")
def long_pages():
    return texts(read(documents.long_document()))


def test_pdf_is_tagged_with_title_and_language(whole):
    root = whole.trailer["/Root"]

    assert whole.metadata.title == "Årsrapport 2024"
    assert whole.metadata.subject == "I 2024 var vi 214 sammen."
    assert root["/Lang"] == "nb"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert whole.xmp_metadata.dc_title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_cover_has_title_lead_and_key_figures(whole_pages):
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
    reader = read(documents.document(title=title))

    assert texts(reader)[0].split("\n")[:2] == [kicker, "2024"]
    assert reader.metadata.title == title


def test_unfinished_year_says_so_on_cover():
    lasting = documents.document(is_over=False, period=Period(date(2024, 1, 1), date(2024, 9, 30)))

    assert "Året er ikke over: tall per 30. september 2024" in texts(read(lasting))[0]


def test_bookmarks_follow_sections_and_headings(whole):
    assert outline(whole.outline) == [
        "Innhold",
        "Alt som kan stå",
        ["Slik var det", "Sitert"],
        "Tallene i diagrammene",
        ["I lista", "Medlemmer etter landsdel", "Andel i hver landsdel", "Hvem som tok kontakt"],
        "Slik er tallene regnet ut",
        ["Medlemmer", "Kurs", "Balansepotten", "Rådgivningstelefonen"],
    ]


def test_contents_list_page_of_each_section(long_pages):
    lines = long_pages[1].split("\n")

    for place in range(1, 8):
        title = f"Del nummer {place}"
        page = next(
            number for number, text in enumerate(long_pages[2:], start=3) if f"{title}\n" in text.split("\n", 1)[1]
        )
        assert any(line.replace(title, "").strip() == str(page) for line in lines if title in line)


def test_pages_are_numbered_after_the_cover(long_pages):

    assert [page.count(f"Side {number} av {len(long_pages)}") for number, page in enumerate(long_pages, start=1)] == [
        0,
        *[1] * (len(long_pages) - 1),
    ]


def test_numbers_are_copied_without_unseen_signs(long_pages):
    assert not any("\N{WORD JOINER}" in page for page in long_pages)


def test_high_chart_fits_one_page():
    high = documents.section("Høyt", documents.paragraph("Her."), documents.bars(title="Høyt diagram", rows=60))
    pages = texts(read(documents.document(high)))

    assert next(number for number, page in enumerate(pages) if "Landsdel 59" in page and "Høyt diagram" in page) == 2
    assert "Landsdel 0" in pages[2]


def test_pictures_and_charts_have_text_alternatives(whole):
    text = [alt for kind, alt in tags(whole) if kind == "/Figure"]

    assert len(text) == 5
    assert "Hva kurs.jpg viser" in text
    assert any(alt.startswith("Hvem som tok kontakt. ") and "færre enn 5" in alt for alt in text)


def test_tags_follow_the_structure_of_the_text(whole):
    kinds = [kind for kind, _alt in tags(whole)]

    assert kinds.count("/Title") == 1
    assert kinds.index("/H1") < kinds.index("/H2")
    assert {"/L", "/LI", "/BlockQuote", "/Table", "/TH", "/TOC", "/Link", "/Em", "/Strong"} <= set(kinds)


def test_every_block_is_printed(whole_pages):
    text = " ".join(" ".join(whole_pages).split())

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
        assert words in text


def test_relative_links_become_whole_addresses(whole):
    assert addresses(whole) == {ADDRESS, "mailto:post@example.no", "https://balansekunst.example.no/soknad/"}


def test_relative_link_without_address_is_text():
    section = documents.section("Les", documents.paragraph(documents.link("søk", "/soknad/")))
    reader = read(documents.document(section), Imprint(published=DAY))

    assert addresses(reader) == set()
    assert "søk" in texts(reader)[2]


def test_shared_table_is_printed_once():
    same = [documents.bars("members-a", "A"), documents.bars("members-b", "B")]
    text = "".join(texts(read(documents.document(documents.section("Kart", *same)))))

    assert text.count("Tallene står på side 3") == 2
    # Once by its bar in each of the charts, and once in the table.
    assert text.count("Landsdel 2") == 3


def test_recipients_repeat_headings_on_every_page(long_pages):
    pages = [page for page in long_pages if "Prosjekt " in page.replace("Prosjekt og kategori", "")]

    assert len(pages) > 2
    assert [page.count("Virksomhet og fylke") for page in pages] == [1] * len(pages)
    assert [name for name in range(1, 61) if not any(f"Virksomhet {name:02}" in page for page in pages)] == []


def test_no_page_is_empty_and_no_heading_is_last_on_one(long_pages):
    bodies = [page.split("\n")[1:-1] for page in long_pages[1:]]

    assert [body for body in bodies if len(body) < 4] == []
    titles = {"Slik var det", "Mottakerne", *(f"Del nummer {place}" for place in range(1, 8))}
    assert [body[-1] for body in bodies if body[-1] in titles] == []


def test_running_header_names_the_section(long_pages):
    last = next(page for page in long_pages if "Virksomhet 60" in page)

    assert last.split("\n")[0] == "Balansekunst · Årsrapport 2024 Mottakerne"


def test_draft_is_marked_on_every_page():
    reader = read(documents.document(documents.every_block(), kind="draft"), Imprint(printed=DAY))

    assert [page.count("Utkast") > 0 for page in texts(reader)] == [True] * len(reader.pages)
    assert reader.metadata.title == "Utkast: Årsrapport 2024"
    assert "Utkast per" in texts(reader)[1]


def test_colophon_of_published_report(whole_pages):
    colophon = whole_pages[1]

    assert not any("Utkast" in page for page in whole_pages)
    for words in ("3. mars 2025", "1. januar 2024 – 31. desember 2024", "2026-1", IMPRINT.digest, ADDRESS):
        assert words in colophon


def test_correction_is_listed_and_marked():
    part = documents.section("Medlemmer", documents.paragraph("Vi var ", documents.number("members.closing", 214), "."))
    reader = read(with_corrections(documents.document(part), [CORRECTED]))
    text = " ".join(" ".join(texts(reader)).split())

    assert "Vi var 2141." in text
    assert "Rettelser" in outline(reader.outline)
    assert "Medlemmer ved periodens slutt 214 213 En virksomhet var talt to ganger. 1. september 2025" in text


def test_rounding_and_hiding_are_explained_once(whole_pages):
    text = " ".join(whole_pages)

    for words in ("Antall: Hele antall.", "Kroner: Hele kroner.", "Prosent: Hele prosent.", "Små tall vises ikke."):
        assert text.count(words) == 1


def test_no_corrections_section_without_corrections(whole):
    assert "Rettelser" not in outline(whole.outline)


@pytest.mark.parametrize("colour", ["accent", "rose", "sand"])
@pytest.mark.parametrize("cover", [pytest.param(None, id="shapes"), pytest.param(documents.picture(), id="picture")])
def test_cover_of_any_colour_is_one_page(colour, cover):
    lead = (Text("Et år der mange sto sammen om et likestilt og mangfoldig kulturliv. " * 6),)
    reader = read(documents.document(cover=Cover(colour, cover), lead=lead, title="Langt " * 20))

    assert "Innhold" in texts(reader)[1]


def test_empty_document_is_typeset():
    reader = read(documents.document(key_figures=(), definitions=(), lead=()))

    assert outline(reader.outline) == ["Innhold", "Slik er tallene regnet ut"]


def test_same_document_gives_same_bytes():
    document = documents.document(documents.every_block())

    assert render(document) == render(document)


def test_heavy_pictures_are_reduced():
    heavy = documents.jpeg(2000, 1300, noise=True)
    names = [f"{place}.jpg" for place in range(6)]
    document = documents.document(documents.section("Bilder", *[documents.picture(name) for name in names]))

    assert len(heavy) > 1_000_000
    assert len(render(document, pictures=dict.fromkeys(names, heavy))) < 3_000_000


def test_light_picture_is_unchanged():
    light = documents.jpeg()

    assert light in render(
        documents.document(documents.section("Bilde", documents.picture())), pictures={"kurs.jpg": light}
    )


def test_missing_picture_raises():
    with pytest.raises(KeyError, match=r"kurs\.jpg"):
        render(documents.document(documents.section("Bilde", documents.picture())), pictures={})


def test_charts_with_own_headings_are_side_by_side():
    blocks = [
        documents.heading("Hva"),
        documents.bars(rows=12),
        documents.heading("Hvor"),
        documents.bars("members-b", "B", 12),
    ]
    reader = read(documents.document(documents.section("Kurs", *blocks)))

    assert outline(reader.outline)[1:3] == ["Kurs", ["Hva", "Hvor"]]
    assert all(words in texts(reader)[2] for words in ("Hva", "Hvor"))


def test_heading_above_two_charts_is_above_both():
    blocks = [documents.heading("Hvor i landet"), documents.bars(), documents.pie()]
    reader = read(documents.document(documents.section("Medlemmer", *blocks)))
    kinds = [kind for kind, _alt in tags(reader) if kind in ("/H1", "/H2", "/Figure")]

    assert kinds[:6] == ["/H1", "/H2", "/H1", "/H2", "/Figure", "/Figure"]


def test_facts_notes_and_warnings_are_printed():
    numbers = (documents.figure("members.joined", "Nye medlemmer", 39),)
    blocks = (
        documents.paragraph("Vi ble flere."),
        Note("Landsdelen er der kontoret er."),
        KeyFigures(numbers, is_large=False),
    )
    warning = FigureWarning("members", "Medlemmer", "Tallene stemmer ikke.")
    document = documents.document(documents.section("Medlemmer", *blocks, kind="members"), warnings=(warning,))
    page = texts(read(document))[2]

    for words in ("Nye medlemmer", "39", "Landsdelen er der kontoret er.", "Tallene stemmer ikke."):
        assert words in page


@pytest.mark.parametrize("year", [2023, 2024, 2026])
def test_live_year_is_typeset_without_warning(summaries, year):
    document = build_year(summaries[year])
    content = pdf.render(document)
    reader = PdfReader(BytesIO(content))

    assert len(content) < 1_000_000
    assert content == pdf.render(document)
    assert reader.metadata.title == f"Årssammendrag {year}"
    assert "Balansekunst" in texts(reader)[0]
    assert len([alt for kind, alt in tags(reader) if kind == "/Figure"]) == len(charts(document))


def test_typesetting_warning_raises(monkeypatch):
    monkeypatch.setattr(typesetting, "_fonts", list)

    with pytest.raises(typesetting.TypesettingError, match="source sans 3"):
        render(documents.document())
