"""Organisations under a new number or name."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from balansekunst.models import User
from members import identities, joining
from members.models import EarlierIdentity, Organisation
from tests.factories import MembershipApplicationFactory, OrganisationFactory, organisation_number

pytestmark = pytest.mark.django_db

OLD, NEW, NEWER, OTHER = (organisation_number(830_000 + n) for n in range(4))
CHANGED, TODAY = date(2024, 7, 1), date(2026, 3, 16)


@pytest.fixture
def organisation() -> Organisation:
    return OrganisationFactory.create(number=OLD, name="Morild Kulturhus")


def change(organisation: Organisation, user: User, **values: Any) -> Organisation:
    given: dict[str, Any] = {"number": NEW, "name": organisation.name, "from_day": CHANGED, "today": TODAY, "by": user}
    return identities.change(organisation, **given | values)


def test_new_number_stores_earlier_one(organisation: Organisation, staff: User) -> None:
    changed = change(organisation, staff)

    organisation.refresh_from_db()
    assert changed == organisation
    assert (organisation.number, organisation.formerly) == (NEW, OLD)
    assert list(organisation.earlier_identities.values_list("number", "name", "until")) == [(OLD, "", CHANGED)]


def test_change_is_in_history_with_author(organisation: Organisation, staff: User) -> None:
    change(organisation, staff)

    version = organisation.history.latest()
    assert (version.history_user, version.history_change_reason) == (staff, "Nytt nummer eller navn fra 01.07.2024")
    assert EarlierIdentity.history.get().history_user == staff


def test_new_name_stores_earlier_one(organisation: Organisation, staff: User) -> None:
    change(organisation, staff, number=OLD, name="Morild Scene")
    change(organisation, staff, name="Morild Scene")

    organisation.refresh_from_db()
    assert (organisation.name, organisation.formerly) == ("Morild Scene", f"{OLD}; Morild Kulturhus")


def test_change_to_same_is_refused(organisation: Organisation, staff: User) -> None:
    with pytest.raises(ValidationError, match="Skriv et nytt nummer eller et nytt navn"):
        change(organisation, staff, number=OLD)


@pytest.mark.parametrize(
    ("day", "is_allowed"),
    [
        pytest.param(date(2024, 6, 30), False, id="before-earlier-change"),
        pytest.param(CHANGED, True, id="same-day"),
        pytest.param(TODAY, True, id="today"),
        pytest.param(date(2026, 3, 17), False, id="tomorrow"),
    ],
)
def test_days_of_changes_are_in_order(organisation: Organisation, staff: User, day: date, *, is_allowed: bool) -> None:
    change(organisation, staff)

    if is_allowed:
        assert change(organisation, staff, number=NEWER, from_day=day).number == NEWER
    else:
        with pytest.raises(ValidationError) as refused:
            change(organisation, staff, number=NEWER, from_day=day)
        assert set(refused.value.error_dict) == {"from_day"}
        assert Organisation.objects.get(pk=organisation.pk).number == NEW


@pytest.mark.parametrize("number", [pytest.param(OTHER, id="of-another"), pytest.param(OLD, id="earlier-of-another")])
def test_number_of_another_is_refused(organisation: Organisation, staff: User, number: str) -> None:
    other = OrganisationFactory.create(number=OTHER, name="Fossekall")
    change(organisation, staff)

    with pytest.raises(ValidationError):
        change(other, staff, number=number if number != OTHER else NEW)

    assert Organisation.objects.get(pk=other.pk).number == OTHER
    assert EarlierIdentity.objects.count() == 1


def test_own_earlier_number_is_refused(organisation: Organisation, staff: User) -> None:
    organisation = change(organisation, staff)

    with pytest.raises(ValidationError, match="tidligere nummer"):
        change(organisation, staff, number=OLD)


def test_database_refuses_organisation_with_earlier_number(organisation: Organisation, staff: User) -> None:
    change(organisation, staff)
    other = OrganisationFactory.create(number=OTHER)

    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory.create(number=OLD)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=other.pk).update(number=OLD)


def test_database_refuses_present_number_as_earlier(organisation: Organisation, staff: User) -> None:
    change(organisation, staff)
    other = OrganisationFactory.create(number=OTHER)

    for number in (OTHER, NEW, OLD):
        with pytest.raises(IntegrityError), transaction.atomic():
            EarlierIdentity.objects.create(organisation=other, number=number, until=CHANGED)
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlierIdentity.objects.update(number=OTHER)


def test_database_refuses_empty_identity(organisation: Organisation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlierIdentity.objects.create(organisation=organisation, until=CHANGED)


def test_names_may_be_earlier_ones_of_several(organisation: Organisation) -> None:
    other = OrganisationFactory.create(number=OTHER)

    for each in (organisation, other):
        EarlierIdentity.objects.create(organisation=each, name="Kulturhuset", until=CHANGED)

    assert EarlierIdentity.objects.count() == 2


@pytest.mark.parametrize("model", [Organisation, EarlierIdentity])
def test_forms_say_whose_number_it_is(organisation: Organisation, staff: User, model: Any) -> None:
    organisation = change(organisation, staff)
    if model is Organisation:
        row: Any = OrganisationFactory.build(number=OLD, municipality=organisation.municipality)
        message = "Dette er et tidligere nummer til Morild Kulturhus."
    else:
        row = EarlierIdentity(organisation=organisation, number=NEW, until=CHANGED)
        message = "Morild Kulturhus har dette nummeret nå."

    with pytest.raises(ValidationError) as refused:
        row.full_clean()

    assert refused.value.message_dict == {"number": [message]}


def test_organisation_is_found_by_each_number(organisation: Organisation, staff: User) -> None:
    change(organisation, staff)

    assert identities.find(OLD) == identities.find(NEW) == organisation
    assert identities.find(OTHER) is None


def test_request_to_join_under_earlier_number_is_the_same_organisation(organisation: Organisation, staff: User) -> None:
    change(organisation, staff)
    request = MembershipApplicationFactory.create(number=OLD)

    membership = joining.accept(request, decided_on=date(2026, 1, 1), joined=date(2026, 2, 1))

    assert membership.organisation == organisation
    assert Organisation.objects.count() == 1


def test_corrected_earlier_identity_is_searched(organisation: Organisation, staff: User) -> None:
    organisation = change(organisation, staff)
    EarlierIdentity.objects.update(name="Morild")

    identities.update_formerly(organisation)

    organisation.refresh_from_db()
    assert organisation.formerly == f"Morild {OLD}"
