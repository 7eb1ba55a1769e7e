"""The board's decisions on requests to join."""

from contextlib import suppress
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members import identities
from members.models import Contact, Membership, MembershipApplication, Organisation
from members.models.reforms import Municipalities

Status = MembershipApplication.Status
# What an organisation takes over from its request.
COPIED = ("number", "name", "legal_form", "field", "size", "address", "postcode", "postal_place", "municipality")


@transaction.atomic
def accept(application: MembershipApplication, *, decided_on: date, joined: date) -> Membership:
    """Make the organisation a member from `joined`, with the applicant as contact.

    Raises ValidationError if the request has been decided, or the organisation is a member on that day.
    """
    application = _undecided(application)
    organisation = identities.find(application.number)
    if organisation is None:
        organisation = Organisation(**{name: getattr(application, name) for name in COPIED})
        organisation.email = application.contact_email
        with suppress(ValidationError):  # one that ended without a single successor of its name stays
            organisation.municipality = Municipalities().on(application.municipality, decided_on)
        organisation.full_clean()
        organisation.save()
    membership = Membership(organisation=organisation, joined=joined)
    membership.full_clean()
    membership.save()
    Contact.objects.get_or_create(
        organisation=organisation,
        email=application.contact_email,
        defaults={"name": application.contact_name, "phone": application.contact_phone},
    )
    application.status, application.decided_on, application.membership = (
        Status.ACCEPTED,
        decided_on,
        membership,
    )
    application.save()
    return membership


@transaction.atomic
def decline(application: MembershipApplication, *, decided_on: date) -> None:
    """Decline the request. Raises ValidationError if it has been decided."""
    application = _undecided(application)
    application.status, application.decided_on = Status.DECLINED, decided_on
    application.save()


def _undecided(application: MembershipApplication) -> MembershipApplication:
    locked = MembershipApplication.objects.select_for_update().get(pk=application.pk)
    if locked.status != Status.RECEIVED:
        raise ValidationError(_("Innmeldingen fra %(name)s er avgjort."), params={"name": locked.name})
    return locked
