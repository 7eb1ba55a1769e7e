from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balansekunst.models import Message, User
from members import joining
from members.models import Contact, Fee, Membership, MembershipApplication, Municipality, Organisation
from tests.factories import (
    FeeRateFactory,
    MembershipApplicationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

DECIDED = date(2026, 3, 4)
JOINED = date(2026, 4, 1)
NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
EMAIL = "kari@eksempel.example"


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
    decision = staff_client.get(decide_url(application))
    assert application.received_on == timezone.localdate()
    assert added.url == reverse("admin:members_membershipapplication_change", args=[application.pk])
    assert decision.context["form"]["joined"].value() == timezone.localdate()


def decide_url(application: MembershipApplication) -> str:
    return reverse("admin:members_membershipapplication_decide", args=[application.pk])


def test_accepted_request_makes_everything_at_once(
    staff_client: Client, staff: User, django_capture_on_commit_callbacks: Any, time_machine: Any
) -> None:
    time_machine.move_to(NOW, tick=False)
    application = MembershipApplicationFactory.create(contact_email=EMAIL, size="small")
    FeeRateFactory.create(year=2026, size="large", amount=15_000)
    rate = FeeRateFactory.create(year=2026, size="small", amount=5_000)
    url = decide_url(application)
    form = staff_client.get(url).context["form"]
    assert form["rate"].value() == rate.pk
    given = {name: form[name].value() for name in ("decided_on", "joined", "due_on")}

    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(url, {**given, "outcome": "accepted", "rate": form["rate"].value(), "answer": "Velkommen!"})

    organisation = Organisation.objects.get()
    fee, contact = Fee.objects.get(), Contact.objects.get()
    assert (organisation.number, organisation.hides_email) == (application.number, True)
    assert (fee.membership.organisation, fee.rate, fee.due_on) == (organisation, rate, date(2026, 4, 15))
    assert contact.user
    assert (contact.user.email, contact.organisation) == (EMAIL, organisation)
    assert organisation.history.get().history_user == staff
    email = mail.outbox[-1]
    assert (email.to, email.subject) == ([EMAIL], "Velkommen som medlem")
    for words in ("Velkommen!", "5\xa0000\xa0kr", "15. april 2026", reverse("my_page")):
        assert words in email.body


def test_declined_request_is_answered(staff_client: Client, django_capture_on_commit_callbacks: Any) -> None:
    application = MembershipApplicationFactory.create(contact_email=EMAIL)
    url = decide_url(application)

    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(url, {"outcome": "declined", "decided_on": "2026-03-16", "answer": "Ikke kultur."})

    assert (mail.outbox[-1].subject, "Ikke kultur." in mail.outbox[-1].body) == ("Svar på innmeldingen", True)
    assert Message.objects.get().about == f"members.membershipapplication:{application.pk}"


def test_fee_needs_a_due_date(staff_client: Client) -> None:
    application = MembershipApplicationFactory.create()
    rate = FeeRateFactory.create(year=2026, size="small")
    url = decide_url(application)

    response = staff_client.post(
        url, {"outcome": "accepted", "decided_on": "2026-03-16", "joined": "2026-03-16", "rate": rate.pk}
    )

    assert list(response.context["form"].errors) == ["due_on"]


def test_closed_account_gets_no_access() -> None:
    UserFactory.create(email=EMAIL, is_active=False)

    joining.accept(MembershipApplicationFactory.create(contact_email=EMAIL), decided_on=DECIDED, joined=JOINED)

    assert Contact.objects.get().user is None


def test_unknown_contact_of_known_organisation_is_pointed_out(staff_client: Client) -> None:
    known = OrganisationFactory.create(name="Nordlys scene")
    application = MembershipApplicationFactory.create(number=known.number, contact_name="Kari")

    page = staff_client.get(decide_url(application))

    assert "Nordlys scene er registrert fra før, og Kari er ikke kontaktperson der." in page.text
