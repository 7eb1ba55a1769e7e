"""Each test that docs/threats.md names exists."""

import re

from balansekunst.settings import BASE_DIR

NAMED = sorted(set(re.findall(r"`(tests/[^`]+)`", (BASE_DIR / "docs" / "threats.md").read_text())))


def exists(named: str) -> bool:
    path, _colons, name = named.partition("::")
    return f"def {name or 'test_'}" in (BASE_DIR / path).read_text()


def test_named_tests_exist() -> None:
    assert [named for named in NAMED if not exists(named)] == []
    assert NAMED


def test_each_threat_names_a_test() -> None:
    rows = [row for row in (BASE_DIR / "docs" / "threats.md").read_text().splitlines() if row.startswith("| ")]

    assert [row for row in rows if "`tests/" not in row and not re.match(r"\| (who|what|---) \|", row)] == []
