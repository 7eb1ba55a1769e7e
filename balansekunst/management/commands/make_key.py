"""The command `make_key`: generate a new key for ENCRYPTION_KEYS."""

from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Lager en ny nøkkel til ENCRYPTION_KEYS. Den lagres ingen steder."
    requires_system_checks = ()

    def handle(self, **_options: Any) -> None:
        self.stdout.write(Fernet.generate_key().decode())
