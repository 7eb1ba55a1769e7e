"""The pages of Balansepotten: the calls, for anyone, and the applications, for an organisation's contacts."""

from typing import TypeGuard

from django.http import HttpRequest

from balansekunst.models import User


class LoggedInRequest(HttpRequest):
    """A request that has come past the middleware that asks for a login."""

    user: User


def is_logged_in(request: HttpRequest) -> TypeGuard[LoggedInRequest]:
    """Tell if someone is logged in, in a view that lets others in too."""
    return request.user.is_authenticated
