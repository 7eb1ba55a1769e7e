"""Filling the placeholders of a text, and the problems with those that nothing can fill."""

import pytest

from balansekunst.figures import ChartKind, Hidden, Number, Unit
from reports.document import markup
from reports.document.nodes import (
    Chart,
    Comparison,
    Heading,
    KeyFigures,
    LineBreak,
    List,
    Missing,
    Paragraph,
    PersonQuote,
    Picture,
    Quote,
    Recipient,
    Recipients,
    Table,
    TableBlock,
    Text,
)
from reports.document.nodes import Number as NumberNode
from reports.document.placeholders import Material, fill, fill_inline, needs_year_before
from reports.document.traversal import find, walk

CHART = Chart("members-regions", "members", ChartKind.BARS, "Medlemmer etter landsdel", "", (), (), Table((), ()), {})
PERSON_QUOTE = PersonQuote("Fint!", "Kari", "")
PICTURE = Picture("a.jpg", 9, 6, "Et kurs", "", "")
PEOPLE = TableBlock("Styret", Table(("Verv", "Navn", "Når"), (("Styreleder", "Máret", "hele året"),)))
RECIPIENTS = Recipients((Recipient("Teater", "Oslo", "Rom", "workshop", 100),), 100)

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
    charts={"members-regions": CHART},
    quotes={"kari": PERSON_QUOTE},
    pictures={"kurs": PICTURE},
    recipients=RECIPIENTS,
    people=PEOPLE,
    before={
        "members.joined": Number(26, "Nye medlemmer"),
        "courses.participants": Number(900, "Deltakere"),
        "balansepotten.pot": Number(1_000_000, "Pott", Unit.KRONER),
        "radgivning.contacts": Number(30, "Henvendelser"),
        "radgivning.by_role.vitne": Number(Hidden.WITHHELD, "vitne"),
    },
)


def filled(text):
    return fill(markup.parse(text), MATERIAL)


def text_of(text):
    return "".join("|" if isinstance(node, LineBreak) else _words(node) for node in walk(filled(text)[0]))


def _words(node):
    return getattr(node, "shown", getattr(node, "text", ""))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Det kom {members.joined}.", "Det kom 39.", id="number"),
        pytest.param("Det gikk {members.left}.", "Det gikk tre.", id="word"),
        pytest.param("{members.left} gikk. **{members.left}** til.", "Tre gikk. Tre til.", id="capitals"),
        pytest.param("**{members.left}** gikk [fra {members.joined}](/).", "3 gikk fra 39.", id="within-others"),
        pytest.param("Nord: {members.by_region.Nord-Norge}.", "Nord: 27.", id="group"),
        pytest.param("Potten: {balansepotten.pot}", "Potten: 1\xa0500\xa0000\xa0kr", id="kroner"),
        pytest.param("Det var {courses.participants}.", "Det var minst 1\xa0557.", id="lower-bound"),
        pytest.param("Vitner: {radgivning.by_role.vitne}.", "Vitner: færre enn 5.", id="hidden"),
        pytest.param("I {år} og {året før}", "I 2024 og 2023", id="years"),
        pytest.param("Året før: {members.joined året før}.", "Året før: 26.", id="year-before"),
        pytest.param("Året før: {members.joined  året  før}.", "Året før: 26.", id="spaces-within"),
        pytest.param(
            "Det er {radgivning.contacts sammenlignet} i {året før}.",
            "Det er dobbelt så mange som i 2023.",
            id="compared",
        ),
        pytest.param("Hva {er dette}?", "Hva {er dette}?", id="unknown-is-as-typed"),
        pytest.param("En  \nto", "En|to", id="break"),
        pytest.param("[](https://example.no) tom", " tom", id="empty-link"),
    ],
)
def test_running_text_is_filled(text, expected):
    assert text_of(text) == expected


def test_number_has_its_key_and_value():
    (paragraph,), problems = filled("{members.left} gikk, og {radgivning.by_role.vitne} var vitner.")

    assert problems == []
    assert find(paragraph, NumberNode) == [
        NumberNode("members.left", 3, "Tre"),
        NumberNode("radgivning.by_role.vitne", Hidden.SMALL, "færre enn 5"),
    ]


def test_number_of_year_before_is_no_number_of_this_year():
    (paragraph,), _problems = filled("Før {members.joined året før}, og {members.joined sammenlignet} da.")

    assert find(paragraph, NumberNode) == [NumberNode("members.joined året før", 26, "26")]
    assert find(paragraph, Comparison) == [Comparison("members.joined sammenlignet", "halvannen gang så mange som")]


@pytest.mark.parametrize(
    ("text", "block"),
    [
        pytest.param(
            "{tall members.joined balansepotten.pot}",
            KeyFigures(
                (
                    NumberNode("members.joined", 39, "39", label="Nye medlemmer"),
                    NumberNode("balansepotten.pot", 1_500_000, "1\xa0500\xa0000\xa0kr", Unit.KRONER, "Pott"),
                )
            ),
            id="figures",
        ),
        pytest.param("{diagram members-regions}", CHART, id="chart"),
        pytest.param("{sitat kari}", PERSON_QUOTE, id="quote-of-person"),
        pytest.param("{bilde kurs}", PICTURE, id="picture"),
        pytest.param("{mottakere}", RECIPIENTS, id="recipients"),
        pytest.param("{styret}", PEOPLE, id="people"),
        pytest.param("### Et kurs", Heading((Text("Et kurs"),)), id="heading"),
        pytest.param("> sagt", Quote((Paragraph((Text("sagt"),)),)), id="quote"),
        pytest.param("1. en", List(ordered=True, items=((Paragraph((Text("en"),)),),)), id="list"),
    ],
)
def test_each_block_is_filled(text, block):
    assert filled(text) == ((block,), [])


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
            ["Linje 1: tallet «new.figure» finnes ikke for 2023."],
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
            id="lower-bound-compared",
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
def test_unknown_placeholder_gives_problem_with_line(text, problems):
    assert [str(problem) for problem in filled(text)[1]] == problems


def test_unknown_placeholder_is_missing_as_typed():
    blocks, _problems = filled("En {a.b}\n\n{sitat ola}")

    assert blocks == (
        Paragraph((Text("En "), Missing("{a.b}"))),
        Paragraph((Missing("{sitat ola}"),)),
    )


def test_lead_is_filled_as_one_paragraph():
    lead, problems = fill_inline(markup.parse_inline("{members.left} gikk.\n\n{members.joined} kom."), MATERIAL)

    assert problems == []
    assert [type(node) for node in lead] == [NumberNode, Text, LineBreak, NumberNode, Text]
    assert [node.shown for node in find(lead, NumberNode)] == ["Tre", "39"]


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        pytest.param("{members.joined året før}", True, id="before"),
        pytest.param("{members.joined  sammenlignet }", True, id="compared"),
        pytest.param("{members.joined} året før", False, id="said-outside"),
        pytest.param("{året før}", False, id="the-year-alone"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_year_before_is_needed_by_some_texts(text, needed):
    assert needs_year_before(["Noe annet", text]) is needed
