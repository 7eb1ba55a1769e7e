"""The command `new_credential_key`: a new key signs the digital credentials of Balansemerket from now on."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from balansemerket import credentials


class Command(BaseCommand):
    help = "Lager en ny nøkkel som signerer de digitale bevisene. De gamle bevisene er fortsatt gyldige."

    def handle(self, **_options: Any) -> None:
        key = credentials.make_key(at=timezone.now())
        self.stdout.write(_("Den nye nøkkelen er %(name)s.") % {"name": key.name})
