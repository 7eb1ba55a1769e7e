"""The command `verify`: reads a whole backup, and says whether it is as it was written."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from balansekunst.backup import BackupError, archives, folder


class Command(BaseCommand):
    help = "Leser hele sikkerhetskopien og sier om den er hel. Skriver ingenting, og trenger ingen database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="filen; uten den den nyeste i BACKUP_DIR")

    def handle(self, *, file: Path | None, **_options: Any) -> None:
        try:
            path = file or folder.newest()
            contents = archives.verify(path)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path}: {contents}")
        values = {"at": contents.header["taken_at"], "program": contents.header["program"]}
        self.stdout.write(_("Hel. Laget %(at)s av versjon %(program)s.") % values)
