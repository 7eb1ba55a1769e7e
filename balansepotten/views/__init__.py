"""The pages of Balansepotten."""

from typing import TypeGuard

from django.http import HttpRequest

from balansekunst.models import User


class LoggedInRequest(HttpRequest):
    """A request of a logged-in user, as LoginRequiredMiddleware ensures."""

    user: User


def is_logged_in(request: HttpRequest) -> TypeGuard[LoggedInRequest]:
    """Return whether a user is logged in, for views that are open to others too."""
    return request.user.is_authenticated
