"""What has happened since a backup was taken, as far as it is known, is done again in the restored database."""

from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst import account_changes
from balansekunst.backup import erasures
from balansekunst.models import AccountChange, Message, User
from balansekunst.personal_data.retention import RULES
from balansekunst.personal_data.rules import close_and_erase

Status = Message.Status


def doubt_unsent() -> int:
    """Mark the e-mails that waited as uncertain, since they may have been sent after the backup; return how many."""
    waiting = Message.objects.filter(status__in=(Status.QUEUED, Status.SENDING))
    failure = _("Fra en sikkerhetskopi: e-posten kan være sendt etter at kopien ble laget.")
    return waiting.update(status=Status.UNCERTAIN, failure=failure)


def erase_again(taken_at: datetime, folder: Path, *, at: datetime) -> tuple[int, list[int]]:
    """Erase the persons that were erased after the backup, by the file beside it.

    Return how many, and the numbers of the accounts that a legal hold keeps from it.
    """
    count, held = 0, []
    for erasure in erasures.since(taken_at, folder):
        account = User.objects.filter(pk=erasure["account"]).first()
        if account and not account.is_erased and erasures.is_of(erasure, account.email):
            try:
                _erase(account, at)
            except ValidationError:
                held.append(account.pk)
            else:
                count += 1
    return count, held


@transaction.atomic
def _erase(account: User, at: datetime) -> None:
    if not account.is_protected():
        close_and_erase(User.objects.filter(pk=account.pk))
        return
    account.groups.clear()
    account.is_active = False
    account.save()
    account_changes.change_on_server(account, AccountChange.Kind.ERASURE, at=at)


def apply_retention(at: datetime) -> int:
    """Delete what is due, which may be in a backup although it was deleted since; return how many rows."""
    return sum(rule.delete(at) for rule in RULES)
