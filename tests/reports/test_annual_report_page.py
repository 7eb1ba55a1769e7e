"""The published report as anyone reads it: from what was published alone."""

import gzip
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
import time_machine
from django.test import Client

from balansekunst.fields import NO_BREAK_SPACE
from balansekunst.figures import Period
from reports.document.nodes import Block, Cover, FigureWarning, Section
from reports.models import Publication
from reports.output import html
from tests.factories import CallFactory, UserFactory
from tests.reports import published_reports as made
from tests.reports.documents import heading, paragraph

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PAGE = "/arsrapport/2024/"
MOST_BYTES = 20_000  # of the page itself; its styles and fonts are some 85 000 more, its cover at most 28 000


def test_page_is_open_to_anyone_and_sets_no_cookie(client):
    made.publish()

    response = client.get(PAGE)

    assert response.status_code == 200
    assert not response.cookies
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_page_is_private_when_logged_in(contact_client):
    made.publish()

    assert contact_client.get(PAGE)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_page_is_only_for_reading(client, method):
    made.publish()

    assert getattr(client, method)(PAGE).status_code == 405


def test_page_prints_the_document(client):
    made.publish()

    html = client.get(PAGE).text

    for text in (
        'I løpet av året kom <b class="number">39</b> nye.',
        'Vi lærte <strong><em>mye</em></strong><br><a href="https://eksempel.example/kurs">les mer</a>',
        "<ul><li>normer</li></ul>",
        "<h3>Hvor</h3>",
        "<blockquote><p>Et ord på veien</p></blockquote>",
        "<blockquote><p>Endelig!</p></blockquote>",
        "<b>Inga Eira</b>, leder",
        "=Ås &amp; Øy",
        "&lt;b&gt;Rom&lt;/b&gt;",
        f"<dd>1{NO_BREAK_SPACE}500{NO_BREAK_SPACE}000{NO_BREAK_SPACE}kr</dd>",
    ):
        assert text in html


def test_page_shows_publisher_and_checksum(client):
    publication = made.publish()

    html = client.get(PAGE).text

    assert "20. februar 2025 av Ada Ansatt" in html
    assert publication.digest in html
    assert "sha256sum arsrapport-2024.json" in html


def test_nameless_publisher_shows_no_email(client):
    publication = made.publish()
    type(publication.published_by).objects.filter(pk=publication.published_by_id).update(name="")

    assert publication.published_by.email not in client.get(PAGE).text


