"""The command `restore`: fills an empty database and an empty folder of attachments from a backup."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.backup import BackupError, afterwards, restoring


class Command(BaseCommand):
    """Afterwards it does again what the program has promised since the backup was taken."""

    help = "Fyller en tom database og en tom mappe for vedlegg fra en sikkerhetskopi."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="sikkerhetskopien")

    def handle(self, *, file: Path, **_options: Any) -> None:
        try:
            contents = restoring.restore(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Gjenopprettet: %(contents)s") % {"contents": contents})
        now, taken_at = timezone.now(), datetime.fromisoformat(contents.header["taken_at"])
        self.stdout.write(_("e-poster som kan være sendt siden: %(count)d") % {"count": afterwards.doubt_unsent()})
        erased, held = afterwards.erase_again(taken_at, file.parent, at=now)
        self.stdout.write(_("personer slettet på nytt: %(count)d") % {"count": erased})
        for number in held:
            self.stderr.write(_("Konto %(number)d ble slettet, men skal nå beholdes. Se på den.") % {"number": number})
        deleted = afterwards.apply_retention(now)
        self.stdout.write(_("rader som fristene sletter: %(count)d") % {"count": deleted})
