"""A made-up request to be erased, and a legal hold of an organisation that has left."""

from datetime import date, timedelta

from balansekunst.dates import at
from balansekunst.personal_data import holds, requests
from demo.made_up import NOTICE
from demo.user_accounts import user_of
from members import contacts
from members.models import Contact, Organisation


def fill(day: date) -> None:
    """Let a contact ask two days before `day`, and begin a hold five weeks before it."""
    emails = Contact.objects.values_list("email", flat=True).exclude(email="").exclude(user=None)
    contact = Contact.objects.filter(user=None).exclude(email="").exclude(email__in=emails).order_by("-pk")[0]
    requests.ask(contacts.give_access(contact), at=at(day - timedelta(days=2), 20, 14))
    members = Organisation.objects.members_on(day)
    former = Organisation.objects.exclude(pk__in=members.values("pk")).exclude(memberships=None).order_by("pk")[0]
    holds.begin(
        former, reason=f"Uenighet om kontingenten ({NOTICE})", by=user_of("ansatt"), at=at(day - timedelta(days=35), 9)
    )
