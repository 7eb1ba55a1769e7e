"""The command `change_account`: change a protected account when there is no second person who could confirm it."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst import account_changes
from balansekunst.access import PROTECTED_ROLES
from balansekunst.models import AccountChange, User

Kind = AccountChange.Kind


class Command(BaseCommand):
    """Logs the change and sends e-mails about it, as a confirmed change does."""

    help = "Endrer en konto når ingen kan bekrefte det på siden. Det loggføres, og de det angår, får e-post."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("account", help="e-postadressen til kontoen")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--role", choices=sorted(PROTECTED_ROLES), help="gi kontoen rollen")
        what.add_argument("--email", help="bytt e-postadressen")
        what.add_argument("--reset-second-factor", action="store_true", help="fjern totrinnsinnlogging")
        what.add_argument("--erase", action="store_true", help="slett navn og e-postadresse fra en lukket konto")

    def handle(self, *, account: str, role: str | None, email: str | None, erase: bool, **_options: Any) -> None:
        try:
            validate_email(account)
            user = User.objects.filter(email__iexact=account).first()
            if user is None:
                raise CommandError(_("Ingen konto har denne e-postadressen."))
            if role is not None:
                account_changes.change_on_server(user, Kind.ROLE, role, at=timezone.now())
            elif email is not None:
                validate_email(email)
                account_changes.change_on_server(user, Kind.EMAIL, email.lower(), at=timezone.now())
            elif erase:
                account_changes.change_on_server(user, Kind.ERASURE, at=timezone.now())
            else:
                account_changes.change_on_server(user, Kind.SECOND_FACTOR, at=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(_("Kontoen er endret."))
