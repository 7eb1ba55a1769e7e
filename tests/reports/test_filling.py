"""How the places of a text are filled, and what is said of those that nothing can fill."""

import pytest

from balansekunst.figures import Unit
from radgivning.suppression import Hidden
from reports.counting.numbers import Number
from reports.document import writing
from reports.document.filling import Material, asks_before, fill, fill_inline

MATERIAL = Material(
    year=2024,
    numbers={
        "members.joined": Number(39, "Nye medlemmer"),
        "members.left": Number(3, "Utmeldte"),
        "members.by_region.Nord-Norge": Number(27, "Nord-Norge"),
        "courses.participants": Number(1557, "Deltakere", at_least=True),
        "balansepotten.pot": Number(1_500_000, "Pott", Unit.KRONER),
        "radgivning.contacts": Number(60, "Henvendelser"),
        "radgivning.by_role.vitne": Number(Hidden.SMALL, "vitne"),
        "new.figure": Number(2, "Nytt tall"),
    },
    charts={"members-regions": {"key": "members-regions", "title": "Medlemmer etter landsdel"}},
    quotes={"kari": {"text": "Fint!", "person": "Kari", "role": ""}},
    pictures={"kurs": {"file": "a.jpg", "alt": "Et kurs"}},
    recipients={"rows": [{"organisation": "Teater"}], "total": 100},
    before={
        "members.joined": Number(26, "Nye medlemmer"),
        "courses.participants": Number(900, "Deltakere"),
        "balansepotten.pot": Number(1_000_000, "Pott", Unit.KRONER),
        "radgivning.contacts": Number(30, "Henvendelser"),
        "radgivning.by_role.vitne": Number(Hidden.WITHHELD, "vitne"),
    },
)


def filled(text):
    return fill(writing.read(text), MATERIAL)


def read(text):
    return "".join(node.get("shown", node.get("text", "|")) for node in writing.leaves(filled(text)[0]))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("Det kom {members.joined}.", "Det kom 39.", id="number"),
        pytest.param("Det gikk {members.left}.", "Det gikk tre.", id="word"),
        pytest.param("{members.left} gikk. **{members.left}** til.", "Tre gikk. Tre til.", id="capitals"),
        pytest.param("**{members.left}** gikk [fra {members.joined}](/).", "3 gikk fra 39.", id="within-others"),
        pytest.param("Nord: {members.by_region.Nord-Norge}.", "Nord: 27.", id="group"),
        pytest.param("Potten: {balansepotten.pot}", "Potten: 1\xa0500\xa0000\xa0kr", id="kroner"),
        pytest.param("Det var {courses.participants}.", "Det var minst 1\xa0557.", id="floor"),
        pytest.param("Vitner: {radgivning.by_role.vitne}.", "Vitner: færre enn 5.", id="hidden"),
        pytest.param("I {år} og {året før}", "I 2024 og 2023", id="years"),
        pytest.param("Året før: {members.joined året før}.", "Året før: 26.", id="year-before"),
        pytest.param("Året før: {members.joined  året  før}.", "Året før: 26.", id="spaces-within"),
        pytest.param(
            "Det er {radgivning.contacts sammenlignet} i {året før}.",
            "Det er dobbelt så mange som i 2023.",
            id="compared",
        ),
        pytest.param("Hva {er dette}?", "Hva {er dette}?", id="unknown-stays-as-written"),
        pytest.param("En  \nto", "En|to", id="break"),
        pytest.param("[](https://example.no) tom", "| tom", id="empty-link"),
    ],
)
def test_running_text_is_filled(text, told):
    assert read(text) == told


def test_a_number_keeps_its_name_and_value():
    (paragraph,), problems = filled("{members.left} gikk, og {radgivning.by_role.vitne} var vitner.")

    numbers = [node for node in paragraph["inline"] if node["type"] == "number"]
    assert problems == []
    assert numbers == [
        {"type": "number", "key": "members.left", "value": 3, "shown": "Tre"},
        {"type": "number", "key": "radgivning.by_role.vitne", "value": None, "shown": "færre enn 5"},
    ]


