"""Templates, stylesheets and scripts name no other host than our own, except where a reader clicks on a link."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.utils import get_app_template_dirs

from balansekunst.settings import BASE_DIR

# An attribute of any element but a link, with an address that names a host.
ATTRIBUTE = re.compile(
    r"<(?!a\b|area\b)[a-z][\w-]*\b[^>]*?"
    r"\s(?:src|srcset|href|action|formaction|poster|data|style|content)\s*=\s*[\"']?[^\"'>]*?(?:https?:)?//\w",
    re.IGNORECASE,
)
STYLE = re.compile(r"(?:url\(|@import)\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE)
# A text in a script that is an address, but not the name of a namespace.
SCRIPT = re.compile(r"[\"'`](?:https?|wss?):?//(?!www\.w3\.org/)")


def static_files(*suffixes: str, own: bool = False) -> list[Path]:
    files = [
        Path(storage.path(name))
        for finder in finders.get_finders()
        for name, storage in finder.list(["vendor", "*.md"])
    ]
    return [path for path in files if path.suffix in suffixes and (not own or path.is_relative_to(BASE_DIR))]


def naming_hosts(paths: list[Path], address: re.Pattern[str]) -> list[str]:
    return [f"{path}: {found[0]}" for path in paths for found in address.finditer(path.read_text())]


@pytest.mark.parametrize(
    ("address", "text"),
    [
        pytest.param(ATTRIBUTE, '<script defer src="https://cdn.example/x.js">', id="script"),
        pytest.param(ATTRIBUTE, "<link rel=stylesheet href=//cdn.example/x.css>", id="stylesheet"),
        pytest.param(ATTRIBUTE, '<img alt=""\n srcset="/x.png 1x, https://cdn.example/x.png 2x">', id="picture"),
        pytest.param(ATTRIBUTE, '<form method="post" action="https://other.example/">', id="form"),
        pytest.param(STYLE, "a { background: url( 'https://cdn.example/x.png') }", id="background"),
        pytest.param(STYLE, '@import "//cdn.example/x.css";', id="import"),
        pytest.param(SCRIPT, 'fetch("https://other.example/")', id="fetch"),
    ],
)
def test_other_host_is_found(address, text):
    assert address.search(text)


def test_templates_name_no_other_host():
    """Also those of packages, some of which are in our pages."""
    folders = [BASE_DIR / "templates", *map(Path, get_app_template_dirs("templates"))]
    templates = [path for folder in folders for path in folder.rglob("*.html")]

    assert len(templates) > 500
    assert naming_hosts(templates, ATTRIBUTE) == []
    assert naming_hosts(templates, STYLE) == []


def test_stylesheets_name_no_other_host():
    stylesheets = static_files(".css") + list((BASE_DIR / "balansekunst/static/vendor").rglob("*.css"))

    assert len(stylesheets) > 30
    assert naming_hosts(stylesheets, STYLE) == []


def test_own_scripts_name_no_other_host():
    scripts = static_files(".js", own=True)

    assert len(scripts) > 10
    assert naming_hosts(scripts, SCRIPT) == []
