"""The people who act for an organisation, and their user accounts.

Staff register them, and the contacts with an account invite others, remove them, and hand over. The others
get an e-mail about it.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from urllib.parse import urljoin

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from balansekunst import user_accounts
from balansekunst.history import set_author
from balansekunst.mail import outbox
from balansekunst.models import Message, User
from balansekunst.sessions import end_sessions
from members.models import Contact, Organisation

# So that the form that invites can't be used to send any number of e-mails.
MOST_CONTACTS = 30


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


class Person(NamedTuple):
    """A person who isn't a contact yet."""

    name: str
    email: str
    phone: str = ""


@transaction.atomic
def invite(organisation: Organisation, person: Person, *, by: User, site: str) -> Contact:
    """Give a person access for the organisation, on behalf of one of its contacts, and send an e-mail that says so.

    Raises ValidationError if the person has access, the account is closed, or there are `MOST_CONTACTS`.
    """
    locked = _lock(organisation, by)
    contact = _add_with_access(locked, person, by=by, site=site)
    _tell_others(locked, _("%(by)s har gitt %(name)s (%(email)s) tilgang."), contact, by=by, is_invited=True)
    return contact


@transaction.atomic
def remove(contact: Contact, *, by: User) -> None:
    """Delete the contact, on behalf of a contact of the same organisation; of another person, end the sessions too.

    Raises ValidationError if nobody who can log in would remain.
    """
    organisation = _lock(contact.organisation, by)
    row = organisation.contacts.select_related("user").filter(pk=contact.pk).first()
    if row is None:
        raise ValidationError(_("%(name)s er allerede fjernet."), params={"name": contact.name})
    if row.user and not organisation.contacts.filter(user__is_active=True).exclude(user=row.user).exists():
        words = _("Du er den siste som kan logge inn for %(organisation)s. Overlat til en annen først.")
        raise ValidationError(words, code="last", params={"organisation": organisation})
    leaves = row.user_id == by.pk
    words = _("%(name)s er ikke lenger kontaktperson.") if leaves else _("%(by)s har fjernet %(name)s (%(email)s).")
    _tell_others(organisation, words, row, by=by)
    _delete(row, by)


@transaction.atomic
def set_leaders(organisation: Organisation, leaders: Collection[Contact], *, by: User) -> None:
    """Mark these contacts as leaders, and the others not, on behalf of one of them. The others get an e-mail."""
    locked = _lock(organisation, by)
    keys = {contact.pk for contact in leaders}
    for contact in locked.contacts.all():
        if contact.is_leader == (contact.pk in keys):
            continue
        contact.is_leader = contact.pk in keys
        set_author(contact, by, reason=_("Endret på Min side"))
        contact.save()
        words = _("%(by)s har merket %(name)s (%(email)s) som ledelsen.")
        if not contact.is_leader:
            words = _("%(by)s har sagt at %(name)s (%(email)s) ikke lenger er ledelsen.")
        _tell_others(locked, words, contact, by=by)


@transaction.atomic
def hand_over(organisation: Organisation, to: Contact | Person, *, by: User, site: str) -> Contact:
    """Let a contact, or a new one, take over from the user, who is no longer a contact.

    Raises ValidationError if the successor can't be given access, or is the user.
    """
    locked = _lock(organisation, by)
    successor = _successor(locked, to, by)
    has_access = successor is not None and successor.user is not None and successor.user.is_active
    if successor is None:
        successor = _add_with_access(locked, Person(to.name, to.email, to.phone), by=by, site=site)
    elif not has_access:
        _give_access(successor, by=by, site=site)
    words = _("%(by)s har overlatt ansvaret til %(name)s (%(email)s).")
    _tell_others(locked, words, successor, by=by, is_invited=not has_access)
    for row in locked.contacts.filter(user=by):
        _delete(row, by)
    return successor


def _lock(organisation: Organisation, by: User) -> Organisation:
    """Return the organisation, whose contacts nobody else changes meanwhile. Raises ValidationError for strangers."""
    locked: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    check_acts_for(locked, by)
    return locked


def _successor(organisation: Organisation, to: Contact | Person, by: User) -> Contact | None:
    """Return the contact who takes over, or None for a new one. Raises ValidationError for one who is gone."""
    if isinstance(to, Person):
        return None
    found = organisation.contacts.select_related("user").exclude(user=by).filter(pk=to.pk).first()
    if found is None:
        raise ValidationError({"to": _("Velg en annen kontaktperson.")})
    return found


def _add_with_access(organisation: Organisation, person: Person, *, by: User, site: str) -> Contact:
    """Return the contact with the address, new or known, who now has access."""
    known = organisation.contacts.filter(email__iexact=person.email).first()
    if known and known.user_id:
        raise ValidationError({"email": _("Den som har denne adressen, har allerede tilgang.")})
    if known is None and organisation.contacts.count() >= MOST_CONTACTS:
        words = _("Virksomheten har %(most)d kontaktpersoner, og kan ikke ha flere. Fjern en først.")
        raise ValidationError(words, params={"most": MOST_CONTACTS})
    contact = known or Contact(organisation=organisation, email=person.email)
    contact.name, contact.phone = person.name, person.phone or contact.phone
    contact.full_clean()
    _give_access(contact, by=by, site=site)
    return contact


def _give_access(contact: Contact, *, by: User, site: str) -> None:
    """Give access, and send the invitation. Why an address is refused is not shown to those outside the office."""
    set_author(contact, by, reason=_("Invitert på Min side"))
    try:
        give_access(contact)
    except ValidationError as error:
        words = _("Vi kan ikke gi tilgang til denne adressen. Ta kontakt med oss.")
        raise ValidationError({"email": words}) from error
    outbox.post_all([invitation(contact, site=site)])


def _delete(contact: Contact, by: User) -> None:
    """Delete the contact. The sessions of another than `by` end at once."""
    user = contact.user
    set_author(contact, by, reason=_("Fjernet på Min side"))
    contact.delete()
    if user and user != by:
        end_sessions(user)


def _tell_others(organisation: Organisation, words: str, about: Contact, *, by: User, is_invited: bool = False) -> None:
    """Send an e-mail about what `by` does with the contact to each other one; the invited get another."""
    change = words % {"by": by.name or by.email, "name": about.name, "email": about.email}
    body = render_to_string("members/mail/contacts_changed.txt", {"organisation": organisation, "change": change})
    subject = _("Kontaktpersonene deres hos Balansekunst er endret")
    others = organisation.contacts.exclude(user=by).exclude(email="")
    for recipient in {contact.email.lower(): contact.email for contact in others}.values():
        if not (is_invited and recipient == about.email):
            outbox.post(recipient=recipient, subject=subject, body=body, about=organisation)
