"""The command `check_places`: municipalities and counties against Klass."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from members.register import place_checking
from members.register.answers import Unreachable


class Command(BaseCommand):
    help = "Sjekker kommunene og fylkene mot Klass hos Statistisk sentralbyrå."

    def handle(self, **_options: Any) -> None:
        try:
            found = place_checking.check(timezone.now())
        except Unreachable as error:
            raise CommandError(f"{error} {_('Ingenting er endret.')}") from error
        self.stdout.write(_("%(count)d nye endringer. De står i administrasjonen.") % {"count": found})
