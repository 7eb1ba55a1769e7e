"""Quotes about the mark: contacts propose them, and one whose consent is withdrawn is withdrawn everywhere."""

from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from balansekunst.mail import outbox
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
def save(quote: Quote, *, by: User, at: datetime) -> list[str]:
    """Save the quote, by form, import or restoring, and do what follows from it.

    The contact who proposed it gets the answer by e-mail. If its consent is withdrawn, it is withdrawn from all other
    places too, whose names are returned.
    """
    waited = Quote.objects.waiting().select_for_update().filter(pk=quote.pk).exists()
    quote.save()
    if waited and (quote.approved_on or quote.declined_on):
        _notify(quote)
    return [place for withdraw in WITHDRAWALS for place in withdraw(quote, by, at)] if quote.withdrawn_on else []


def _notify(quote: Quote) -> None:
    """Send the answer to the author of the quote's first version, if that is a contact of the organisation."""
    organisation = quote.certification.organisation
    proposed = quote.history.order_by("history_date", "history_id").first()
    proposer = User.objects.filter(pk=proposed.history_user_id, contacts__organisation=organisation).first()
    if proposer is None:
        return
    outbox.post(
        recipient=proposer.email,
        subject=_("Svar om sitatet dere foreslo"),
        body=render_to_string("balansemerket/mail/quote_answered.txt", {"quote": quote, "organisation": organisation}),
        about=quote.certification,
    )
