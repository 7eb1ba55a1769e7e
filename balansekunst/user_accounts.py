"""The e-mail address that a user logs in with."""

from allauth.account.models import EmailAddress
from django.db import transaction

from balansekunst.models import User


@transaction.atomic
def verify_email(user: User) -> None:
    """Mark `user.email` as verified, and delete the user's other addresses.

    Staff have checked the address. Without a verified one, allauth accepts the login code and then stops.
    """
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
