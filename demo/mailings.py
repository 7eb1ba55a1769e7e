"""A made-up mailing to the members in Nord-Norge, an address that does not work, and a contact who said no."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from balansekunst.dates import at
from balansekunst.mail import bounces
from demo.made_up import NOTICE, add
from demo.mail import mark_sent
from demo.user_accounts import user_of
from members import mailings
from members.models import Contact, Mailing, Organisation, Region
from members.places import with_region_on

if TYPE_CHECKING:
    from django.db.models import QuerySet

SITE = "https://balansekunst.example/"
BODY = f"""Hei {{fornavn}}!

Vi inviterer {{virksomhet}} og de andre medlemmene i {{landsdel}} til å møtes på nett. Vi snakker om rekruttering, og \
om det dere har prøvd ut i år.

Svar på denne e-posten om dere kommer.

Hilsen Balansekunst

({NOTICE})"""


def fill(day: date) -> None:
    """Send a mailing three weeks before `day`, of which one e-mail came back."""
    sent_on, by = day - timedelta(days=21), user_of("ansatt")
    members: QuerySet[Any] = Organisation.objects.members_on(sent_on)
    northern = with_region_on(members, sent_on, "").filter(home_region=Region.NORD_NORGE)
    declining = Contact.objects.filter(organisation__in=northern.values("pk"), user=None).exclude(email="")
    for contact in declining.order_by("pk")[:1]:
        contact.declined_mailings_on = sent_on - timedelta(days=40)
        add(contact)
    audience = f"Medlemmer {sent_on:%d.%m.%Y} i Nord-Norge (alle {northern.count()})"
    mailing = mailings.begin(northern, audience=audience, by=by, at=at(sent_on, 9))
    Mailing.objects.filter(pk=mailing.pk).update(subject="Møte på nett for medlemmene i Nord-Norge", body=BODY)
    mailings.draft(mailing, at=at(sent_on, 10), today=sent_on, site=SITE)
    mailings.send(mailing, by=by, at=at(sent_on, 10), today=sent_on, site=SITE)
    mark_sent(at(sent_on, 10))
    returned = mailing.recipients.filter(message__isnull=False, contact__isnull=False).select_related("message")[0]
    if returned.message:
        email, when = returned.message.recipient, at(sent_on, 11)
        bounces.record(email, reason="550 5.1.1 Ukjent mottaker", at=when, message=returned.message)
