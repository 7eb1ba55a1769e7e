"""Merging of two organisations: memberships, fees, requests to join and contacts."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Count

from balansekunst.figures import Period
from balansekunst.models import User
from members import contacts, identities, merging
from members.models import Contact, EarlierIdentity, Fee, Membership, MembershipApplication, Organisation
from reports.counting.summary import key_numbers
from tests.factories import (
    AssignmentFactory,
    ContactFactory,
    FeeFactory,
    FeeRateFactory,
    MembershipApplicationFactory,
    MembershipFactory,
    OrganisationFactory,
    organisation_number,
)

pytestmark = pytest.mark.django_db

OLD, NEW = organisation_number(850_001), organisation_number(850_002)
DAY, TODAY = date(2024, 7, 1), date(2026, 3, 16)


@pytest.fixture
def target() -> Organisation:
    return OrganisationFactory.create(number=NEW, name="Morild Scene")


@pytest.fixture
def other() -> Organisation:
    return OrganisationFactory.create(number=OLD, name="Morild Kulturhus")


@pytest.fixture
def merge(target: Organisation, other: Organisation, staff: User) -> Callable[[], Organisation]:
    """`merge()` merges the other organisation into the one that is target."""
    return lambda: merging.merge(target, other=other, from_day=DAY, today=TODAY, by=staff)


def periods(organisation: Organisation) -> list[tuple[date, date | None]]:
    return list(organisation.memberships.order_by("joined").values_list("joined", "left"))


def add_periods(organisation: Organisation, *years: tuple[int, int | None]) -> None:
    for joined, left in years:
        MembershipFactory.create(organisation=organisation, joined=date(joined, 1, 1), left=left and date(left, 1, 1))


def test_every_relation_has_a_rule() -> None:
    """A rule may make rows one with others, and then the relations to these need rules as well."""
    fields = merging.relations(Organisation)
    for field in fields:  # which grows
        if any(f"{each.model._meta.label}.{each.name}" in merging.RULES for each in merging.relations(field.model)):
            fields += [each for each in merging.relations(field.model) if each not in fields]

    assert {f"{field.model._meta.label}.{field.name}" for field in fields} == set(merging.RULES)
    assert "members.Membership.organisation" in merging.RULES


def test_relations_include_hidden_ones_without_histories() -> None:
    related = {f"{field.model._meta.label}.{field.name}" for field in merging.relations(Organisation)}

    assert not any("Historical" in name for name in related)
    municipality = merging.relations(apps.get_model("members", "Municipality"))
    assert "members.MembershipApplication.municipality" in {
        f"{field.model._meta.label}.{field.name}" for field in municipality
    }


def test_relation_without_rule_prevents_merge(
    merge: Callable[[], Organisation], other: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    AssignmentFactory.create(client=other, client_name="")
    monkeypatch.delitem(merging.RULES, "courses.Assignment.client")

    with pytest.raises(KeyError, match=r"courses\.Assignment\.client"):
        merge()


def test_other_becomes_earlier_identity(
    merge: Callable[[], Organisation], target: Organisation, other: Organisation
) -> None:
    merge()

    target.refresh_from_db()
    assert not Organisation.objects.filter(pk=other.pk).exists()
    assert (target.number, target.name, target.formerly) == (NEW, "Morild Scene", f"Morild Kulturhus {OLD}")
    assert list(target.earlier_identities.values_list("number", "name", "until")) == [(OLD, "Morild Kulturhus", DAY)]
    assert identities.find(OLD) == target


def test_earlier_identities_of_other_move_too(
    target: Organisation, other: Organisation, staff: User, merge: Callable[[], Organisation]
) -> None:
    oldest = organisation_number(850_003)
    EarlierIdentity.objects.create(organisation=other, number=oldest, until=date(2020, 1, 1))

    merge()

    assert identities.find(oldest) == target
    assert target.earlier_identities.count() == 2


def test_histories_say_who_merged(
    merge: Callable[[], Organisation], target: Organisation, other: Organisation, staff: User
) -> None:
    add_periods(other, (2020, None))
    assignment = AssignmentFactory.create(client=other, client_name="")
    reason = f"Morild Kulturhus ({OLD}) ble slått sammen med Morild Scene"

    merge()

    for history in (
        Organisation.history.filter(id=other.pk, history_type="-"),
        Organisation.history.filter(id=target.pk, history_type="~"),
        Membership.history.filter(organisation=target.pk),
        type(assignment).history.filter(id=assignment.pk, client=target.pk),
    ):
        (version,) = history
        assert (version.history_user, version.history_change_reason) == (staff, reason)


@pytest.mark.parametrize(
    ("of_target", "of_other", "expected"),
    [
        pytest.param([], [(2019, 2021)], [(2019, 2021)], id="only-other"),
        pytest.param([(2023, None)], [(2019, 2021)], [(2019, 2021), (2023, None)], id="apart"),
        pytest.param([(2021, None)], [(2019, 2021)], [(2019, None)], id="one-after-the-other"),
        pytest.param([(2020, None)], [(2019, 2022)], [(2019, None)], id="overlap"),
        pytest.param([(2020, None)], [(2019, None)], [(2019, None)], id="both-open"),
        pytest.param([(2019, 2022)], [(2020, 2021)], [(2019, 2022)], id="within"),
        pytest.param([(2020, 2021)], [(2019, 2022)], [(2019, 2022)], id="around"),
        pytest.param([(2019, 2020), (2021, 2022)], [(2020, 2021)], [(2019, 2022)], id="between"),
        pytest.param([(2019, 2020), (2020, None)], [], [(2019, 2020), (2020, None)], id="own-are-left-as-they-are"),
        pytest.param([(2020, 2021)], [(2019, 2020), (2021, None)], [(2019, None)], id="around-in-two"),
    ],
)
def test_periods_are_joined(
    merge: Callable[[], Organisation],
    target: Organisation,
    other: Organisation,
    of_target: list[Any],
    of_other: list[Any],
    expected: list[Any],
) -> None:
    add_periods(target, *of_target)
    add_periods(other, *of_other)

    merge()

    assert periods(target) == [(date(joined, 1, 1), left and date(left, 1, 1)) for joined, left in expected]
    assert Membership.objects.count() == len(expected)


@pytest.mark.parametrize(
    ("joined", "expected"),
    [
        pytest.param(date(2022, 12, 31), 1, id="last-day"),
        pytest.param(date(2023, 1, 1), 1, id="day-after"),
        pytest.param(date(2023, 1, 2), 2, id="day-between"),
    ],
)
def test_periods_with_a_day_between_are_two(
    merge: Callable[[], Organisation], target: Organisation, other: Organisation, joined: date, expected: int
) -> None:
    MembershipFactory.create(
        organisation=other, joined=date(2020, 1, 1), left=date(2023, 1, 1), leave_reason="Nytt nr."
    )
    MembershipFactory.create(organisation=target, joined=joined)

    merge()

    assert target.memberships.count() == expected
    assert target.memberships.order_by("joined")[0].leave_reason == ("Nytt nr." if expected > 1 else "")


def test_figures_count_merged_members_once(
    merge: Callable[[], Organisation], target: Organisation, other: Organisation
) -> None:
    def counted(year: int) -> list[int]:
        members = key_numbers(Period.year(year))[0]["members"]
        return [members[key] for key in ("opening", "joined", "left", "closing")]

    MembershipFactory.create()
    add_periods(other, (2022, 2025))
    add_periods(target, (2024, None))
    before = {year: counted(year) for year in (2023, 2024, 2025)}

    merge()

    assert before == {2023: [1, 1, 0, 2], 2024: [2, 1, 0, 3], 2025: [3, 0, 1, 2]}
    assert {year: counted(year) for year in before} == {2023: [1, 1, 0, 2], 2024: [2, 0, 0, 2], 2025: [2, 0, 0, 2]}


def pay(organisation: Organisation, *, paid_on: date | None, year: int = 2025) -> Fee:
    rate = FeeRateFactory.create(year=year) if not Fee.objects.exists() else Fee.objects.get().rate
    return FeeFactory.create(membership=organisation.memberships.get(), rate=rate, paid_on=paid_on)


@pytest.mark.parametrize(
    ("of_target", "of_other"),
    [
        pytest.param(None, date(2025, 3, 1), id="other-paid"),
        pytest.param(date(2025, 3, 1), None, id="target-paid"),
        pytest.param(None, None, id="neither-paid"),
    ],
)
def test_fee_of_a_year_is_one(
    merge: Callable[[], Organisation], target: Organisation, other: Organisation, of_target: Any, of_other: Any
) -> None:
    for organisation, paid_on in ((target, of_target), (other, of_other)):
        add_periods(organisation, (2020, None))
        pay(organisation, paid_on=paid_on)

    merge()

    assert [fee.paid_on for fee in target.memberships.get().fees.all()] == [of_target or of_other]


def test_two_paid_fees_prevent_merge(
    merge: Callable[[], Organisation], target: Organisation, other: Organisation
) -> None:
    for organisation in (target, other):
        add_periods(organisation, (2020, None))
        pay(organisation, paid_on=date(2025, 3, 1))

    with pytest.raises(ValidationError, match="Begge har betalt kontingent: 2025"):
        merge()

    assert Organisation.objects.aggregate(number=Count("pk"))["number"] == 2
    assert Fee.objects.count() == Membership.objects.count() == 2


def accepted_request(organisation: Organisation) -> MembershipApplication:
    membership = organisation.memberships.get()
    return MembershipApplicationFactory.create(
        number=organisation.number, status="accepted", decided_on=membership.joined, membership=membership
    )


def test_request_to_join_moves_with_membership(
    merge: Callable[[], Organisation], target: Organisation, other: Organisation
) -> None:
    for organisation in (target, other):
        add_periods(organisation, (2020, None))
    request = accepted_request(other)

    merge()

    request.refresh_from_db()
    assert request.membership == target.memberships.get()


def test_two_requests_for_one_membership_prevent_merge(
    merge: Callable[[], Organisation], target: Organisation, other: Organisation
) -> None:
    for organisation in (target, other):
        add_periods(organisation, (2020, None))
        accepted_request(organisation)

    with pytest.raises(ValidationError, match="Slett den ene innmeldingen først"):
        merge()


def test_contacts_move(merge: Callable[[], Organisation], target: Organisation, other: Organisation) -> None:
    ContactFactory.create(organisation=target, name="Ada", email="ada@eksempel.example")
    ContactFactory.create(organisation=other, name="Bo", email="bo@eksempel.example")

    merge()

    assert [contact.name for contact in target.contacts.order_by("name")] == ["Ada", "Bo"]


def test_same_person_at_both_keeps_account_and_phone(
    merge: Callable[[], Organisation], target: Organisation, other: Organisation
) -> None:
    ContactFactory.create(organisation=target, name="Ada", email="ada@eksempel.example", phone="")
    contact = ContactFactory.create(organisation=other, name="Ada A.", email="ADA@eksempel.example", phone="22225555")
    user = contacts.give_access(contact)

    merge()

    same = target.contacts.get()
    assert (same.name, same.email, same.phone, same.user) == ("Ada", "ada@eksempel.example", "22225555", user)
    assert Contact.objects.count() == 1


def test_same_name_without_address_is_one_contact(
    merge: Callable[[], Organisation], target: Organisation, other: Organisation
) -> None:
    ContactFactory.create(organisation=target, name="Ada", email="ada@eksempel.example")
    for name in ("ADA", "Bo"):
        ContactFactory.create(organisation=other, name=name, email="")

    merge()

    assert [contact.name for contact in target.contacts.order_by("name")] == ["Ada", "Bo"]


def test_organisation_is_not_merged_with_itself(target: Organisation, staff: User) -> None:
    with pytest.raises(ValidationError, match="to forskjellige virksomheter"):
        merging.merge(target, other=target, from_day=DAY, today=TODAY, by=staff)


def test_merge_in_future_is_refused(target: Organisation, other: Organisation, staff: User) -> None:
    with pytest.raises(ValidationError) as refused:
        merging.merge(target, other=other, from_day=date(2026, 3, 17), today=TODAY, by=staff)

    assert set(refused.value.error_dict) == {"from_day"}
    assert merging.merge(target, other=other, from_day=TODAY, today=TODAY, by=staff) == target


def test_check_changes_nothing(target: Organisation, other: Organisation, staff: User) -> None:
    add_periods(other, (2020, None))

    merging.check(target, other=other, from_day=DAY, today=TODAY, by=staff)

    assert (Organisation.objects.count(), periods(other)) == (2, [(date(2020, 1, 1), None)])
    assert not Membership.history.filter(history_change_reason__contains="slått sammen").exists()


def test_rows_to_move_are_counted(target: Organisation, other: Organisation, staff: User) -> None:
    add_periods(other, (2019, 2020), (2021, None))
    FeeFactory.create(membership=other.memberships.latest("joined"))
    ContactFactory.create(organisation=other)
    ContactFactory.create(organisation=target)

    assert sorted(merging.count_rows(other, by=staff)) == [
        ("Kontaktpersoner", 1),
        ("Kontingenter", 1),
        ("Medlemskap", 2),
    ]


def test_wish_of_other_is_that_of_its_contacts(merge: Callable, target: Organisation, other: Organisation) -> None:
    Organisation.objects.filter(pk=other.pk).update(declined_mailings_on=DAY)
    for organisation in (target, other):
        ContactFactory.create(organisation=organisation)
    merge()
    assert list(target.contacts.order_by("pk").values_list("declined_mailings_on", flat=True)) == [None, DAY]
