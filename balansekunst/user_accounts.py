"""The e-mail address that a user logs in with."""

from allauth.account.models import EmailAddress
from django.db import transaction

from balansekunst.models import User
from balansekunst.sessions import end_sessions


@transaction.atomic
def verify_email(user: User) -> None:
    """Mark `user.email` as verified, and delete the user's other addresses.

    Staff have checked the address. Without a verified one, allauth accepts the login code and then stops.
    """
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


@transaction.atomic
def change_email(user: User, email: str) -> None:
    """Save the user with a new address to log in with. Sessions that began with the old one end.

    Raises ValidationError if another user has the address.
    """
    user.email = email
    user.validate_constraints()
    user.save()
    verify_email(user)
    end_sessions(user)
