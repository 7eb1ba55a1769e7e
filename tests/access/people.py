"""One person in each role, found again by their e-mail address."""

from datetime import date

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client

from balansekunst.access import Role
from balansekunst.models import User
from members.models import Contact, Organisation
from tests.conftest import give_role, log_in
from tests.factories import ContactFactory, MembershipFactory, OrganisationFactory, UserFactory

# A contact of a member, of another member, of an organisation that is no member; jurors of this round and of another.
OUTSIDE = ("contact", "stranger", "outsider", "juror", "other_juror")
WORKING = ("adviser", "staff", "management", "superuser")
READERS = ("anonymous", *OUTSIDE, *WORKING)


def email_of(reader: str) -> str:
    return f"{reader}@matrise.example"


def make_people() -> None:
    for reader in (*OUTSIDE, *WORKING):
        user = UserFactory.create(
            email=email_of(reader),
            name=f"Person {reader}",
            is_staff=reader in {"adviser", "staff", "superuser"},
            is_superuser=reader == "superuser",
        )
        roles = {"adviser": Role.ADVISER, "staff": Role.STAFF, "management": Role.MANAGEMENT}
        if reader in roles:
            give_role(user, roles[reader])
        if reader in {"contact", "stranger", "outsider"}:
            organisation = OrganisationFactory.create(name=f"Virksomhet for {reader}")
            if reader != "outsider":
                MembershipFactory.create(organisation=organisation, joined=date(2023, 1, 1))
            is_leader = reader == "contact"
            ContactFactory.create(organisation=organisation, user=user, email=user.email, is_leader=is_leader)


def person(reader: str) -> User:
    return User.objects.get(email=email_of(reader))


def organisation_of(reader: str) -> Organisation:
    """Return the first organisation of a contact."""
    return Contact.objects.filter(user=person(reader)).order_by("pk")[0].organisation


def client_of(reader: str) -> Client:
    """Return a client logged in as the person, who has just shown a second factor."""
    return Client() if reader == "anonymous" else log_in_again(person(reader))


def log_in_again(user: User) -> Client:
    """Return a client whose user has just shown the second factor once more, as changing it requires."""
    client = log_in(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="mfa", reauthenticated=True)
    request.session.save()
    return client
