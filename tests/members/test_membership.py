from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from balansekunst.figures import Period
from members.models import Membership, Organisation
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

JOINED = date(2024, 3, 10)
LEFT = date(2024, 9, 1)
YEAR = Period.year(2024)


@pytest.mark.parametrize(
    ("day", "is_member"),
    [
        pytest.param(JOINED - timedelta(days=1), False, id="day-before"),
        pytest.param(JOINED, True, id="first-day"),
        pytest.param(LEFT - timedelta(days=1), True, id="last-day"),
        pytest.param(LEFT, False, id="day-after"),
    ],
)
def test_membership_is_active_before_left(day, is_member):
    membership = MembershipFactory(joined=JOINED, left=LEFT)

    assert list(Membership.objects.active_on(day)) == [membership] * is_member
    assert list(Organisation.objects.members_on(day)) == [membership.organisation] * is_member


def test_open_membership_stays_active():
    membership = MembershipFactory(joined=JOINED)

    assert list(Membership.objects.active_on(date(2199, 12, 31))) == [membership]


def test_two_memberships_count_as_one_member():
    organisation = OrganisationFactory()
    MembershipFactory(organisation=organisation, joined=JOINED, left=LEFT)
    MembershipFactory(organisation=organisation, joined=LEFT)

    assert list(Organisation.objects.members_on(LEFT)) == [organisation]


@pytest.mark.parametrize(
    ("joined", "counted"),
    [
        pytest.param(date(2023, 12, 31), 0, id="day-before-the-year"),
        pytest.param(date(2024, 1, 1), 1, id="first-day"),
        pytest.param(date(2024, 12, 31), 1, id="last-day"),
        pytest.param(date(2025, 1, 1), 0, id="day-after"),
    ],
)
def test_joined_in_year_includes_boundary_days(joined, counted):
    MembershipFactory(joined=joined)

    assert Membership.objects.joined_in(YEAR).count() == counted


@pytest.mark.parametrize(
    ("left", "counted"),
    [
        pytest.param(date(2023, 12, 31), 0, id="day-before-the-year"),
        pytest.param(date(2024, 1, 1), 1, id="first-day"),
        pytest.param(date(2024, 12, 31), 1, id="last-day"),
        pytest.param(date(2025, 1, 1), 0, id="day-after"),
    ],
)
def test_left_in_year_uses_first_day_outside(left, counted):
    MembershipFactory(joined=date(2020, 1, 1), left=left)

    assert Membership.objects.left_in(YEAR).count() == counted


@pytest.mark.parametrize(
    ("joined", "left"),
    [
        pytest.param(date(2024, 1, 1), JOINED + timedelta(days=1), id="ends-on-its-first-day"),
        pytest.param(LEFT - timedelta(days=1), None, id="begins-on-its-last-day"),
        pytest.param(date(2024, 5, 1), date(2024, 6, 1), id="inside"),
        pytest.param(date(2023, 1, 1), None, id="around"),
    ],
)
def test_overlapping_period_is_refused_at_joined(joined, left):
    first = MembershipFactory(joined=JOINED, left=LEFT)

    with pytest.raises(ValidationError) as refusal:
        Membership(organisation=first.organisation, joined=joined, left=left).full_clean()

    assert refusal.value.message_dict == {"joined": ["Perioden overlapper medlemskapet fra 10.03.2024."]}


@pytest.mark.parametrize(
    ("joined", "left"),
    [
        pytest.param(date(2024, 1, 1), JOINED, id="ends-the-day-it-begins"),
        pytest.param(LEFT, None, id="begins-the-day-it-ends"),
    ],
)
def test_adjacent_period_is_accepted(joined, left):
    first = MembershipFactory(joined=JOINED, left=LEFT)
    membership = Membership(organisation=first.organisation, joined=joined, left=left)

    membership.full_clean()
    membership.save()

    assert Membership.objects.count() == 2


def test_period_does_not_overlap_itself():
    membership = MembershipFactory(joined=JOINED, left=LEFT)

    assert membership.full_clean() is None


def test_periods_of_other_organisations_are_ignored():
    MembershipFactory(joined=JOINED)

    assert Membership(organisation=OrganisationFactory(), joined=JOINED).full_clean() is None


@pytest.mark.parametrize("left", [pytest.param(JOINED, id="same-day"), pytest.param(date(2001, 1, 1), id="before")])
def test_left_not_after_joined_is_refused_at_left(left):
    with pytest.raises(ValidationError) as refusal:
        Membership(organisation=OrganisationFactory(), joined=JOINED, left=left).full_clean()

    assert refusal.value.message_dict == {"left": ["Utmeldt må være etter innmeldt."]}


def test_left_not_after_joined_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(joined=JOINED, left=JOINED)


def test_second_open_period_is_refused_by_the_database():
    organisation = MembershipFactory(joined=JOINED).organisation

    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(organisation=organisation, joined=LEFT)


def test_overlap_is_refused_by_the_database():
    organisation = MembershipFactory(joined=JOINED, left=LEFT).organisation

    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(organisation=organisation, joined=date(2024, 5, 1), left=date(2024, 6, 1))


@pytest.mark.parametrize("days", [pytest.param(0, id="next-day"), pytest.param(-1, id="same-day")])
def test_changed_period_may_not_overlap(days):
    earlier = MembershipFactory(joined=JOINED, left=LEFT)
    later = MembershipFactory(organisation=earlier.organisation, joined=LEFT + timedelta(days=9))

    later.joined = LEFT + timedelta(days=days)

    if days < 0:
        with pytest.raises(IntegrityError), transaction.atomic():
            later.save()
    else:
        later.save()


def test_membership_without_dates_skips_overlap_check():
    with pytest.raises(ValidationError) as refusal:
        Membership().full_clean()

    assert set(refusal.value.message_dict) == {"organisation", "joined"}
