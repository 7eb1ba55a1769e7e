"""A report's text as it is read: what it may hold, and that nothing harmful comes through."""

import json

import pytest

from reports.document import writing
from reports.output import prose


def kinds(text):
    return [block["type"] for block in writing.read(text)]


def html(text):
    """Return the text as a page prints it, with places as they were written."""
    blocks = json.loads(json.dumps(writing.read(text)))
    for leaf in writing.leaves(blocks):
        if leaf["type"] == "number":
            leaf |= {"type": "text", "text": leaf["written"]}
    return str(prose.of_blocks((block for block in blocks if block["type"] in prose.KINDS), {}))


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        pytest.param("En.\n\nTo.", ["paragraph", "paragraph"], id="paragraphs"),
        pytest.param("# En\n## To\n### Tre", ["heading"] * 3, id="headings"),
        pytest.param("- en\n- to", ["list"], id="list"),
        pytest.param("> sagt", ["quote"], id="quote"),
        pytest.param("{tall a.b c.d}", ["figures"], id="figures"),
        pytest.param("{diagram a}\n{diagram b}", ["chart", "chart"], id="charts-on-lines-of-their-own"),
        pytest.param("Før\n  {sitat a}\netter", ["paragraph", "said", "paragraph"], id="within-a-paragraph"),
        pytest.param("- en\n{bilde a}\n- to", ["list", "picture", "list"], id="within-a-list"),
        pytest.param("{mottakere}", ["recipients"], id="recipients"),
        pytest.param("se {diagram a} her", ["paragraph"], id="not-alone"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_text_is_read_into_blocks(text, blocks):
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
def test_names_are_parted_where_a_name_begins(text, names):
    assert writing.read(text)[0]["names"] == names


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
def test_what_is_filled_in_knows_its_line(text, line):
    (number,) = [leaf for leaf in writing.leaves(writing.read(text)) if leaf["type"] == "number"]

    assert (number["key"], number["line"]) == ("a.b", line)


def test_what_is_placed_knows_its_line():
    blocks = writing.read("En\n\n{diagram a}\n- to\n{bilde b}")

    assert [(block["type"], block["line"]) for block in blocks if "names" in block] == [("chart", 3), ("picture", 5)]


def test_a_brace_can_be_written():
    assert html(r"skriv \{members.joined\} slik") == "<p>skriv {members.joined} slik</p>"


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
def test_what_could_harm_is_text(text):
    page = html(text)

    assert not any(tag in page for tag in ("<script", "<img", "<b>", "<!--"))
    assert 'href="' not in page or 'href="https://example.com/a.png"' in page


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
def test_a_link_leads_to_a_page_or_a_mail_address(href):
    assert html(f"[les]({href})") == f'<p><a href="{href.replace("&", "&amp;")}">les</a></p>'


def test_a_link_cannot_leave_its_attribute():
    page = html('[a](https://example.no/"onmouseover="alert(1))')

    assert '"onmouseover' not in page


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
def test_a_huge_or_deep_text_is_read_harmlessly(text):
    page = html(text)

    assert "<script" not in page
    assert page.count("<blockquote>") + page.count("<ul>") < 100
