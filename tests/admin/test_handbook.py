"""The handbook for staff: its page, the links to its chapters, and the names of buttons in it."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils.translation.trans_real import translation

from balansekunst.handbook import DOCS, FILE, handbook
from balansekunst.settings import BASE_DIR
from tests.project.test_directions import APPS

pytestmark = pytest.mark.one_database

TEXT = FILE.read_text()
CHAPTERS = {chapter.anchor for chapter in handbook().chapters}
TEMPLATES = {path: path.read_text() for path in (BASE_DIR / "templates").rglob("*.html")}
LARGEST = 1_500_000  # bytes of all pictures
TRANSLATE = {"_", "gettext", "gettext_lazy", "ngettext"}
# What a text has in place of a value.
VALUE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{.*?\}\}|\{%.*?%\}|\{\w*\}")


def test_chapters_are_linked_from_pages():
    lists = {model_admin.chapter for model_admin in admin.site._registry.values()}
    pages = chain.from_iterable(
        re.findall(r"""\{% block chapter %\}([^{]+?)\{%|chapter=["']([^"']+)""", text) for text in TEMPLATES.values()
    )

    assert lists | {name for found in pages for name in found if name} == CHAPTERS


def test_links_within_handbook_lead_to_chapters():
    assert {link for link in re.findall(r"\]\(#([^)]+)\)", TEXT) if link not in CHAPTERS} == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "chapter"),
    [
        pytest.param("members_fee_changelist", "kontingenten", id="list"),
        pytest.param("members_fee_add", "kontingenten", id="form"),
        pytest.param("members_fee_export", "import-og-eksport", id="export"),
        pytest.param("index", "kom-i-gang", id="front-page"),
    ],
)
def test_page_links_to_its_chapter(staff_client, name, chapter):
    page = staff_client.get(reverse(f"admin:{name}")).text

    assert f'<a href="/admin/handbok/#{chapter}">Hjelp</a>' in page


@pytest.mark.django_db
def test_handbook_is_a_page_of_the_admin(staff_client):
    page = staff_client.get(reverse("admin:handbook")).text

    assert [anchor for anchor in CHAPTERS if f'<h2 id="{anchor}">' not in page] == []
    assert [anchor for anchor in CHAPTERS if f'<a href="#{anchor}">' not in page] == []


@pytest.mark.django_db
def test_handbook_is_not_for_contacts(contact_client):
    assert contact_client.get(reverse("admin:handbook")).status_code == 302


def test_pictures_are_described_and_small():
    used = re.findall(r"!\[([^\]]*)\]\((handbok/[\w-]+\.webp)\)", TEXT)
    files = sorted((DOCS / "handbok").iterdir())

    assert sorted(DOCS / path for _words, path in used) == files
    assert [path for words, path in used if len(words) < 20] == []
    assert sum(path.stat().st_size for path in files) < LARGEST


def test_names_in_handbook_are_in_the_program():
    texts = set(program_texts())
    patterns = {pattern_of(text) for text in texts if VALUE.search(text)}
    names = set(re.findall(r"«([^»]+)»", TEXT))

    unknown = {name for name in names if not {name, name[0].lower() + name[1:]} & texts}
    assert {name for name in unknown if not any(re.fullmatch(pattern, name) for pattern in patterns)} == set()


def program_texts() -> Iterator[str]:
    """Yield the texts that people see: those of the translations, of the code and of the templates."""
    catalog: Any = translation("nb")
    yield from (text for _key, text in catalog._catalog.items() if text)
    for path in chain.from_iterable((BASE_DIR / app).rglob("*.py") for app in sorted(APPS)):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATE:
                yield from (str(arg.value) for arg in node.args if isinstance(arg, ast.Constant) and arg.value)
    for text in TEMPLATES.values():
        yield from (text for _quote, text in re.findall(r"""\{% translate (["'])(.+?)\1""", text))
        for block in re.findall(r"\{% blocktranslate.*?%\}(.+?)\{% endblocktranslate", text, re.DOTALL):
            yield from map(str.strip, block.split("{% plural %}"))


def pattern_of(text: str) -> str:
    """Return the pattern of a text with values, which matches nothing if there are few letters besides them."""
    literal = VALUE.split(text)
    return r"\S.*?".join(map(re.escape, literal)) if sum(map(len, literal)) >= len("Send ") else "(?!)"
