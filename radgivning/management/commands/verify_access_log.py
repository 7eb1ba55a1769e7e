"""The command `verify_access_log`: verify the advice line's access log, or report where it is broken first."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from radgivning import access_log
from radgivning.models import LogHead


class Command(BaseCommand):
    """Prints the length of the log and its last digest, to be stored elsewhere. Exit status 1 if the log is broken."""

    help = _("Kontrollerer om innsynsloggen er hel, og viser ellers hvor den først er brutt.")

    def handle(self, *_args: Any, **_options: Any) -> None:
        broken = access_log.first_broken()
        if broken:
            raise CommandError(broken)
        head = LogHead.objects.get()
        words = _("Innsynsloggen er hel: %(length)d innslag, det siste er %(digest)s")
        self.stdout.write(words % {"length": head.length, "digest": head.digest or "–"})
