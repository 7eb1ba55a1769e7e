"""The stylesheets: what is defined once, and what each part of the program links."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from balansekunst.settings import BASE_DIR

STYLESHEETS = [*BASE_DIR.glob("*/static/balansekunst/*.css"), *BASE_DIR.glob("demo/static/demo/*.css")]
CALENDAR_KINDS = [kind.key for path in settings.CALENDARS for kind in import_string(path)]
LINKED = re.compile(r"""<link rel="stylesheet"[^>]*\{% static ["'](?!vendor/|admin/)([\w/.-]+)""")


def rules(css: str, condition: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield the selector of each rule, its declarations, and the condition (`@media …`) it is under."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    while match := re.match(r"\s*([^{}]+)\{", css):
        depth, end = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        selector, body = match[1].strip(), css[match.end() : end - 1]
        if selector.startswith(("@media", "@layer")):
            yield from rules(body, selector)
        else:
            yield selector, body, condition
        css = css[end:]


def subjects(selector: str) -> list[str]:
    """Return the last compound of each selector in the list: the elements that the rule is for."""
    without_arguments = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", selector))
    return [re.split(r"[\s>+~]+", part.strip())[-1] for part in without_arguments.split(",")]


@pytest.mark.parametrize("name", ["actions", "number", "note"])
def test_class_is_defined_once(name):
    found = [
        (path.name, selector)
        for path in STYLESHEETS
        for selector, _body, condition in rules(path.read_text())
        if "print" not in condition and any(re.search(rf"\.{name}(?![\w-])", subject) for subject in subjects(selector))
    ]

    assert [path for path, _selector in found] == ["base.css"], found


def test_font_faces_are_defined_once():
    faces = [
        (path.name, *re.findall(r"(?:font-family|font-weight|font-style): ([^;]+);", body))
        for path in STYLESHEETS
        for selector, body, _condition in rules(path.read_text())
        if selector == "@font-face"
    ]

    assert {name for name, *_face in faces} == {"shared.css"}
    assert len(faces) == len(set(faces)) == 4


@pytest.mark.parametrize(
    ("folder", "own"),
    [
        pytest.param("account", set(), id="account"),
        pytest.param(
            "admin",
            {
                "admin.css",
                "bulk.css",
                "calendar.css",
                "jobs.css",
                "lists.css",
                "object_page.css",
                "print.css",
                "shared.css",
            }
            | {"evaluation_admin.css"},
            id="admin",
        ),
        pytest.param("balansepotten", {"balansepotten.css"}, id="balansepotten"),
        pytest.param("radgivning", {"base.css", "radgivning.css", "shared.css"}, id="radgivning"),
        pytest.param("reports", {"report.css"}, id="reports"),
    ],
)
def test_templates_link_own_stylesheet(folder, own):
    templates = (BASE_DIR / "templates" / folder).rglob("*.html")

    linked = {Path(name).name for path in templates for name in LINKED.findall(path.read_text())}

    assert linked == own


@pytest.mark.parametrize("key", [pytest.param(key, id=key) for key in CALENDAR_KINDS])
def test_kind_of_calendar_has_colour(key):
    css = (BASE_DIR / "balansekunst/static/balansekunst/calendar.css").read_text()

    assert f".kind-{key} {{ --kind:" in css
