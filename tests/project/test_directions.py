"""Imports between apps go one way."""

import ast
from pathlib import Path

import pytest

from balansekunst.settings import BASE_DIR

APPS = {
    "balansekunst",
    "members",
    "courses",
    "balansemerket",
    "balansepotten",
    "radgivning",
    "reports",
    "office",
    "demo",
}
MAY_KNOW = {
    "balansekunst": set(),
    "members": {"balansekunst"},
    "courses": {"balansekunst", "members"},
    "balansemerket": {"balansekunst", "members"},
    "balansepotten": {"balansekunst", "members"},
    "radgivning": {"balansekunst", "members"},
    # The advice line is an area of figures to reports, and nothing more.
    "reports": APPS - {"radgivning", "office", "demo"},
    "office": APPS - {"demo"},
    "demo": APPS,
}
# The wings of reports: each imports only those before it. What is beside them (models, pictures) is below all of them.
WINGS = ("counting", "charts", "document", "output", "publication", "drift")
BELOW_WINGS = {"models", "pictures"}
PLACES = {"County", "Municipality", "Region"}


def sources(app: str) -> list[Path]:
    return list((BASE_DIR / app).rglob("*.py"))


def imports(path: Path) -> list[tuple[str, str]]:
    """Return each imported module with the name imported from it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.module, alias.name) for alias in node.names]
    return found


@pytest.mark.parametrize("app", sorted(APPS))
def test_app_imports_only_allowed_apps(app):
    strangers = APPS - MAY_KNOW[app] - {app}

    found = [
        f"{path.relative_to(BASE_DIR)}: {module}"
        for path in sources(app)
        for module, _name in imports(path)
        if module.split(".")[0] in strangers
    ]

    assert found == []


def test_advice_line_imports_only_places():
    found = {
        name
        for path in sources("radgivning")
        for module, name in imports(path)
        if module.split(".")[0] == "members" and "migrations" not in path.parts
    }

    assert found <= PLACES


@pytest.mark.parametrize("wing", WINGS)
def test_wing_of_reports_imports_earlier_wings_only(wing):
    allowed = {*BELOW_WINGS, *WINGS[: WINGS.index(wing) + 1]}

    found = [
        f"{path.relative_to(BASE_DIR)}: {module} {name}"
        for path in (BASE_DIR / "reports" / wing).rglob("*.py")
        for module, name in imports(path)
        if module.split(".")[0] == "reports" and (f"{module}.{name}".split(".")[1]) not in allowed
    ]

    assert found == []
