from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from members import joining
from members.models import Contact, Membership, MembershipApplication, Municipality, Organisation
from tests.factories import MembershipApplicationFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

DECIDED = date(2026, 3, 4)
JOINED = date(2026, 4, 1)


def test_accepted_organisation_has_membership_and_contact():
    application = MembershipApplicationFactory(name="Ny scene", contact_name="Kari Eksempel")

    membership = joining.accept(application, decided_on=DECIDED, joined=JOINED)

    application.refresh_from_db()
    assert application.status == MembershipApplication.Status.ACCEPTED
    assert application.decided_on == DECIDED
    assert application.membership == membership
    assert membership.joined == JOINED
    assert membership.organisation.name == "Ny scene"
    assert membership.organisation.number == application.number
    assert [contact.name for contact in membership.organisation.contacts.all()] == ["Kari Eksempel"]


@pytest.mark.parametrize(
    ("received", "number", "decided", "expected"),
    [
        pytest.param(date(2023, 12, 1), "3024", date(2023, 12, 31), "3024", id="day before the reform"),
        pytest.param(date(2023, 12, 1), "3024", date(2024, 1, 1), "3201", id="first day of the reform"),
        pytest.param(date(2019, 12, 1), "1571", date(2020, 1, 1), "1571", id="name that is gone"),
    ],
)
def test_accepted_organisation_belongs_to_municipality_of_the_day(received, number, decided, expected):
    application = MembershipApplicationFactory(
        received_on=received, municipality=Municipality.objects.get(number=number)
    )

    membership = joining.accept(application, decided_on=decided, joined=decided)

    assert membership.organisation.municipality.number == expected


def test_accepted_known_organisation_is_unchanged():
    organisation = OrganisationFactory(name="Gammelt navn")
    application = MembershipApplicationFactory(number=organisation.number, name="Nytt navn")

    joining.accept(application, decided_on=DECIDED, joined=JOINED)

    assert [known.name for known in Organisation.objects.all()] == ["Gammelt navn"]
    assert Contact.objects.count() == 1


def test_member_cannot_join_again():
    membership = MembershipFactory(joined=date(2024, 1, 1))
    application = MembershipApplicationFactory(number=membership.organisation.number)

    with pytest.raises(ValidationError):
        joining.accept(application, decided_on=DECIDED, joined=JOINED)

    application.refresh_from_db()
    assert application.status == MembershipApplication.Status.RECEIVED
    assert Membership.objects.count() == 1


def test_declined_request_creates_no_member():
    application = MembershipApplicationFactory()

    joining.decline(application, decided_on=DECIDED)

    application.refresh_from_db()
    assert application.status == MembershipApplication.Status.DECLINED
    assert application.decided_on == DECIDED
    assert Membership.objects.count() == 0


def test_request_is_decided_once():
    application = MembershipApplicationFactory(name="Scene")
    joining.decline(application, decided_on=DECIDED)

    with pytest.raises(ValidationError, match=r"Innmeldingen fra Scene er avgjort\."):
        joining.accept(application, decided_on=DECIDED, joined=JOINED)

    assert Membership.objects.count() == 0


def test_request_is_decided_on_from_the_page_after_it_is_added(staff_client):
    place = Municipality.objects.valid_on(timezone.localdate())[0]
    known = {"name": "Scene", "number": "974760673", "field": "scenekunst", "municipality": place.pk}
    contact = {"contact_name": "Kari", "contact_email": "kari@eksempel.example"}
    form = staff_client.get(reverse("admin:members_membershipapplication_add")).context["adminform"].form

    added = staff_client.post(
        reverse("admin:members_membershipapplication_add"),
        {"received_on": form["received_on"].value(), **known, **contact},
    )

    application = MembershipApplication.objects.get()
    decision = staff_client.get(reverse("admin:members_membershipapplication_decide", args=[application.pk]))
    assert application.received_on == timezone.localdate()
    assert added.url == reverse("admin:members_membershipapplication_change", args=[application.pk])
    assert decision.context["form"]["joined"].value() == timezone.localdate()
