"""The command `demo`: migrate, fill the database, and start a server."""

import socket
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from demo import filling
from demo.user_accounts import ACCOUNTS

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Gjør alt klart med et oppdiktet kontor, og vis det på http://127.0.0.1:8000."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-server", action="store_true", help="gjør alt klart, men start ingen tjener")
        parser.add_argument("--port", type=int, default=8000, help="porten tjeneren skal svare på (8000)")

    def handle(self, *, no_server: bool, port: int, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("Demoen logger inn hvem som helst med et klikk. Den må startes med DEMO=true."))
        if not no_server and is_taken(port):
            raise CommandError(
                _("Port %(port)s er opptatt. Velg en annen: uv run manage.py demo --port %(next)s")
                % {"port": port, "next": port + 1}
            )
        self.make_ready()
        if no_server:
            self.stdout.write(_("Start tjeneren når du vil: uv run manage.py demo"))
        else:
            self.serve(port)

    def make_ready(self) -> None:
        """Migrate, and fill the database unless it is filled."""
        began = time.monotonic()
        self.stdout.write(_("Setter opp databasen …"))
        call_command("migrate", verbosity=0, interactive=False)
        if filling.is_filled():
            self.stdout.write(_("Demoen er på plass fra før, med det du har gjort i den."))
            return
        self.stdout.write(_("Henter inn kontorets regneark, og dikter opp det som har skjedd siden …"))
        try:
            filling.fill(timezone.localdate())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        seconds = round(time.monotonic() - began)
        self.stdout.write(self.style.SUCCESS(_("Klart på %(seconds)s sekunder.") % {"seconds": seconds}))

    def serve(self, port: int) -> None:
        """Print the URL and the accounts, and serve until stopped."""
        self.stdout.write("")
        self.stdout.write(self.style.SUCCESS(_("Åpne http://%(host)s:%(port)s") % {"host": HOST, "port": port}))
        self.stdout.write(_("Forsiden viser hva du kan prøve, og logger deg inn med et klikk som:"))
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.name}, {account.title}")
        self.stdout.write(_("Stopp med Ctrl+C."))
        call_command("runserver", f"{HOST}:{port}", use_reloader=False, skip_checks=True)


def is_taken(port: int) -> bool:
    """Return whether something listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False
