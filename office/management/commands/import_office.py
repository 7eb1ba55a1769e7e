"""The command `import_office`: import the office's workbooks."""

import sys
from argparse import ArgumentParser
from itertools import count
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from balansekunst.imports.resources import STEPS
from office.folder import import_folder, read_folder
from radgivning import releases

# Exit statuses. Python and Django exit with 1 for errors, and with 2 for a mistyped command.
HAS_FAULTS, HAS_WARNINGS = 1, 3


class Command(BaseCommand):
    help = "Importer en mappe med kontorets arbeidsbøker: alt sammen, eller ingenting når noe er feil."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="mappen med arbeidsbøkene")
        parser.add_argument("--dry-run", action="store_true", help="si hva som ville blitt endret, men endre ingenting")
        parser.add_argument("--accept-warnings", action="store_true", help="importer selv om mappen har advarsler")

    def handle(self, *, folder: Path, dry_run: bool, accept_warnings: bool, **_options: Any) -> None:
        found = read_folder(folder)
        steps = count(1)
        with tqdm(total=len(found), unit=_(" rader"), disable=not sys.stderr.isatty(), leave=False) as bar:
            report = import_folder(
                found,
                dry_run=dry_run,
                accept_warnings=accept_warnings,
                advance=lambda: bar.update(int(next(steps) % STEPS == 0)),
            )
        for fault in report.faults:
            self.stderr.write(str(fault))
        for warning in report.warnings:
            self.stderr.write(_("Advarsel: %(warning)s") % {"warning": warning})
        if report.faults:
            self.stdout.write(_("Ingenting er endret: mappen har %(count)s feil.") % {"count": len(report.faults)})
            sys.exit(HAS_FAULTS)
        if report.to_accept and not (accept_warnings or dry_run):
            words = ngettext(
                "Ingenting er endret: mappen har %(count)s advarsel. Se over den, og importer med --accept-warnings.",
                "Ingenting er endret: mappen har %(count)s advarsler. Se over dem, og importer med --accept-warnings.",
                report.to_accept,
            )
            self.stdout.write(words % {"count": report.to_accept})
            sys.exit(HAS_WARNINGS)
        if dry_run:
            for change in report.changes:
                self.stdout.write(str(change))
        for line in report.lines():
            self.stdout.write(line)
        if dry_run:
            self.stdout.write(_("Dette var en prøve: ingenting er endret."))
        else:
            # Otherwise past years of the advice line would not be released until `daily` runs.
            releases.release(timezone.localdate())
