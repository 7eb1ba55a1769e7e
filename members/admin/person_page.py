"""The pages of persons: of a contact, and what a user is a contact of."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from balansekunst.admin import object_page, timeline
from balansekunst.admin.object_page import Part, Rows
from balansekunst.admin.timeline import MAIL, History, Messages
from balansekunst.mail import bounces
from balansekunst.models import User
from members.admin.organisation_page import CONTACTS
from members.admin.page_forms import BounceForm, ContactForm
from members.models import Contact


@dataclass(frozen=True)
class ContactDetails:
    """A contact, and what is known of e-mails that came back from the address."""

    contact: Contact
    address_notes: str


class ContactPart(Part):
    """Who the contact is, and whom they act for."""

    def is_visible(self, request: HttpRequest) -> bool:
        return True

    def content(self, request: HttpRequest, row: Contact) -> ContactDetails:
        return ContactDetails(row, bounces.notes_on(row.email))


def same_person(contact: Contact) -> Q:
    """Return the condition on other contacts with the same account or the same e-mail address."""
    same = Q(user=contact.user_id) if contact.user_id else Q(pk__in=[])
    if contact.email:
        same |= Q(email__iexact=contact.email)
    return same & ~Q(pk=contact.pk)


object_page.register(
    Contact,
    ContactPart(
        key="opplysninger",
        title=gettext_lazy("Opplysninger"),
        template="admin/members/_parts/contact.html",
    ),
    Rows(
        key="andre-virksomheter",
        title=gettext_lazy("Også kontaktperson for"),
        is_optional=True,
        model=Contact,
        where=same_person,
        columns=("organisation", "name", "email"),
        related=("organisation",),
        limit=20,
    ),
    forms=(ContactForm, BounceForm),
)
timeline.register(
    Contact,
    History(CONTACTS, lambda row: Q(id=row.pk), Contact, name=lambda version: version.name),
    Messages(MAIL, lambda row: Q(mailing_recipient__contact=row)),
)
object_page.register(
    User,
    Rows(
        key="kontaktperson",
        title=gettext_lazy("Kontaktperson for"),
        is_optional=True,
        model=Contact,
        path="user",
        columns=("organisation", "name", "email"),
        related=("organisation",),
        limit=20,
    ),
)
timeline.register(User, History(CONTACTS, lambda row: Q(user=row.pk), Contact, name=lambda version: version.name))
