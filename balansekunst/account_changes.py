"""Changes of accounts by others than their owners: e-mail address, second factor, roles, and erasing the person.

Whoever gets hold of an adviser's account can read enquiries. So a change that could give it to somebody else needs a
second person: another adviser, or management. Management's accounts are protected in the same way, since they confirm.
The database refuses other changes of protected accounts (migration `protected_accounts`).

An owner may add a second factor alone, and remove one while another remains: both pages ask for one first. A lost
second factor is reset here, since whoever reads the owner's mailbox could ask for that too.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from balansekunst import erasure, user_accounts
from balansekunst.access import PROTECTED_ROLES, has_role
from balansekunst.mail import outbox
from balansekunst.models import AccountChange, User
from balansekunst.sessions import end_sessions

Kind, Status = AccountChange.Kind, AccountChange.Status
# Called in the transaction of each step of a change: asked for, done or rejected. Apps add what they log.
LOGS: list[Callable[[AccountChange, datetime], None]] = []


def can_decide(user: User) -> bool:
    """Return whether the user may confirm and reject changes of others' accounts."""
    return any(has_role(user, role) for role in PROTECTED_ROLES)


@transaction.atomic
def change_email(account: User, email: str, *, by: User, at: datetime) -> AccountChange | None:
    """Save the account with a new e-mail address, or ask for it if the account is protected, and return that."""
    if account.is_protected():
        return _ask(account, Kind.EMAIL, email, by=by, at=at)
    user_accounts.change_email(account, email)
    return None


@transaction.atomic
def reset_second_factor(account: User, *, by: User, at: datetime) -> AccountChange | None:
    """Delete the account's second factors, or ask for it if the account is protected, and return that."""
    if account.is_protected():
        return _ask(account, Kind.SECOND_FACTOR, "", by=by, at=at)
    _delete_factors(account)
    return None


@transaction.atomic
def erase(account: User, *, by: User, at: datetime) -> AccountChange | None:
    """Erase the person of the closed account, or ask for it if the account is protected, and return that.

    Raises ValidationError if the account isn't closed.
    """
    erasure.check_closed(account)
    if account.is_protected():
        return _ask(account, Kind.ERASURE, "", by=by, at=at)
    erasure.erase(account)
    return None


@transaction.atomic
def set_roles(account: User, roles: Collection[str], *, by: User, at: datetime) -> list[AccountChange]:
    """Give the account these roles, ask for the protected ones that it doesn't have, and return those.

    Its sessions end if its roles change.
    """
    granted, waiting = split_roles(account, roles)
    if set(granted) != set(account.groups.values_list("name", flat=True)):
        account.groups.set(Group.objects.filter(name__in=granted))
        end_sessions(account)
    return [ask_role(account, role, by=by, at=at) for role in waiting]


def split_roles(account: User, roles: Collection[str]) -> tuple[list[str], list[str]]:
    """Return which of the roles the account may have at once, and which a second person must confirm."""
    current = set(account.groups.values_list("name", flat=True)) if account.pk else set()
    waiting = sorted(set(roles) & PROTECTED_ROLES - current)
    return sorted(set(roles) - set(waiting)), waiting


@transaction.atomic
def ask_role(account: User, role: str, *, by: User, at: datetime) -> AccountChange:
    return _ask(account, Kind.ROLE, role, by=by, at=at)


def _ask(account: User, kind: AccountChange.Kind, value: str, *, by: User, at: datetime) -> AccountChange:
    """Return what was asked for and waits, the same if somebody has asked before."""
    _lock(account)
    change, is_new = AccountChange.objects.get_or_create(
        account=account, kind=kind, value=value, status=Status.ASKED, defaults={"asked_by": by, "asked_at": at}
    )
    if is_new:
        _announce(change, at)
    return change


def waiting() -> QuerySet[AccountChange]:
    return AccountChange.objects.filter(status=Status.ASKED).select_related("account", "asked_by")


@transaction.atomic
def confirm(change: AccountChange, *, by: User, at: datetime) -> None:
    """Make the change. Raises ValidationError if `by` isn't a second person, or the change has been decided."""
    change = _undecided(change, by)
    change.decided_by, change.decided_at, change.status = by, at, Status.CONFIRMED
    change.validate_constraints()
    change.save()
    _make(change, at)


@transaction.atomic
def reject(change: AccountChange, *, by: User, at: datetime) -> None:
    """Reject the change, which its own account's owner may do too. Raises ValidationError if it has been decided."""
    change = _undecided(change, by)
    change.decided_by, change.decided_at, change.status = by, at, Status.REJECTED
    change.save()
    _announce(change, at)


@transaction.atomic
def change_on_server(account: User, kind: AccountChange.Kind, value: str = "", *, at: datetime) -> None:
    """Make a change without a second person, for when there is none: only the command `change_account` calls this."""
    _lock(account)
    change = AccountChange(account=account, kind=kind, value=value, asked_at=at, decided_at=at)
    change.status = Status.CONFIRMED
    change.full_clean(exclude=["asked_by", "decided_by"])
    change.save()
    _make(change, at)


def _lock(account: User) -> None:
    User.objects.select_for_update().get(pk=account.pk)


def _undecided(change: AccountChange, by: User) -> AccountChange:
    if not can_decide(by):
        raise PermissionDenied
    _lock(change.account)
    change = AccountChange.objects.select_related("account", "asked_by").get(pk=change.pk)
    if change.status != Status.ASKED:
        raise ValidationError(_("Noen har allerede avgjort dette."))
    return change


def _make(change: AccountChange, at: datetime) -> None:
    """Make a confirmed change, in whose transaction alone the database allows it."""
    account, old_email = change.account, change.account.email
    if change.kind == Kind.EMAIL:
        user_accounts.change_email(account, change.value)
    elif change.kind == Kind.SECOND_FACTOR:
        _delete_factors(account)
    elif change.kind == Kind.ERASURE:
        erasure.erase(account)
        account.refresh_from_db()
    else:
        account.groups.add(Group.objects.get(name=change.value))
        end_sessions(account)
    change.status = Status.DONE
    change.save()
    _announce(change, at, old_email)


def _delete_factors(account: User) -> None:
    Authenticator.objects.filter(user=account).delete()
    end_sessions(account)


def _announce(change: AccountChange, at: datetime, *more: str) -> None:
    """Log the step, and send an e-mail about it to the account's address, the other advisers and management."""
    for log in LOGS:
        log(change, at)
    body = render_to_string("balansekunst/mail/account_change.txt", {"change": change})
    own = () if change.account.is_erased else (*more, change.account.email)
    for email in dict.fromkeys([*own, *_deciders()]):
        outbox.post(recipient=email, subject=_subject(change), body=body, about=change)


def _subject(change: AccountChange) -> str:
    return {
        Status.ASKED: _("En kontoendring venter på bekreftelse"),
        Status.DONE: _("En konto er endret"),
        Status.REJECTED: _("En kontoendring er avvist"),
    }[Status(change.status)]


def _deciders() -> Iterable[str]:
    has_protected_role = Q(groups__name__in=PROTECTED_ROLES)
    users = User.objects.filter(has_protected_role, is_active=True).distinct().order_by("pk")
    return users.values_list("email", flat=True)
