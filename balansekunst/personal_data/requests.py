"""A person asks to be erased, and staff carry it out or refuse it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from balansekunst import account_changes, erasure
from balansekunst.mail import outbox
from balansekunst.models import AccountChange, ErasureRequest, User

Status = ErasureRequest.Status


def waiting_of(account: User) -> ErasureRequest | None:
    return ErasureRequest.objects.filter(account=account, status=Status.WAITING).first()


@transaction.atomic
def ask(account: User, *, at: datetime) -> ErasureRequest:
    """Return the person's request, a new one unless one waits."""
    User.objects.select_for_update().get(pk=account.pk)
    return waiting_of(account) or ErasureRequest.objects.create(account=account, asked_at=at)


def withdraw(account: User) -> bool:
    """Delete the person's request if it waits, and return whether it did."""
    return bool(ErasureRequest.objects.filter(account=account, status=Status.WAITING).delete()[0])


@transaction.atomic
def refuse(request: ErasureRequest, *, answer: str, by: User, at: datetime) -> None:
    """Refuse the request, and send the answer to the person. Raises ValidationError without an answer."""
    request = _undecided(request)
    _decide(request, Status.REFUSED, answer=answer, by=by, at=at)
    _send_answer(request)


@transaction.atomic
def carry_out(request: ErasureRequest, *, answer: str, by: User, at: datetime) -> AccountChange | None:
    """Close the account and erase its person, after an e-mail that says so.

    Returns what a second person must confirm if the account is protected: then the request still waits, and is carried
    out when the person has been erased. Raises ValidationError if there is a legal hold, or it is the user's own.
    """
    request = _undecided(request)
    account = User.objects.select_for_update().get(pk=request.account_id)
    if account == by:
        raise ValidationError(_("En annen enn deg selv må slette deg."))
    if not account.is_erased:
        erasure.check_not_held(account)
        account.groups.clear()
        account.is_active = False
        account.save()
        if account.is_protected():
            return account_changes.erase(account, by=by, at=at)
    _decide(request, Status.DONE, answer=answer, by=by, at=at)
    if not account.is_erased:
        _send_answer(request)
        erasure.erase(account)
    return None


def _undecided(request: ErasureRequest) -> ErasureRequest:
    locked = ErasureRequest.objects.select_for_update(of=("self",)).select_related("account").filter(pk=request.pk)
    found = locked.first()
    if found is None or found.status != Status.WAITING:
        raise ValidationError(_("Ønsket er trukket tilbake eller avgjort."))
    return found


def _decide(request: ErasureRequest, status: ErasureRequest.Status, *, answer: str, by: User, at: datetime) -> None:
    request.status, request.answer, request.decided_by, request.decided_at = status, answer, by, at
    request.full_clean(exclude=["account", "decided_by"])
    request.save()


def _send_answer(request: ErasureRequest) -> None:
    outbox.post(
        recipient=request.account.email,
        subject=_("Svar på ønsket ditt om å bli slettet"),
        body=render_to_string("personal_data/mail/answer.txt", {"request": request}),
        about=request,
    )
