"""The command `check_register`: all members against Enhetsregisteret."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from members.register import checking
from members.register.client import Unreachable


class Command(BaseCommand):
    help = "Sjekker alle medlemmene mot Enhetsregisteret. Ble den forrige avbrutt, går den videre der den var."

    def handle(self, **_options: Any) -> None:
        now = timezone.now()
        total = checking.count_left(now)
        try:
            with tqdm(total=total, unit=_(" medlemmer"), disable=not sys.stderr.isatty(), leave=False) as bar:
                found = checking.check_all(now, progress=lambda count: bar.update(count))
        except Unreachable as error:
            message = _("%(problem)s Det som er sjekket, er lagret. Kjør kommandoen igjen for å gå videre.")
            raise CommandError(message % {"problem": error}) from error
        self.stdout.write(_("%(count)d nye forskjeller. De står i administrasjonen.") % {"count": found})