@pytest.mark.parametrize(
    ("text", "block"),
    [
        pytest.param(
            "{tall members.joined balansepotten.pot}",
            {
                "type": "figures",
                "figures": [
                    {
                        "key": "members.joined",
                        "label": "Nye medlemmer",
                        "value": 39,
                        "shown": "39",
                        "unit": "count",
                        "at_least": False,
                    },
                    {
                        "key": "balansepotten.pot",
                        "label": "Pott",
                        "value": 1_500_000,
                        "shown": "1\xa0500\xa0000\xa0kr",
                        "unit": "kroner",
                        "at_least": False,
                    },
                ],
            },
            id="figures",
        ),
        pytest.param(
            "{diagram members-regions}",
            {"type": "chart", "chart": {"key": "members-regions", "title": "Medlemmer etter landsdel"}},
            id="chart",
        ),
        pytest.param("{sitat kari}", {"type": "said", "text": "Fint!", "person": "Kari", "role": ""}, id="said"),
        pytest.param("{bilde kurs}", {"type": "picture", "file": "a.jpg", "alt": "Et kurs"}, id="picture"),
        pytest.param(
            "{mottakere}", {"type": "recipients", "rows": [{"organisation": "Teater"}], "total": 100}, id="recipients"
        ),
        pytest.param("### Et kurs", {"type": "heading", "inline": [{"type": "text", "text": "Et kurs"}]}, id="heading"),
        pytest.param(
            "> sagt",
            {"type": "quote", "blocks": [{"type": "paragraph", "inline": [{"type": "text", "text": "sagt"}]}]},
            id="quote",
        ),
        pytest.param(
            "1. en",
            {
                "type": "list",
                "ordered": True,
                "items": [[{"type": "paragraph", "inline": [{"type": "text", "text": "en"}]}]],
            },
            id="list",
        ),
    ],
)
def test_each_kind_of_block_is_plain_data(text, block):
    assert filled(text) == ([block], [])


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param(
            "En\n{members.joind}",
            ["Linje 2: det er ikke noe tall som heter «members.joind». Mente du «members.joined»?"],
            id="number",
        ),
        pytest.param(
            "{nye medlemmer}",
            ["Linje 1: det er ikke noe tall som heter «nye medlemmer». Mente du «members.joined»?"],
            id="by-its-label",
        ),
        pytest.param(
            "{helt noe annet}", ["Linje 1: det er ikke noe tall som heter «helt noe annet»."], id="nothing-near"
        ),
        pytest.param(
            "- en\n- {members.lef}",
            ["Linje 2: det er ikke noe tall som heter «members.lef». Mente du «members.left»?"],
            id="in-a-list",
        ),
        pytest.param(
            "{tall members.left members.joind}",
            ["Linje 1: det er ikke noe tall som heter «members.joind». Mente du «members.joined»?"],
            id="figures",
        ),
        pytest.param(
            "{tall}",
            ["Linje 1: skriv hvilke tall som skal stå her, for eksempel {tall members.closing}."],
            id="no-figures",
        ),
        pytest.param(
            "En\n\n{diagram members-region}",
            ["Linje 3: det er ikke noe diagram som heter «members-region». Mente du «members-regions»?"],
            id="chart",
        ),
        pytest.param("{sitat ola}", ["Linje 1: det er ikke noe sitat som heter «ola»."], id="quote"),
        pytest.param("{bilde kurz}", ["Linje 1: det er ikke noe bilde som heter «kurz»."], id="picture"),
        pytest.param(
            "{mottakere alle}", ["Linje 1: skriv bare {mottakere}, uten noe mer mellom klammene."], id="recipients"
        ),
        pytest.param(
            "se {diagram members-regions} her",
            ["Linje 1: {diagram members-regions} må stå på en linje for seg selv."],
            id="not-alone",
        ),
        pytest.param(
            "- {bilde kurs}", ["Linje 1: {bilde kurs} kan ikke stå i en liste eller et sitat."], id="within-a-list"
        ),
        pytest.param(
            "> {bilde kurs}", ["Linje 1: {bilde kurs} kan ikke stå i en liste eller et sitat."], id="within-a-quote"
        ),
        pytest.param(
            "{new.figure året før}",
            ["Linje 1: tallet «new.figure» er ikke å finne for 2023."],
            id="none-the-year-before",
        ),
        pytest.param(
            "{balansepotten.pot sammenlignet}",
            ["Linje 1: «balansepotten.pot» kan ikke sammenlignes i ord: det er ikke et rent antall. Bruk «året før»."],
            id="kroner-compared",
        ),
        pytest.param(
            "{courses.participants sammenlignet}",
            [
                (
                    "Linje 1: «courses.participants» kan ikke sammenlignes i ord: det er ikke et rent antall. "
                    "Bruk «året før»."
                )
            ],
            id="floor-compared",
        ),
        pytest.param(
            "{radgivning.by_role.vitne sammenlignet}",
            ["Linje 1: «radgivning.by_role.vitne» kan ikke sammenlignes: et av tallene er skjult."],
            id="hidden-compared",
        ),
        pytest.param(
            "{a.b} og {c.d}\n\n> {sitat x}\n\n{bilde y}",
            [
                "Linje 1: det er ikke noe tall som heter «a.b».",
                "Linje 1: det er ikke noe tall som heter «c.d».",
                "Linje 3: {sitat x} kan ikke stå i en liste eller et sitat.",
                "Linje 5: det er ikke noe bilde som heter «y».",
            ],
            id="several",
        ),
    ],
)
def test_what_nothing_can_fill_is_told_with_its_line(text, problems):
    assert [str(problem) for problem in filled(text)[1]] == problems


def test_what_nothing_can_fill_stays_as_it_was_written():
    blocks, _problems = filled("En {a.b}\n\n{sitat ola}")

    assert blocks == [
        {"type": "paragraph", "inline": [{"type": "text", "text": "En "}, {"type": "missing", "text": "{a.b}"}]},
        {"type": "paragraph", "inline": [{"type": "missing", "text": "{sitat ola}"}]},
    ]


def test_a_lead_is_filled_as_one_paragraph():
    nodes, problems = fill_inline(writing.inline_of("{members.left} gikk.\n\n{members.joined} kom."), MATERIAL)

    assert problems == []
    assert [node.get("shown", node["type"]) for node in nodes] == ["Tre", "text", "break", "39", "text"]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        pytest.param("{members.joined året før}", True, id="before"),
        pytest.param("{members.joined  sammenlignet }", True, id="compared"),
        pytest.param("{members.joined} året før", False, id="said-outside"),
        pytest.param("{året før}", False, id="the-year-alone"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_the_year_before_is_asked_for_only_by_those_who_need_it(text, asks):
    assert asks_before(["Noe annet", text]) is asks
