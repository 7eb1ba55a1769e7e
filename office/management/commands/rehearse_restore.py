"""The command `rehearse_restore`: restores a backup into a scratch place, and compares the figures."""

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from balansekunst.backup import BackupError, archives, folder


class Command(BaseCommand):
    """The program runs by itself on the scratch place, as it would after a real loss."""

    help = "Gjenoppretter den nyeste sikkerhetskopien et annet sted, og sammenligner årets tall med dem i den."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="filen; uten den den nyeste i BACKUP_DIR")
        parser.add_argument("--database-url", help="en tom database; uten den en fil som slettes etterpå")

    def handle(self, *, file: Path | None, database_url: str | None, **_options: Any) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            environment = os.environ | {
                "DATABASE_URL": database_url or f"sqlite:///{scratch}/db.sqlite3",
                "ATTACHMENTS_BUCKET": "",
                "ATTACHMENTS_DIR": f"{scratch}/attachments",
                "BACKUP_DIR": "",
            }
            try:
                path = (file or folder.newest()).resolve()
                figures = archives.read_figures(path)
            except BackupError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(_run(environment, "restore", str(path)).strip())
            restored = {year: json.loads(_run(environment, "figures", year)) for year in figures}
        if different := _different(figures, restored):
            raise CommandError(_("Tallene er ikke de samme: %(figures)s") % {"figures": ", ".join(different)})
        self.stdout.write(
            _("%(file)s: tallene for %(years)s er de samme.") % {"file": path, "years": ", ".join(figures)}
        )


def _run(environment: dict[str, str], *arguments: str) -> str:
    """Run a command of the program, and return what it writes."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (ours)
    if result.returncode:
        raise CommandError(result.stderr.strip())
    return result.stdout


def _different(figures: dict[str, Any], restored: dict[str, Any]) -> list[str]:
    """Return the names of the areas whose figures differ, with their year."""
    return [
        f"{year} {area}"
        for year, areas in figures.items()
        for area in areas | restored[year]
        if areas.get(area) != restored[year].get(area)
    ]
