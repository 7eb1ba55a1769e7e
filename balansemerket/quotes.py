"""Quotes about the mark: contacts propose them, and one whose consent is withdrawn is withdrawn everywhere."""

from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.models import User
from balansemerket.models import Certification, Quote
from members.contacts import check_acts_for

# What other apps do to the places where they print the quote. Each returns the names of these places.
WITHDRAWALS: list[Callable[[Quote, User, datetime], list[str]]] = []
MOST_WAITING = 3


@transaction.atomic
def propose(certification: Certification, quote: Quote, *, by: User, on: date) -> Quote:
    """Save a quote that a contact proposes, with consent, for staff to approve. Raises ValidationError."""
    locked = Certification.objects.select_for_update().get(pk=certification.pk)
    check_acts_for(locked.organisation, by)
    if locked.quotes.waiting().count() >= MOST_WAITING:
        raise ValidationError(_("Vi har ikke lest de siste forslagene deres ennå. Vent til de er besvart."))
    quote.certification, quote.consent_on = locked, on
    quote.consent_by = _("%(name)s, på Min side") % {"name": by.name[:140]}
    quote.full_clean()
    quote.save()
    return quote


@transaction.atomic
def withdraw_elsewhere(quote: Quote, *, by: User, at: datetime) -> list[str]:
    """Withdraw the quote from all other places, and return their names."""
    return [place for withdraw in WITHDRAWALS for place in withdraw(quote, by, at)]
