"""No argument makes a command fail with anything but words for whoever typed it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from balansekunst.models import User

# The last is what Python makes of a byte that is no UTF-8.
TEXTS = ("", " ", "-1", "0", "9" * 40, "1.5", "abc", "å", "'", "a@b", f"a@{'b.' * 140}no", "\udcff")
YEARS = ("1899", "1900", "2100", "2101", "9999", "10000")
OF_FILES = ("verify", "restore", "rehearse_restore", "backup", "import_office")


def failure_of(command: str, *arguments: str) -> str:
    """Return how the command failed, or an empty text where it succeeded, or said what is wrong."""
    try:
        call_command(command, *arguments, stdout=StringIO(), stderr=StringIO())
    except (CommandError, SystemExit):
        return ""
    except Exception as error:  # noqa: BLE001 (whatever a command raises)
        return f"{command} {[text[:60] for text in arguments]}: {type(error).__name__}: {str(error)[:200]}"
    return ""


def failures_of(cases: list[tuple[str, ...]]) -> list[str]:
    return [failure for case in cases if (failure := failure_of(*case))]


@pytest.mark.django_db
def test_no_argument_makes_a_command_fail(superuser: User) -> None:
    cases: list[tuple[str, ...]] = [("figures", f"--{option}", text) for option in ("public", "x") for text in TEXTS]
    cases += [("figures", text) for text in (*TEXTS, *YEARS)]
    cases += [("change_account", text, "--erase") for text in TEXTS]
    cases += [("change_account", superuser.email, f"--{name}={text}") for name in ("role", "email") for text in TEXTS]

    assert failures_of(cases) == []


@pytest.mark.django_db
@pytest.mark.parametrize("command", OF_FILES)
def test_no_path_makes_a_command_fail(tmp_path: Path, command: str) -> None:
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "other").write_bytes(b"PK\x03\x04" * 99)
    paths = (tmp_path, tmp_path / "empty", tmp_path / "other", tmp_path / "none" / "x", tmp_path / "empty" / "x")

    assert failures_of([(command, str(path)) for path in (*paths, tmp_path / ("x" * 300), tmp_path / "\udcff")]) == []
