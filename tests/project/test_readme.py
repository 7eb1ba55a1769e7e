"""Links in the documents lead somewhere, and docs/deployment.md lists exactly the settings that exist."""

import re

from balansekunst.settings import BASE_DIR

DOCUMENTS = [BASE_DIR / "README.md", BASE_DIR / "CONTRIBUTING.md", *sorted((BASE_DIR / "docs").glob("*.md"))]
README = (BASE_DIR / "README.md").read_text()
DEPLOYMENT = (BASE_DIR / "docs" / "deployment.md").read_text()
SETTINGS = (BASE_DIR / "balansekunst" / "settings.py").read_text()
READ_BY_SETTINGS = sorted(set(re.findall(r"""\benv(?:\.\w+)?\(\s*"([A-Z_]+)\"""", SETTINGS)))
LINKS = [
    (path, link)
    for path in DOCUMENTS
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text())
    if not link.startswith("http")
]


def test_deployment_lists_every_setting():
    assert sorted(re.findall(r"^\| `([A-Z_]+)` \|", DEPLOYMENT, re.MULTILINE)) == READ_BY_SETTINGS


def test_link_targets_exist():
    assert [f"{path.name}: {link}" for path, link in LINKS if not (path.parent / link).exists()] == []
    assert LINKS


def test_readme_has_the_two_commands():
    commands = re.findall(r"^```\n(.+?)\n```", README, re.MULTILINE | re.DOTALL)

    assert commands == ["uv run manage.py demo", "uv run pytest"]
