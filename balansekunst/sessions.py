"""The sessions of users."""

from datetime import datetime

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction

from balansekunst.models import User


@transaction.atomic
def end_sessions(user: User) -> None:
    """End all sessions of the user, and the logins that have begun.

    A new unusable password makes every session of the user invalid, also one that another transaction is creating. A
    login that waits for a code is not bound to it, so that its row is deleted.
    """
    user.password = make_password(None)
    User.objects.filter(pk=user.pk).update(password=user.password)
    Session.objects.filter(
        pk__in=[session.pk for session in Session.objects.iterator() if _is_of(session, user)]
    ).delete()


def delete_expired(at: datetime) -> int:
    """Delete the sessions that have expired, and return how many."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]


def _is_of(session: Session, user: User) -> bool:
    data = session.get_decoded()
    waiting = data.get(LOGIN_SESSION_KEY) or {}
    return data.get(SESSION_KEY) == str(user.pk) or waiting.get("user_pk") == user_pk_to_url_str(user)
