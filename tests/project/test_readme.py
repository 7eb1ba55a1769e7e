"""The README tells the truth where a machine can tell."""

import re

import pytest

from balansekunst.settings import BASE_DIR

README = (BASE_DIR / "README.md").read_text()
SETTINGS = (BASE_DIR / "balansekunst" / "settings.py").read_text()
READ_BY_SETTINGS = sorted(set(re.findall(r"""\benv(?:\.\w+)?\(\s*"([A-Z_]+)\"""", SETTINGS)))
TOLD = re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)
LINKS = [link for link in re.findall(r"\]\(([^)]+)\)", README) if not link.startswith("http")]


def test_readme_tells_each_setting_and_no_other():
    assert sorted(TOLD) == READ_BY_SETTINGS


@pytest.mark.parametrize("link", LINKS)
def test_readme_links_to_what_is_there(link):
    assert (BASE_DIR / link).exists()


def test_readme_begins_with_the_two_commands():
    commands = re.findall(r"^```\n(.+?)\n```", README, re.MULTILINE | re.DOTALL)

    assert commands[:2] == ["pip install uv && uv run manage.py demo", "uv run pytest"]
