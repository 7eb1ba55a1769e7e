"""What the program imports when it starts."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Large packages that few requests need, or that only tests do.
LATER = ("openpyxl", "plotly", "narwhals", "markdown_it", "phonenumbers", "hypothesis", "pypdf", "tqdm", "xlsxwriter")
STARTED = f"""
import django

django.setup()

from django.urls import get_resolver

assert get_resolver().url_patterns

import sys

print(*sorted(set({LATER!r}) & set(sys.modules)))
"""


def test_large_packages_are_imported_where_they_are_used() -> None:
    """The settings are those of production, whose apps and addresses are all loaded."""
    environment = {"DJANGO_SETTINGS_MODULE": "balansekunst.settings", "DEBUG": "true"}

    started = subprocess.run(  # noqa: S603
        [sys.executable, "-c", STARTED], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert (started.stdout.strip(), started.stderr) == ("", "")


def test_commands_take_debug_from_the_settings_file(tmp_path: Path) -> None:
    """A server's commands run with the settings of its pages, and not with those of a laptop."""
    (tmp_path / ".env").write_text("DEBUG=false\n")
    (tmp_path / "manage.py").write_text((ROOT / "manage.py").read_text())
    environment = {
        "PYTHONPATH": str(ROOT),
        "SECRET_KEY": "only-for-this-test" * 4,
        "ENCRYPTION_KEYS": f"{'a' * 43}=",
        "ALLOWED_HOSTS": "balansekunst.example",
    }
    command = [sys.executable, str(tmp_path / "manage.py"), "diffsettings"]

    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603

    assert "\nDEBUG = True" not in found.stdout
