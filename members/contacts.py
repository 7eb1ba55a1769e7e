"""The people who act for an organisation, and their user accounts."""

from collections.abc import Iterable
from urllib.parse import urljoin

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from balansekunst import user_accounts
from balansekunst.mail import outbox
from balansekunst.models import Message, User
from balansekunst.sessions import end_sessions
from members.models import Contact, Organisation


def access_problem(contact: Contact, user: User | None) -> str:
    """Return why the contact can't be given access, where `user` has its address, or ""."""
    if contact.user_id:
        return _("Har allerede tilgang.")
    if not contact.email:
        return _("Mangler e-postadresse.")
    return "" if user is None or user.is_active else _("Kontoen er lukket.")


def users_by_email(contacts: Iterable[Contact]) -> dict[str, User]:
    """Return the user accounts with the contacts' addresses, by the address in lower case."""
    emails = {contact.email.lower() for contact in contacts}
    users = User.objects.annotate(lower_email=Lower("email")).filter(lower_email__in=emails)
    return {user.email.lower(): user for user in users}


def invitation(contact: Contact, *, site: str) -> Message:
    """Return the unsaved e-mail that says that the contact has access, and how to log in."""
    values = {"contact": contact, "login": urljoin(site, reverse("my_page"))}
    return Message(
        recipient=contact.email,
        subject=_("Du har fått tilgang til Min side hos Balansekunst"),
        body=render_to_string("members/mail/invitation.txt", values),
        about=outbox.reference(contact),
    )


@transaction.atomic
def give_access(contact: Contact) -> User:
    """Give the contact a user account, or an existing one with the same e-mail address.

    Raises ValidationError if the contact has no e-mail address, or the account is closed.
    """
    if not contact.email:
        raise ValidationError(
            _("%(name)s må ha en e-postadresse for å kunne logge inn."), params={"name": contact.name}
        )
    user = User.objects.filter(email__iexact=contact.email).first()
    if user is None:
        user = User.objects.create_user(contact.email, name=contact.name)
    if not user.is_active:
        raise ValidationError(_("Kontoen til %(name)s er lukket."), params={"name": contact.name})
    user_accounts.verify_email(user)
    contact.user = user
    contact.save()
    return user


@transaction.atomic
def save(contact: Contact) -> User | None:
    """Save the contact. If its name or e-mail address is another, it loses its user account, which is returned.

    Another person may have taken over, and the account is the predecessor's. Access is given again when somebody has
    checked that it is the same person. The database refuses to save the row with the account.
    """
    before = Contact.objects.select_for_update().filter(pk=contact.pk).first()
    if before is None or before.user is None or _person(before) == _person(contact):
        contact.save()
        return None
    remove_access(contact)
    return before.user


def lost_access(contact: Contact) -> str:
    """Return what to show who saved a contact that lost its user account."""
    words = _(
        "%(name)s kan ikke lenger logge inn, siden navnet eller e-postadressen er endret. Er det samme person, "
        "kan du gi tilgang på nytt."
    )
    return words % {"name": contact.name}


def _person(contact: Contact) -> tuple[str, str]:
    return contact.name, contact.email.lower()


def addressees(organisation: Organisation) -> list[tuple[int, str]]:
    """Return the distinct addresses of the contacts, or the organisation's own, each with the contact's key or 0.

    The contacts should be prefetched. The key identifies the recipient where the address may not be written.
    """
    found: dict[str, tuple[int, str]] = {}
    for contact in organisation.contacts.all():
        if contact.email:
            found.setdefault(contact.email.lower(), (contact.pk, contact.email))
    return list(found.values()) or ([(0, organisation.email)] if organisation.email else [])


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
    """Disconnect the user account, and end its sessions.

    It remains, since the person may be a contact of other organisations, or a juror.
    """
    user = contact.user
    contact.user = None
    contact.save()
    if user:
        user_accounts.verify_email(user)
        end_sessions(user)
