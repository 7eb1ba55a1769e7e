"""The pages of Balansepotten."""

from typing import TypeGuard

from django.http import HttpRequest

from balansekunst.access import LoggedInRequest

__all__ = ["LoggedInRequest", "is_logged_in"]


def is_logged_in(request: HttpRequest) -> TypeGuard[LoggedInRequest]:
    """Return whether a user is logged in, for views that are open to others too."""
    return request.user.is_authenticated
