"""The people who act for an organisation, and their user accounts."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balansekunst import user_accounts
from balansekunst.models import User
from members.models import Contact, Organisation


@transaction.atomic
def give_access(contact: Contact) -> User:
    """Give the contact a user account, or an existing one with the same e-mail address.

    Raises ValidationError if the contact has no e-mail address.
    """
    if not contact.email:
        raise ValidationError(
            _("%(name)s må ha en e-postadresse for å kunne logge inn."), params={"name": contact.name}
        )
    user = User.objects.filter(email__iexact=contact.email).first()
    if user is None:
        user = User.objects.create_user(contact.email, name=contact.name)
    user_accounts.verify_email(user)
    contact.user = user
    contact.save()
    return user


def check_acts_for(organisation: Organisation, user: User) -> None:
    """Raise ValidationError unless the user is a contact of the organisation."""
    if not organisation.contacts.filter(user=user).exists():
        raise ValidationError(
            _("Du er ikke kontaktperson for %(organisation)s."),
            code="not_contact",
            params={"organisation": organisation},
        )


@transaction.atomic
def remove_access(contact: Contact) -> None:
    """Disconnect the user account. It remains, since the person may be a contact of other organisations."""
    contact.user = None
    contact.save()
