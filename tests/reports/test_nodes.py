"""Going through a document's nodes, and changing some of them."""

from dataclasses import replace
from datetime import date

import pytest

from reports.document import nodes, traversal
from reports.document.nodes import (
    CorrectedNumber,
    KeyFigures,
    LineBreak,
    Link,
    List,
    Number,
    Paragraph,
    Quote,
    Strong,
    Table,
    TableBlock,
    Text,
)
from reports.document.traversal import find, transform, walk, with_corrections
from tests.reports import published_reports

JOINED, LEFT = Number("members.joined", 39, "39"), Number("members.left", 3, "tre")
PARAGRAPH = Paragraph((Text("Det kom "), Strong((JOINED,)), Text(".")))


def test_walk_yields_nodes_in_reading_order():
    names = [type(node).__name__ for node in walk(PARAGRAPH)]

    assert names == ["Paragraph", "Text", "Strong", "Number", "Text"]


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(PARAGRAPH, id="inline"),
        pytest.param(Quote((PARAGRAPH,)), id="blocks"),
        pytest.param(List(ordered=False, items=((PARAGRAPH,),)), id="items"),
        pytest.param(KeyFigures((JOINED,)), id="figures"),
        pytest.param(TableBlock("Tall", Table(("Hva", "Tall"), (("Nye", JOINED),))), id="row"),
        pytest.param(TableBlock("Tall", Table((), (), ("Til sammen", JOINED))), id="total"),
        pytest.param(Paragraph((Link("/", (JOINED,)),)), id="link"),
    ],
)
def test_number_is_found_anywhere(block):
    assert find(block, Number) == [JOINED]


def test_transform_replaces_node_within_others():
    changed = transform(Quote((PARAGRAPH,)), lambda node: LEFT if node == JOINED else node)

    assert find(changed, Number) == [LEFT]
    assert find(PARAGRAPH, Number) == [JOINED]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_transform_replaces_node_by_several(count):
    changed = transform(PARAGRAPH, lambda node: [LineBreak()] * count if isinstance(node, Text) else node)

    assert len(find(changed, LineBreak)) == 2 * count


def test_transform_without_changes_returns_same_node():
    assert transform(PARAGRAPH, lambda node: node) is PARAGRAPH


def test_transform_changes_innermost_nodes_first():
    def shout(node):
        if isinstance(node, Strong):
            return Text(traversal.plain_text(node.inline))
        return Text("MANGE") if node == JOINED else node

    assert traversal.plain_text(transform(PARAGRAPH, shout).inline) == "Det kom MANGE."


def test_plain_text_has_all_words():
    inline = (Text("En"), LineBreak(), Link("/", (Strong((LEFT,)),)), Text("."))

    assert traversal.plain_text(inline) == "En tre."


def corrected(key, new, place=0):
    return CorrectedNumber(
        key, "Nye", "", replace(JOINED), Number(key, new, str(new)), "Feil", date(2025, 4, 3 + place)
    )


def test_corrections_mark_every_place_of_number():
    document = published_reports.made()

    marked = with_corrections(document, [corrected("members.joined", 40), corrected("members.closing", 215)])

    marks = {number.key: number.mark for number in find(marked, Number) if number.mark}
    assert {key: (mark.place, mark.new) for key, mark in marks.items()} == {
        "members.joined": (1, "40"),
        "members.closing": (2, "215"),
    }
    assert len(marked.corrections) == 2
    assert marked == document  # they are local


def test_number_corrected_twice_has_latest_mark():
    marked = with_corrections(
        published_reports.made(), [corrected("members.joined", 40), corrected("members.joined", 41, 1)]
    )

    assert {number.mark for number in find(marked, Number) if number.key == "members.joined"} == {nodes.Mark(2, "41")}


@pytest.mark.parametrize(
    ("title", "kicker"),
    [
        pytest.param("Årsrapport 2024", "Årsrapport", id="ends-with-year"),
        pytest.param("2024", "Årsrapport", id="year-alone"),
        pytest.param("Et godt år: 2024", "Et godt år", id="sign-before-year"),
        pytest.param("Et godt år", "", id="without-year"),
        pytest.param("Rapport 2023", "", id="other-year"),
    ],
)
def test_kicker_is_title_before_year(title, kicker):
    assert published_reports.made(title=title).kicker == kicker
