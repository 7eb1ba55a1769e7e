"""The command `rotate_keys`: re-encrypt all encrypted texts with the first of ENCRYPTION_KEYS."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from balansekunst import rotation


class Command(BaseCommand):
    help = "Krypterer alt på nytt med den første av ENCRYPTION_KEYS. Trygt å avbryte, og å kjøre flere ganger."

    def handle(self, **_options: Any) -> None:
        unreadable = 0
        for field in rotation.totals(rotation.rotate()):
            self.stdout.write(
                _("%(field)s: %(rotated)s kryptert på nytt, %(already)s hadde den nyeste nøkkelen fra før")
                % {"field": field.field, "rotated": field.rotated, "already": field.already}
            )
            for pk in field.unreadable:
                self.stderr.write(_("%(field)s: ingen nøkkel åpner rad %(row)s") % {"field": field.field, "row": pk})
            unreadable += len(field.unreadable)
        if unreadable:
            self.stderr.write(_("Behold de gamle nøklene: %(count)s ble ikke lest.") % {"count": unreadable})
            sys.exit(1)
        self.stdout.write(_("Alt er under den nyeste nøkkelen. De andre kan fjernes fra ENCRYPTION_KEYS."))
