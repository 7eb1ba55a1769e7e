"""The browsers that users have logged in from before, known by a signed cookie; others lead to an e-mail.

The cookie contains numbers of users and is sent only to the pages of the account.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from balansekunst.models import User

COOKIE = "known_browser"
PATH = "/konto/"
AGE = 60 * 60 * 24 * 365
MOST_USERS = 10  # that share a browser; the longest unused are forgotten


def is_known(request: HttpRequest, user: User) -> bool:
    """Return whether the user has logged in from this browser within AGE."""
    return str(user.pk) in _users(request)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Set the cookie for the user, and for those who have used the browser before."""
    key = str(user.pk)
    users = [*(other for other in _users(request) if other != key), key][-MOST_USERS:]
    response.set_cookie(
        COOKIE,
        signing.dumps(users, salt=COOKIE),
        max_age=AGE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _users(request: HttpRequest) -> list[str]:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=AGE)
    except signing.BadSignature:
        return []
