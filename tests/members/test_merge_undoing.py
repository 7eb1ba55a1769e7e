"""Undoing a merge: the database is as it was before, or nothing is changed and the reason is said."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from balansekunst.models import User
from balansemerket.models import Certification, RequirementsVersion, Round
from balansepotten.models import DeadlineExtension
from members import contacts, identities, leaving, merge_undoing, merging
from members.models import (
    Contact,
    EarlierIdentity,
    EarlierPlace,
    IdentityProposal,
    LeaveRequest,
    LikelyDuplicate,
    Mailing,
    MailingRecipient,
    Municipality,
    Organisation,
    OrganisationMerge,
    RegisterDifference,
)
from tests import factories
from tests.courses.booked import booking_of
from tests.mark_factories import MarkQuoteFactory
from tests.meeting_factories import RegistrationFactory
from tests.saved_rows import Rows, read_rows

pytestmark = pytest.mark.django_db

DAY, TODAY, LATER = date(2024, 7, 1), date(2026, 3, 16), date(2026, 3, 18)
NOON = datetime(2026, 3, 16, 11, tzinfo=UTC)


@pytest.fixture
def target() -> Organisation:
    return factories.OrganisationFactory.create(name="Morild Scene")


@pytest.fixture
def other() -> Organisation:
    return factories.OrganisationFactory.create(name="Morild Kulturhus")


@pytest.fixture
def merge(target: Organisation, other: Organisation, staff: User) -> Callable[[], OrganisationMerge]:
    """`merge()` merges the other organisation into the one that is target, and returns the record of it."""

    def run() -> OrganisationMerge:
        merging.merge(target, other=other, from_day=DAY, today=TODAY, by=staff)
        return OrganisationMerge.objects.get()

    return run


def add_all(organisation: Organisation, *, joined: int, paid_on: date | None) -> None:
    """Add a row of each relation to the organisation. Those of two organisations partly become one."""
    Organisation.objects.filter(pk=organisation.pk).update(declined_mailings_on=DAY)  # without a version
    membership = factories.MembershipFactory.create(organisation=organisation, joined=date(joined, 1, 1))
    rate = factories.FeeRateFactory.create(year=joined)
    shared = membership.fees.model.objects.exclude(rate=rate).values_list("rate", flat=True).first()
    factories.FeeFactory.create(membership=membership, rate=rate, paid_on=paid_on)
    if shared:
        fee = membership.fees.create(rate_id=shared, due_on=TODAY, amount=5_000)
        factories.FeePaymentFactory.create(fee=fee)
    contact = factories.ContactFactory.create(organisation=organisation, email="ada@eksempel.example")
    contacts.give_access(contact)
    own = factories.ContactFactory.create(organisation=organisation, name=f"Bo {joined}")
    mailing = Mailing.objects.create(
        subject="Emne", body="Tekst", audience="Alle", author=User.objects.latest("pk"), created_at=NOON
    )
    for each in (contact, own):
        MailingRecipient.objects.create(mailing=mailing, organisation=organisation, contact=each, left_out="left")
    identities.change(
        organisation,
        number=organisation.number,
        name=f"{organisation.name} 2",
        from_day=DAY,
        today=TODAY,
        by=User.objects.latest("pk"),
    )
    place = Municipality.objects.get(number="0301")
    EarlierPlace.objects.create(organisation=organisation, municipality=place, until=date(2023, 1, 1))
    LikelyDuplicate.objects.create(
        first=organisation, second=factories.OrganisationFactory.create(), reason="navn", found_on=TODAY
    )
    RegisterDifference.objects.create(organisation=organisation, kind="legal_form", theirs="AS", found_on=TODAY)
    factories.AssignmentFactory.create(client=organisation, client_name="")
    booking_of(organisation)
    certification = factories.CertificationFactory.create(organisation=organisation)
    version = RequirementsVersion.objects.first()
    period = {"date": date(joined - 1, 5, 1), "valid_until": date(joined, 4, 30)}
    kind = "renewed" if Certification.objects.count() > 1 else "awarded"
    factories.EventFactory.create(certification=certification, version=version, kind=kind, **period)
    MarkQuoteFactory.create(certification=certification)
    closed_on = DAY if Round.objects.exists() else None
    factories.RoundFactory.create(organisation=organisation, started_on=date(2023, 1, 9), closed_on=closed_on)
    application = factories.ApplicationFactory.create(organisation=organisation, status="rejected")
    DeadlineExtension.objects.create(
        call=application.call,
        organisation=organisation,
        until=application.call.deadline.replace(year=2030),
        reason="Brann",
        granted_at=NOON,
        granted_by=User.objects.latest("pk"),
    )
    user = User.objects.latest("pk")
    IdentityProposal.objects.create(
        organisation=organisation, name="Nytt", from_day=DAY, proposed_by=user, proposed_at=NOON
    )
    LeaveRequest.objects.create(membership=membership, wished_on=DAY, asked_by=user, asked_at=NOON)
    RegistrationFactory.create(organisation=organisation)


def rows() -> Rows:
    """Return the rows of all tables, but for histories and the records of merges, which only grow."""
    found = read_rows()
    return {
        model: each
        for model, each in found.items()
        if not model.__name__.startswith("Historical") and model is not OrganisationMerge
    }


def test_undone_merge_leaves_database_as_before(
    merge: Callable[[], OrganisationMerge], target: Organisation, other: Organisation, staff: User
) -> None:
    add_all(target, joined=2020, paid_on=None)
    add_all(other, joined=2021, paid_on=date(2021, 3, 1))
    request = factories.MembershipApplicationFactory.create(
        number=other.number, status="accepted", decided_on=DAY, membership=other.memberships.get()
    )
    LikelyDuplicate.objects.create(first=target, second=other, reason="navn", found_on=TODAY)
    before = rows()

    done = merge()
    merged = rows()

    moved = {step.model for step in merge_undoing.read_steps(done)}
    assert {name.rpartition(".")[0] for name in merging.RULES} <= moved  # a row of every relation was touched
    assert merged != before
    request.refresh_from_db()
    assert request.membership.organisation == target

    merge_undoing.undo(done, by=staff, today=LATER)

    after = rows()
    assert {model.__name__ for model in before if before[model] != after[model]} == set()
    done.refresh_from_db()
    assert (done.undone_by, done.undone_on) == (staff, LATER)
    version = Organisation.history.filter(id=other.pk).latest("history_id")
    assert (version.history_type, version.history_user) == ("+", staff)
    assert version.history_change_reason == "Angret: Morild Kulturhus 2 ble slått sammen med Morild Scene 2"
    with pytest.raises(ValidationError, match="allerede angret"):
        merge_undoing.undo(done, by=staff, today=LATER)


def test_merge_can_be_repeated_after_undoing(
    merge: Callable[[], OrganisationMerge], target: Organisation, other: Organisation, staff: User
) -> None:
    factories.MembershipFactory.create(organisation=other)
    merge_undoing.undo(merge(), by=staff, today=LATER)

    merging.merge(target, other=other, from_day=DAY, today=TODAY, by=staff)
    merge_undoing.undo(OrganisationMerge.objects.latest("pk"), by=staff, today=LATER)

    assert other.memberships.count() == 1


def test_undoing_is_refused_when_a_version_was_erased(
    merge: Callable[[], OrganisationMerge], target: Organisation, other: Organisation, staff: User
) -> None:
    factories.ContactFactory.create(organisation=target, email="ada@eksempel.example")
    erased = factories.ContactFactory.create(organisation=other, email="ada@eksempel.example")
    contacts.give_access(erased)
    done = merge()
    Contact.history.filter(id=erased.pk).update(email="")  # which a contact with an account must have

    with pytest.raises(ValidationError, match="kan ikke angres"):
        merge_undoing.undo(done, by=staff, today=LATER)

    assert not Organisation.objects.filter(pk=other.pk).exists()


def change_target(target: Organisation) -> None:
    target.refresh_from_db()
    target.address = "Sjøgata 2"
    target.save()


def leave(target: Organisation) -> None:
    leaving.leave(target, left=date(2026, 4, 1))


def add_contact(target: Organisation) -> None:
    factories.ContactFactory.create(organisation=target)


def add_fee(target: Organisation) -> None:
    factories.FeeFactory.create(membership=target.memberships.get())


def delete_contact(target: Organisation) -> None:
    target.contacts.get().delete()


def write_to_contact(target: Organisation) -> None:
    mailing = Mailing.objects.create(
        subject="Emne", body="Tekst", audience="Alle", author=User.objects.latest("pk"), created_at=NOON
    )
    MailingRecipient.objects.create(mailing=mailing, organisation=target, contact=target.contacts.get())


def reuse_number(target: Organisation) -> None:
    number = target.earlier_identities.get().number
    EarlierIdentity.objects.all().delete()
    factories.OrganisationFactory.create(number=number)


def apply_for_grant(target: Organisation) -> None:
    factories.ApplicationFactory.create(organisation=target)


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        pytest.param(change_target, "Virksomhet «Morild Scene» er endret", id="target-changed"),
        pytest.param(leave, "Medlemskap «Morild Scene fra", id="moved-row-changed"),
        pytest.param(delete_contact, "Kontaktperson er endret eller slettet", id="moved-row-deleted"),
        pytest.param(add_contact, "Kontaktperson er registrert siden", id="row-of-target"),
        pytest.param(add_fee, "Kontingent er registrert siden", id="row-of-moved-row"),
        pytest.param(write_to_contact, "Mottaker er registrert siden", id="row-without-history"),
        pytest.param(reuse_number, "er i bruk igjen", id="number-used"),
        pytest.param(apply_for_grant, "Noe annet er registrert siden", id="row-that-is-hidden-from-some"),
    ],
)
def test_merge_that_was_built_on_is_not_undone(
    merge: Callable[[], OrganisationMerge],
    target: Organisation,
    other: Organisation,
    staff: User,
    build: Callable[[Organisation], None],
    reason: str,
) -> None:
    factories.MembershipFactory.create(organisation=other, joined=date(2020, 1, 1))
    factories.ContactFactory.create(organisation=other)
    done = merge()
    build(target)
    before = rows()

    with pytest.raises(ValidationError, match=reason):
        merge_undoing.undo(done, by=staff, today=LATER)

    assert rows() == before


def test_later_merge_is_undone_first(
    merge: Callable[[], OrganisationMerge], target: Organisation, other: Organisation, staff: User
) -> None:
    first = merge()
    last = factories.OrganisationFactory.create(name="Morild")
    merging.merge(last, other=target, from_day=DAY, today=TODAY, by=staff)
    second = OrganisationMerge.objects.latest("pk")

    with pytest.raises(ValidationError, match="er endret eller slettet siden"):
        merge_undoing.undo(first, by=staff, today=LATER)
    merge_undoing.undo(second, by=staff, today=LATER)

    assert identities.find(other.number) == target
    assert {each.name for each in Organisation.objects.all()} == {"Morild Scene", "Morild"}


def test_steps_have_no_personal_data(merge: Callable[[], OrganisationMerge], other: Organisation) -> None:
    contact = factories.ContactFactory.create(organisation=other)

    stored = str(merge().steps)

    assert contact.name not in stored
    assert contact.email not in stored


def address(page: str, *args: object) -> str:
    return reverse(f"admin:members_organisationmerge_{page}", args=args)


def test_page_undoes_merge(
    merge: Callable[[], OrganisationMerge], target: Organisation, other: Organisation, staff_client: Client
) -> None:
    factories.ContactFactory.create(organisation=other)
    done = merge()

    assert f'href="{address("undo", done.pk)}"' in staff_client.get(address("changelist")).text
    page = staff_client.get(address("undo", done.pk))
    assert "Kontaktpersoner: 1" in page.text
    assert not Organisation.objects.filter(pk=other.pk).exists()
    response = staff_client.post(address("undo", done.pk), follow=True)

    assert "Sammenslåingen er angret" in response.text
    assert other.contacts.count() == 1
    assert "Angret" in staff_client.get(address("changelist")).text


def test_page_says_why_merge_cannot_be_undone(
    merge: Callable[[], OrganisationMerge], target: Organisation, staff_client: Client
) -> None:
    done = merge()
    add_contact(target)

    page = staff_client.get(address("undo", done.pk))
    response = staff_client.post(address("undo", done.pk))

    for each in (page, response):
        assert "Kontaktperson er registrert siden, på noe som ble flyttet." in each.text
    assert 'value="Angre sammenslåingen"' not in page.text
    assert Contact.objects.count() == 1
