"""The sessions of users."""

from datetime import datetime

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY, update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

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


@transaction.atomic
def end_other_sessions(request: HttpRequest, user: User) -> None:
    """End the user's sessions except that of the request, which must show a second factor again."""
    end_sessions(user)
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record for record in records if record.get("method") != "mfa"
    ]
    update_session_auth_hash(request, user)
    UserSession.objects.create_from_request(request)


def delete_expired(at: datetime) -> int:
    """Delete the sessions that have expired, and what is stored about ended ones. Return how many have expired."""
    expired = Session.objects.filter(expire_date__lt=at).delete()[0]
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return expired


# What browsers and systems are recognised by, the more specific before the general.
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "FxiOS/": "Firefox", "CriOS/": "Chrome"}
BROWSERS |= {"Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "Mac"}
SYSTEMS |= {"CrOS": "Chromebook", "Linux": "Linux"}


def browser_name(user_agent: str) -> str:
    """Return what a person calls the browser: «Firefox på Windows»."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s på %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Ukjent nettleser")


def _is_of(session: Session, user: User) -> bool:
    data = session.get_decoded()
    waiting = data.get(LOGIN_SESSION_KEY) or {}
    return data.get(SESSION_KEY) == str(user.pk) or waiting.get("user_pk") == user_pk_to_url_str(user)
