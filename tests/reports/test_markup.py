"""Parsing a report's text: its blocks and placeholders, and that nothing harmful comes through."""

import pytest

from reports.document import markup
from reports.document.markup import Placeholder, Placement, SourceText, parse
from reports.document.nodes import Heading, List, Paragraph, Quote, Text
from reports.document.traversal import find, transform
from reports.output import html

NAMES = {Paragraph: "paragraph", Heading: "heading", List: "list", Quote: "quote"}


def kinds(text):
    return [block.what if isinstance(block, Placement) else NAMES[type(block)] for block in parse(text)]


def page(text):
    """Return the text as a page prints it, with placeholders as they were typed."""
    source = transform(Quote(parse(text)), _as_typed)
    return str(html.text_html(source.blocks))


def _as_typed(node):
    match node:
        case SourceText(text=text):
            return Text(text)
        case Placeholder(source=source):
            return Text(source)
        case Placement():
            return ()
    return node


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        pytest.param("En.\n\nTo.", ["paragraph", "paragraph"], id="paragraphs"),
        pytest.param("# En\n## To\n### Tre", ["heading"] * 3, id="headings"),
        pytest.param("- en\n- to", ["list"], id="list"),
        pytest.param("> sagt", ["quote"], id="quote"),
        pytest.param("{tall a.b c.d}", ["tall"], id="figures"),
        pytest.param("{diagram a}\n{diagram b}", ["diagram", "diagram"], id="charts-on-lines-of-their-own"),
        pytest.param("Før\n  {sitat a}\netter", ["paragraph", "sitat", "paragraph"], id="within-a-paragraph"),
        pytest.param("- en\n{bilde a}\n- to", ["list", "bilde", "list"], id="within-a-list"),
        pytest.param("{mottakere}", ["mottakere"], id="recipients"),
        pytest.param("{styret}", ["styret"], id="people"),
        pytest.param("{arrangementer}", ["arrangementer"], id="events"),
        pytest.param("se {diagram a} her", ["paragraph"], id="not-alone"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_text_is_parsed_into_blocks(text, blocks):
    assert kinds(text) == blocks


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("{tall members.joined members.left}", ["members.joined", "members.left"], id="spaces"),
        pytest.param("{tall members.joined,  members.left}", ["members.joined", "members.left"], id="commas"),
        pytest.param(
            "{tall courses.topics.bias og privilegier members.left}",
            ["courses.topics.bias og privilegier", "members.left"],
            id="a-group-with-spaces",
        ),
        pytest.param("{tall nye medlemmer}", ["nye medlemmer"], id="unknown"),
        pytest.param("{tall}", [], id="none"),
    ],
)
def test_names_are_split_where_name_begins(text, names):
    assert parse(text)[0].names == tuple(names)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("{a.b}", 1, id="first"),
        pytest.param("En\n{a.b}", 2, id="second-of-a-paragraph"),
        pytest.param("En  \n{a.b}", 2, id="after-a-break"),
        pytest.param("# En\n\n- to\n- {a.b}", 4, id="in-a-list"),
        pytest.param("En\n{diagram a}\n{bilde b}\n\n> to\n> **{a.b}**", 6, id="after-what-is-placed"),
        pytest.param("En\r\n\r\n{a.b}\r\n", 3, id="windows"),
    ],
)
def test_placeholder_has_its_line(text, line):
    (placeholder,) = find(parse(text), Placeholder)

    assert (placeholder.key, placeholder.line) == ("a.b", line)


def test_placement_has_its_line():
    placed = find(parse("En\n\n{diagram a}\n- to\n{bilde b}"), Placement)

    assert [(block.what, block.line) for block in placed] == [(markup.CHART, 3), (markup.PICTURE, 5)]


def test_escaped_brace_is_text():
    assert page(r"skriv \{members.joined\} slik") == "<p>skriv {members.joined} slik</p>"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<script>alert(1)</script>", id="script"),
        pytest.param("<img src=x onerror=alert(1)>", id="handler"),
        pytest.param("<!-- \n<b>\n-->", id="comment"),
        pytest.param("[a](javascript:alert(1))", id="javascript"),
        pytest.param("[a](JaVaScRiPt:alert(1))", id="javascript-in-capitals"),
        pytest.param("[a](\x01javascript:alert(1))", id="control-character"),
        pytest.param("[a](java&#115;cript:alert(1))", id="entity"),
        pytest.param("[a](data:text/html;base64,PHNjcmlwdD4=)", id="data"),
        pytest.param("[a](vbscript:x)", id="vbscript"),
        pytest.param("[a](ftp://eksempel.example/x)", id="another-kind"),
        pytest.param("[a](//example.com)", id="another-host"),
        pytest.param("![a](https://example.com/a.png)", id="picture-from-elsewhere"),
        pytest.param("<https://example.com>", id="automatic-link"),
        pytest.param('{members."><script>}', id="in-a-place"),
        pytest.param("`<b>`", id="code"),
        pytest.param("| a |\n|---|\n| <b> |", id="table"),
    ],
)
def test_harmful_markup_is_text(text):
    printed = page(text)

    assert not any(tag in printed for tag in ("<script", "<img", "<b>", "<!--"))
    assert 'href="' not in printed or 'href="https://example.com/a.png"' in printed


@pytest.mark.parametrize(
    "href",
    [
        pytest.param("https://example.no/a?b=1&c=2", id="https"),
        pytest.param("http://example.no", id="http"),
        pytest.param("mailto:post@example.no", id="mail"),
        pytest.param("/arsrapport/2024/", id="own-page"),
        pytest.param("#del-kurs", id="within"),
    ],
)
def test_link_goes_to_page_or_mail_address(href):
    assert page(f"[les]({href})") == f'<p><a href="{href.replace("&", "&amp;")}">les</a></p>'


def test_link_cannot_leave_its_attribute():
    printed = page('[a](https://example.no/"onmouseover="alert(1))')

    assert '"onmouseover' not in printed


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(">" * 5_000 + " a", id="quotes"),
        pytest.param("- " * 5_000 + "a", id="lists"),
        pytest.param("*" * 20_000, id="stars"),
        pytest.param("*a **b " * 3_000, id="open-emphasis"),
        pytest.param("[" * 5_000 + "a" + "](/)" * 5_000, id="links"),
        pytest.param("{" * 20_000 + "}" * 20_000, id="braces"),
        pytest.param("{a" * 10_000, id="open-braces"),
        pytest.param("a\n" * 25_000, id="lines"),
        pytest.param("#" * 50_000, id="hashes"),
        pytest.param("{tall " + "a.b " * 10_000 + "}", id="names"),
        pytest.param("\0\ufffd\u202e" * 1_000, id="strange-letters"),
    ],
)
def test_huge_text_is_parsed_harmlessly(text):
    printed = page(text)

    assert "<script" not in printed
    assert printed.count("<blockquote>") + printed.count("<ul>") < 100
