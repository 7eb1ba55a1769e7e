"""The command `backup`: the database and the attachments in one encrypted file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.backup import BackupError, archives, folder
from balansekunst.figures import Period
from reports.counting.summary import key_numbers


class Command(BaseCommand):
    help = "Lager en kryptert sikkerhetskopi av databasen og vedleggene, også mens programmet er i bruk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="filen; uten den en ny fil i BACKUP_DIR")

    def handle(self, *, file: Path | None, **_options: Any) -> None:
        now = timezone.now()
        year = timezone.localdate(now).year
        try:
            path = file or folder.new_path(now)
            with archives.snapshot():
                archives.check_migrations()
                # A rehearsal counts them again in the restored database (`rehearse_restore`).
                figures = {str(each): key_numbers(Period.year(each))[0] for each in (year - 1, year)}
                contents = archives.write(path, taken_at=now, figures=figures)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path}: {contents}")
        for name in contents.missing:
            self.stderr.write(_("Vedlegget %(name)s finnes ikke, og er ikke med.") % {"name": name})
