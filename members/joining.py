"""The board's decisions on requests to join, and what must be true of an organisation that asks."""

from contextlib import suppress
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members import contacts, identities
from members.models import Contact, Fee, FeeRate, Membership, MembershipApplication, Organisation
from members.models.reforms import Municipalities

Status = MembershipApplication.Status
# What an organisation takes over from its request.
COPIED = (
    *("number", "name", "legal_form", "field", "size", "address", "postcode", "postal_place", "municipality"),
    "website",
)


def is_member(number: str, day: date) -> bool:
    """Return whether the organisation with the number, now or earlier, is a member on the day or will be."""
    organisation = identities.find(number)
    if organisation is None:
        return False
    return organisation.memberships.overlapping(day, None).exists()


@transaction.atomic
def accept(
    application: MembershipApplication,
    *,
    decided_on: date,
    joined: date,
    rate: FeeRate | None = None,
    due_on: date | None = None,
    answer: str = "",
) -> Membership:
    """Make the organisation a member from `joined`, with the applicant as contact, a user account and the first fee.

    Raises ValidationError if the request has been decided, or the organisation is a member on that day.
    """
    application = _undecided(application)
    organisation = identities.find(application.number) or _organisation(application, decided_on)
    membership = Membership(organisation=organisation, joined=joined)
    membership.full_clean()
    membership.save()
    contact, _new = Contact.objects.get_or_create(
        organisation=organisation,
        email=application.contact_email,
        defaults={"name": application.contact_name, "phone": application.contact_phone},
    )
    user = contacts.users_by_email([contact]).get(contact.email.lower())
    if not contacts.access_problem(contact, user):
        contacts.give_access(contact)
    if rate and due_on:
        fee = Fee(membership=membership, rate=rate, amount=rate.amount, due_on=due_on)
        fee.full_clean()
        fee.save()
    application.membership = membership
    _decide(application, Status.ACCEPTED, decided_on, answer)
    return membership


@transaction.atomic
def decline(application: MembershipApplication, *, decided_on: date, answer: str = "") -> None:
    """Decline the request. Raises ValidationError if it has been decided."""
    _decide(_undecided(application), Status.DECLINED, decided_on, answer)


def _organisation(application: MembershipApplication, day: date) -> Organisation:
    """Return a new organisation, as the request says. Its address is that of a person, so that it is not published."""
    organisation = Organisation(**{name: getattr(application, name) for name in COPIED})
    organisation.email, organisation.hides_email = application.contact_email, True
    with suppress(ValidationError):  # one that ended without a single successor of its name stays
        organisation.municipality = Municipalities().on(application.municipality, day)
    organisation.full_clean()
    organisation.save()
    return organisation


def _decide(application: MembershipApplication, status: Status, day: date, answer: str) -> None:
    application.status, application.decided_on, application.answer = status, day, answer
    application.save()


def _undecided(application: MembershipApplication) -> MembershipApplication:
    locked = MembershipApplication.objects.select_for_update().get(pk=application.pk)
    if locked.status != Status.RECEIVED:
        raise ValidationError(_("Innmeldingen fra %(name)s er avgjort."), params={"name": locked.name})
    return locked
