"""The forms for logging in, with daily limits of guessing the codes of one account.

allauth limits how often codes are sent, and counts wrong ones in the session, which requests at the same time can
overwrite. These limits are counted in the cache, under a lock, for the account; right codes count too, so that the
owner's log-ins give nobody more guesses. The numbers are in settings.ACCOUNT_RATE_LIMITS.
"""

from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.fields import EmailField
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from allauth.account.internal.stagekit import get_pending_stage
from allauth.core import context, ratelimit
from allauth.core.internal.ratelimit import consume
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest, HttpResponse

from balansekunst.text import CleanLine


def count_guess(action: str, account: str) -> None:
    """Count a guess at a code of the account. Raises ValidationError above the limit."""
    if not ratelimit.consume(context.request, action=action, key=account):
        raise get_adapter().validation_error("too_many_login_attempts")


def is_within_limit(request: HttpRequest, action: str, key: str | None = None) -> bool:
    """Count a request, also by GET, from its address and for the key. Return whether it is within the limits."""
    return consume(request, app="allauth.account", action=action, key=key, limit_get=True) is not None


def too_many(request: HttpRequest) -> HttpResponse:
    """Return the page that says that there are too many requests."""
    return ratelimit.respond_429(request)


def delete_expired(at: datetime) -> int:
    """Delete what has expired of the database's cache, whose keys contain addresses of visitors. Return how many rows.

    The cache itself deletes a row when it reads it again.
    """
    cache = settings.CACHES["default"]
    if not cache["BACKEND"].endswith(".DatabaseCache"):
        return 0
    table = connection.ops.quote_name(cache["LOCATION"])
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE expires < %s",  # noqa: S608
            [models.DateTimeField().get_db_prep_value(at, connection)],
        )
        return cursor.rowcount


class AddressField(CleanLine, EmailField):
    """The e-mail address of a user."""


class AddressForm(LoginForm):
    """The address to which a code is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressField()


class LoginCodeForm(ConfirmLoginCodeForm):
    """The code sent by e-mail. An address without an account has the same limit."""

    def clean_code(self) -> str:
        login = get_pending_stage(context.request).login
        count_guess("login_code", str(login.user.pk) if login.user else login.email.lower())
        return super().clean_code()


class SecondFactorForm(AuthenticateForm):
    """The code of the second factor, or a recovery code, when logging in."""

    def clean_code(self) -> str:
        count_guess("second_factor", str(self.user.pk))
        return super().clean_code()


class SecondFactorAgainForm(ReauthenticateForm):
    """The same codes when the user is logged in already."""

    def clean_code(self) -> str:
        count_guess("second_factor", str(self.user.pk))
        return super().clean_code()