def test_headings_are_in_order(client):
    made.publish()

    levels = [int(level) for level in re.findall(r"<h([1-6])", client.get(PAGE).text)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def spreads_of(*blocks: Block) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the spreads of a section with the blocks, as their texts and the keys of their charts."""
    document = made.made(sections=(Section("del-x", "free", "X", blocks),))
    (placed,) = html.context(document)["report"].sections
    return [
        (spread.text, [(placed_chart.heading, placed_chart.chart.key) for placed_chart in spread.charts])
        for spread in placed.spreads
    ]


def test_text_before_a_chart_is_beside_it():
    spreads = spreads_of(paragraph("Ord"), heading("Hvor"), made.bars(), paragraph("Ord"))

    assert spreads == [("<p>Ord</p>", [("<h3>Hvor</h3>", "members-regions")]), ("<p>Ord</p>", [])]


def test_heading_above_several_charts_is_above_all():
    spreads = spreads_of(heading("Hvor"), made.bars(), made.pie())

    assert spreads == [("<h3>Hvor</h3>", [("", "members-regions"), ("", "members-shares")])]


def test_charts_with_only_headings_share_a_spread():
    spreads = spreads_of(heading("Hva"), made.bars(), heading("Hvor"), made.places())

    assert spreads == [("", [("<h3>Hva</h3>", "members-regions"), ("<h3>Hvor</h3>", "courses-places")])]


def test_repeated_chart_gets_another_id(client):
    document = made.made()
    first = document.sections[0]
    made.publish(made.made(sections=(replace(first, blocks=(*first.blocks, made.bars())), *document.sections[1:])))

    ids = re.findall(r'\sid="([^"]+)"', client.get(PAGE).text)

    assert len(ids) == len(set(ids))


def test_first_load_is_small_without_plotly(client):
    made.publish()

    response = client.get(PAGE, headers={"Accept-Encoding": "gzip"})
    html = gzip.decompress(response.content).decode()

    assert len(response.content) < MOST_BYTES
    assert '"hovertext"' not in html
    assert not re.search(r'(?:<script src|<link[^>]* href)="[^"]*plotly', html)
    assert 'data-figure-url="/arsrapport/2024/diagram/members-regions.json"' in html


def test_pictures_have_size_alt_and_srcset(client):
    made.publish()

    html = client.get(PAGE).text
    cover, course = re.findall(r"<img [^>]+>", html)

    assert 'width="640" height="640" alt="Tre på en scene"' in cover
    assert 'srcset="/arsrapport/2024/forside.jpg 640w, /arsrapport/2024/bilde/forside-800.jpg 800w"' in cover
    assert 'width="1600" height="900" alt="Tre på en scene"' in course
    assert "/arsrapport/2024/bilde/kurs-800.jpg 800w, /arsrapport/2024/bilde/kurs.jpg 1600w" in course
    assert 'loading="lazy"' in course
    assert 'loading="lazy"' not in cover
    assert "Foto: N.N." in html


def test_page_has_metadata_for_sharing(client):
    made.publish()

    html = client.get(PAGE).text

    assert '<link rel="canonical" href="http://testserver/arsrapport/2024/">' in html
    assert '<meta property="og:image" content="http://testserver/arsrapport/2024/deling.png">' in html
    assert '<meta name="description" content="Året da 214 virksomheter sto sammen.">' in html


def test_description_without_lead_lists_key_figures(client):
    made.publish(made.made(lead=()))

    described = f"214 medlemmer ved årets slutt, 1{NO_BREAK_SPACE}500{NO_BREAK_SPACE}000{NO_BREAK_SPACE}kr delt ut"
    assert f'<meta name="description" content="{described}' in client.get(PAGE).text


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        pytest.param(
            "Årsrapport 2024", '<span class="kicker">Årsrapport</span> <span class="display">2024</span>', id="year"
        ),
        pytest.param("2024", '<span class="kicker">Årsrapport</span> <span class="display">2024</span>', id="bare"),
        pytest.param("Et år i vekst", "<h1>Et år i vekst</h1>", id="other"),
    ],
)
def test_title_ending_with_year_has_it_large(client, title, heading):
    made.publish(made.made(title=title))

    assert heading in client.get(PAGE).text


@pytest.mark.parametrize("colour", ["accent", "rose", "sand"])
def test_cover_without_picture_has_shapes(client, colour):
    made.publish(made.made(cover=Cover(colour)))

    html = client.get(PAGE).text

    assert f'data-cover="{colour}"' in html
    assert 'class="shape-2"' in html


def test_unfinished_year_says_so(client):
    made.publish(made.made(is_over=False, period=Period(date(2024, 1, 1), date(2024, 10, 31))))

    assert "Året er ikke over: tall per 31. oktober 2024" in client.get(PAGE).text


def test_warning_is_shown_in_its_section(client):
    broken = FigureWarning("members", "Medlemmer", "Tallene stemmer ikke med hverandre.")
    made.publish(made.made(warnings=(broken,)))

    html = client.get(PAGE).text

    assert html.count(broken.text) == 1
    assert html.index('id="del-members"') < html.index(broken.text) < html.index('id="del-courses"')


def test_corrected_number_is_marked_and_unchanged(client):
    publication = made.publish()
    made.correct(publication, "members.joined", 39, 38)
    made.correct(publication, "members.by_region", 34, 33, group="Vestlandet")

    html = client.get(PAGE).text

    assert '<b class="number">39</b> <a class="corrected" href="#rettelse-1">(rettet til 38)</a> nye.' in html
    assert '34 <a class="corrected" href="#rettelse-2">(rettet til 33)</a>' in html
    assert "3. april 2025" in html
    assert "Ett medlemskap var ført to ganger." in html
    assert "2 tall er rettet" in html
    assert publication.content == Publication.objects.get().content


def test_number_corrected_twice_shows_last(client):
    publication = made.publish()
    made.correct(publication, "members.joined", 39, 38)
    figure = publication.figures.get(key="members.joined")
    type(figure.corrections.get()).objects.create(
        figure=figure,
        old=38,
        new=37,
        severity="minor",
        note="Ett til.",
        corrected_at=made.CORRECTED_AT,
        corrected_by=publication.published_by,
    )

    html = client.get(PAGE).text

    assert '39</b> <a class="corrected" href="#rettelse-2">(rettet til 37)</a>' in html
    assert html.count('id="rettelse-') == 2


def test_page_without_corrections_mentions_none(client):
    made.publish()

    assert "rettet" not in client.get(PAGE).text.lower()


def test_page_links_to_neighbouring_years(client):
    for year in (2022, 2024, 2026):
        made.publish(made.made(year=year, title=f"Årsrapport {year}"))

    html = client.get(PAGE).text

    assert '<link rel="prev" href="/arsrapport/2022/">' in html
    assert '<link rel="next" href="/arsrapport/2026/">' in html
    assert '<link rel="prev"' not in client.get("/arsrapport/2022/").text


@pytest.mark.parametrize(
    ("moment", "is_shown"),
    [
        pytest.param(datetime(2026, 1, 31, 22, 59, tzinfo=UTC), False, id="before"),
        pytest.param(datetime(2026, 2, 1, 0, 0, tzinfo=UTC), True, id="opens"),
        pytest.param(datetime(2026, 4, 8, 20, 0, tzinfo=UTC), True, id="deadline"),
        pytest.param(datetime(2026, 4, 8, 20, 1, tzinfo=UTC), False, id="after"),
    ],
)
def test_page_announces_open_call(client, moment, is_shown):
    made.publish()
    CallFactory(
        year=2026,
        opens_at=datetime(2026, 2, 1, 0, 0, tzinfo=UTC),
        deadline=datetime(2026, 4, 8, 20, 0, tzinfo=UTC),
    )

    with time_machine.travel(moment, tick=False):
        html = client.get(PAGE).text

    assert ("Balansepotten 2026 er åpen" in html) is is_shown


def test_unchanged_page_is_not_modified(client):
    publication = made.publish()
    first = client.get(PAGE)

    again = client.get(PAGE, headers={"If-None-Match": first["ETag"]})
    made.correct(publication, "members.joined", 39, 38)
    corrected = client.get(PAGE, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, corrected.status_code) == (304, 200)


@pytest.mark.parametrize("others", [pytest.param(0, id="one"), pytest.param(3, id="more")])
def test_page_queries_do_not_grow(client, others, django_assert_num_queries):
    publication = made.publish()
    for place in range(others):
        made.publish(made.made(year=2025 + place))
        made.correct(publication, "members.by_region", 34, 33 - place, group=f"Landsdel {place}")

    with django_assert_num_queries(9):
        client.get(PAGE)


def test_page_is_independent_of_current_rows(client):
    publication = made.publish()
    before = client.get(PAGE).text
    UserFactory()
    CallFactory(year=2019)

    assert client.get(PAGE).text == before
    assert Client().get(PAGE).text == before
    assert publication.digest in before
